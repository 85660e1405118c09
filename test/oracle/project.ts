/** What the declarations of all modules come to: names by file, and the rules with everything that tuning does to them. */
import { listFileKey, type CheckInput, type ParamValue } from "../../src/check/input.ts";
import type { EventModel } from "../../src/schema/event-type.ts";
import { isInAny } from "../../src/schema/event-type.ts";
import type * as ast from "../../src/syntax/ast.ts";
import { type Type, regexType, severityType } from "../../src/types/type.ts";

export type Project = {
  readonly model: EventModel;
  readonly rules: readonly OracleRule[];
  readonly lookup: (file: string, name: string) => Named | undefined;
  readonly baselines: ReadonlyMap<string, { readonly value: ast.Expr; readonly file: string }>;
};

export type Named =
  | { readonly kind: "list"; readonly items: readonly Placed[]; readonly type: Type }
  | { readonly kind: "param"; readonly value: Placed; readonly type?: Type }
  | { readonly kind: "define"; readonly define: ast.Define; readonly file: string };
/** An expression and the file whose names it means, or a plain value from a file or an override. */
export type Placed = { readonly expr: ast.Expr; readonly file: string } | { readonly given: ParamValue };

export type OracleRule = {
  readonly id: string;
  readonly file: string;
  readonly rule: ast.Rule;
  readonly on: readonly string[];
  readonly exceptions: readonly { readonly where: ast.Expr; readonly file: string; readonly untilMs?: number }[];
};

export function openProject(input: CheckInput): Project {
  const extensions = all(input, "extend-list");
  const lookup = (file: string, name: string): Named | undefined => {
    for (const declaration of moduleOf(input, file)?.declarations ?? []) {
      if (declaration.kind === "import" && declaration.names.some((imported) => imported.name === name)) {
        const target = input.imports.get(file)?.get(declaration.from.value);
        if (target !== undefined) return lookup(target, name);
      }
      if (declaration.kind === "list-declaration" && declaration.name.name === name) return namedList(input, declaration, file, extensions);
      if (declaration.kind === "define" && declaration.name.name === name) return { kind: "define", define: declaration, file };
      if (declaration.kind === "param" && declaration.name.name === name) {
        const given = input.params.get(name);
        const value = given === undefined ? { expr: declaration.value, file } : { given };
        return { kind: "param", value, ...(declaration.type && { type: writtenType(declaration.type) }) };
      }
    }
    return undefined;
  };
  const baselines = new Map(all(input, "baseline-declaration").map(({ file, node }) => [pathText(node.path), { value: node.value, file }]));
  return { model: input.model, rules: openRules(input, lookup), lookup, baselines };
}

/** A path as one text: the names joined by dots. */
export function pathText(expr: ast.Expr): string {
  if (expr.kind === "member") return `${pathText(expr.object)}.${expr.key.name}`;
  return expr.kind === "name" ? expr.name : "?";
}

export function writtenType(type: ast.TypeName): Type {
  const name = type.name.name;
  if (name === "list") return { kind: "list", of: type.of ? writtenType(type.of) : { kind: "any" } };
  switch (name) {
    case "boolean":
    case "number":
    case "string":
    case "timestamp":
    case "duration":
    case "any":
      return { kind: name };
    case "record":
      return { kind: "record", fields: new Map(), open: true };
    case "regex":
      return regexType;
    case "severity":
      return severityType;
    case "email":
    case "domain":
    case "url":
    case "ip":
    case "cidr":
    case "text":
    case "hash":
      return { kind: "string", meaning: name };
    default:
      return { kind: "any" };
  }
}

/** ON or FROM as names. */
export function namesOf(types: ast.EventTypes, model: EventModel): readonly string[] {
  return types.any ? [...model.types.values()].filter(isInAny).map((type) => type.name) : types.names.map((name) => name.name);
}

type Kinds = { [D in ast.Declaration as D["kind"]]: D };
function all<K extends keyof Kinds>(input: CheckInput, kind: K): readonly { readonly node: Kinds[K]; readonly file: string }[] {
  return input.modules.flatMap((module) =>
    module.declarations
      .filter((declaration): declaration is Kinds[K] => declaration.kind === kind)
      .map((node) => ({ node, file: module.file.name })),
  );
}

function moduleOf(input: CheckInput, file: string): ast.Module | undefined {
  return input.modules.find((module) => module.file.name === file);
}

function namedList(input: CheckInput, list: ast.List, file: string, extensions: readonly { node: ast.ExtendList; file: string }[]): Named {
  const more = extensions.filter(({ node }) => node.name.name === list.name.name);
  const items = [{ source: list.source, file }, ...more.map(({ node, file }) => ({ source: node.source, file }))].flatMap((part) =>
    listItems(input, part.source, part.file),
  );
  const first = list.source.kind === "inline" ? list.source.list.items[0] : undefined;
  const guess: Type = first?.kind === "pattern" ? regexType : { kind: first?.kind === "number" ? "number" : "string" };
  return { kind: "list", items, type: list.type ? writtenType(list.type) : { kind: "list", of: guess } };
}

