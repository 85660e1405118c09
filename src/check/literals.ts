/** Values that are written out: literals, lists of them, and their conversion to a declared type. */
import type { Literal, Term } from "../ir/plan.ts";
import { ExactInteger } from "../runtime/value.ts";
import type { Span } from "../source/span.ts";
import type { Expr, PatternLiteral, TypeName } from "../syntax/ast.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { isAssignable } from "../types/assignable.ts";
import { showType } from "../types/show.ts";
import {
  anyType,
  booleanType,
  durationType,
  listOf,
  numberType,
  poisonType,
  regexType,
  severityType,
  stringType,
  timestampType,
  type StringMeaning,
  type Type,
} from "../types/type.ts";
import { checkPattern } from "./check-pattern.ts";
import { type Report, report } from "./diagnostics.ts";
import { parseElement } from "./elements.ts";

/** A literal or a list of literals as a term; undefined for what is computed. */
export function literalTerm(expr: Expr, add: Report): Term | undefined {
  switch (expr.kind) {
    case "string":
      return { kind: "literal", value: expr.value, type: stringType, span: expr.span };
    case "number":
      if (!Number.isFinite(expr.value)) add(report.numberOutOfRange(expr.span, { raw: expr.raw }));
      return { kind: "literal", value: exactNumber(expr.value, expr.raw), type: numberType, span: expr.span };
    case "boolean":
      return { kind: "literal", value: expr.value, type: booleanType, span: expr.span };
    case "duration":
      return { kind: "literal", value: expr.ms, type: durationType, span: expr.span };
    case "date":
      return { kind: "literal", value: expr.ms, type: timestampType, span: expr.span };
    case "constant":
      return { kind: "literal", value: expr.name, type: severityType, span: expr.span };
    case "pattern":
      return patternTerm(expr, add);
    case "group":
      return literalTerm(expr.inner, add);
    case "negate": {
      const operand = literalTerm(expr.operand, add);
      if (operand?.kind !== "literal") return undefined;
      if (operand.value instanceof ExactInteger)
        return { ...operand, value: new ExactInteger(oppositeOf(operand.value.digits)), span: expr.span };
      return typeof operand.value === "number" ? { ...operand, value: -operand.value, span: expr.span } : undefined;
    }
    case "list":
      return literalList(expr.items, expr.span, add);
    case "error":
      return { kind: "literal", value: undefined, type: poisonType, span: expr.span };
    default:
      return undefined;
  }
}

function oppositeOf(digits: string): string {
  return digits.startsWith("-") ? digits.slice(1) : `-${digits}`;
}

/** The type that a declaration names, reported and poison where there is none. */
export function namedType(type: TypeName, add: Report): Type {
  if (type.of) {
    if (type.name.name !== "list") add(report.unknownType(type.span, { name: `${type.name.name}<…>` }));
    return listOf(namedType(type.of, add));
  }
  const found = simpleTypes.get(type.name.name);
  if (found) return found;
  add(report.unknownType(type.name.span, { name: type.name.name }, { help: didYouMean(type.name.name, [...simpleTypes.keys(), "list"]) }));
  return poisonType;
}

/** Each element of a list converted to the declared element type, with a diagnostic for each that does not fit. */
export function convertElements(items: readonly Term[], of: Type, add: Report): Term[] {
  return items.flatMap((item) => {
    const converted = item.kind === "literal" ? convertLiteral(item, of, add) : undefined;
    return converted ? [converted] : [];
  });
}

/** A literal as a value of a type; reports and gives undefined where it cannot be one. */
export function convertLiteral(literal: Literal, to: Type, add: Report): Literal | undefined {
  if (literal.type.kind === "poison" || to.kind === "poison") return literal;
  if (to.kind === "regex" && typeof literal.value === "string") return undefinedIfBroken(patternFromText(literal.value, literal.span, add));
  if (!isAssignable(literal.type, to)) {
    add(report.typeMismatch(literal.span, { what: `a list of ${showType(to)}`, expected: showType(to), found: showType(literal.type) }));
    return undefined;
  }
  if (to.kind === "string" && to.meaning !== undefined && typeof literal.value === "string") {
    const problem = parseElement(to.meaning, literal.value);
    if (problem) {
      add(report.badElement(literal.span, { value: literal.value, expected: problem.expected }, { help: problem.help }));
      return undefined;
    }
  }
  if (to.kind === "enum" && typeof literal.value === "string" && !to.values.includes(literal.value)) {
    add(
      report.badElement(
        literal.span,
        { value: literal.value, expected: `one of ${to.values.join(", ")}` },
        { help: didYouMean(literal.value, to.values) },
      ),
    );
    return undefined;
  }
  return { ...literal, type: to };
}

/** A pattern given as text: a line of a list file, an element of a configured list. */
export function patternFromText(source: string, span: Span, add: Report): Literal {
  return patternTerm({ kind: "pattern", source, flags: "", span }, add);
}

function undefinedIfBroken(literal: Literal): Literal | undefined {
  return literal.type.kind === "poison" ? undefined : literal;
}

function patternTerm(expr: PatternLiteral, add: Report): Literal {
  const value = checkPattern(expr, add);
  return value
    ? { kind: "literal", value, type: regexType, span: expr.span }
    : { kind: "literal", value: undefined, type: poisonType, span: expr.span };
}

function literalList(exprs: readonly Expr[], span: Span, add: Report): Term | undefined {
  const items: Term[] = [];
  for (const expr of exprs) {
    const item = literalTerm(expr, add);
    if (!item) return undefined;
    items.push(item);
  }
  return { kind: "list", items, type: listOf(commonType(items, add)), span };
}

/** The one type of a list's elements; a mixture is reported once. An empty list has elements of type `any`. */
export function commonType(items: readonly Term[], add: Report): Type {
  const first = items[0];
  if (!first) return anyType;
  let type = first.type;
  for (const item of items) {
    if (item.type.kind === "poison") return poisonType;
    if (!isAssignable(item.type, type) && !isAssignable(type, item.type)) {
      add(
        report.mixedList(
          item.span,
          { first: showType(type), second: showType(item.type) },
          { labels: [{ span: first.span, text: "the first element" }] },
        ),
      );
      return poisonType;
    }
    if (type.kind === "any" || type.kind === "enum") type = item.type;
  }
  return type;
}

/** Integers beyond 2^53 keep their digits as an exact literal is compared by them. */
function exactNumber(value: number, raw: string): number | ExactInteger | undefined {
  if (!Number.isFinite(value)) return undefined;
  const digits = raw.replaceAll("_", "");
  return Number.isInteger(value) && !Number.isSafeInteger(value) && /^\d+$/.test(digits) ? new ExactInteger(digits) : value;
}

const simpleTypes: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["boolean", booleanType],
  ["number", numberType],
  ["string", stringType],
  ["timestamp", timestampType],
  ["duration", durationType],
  ["any", anyType],
  ["record", { kind: "record", fields: new Map(), open: true }],
  ["regex", regexType],
  ["severity", severityType],
  ...(["email", "domain", "url", "ip", "cidr", "text", "hash"] as const).map((meaning): [string, Type] => [meaning, meaningful(meaning)]),
]);

function meaningful(meaning: StringMeaning): Type {
  return { kind: "string", meaning };
}
