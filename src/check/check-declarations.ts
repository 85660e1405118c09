/** Lists and parameters: their values, with extensions and configured overrides. */
import type { Literal, Term } from "../ir/plan.ts";
import type { Span } from "../source/span.ts";
import type { List, ListSource, Param } from "../syntax/ast.ts";
import { isAssignable } from "../types/assignable.ts";
import { showType } from "../types/show.ts";
import { listOf, numberType, poisonType, stringType, type Type } from "../types/type.ts";
import { report } from "./diagnostics.ts";
import { listFileKey, type ParamValue } from "./input.ts";
import { commonType, convertElements, convertLiteral, literalTerm, namedType } from "./literals.ts";
import type { Entity, Project } from "./scope.ts";

/** The value of a list or parameter, made once and shared. */
export function entityTerm(project: Project, entity: Exclude<Entity, { kind: "define" }>): Term {
  const known = project.values.get(entity.declaration);
  if (known) return known;
  const term = entity.kind === "list" ? listTerm(project, entity.declaration, entity.home) : paramTerm(project, entity.declaration);
  project.values.set(entity.declaration, term);
  return term;
}

function listTerm(project: Project, list: List, home: string): Term {
  const add = project.report;
  const declared = list.type ? namedType(list.type, add) : undefined;
  if (declared && declared.kind !== "list" && declared.kind !== "poison") {
    add(report.typeMismatch(list.type?.span ?? list.span, { what: "LIST", expected: "a type `list<…>`", found: showType(declared) }));
  }
  const of = declared?.kind === "list" ? declared.of : undefined;
  const own = sourceItems(project, list.source, home, of, list.name.name);
  if (!of && own.items.length === 0) {
    if (!own.broken) add(report.listTypeNeeded(list.name.span, { name: list.name.name }));
    return { kind: "literal", value: undefined, type: poisonType, span: list.span };
  }
  const type = of ?? commonType(own.items, add);
  const items = of ? convertElements(own.items, of, add) : [...own.items];
  for (const extension of extensionsOf(project, list)) {
    const more = sourceItems(project, extension.source, extension.home, type, list.name.name);
    items.push(...convertElements(more.items, type, add));
  }
  return { kind: "list", name: list.name.name, items, type: listOf(type.kind === "any" ? stringType : type), span: list.span };
}

type Items = { readonly items: readonly Term[]; readonly broken: boolean };

function sourceItems(project: Project, source: ListSource, home: string, of: Type | undefined, name: string): Items {
  if (source.kind === "inline") {
    const term = literalTerm(source.list, project.report);
    if (term?.kind === "list") return { items: term.items, broken: term.type.kind === "list" && term.type.of.kind === "poison" };
    project.report(report.constantNeeded(source.list.span, { what: "LIST", expected: "values" }));
    return { items: [], broken: true };
  }
  if (!of) {
    project.report(report.listTypeNeeded(source.path.span, { name }));
    return { items: [], broken: true };
  }
  const lines = project.input.listFiles.get(listFileKey(home, source.path.value, source.column?.value));
  if (!lines) {
    project.report(report.unreadableListFile(source.path.span, { path: source.path.value }));
    return { items: [], broken: true };
  }
  return { items: lines.flatMap((line) => lineTerm(project, line, of, source.path.span) ?? []), broken: false };
}

/** A line of a list file as a value of the list's element type. */
function lineTerm(project: Project, line: string, of: Type, span: Span): Literal | undefined {
  if (of.kind !== "number") return { kind: "literal", value: line, type: stringType, span };
  const value = Number(line);
  if (line.trim() !== "" && Number.isFinite(value)) return { kind: "literal", value, type: numberType, span };
  project.report(report.badElement(span, { value: line, expected: "a number" }));
  return undefined;
}

function extensionsOf(project: Project, list: List): { source: ListSource; home: string }[] {
  return [...project.extensions].flatMap(([extend, target]) =>
    target === list ? [{ source: extend.source, home: extend.span.file }] : [],
  );
}

function paramTerm(project: Project, param: Param): Term {
  const add = project.report;
  const written = literalTerm(param.value, add);
  const poisoned: Literal = { kind: "literal", value: undefined, type: poisonType, span: param.value.span };
  if (!written) {
    add(report.constantNeeded(param.value.span, { what: "PARAM", expected: "a literal or a list of literals" }));
    return poisoned;
  }
  const type = param.type ? namedType(param.type, add) : written.type;
  const term = convertTo(written, type, param, add);
  const override = project.input.params.get(param.name.name);
  if (override === undefined || !term) return term ?? poisoned;
  const configured = overrideTerm(override, type, param.value.span);
  if (configured) return configured;
  add(report.badParamOverride(param.name.span, { name: param.name.name, expected: showType(type) }));
  return term;
}

function convertTo(written: Term, type: Type, param: Param, add: Project["report"]): Term | undefined {
  if (written.kind === "literal") return convertLiteral(written, type, add);
  if (written.kind === "list" && type.kind === "list") {
    const of = type.of.kind === "any" ? stringType : type.of;
    return { ...written, name: param.name.name, items: convertElements(written.items, of, add), type: listOf(of) };
  }
  if (!isAssignable(written.type, type)) {
    add(report.typeMismatch(param.value.span, { what: `\`${param.name.name}\``, expected: showType(type), found: showType(written.type) }));
  }
  return undefined;
}

/** A configured value as the parameter's type; text from a command line is read as the type says. */
function overrideTerm(value: ParamValue, type: Type, span: Span): Term | undefined {
  if (type.kind === "list") {
    const items = (Array.isArray(value) ? value : [value]).map((item) => overrideTerm(item, type.of, span));
    return items.every((item) => item !== undefined) ? { kind: "list", items, type, span } : undefined;
  }
  if (Array.isArray(value)) return undefined;
  const literal = overrideValue(value as string | number | boolean, type);
  return literal === undefined ? undefined : { kind: "literal", value: literal, type, span };
}

function overrideValue(value: string | number | boolean, type: Type): string | number | boolean | undefined {
  switch (type.kind) {
    case "number":
      return numberOf(value);
    case "boolean":
      return typeof value === "boolean" ? value : value === "true" ? true : value === "false" ? false : undefined;
    case "duration":
      return typeof value === "string" ? durationOf(value) : undefined;
    case "timestamp":
      return typeof value === "string" && Number.isFinite(Date.parse(value)) ? Date.parse(value) : undefined;
    case "enum":
      return typeof value === "string" && type.values.includes(value) ? value : undefined;
    case "string":
      return typeof value === "string" ? value : String(value);
    default:
      return undefined;
  }
}

function numberOf(value: string | number | boolean): number | undefined {
  const read = typeof value === "number" ? value : typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
  return Number.isFinite(read) ? read : undefined;
}

const durationUnits: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

function durationOf(text: string): number | undefined {
  const match = /^(\d+)(ms|[smhdw])$/.exec(text);
  return match?.[1] !== undefined && match[2] !== undefined ? Number(match[1]) * (durationUnits[match[2]] ?? Number.NaN) : undefined;
}