function listItems(input: CheckInput, source: ast.ListSource, file: string): readonly Placed[] {
  if (source.kind === "inline") return source.list.items.map((expr) => ({ expr, file }));
  return (input.listFiles.get(listFileKey(file, source.path.value, source.column?.value)) ?? []).map((given) => ({ given }));
}

function openRules(input: CheckInput, lookup: Project["lookup"]): readonly OracleRule[] {
  const disabled = new Set(all(input, "disable").flatMap(({ node }) => node.rules.map((rule) => rule.value)));
  const exceptions = all(input, "exception");
  return all(input, "rule")
    .map(({ node, file }) => {
      const id = ruleId(node);
      return {
        id,
        file,
        rule: node,
        on: typesOfRule(node, file, input.model, lookup),
        exceptions: exceptions
          .filter((exception) => exception.node.rules.some((rule) => rule.value === id))
          .map((exception) => ({
            where: exception.node.where,
            file: exception.file,
            ...(exception.node.until && { untilMs: exception.node.until.ms }),
          })),
      };
    })
    .filter((rule) => !disabled.has(rule.id))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function ruleId(rule: ast.Rule): string {
  const written = rule.meta?.entries.find((entry) => entry.key.name === "id")?.value;
  if (written?.kind === "string") return written.value;
  return rule.title.text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** ON; of a sequence the types of its steps; else all types that have every event field that the condition reads. */
function typesOfRule(rule: ast.Rule, file: string, model: EventModel, lookup: Project["lookup"]): readonly string[] {
  const condition = rule.condition;
  if (!condition) return [];
  if (condition.kind !== "when") {
    const steps = condition.items.filter((item) => item.kind === "step");
    const completing = condition.kind === "sequence" ? steps.slice(-1) : steps;
    return [...new Set(completing.flatMap((step) => namesOf(step.from, model)))];
  }
  if (rule.on) return namesOf(rule.on, model);
  const roots = new Set<string>();
  collectRoots(condition.expr, file, new Set(), roots, lookup);
  const own = [...roots].filter((root) => !model.shared.has(root));
  return [...model.types.values()]
    .filter((type) => isInAny(type) && own.every((root) => type.record.fields.has(root)))
    .map((type) => type.name);
}

/** Root fields that an expression reads on the rule's own event: all names but declared ones and bound ones, outside terms with a FROM (whose BY counts). */
function collectRoots(node: unknown, file: string, bound: ReadonlySet<string>, roots: Set<string>, lookup: Project["lookup"]): void {
  if (Array.isArray(node)) {
    for (const item of node) collectRoots(item, file, bound, roots, lookup);
    return;
  }
  if (typeof node !== "object" || node === null || !("kind" in node)) {
    if (typeof node === "object" && node !== null && "value" in node) collectRoots(node.value, file, bound, roots, lookup);
    return;
  }
  const expr = node as ast.Expr; // A node of the Ast: this walk starts at one and follows its parts only.
  if (expr.kind === "name") {
    if (!bound.has(expr.name) && !lookup(file, expr.name)) roots.add(expr.name);
    return;
  }
  if (expr.kind === "quantifier") {
    collectRoots(expr.list, file, bound, roots, lookup);
    collectRoots(expr.body, file, new Set([...bound, expr.variable.name]), roots, lookup);
    return;
  }
  if ((expr.kind === "state" || expr.kind === "seen-in") && expr.from) {
    collectRoots(expr.by, file, bound, roots, lookup);
    if (expr.kind === "seen-in") collectRoots(expr.value, file, bound, roots, lookup);
    return;
  }
  if (expr.kind === "call") {
    if (expr.name.name === "SCORE") return;
    const called = lookup(file, expr.name.name);
    if (called?.kind === "define") {
      const params = new Set(called.define.params.map((param) => param.name.name));
      collectRoots(called.define.body, called.file, params, roots, lookup);
    }
  }
  for (const part of Object.values(expr)) collectRoots(part, file, bound, roots, lookup);
}

/** Whether a rule remembers anything: such a rule does not judge a late event. */
export function readsState(rule: OracleRule, project: Project): boolean {
  const condition = rule.rule.condition;
  if (condition?.kind !== "when") return true;
  return remembers(condition.expr, rule.file, project) || rule.exceptions.some(({ where, file }) => remembers(where, file, project));
}

function remembers(node: unknown, file: string, project: Project): boolean {
  if (typeof node !== "object" || node === null) return false;
  if (!("kind" in node)) return Object.values(node).some((part) => remembers(part, file, project));
  const expr = node as ast.Expr; // A node of the Ast, as above.
  if (expr.kind === "state" || expr.kind === "seen-in") return true;
  if (expr.kind === "member" && project.baselines.has(pathText(expr))) return true;
  const called = expr.kind === "call" ? project.lookup(file, expr.name.name) : undefined;
  if (called?.kind === "define" && remembers(called.define.body, called.file, project)) return true;
  return Object.values(expr).some((part) => remembers(part, file, project));
}
