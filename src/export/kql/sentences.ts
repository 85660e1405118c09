/** AND, OR, NOT, presence and quantifiers as Kusto says them. */
import { testBuiltins } from "../../builtins/index.ts";
import { total, unknownIfMissing, unsupported } from "../../builtins/lowering.ts";
import type { Lowered } from "../../builtins/lowering.ts";
import { textsOf } from "../../builtins/kql/text.ts";
import { asBoolean, asList, asText, guarded, jsonAssumptions, type KqlOperand, presence, scalarType } from "../../builtins/kql/operand.ts";
import type { Predicate, Test } from "../../ir/plan.ts";
import * as kql from "../../targets/kql/build.ts";
import { isComputed } from "../../targets/kql/hoist.ts";
import type { Counted, Expr, Some } from "../../targets/kql/query.ts";
import type { Polarity } from "../account.ts";
import { lowerPredicate } from "../predicate.ts";
import type { Lowering, Sentences } from "../context.ts";
import { operandOf } from "../term.ts";
import { bound } from "./bindings.ts";
import type { Builder } from "./builder.ts";

type Condition = Lowered<Expr>;
type Quantified = Extract<Predicate, { readonly kind: "quantified" }>;

export type KqlSurroundings = {
  /** Names that are columns already. */
  readonly isTaken: (name: string) => boolean;
  /** Where a list is kept beside the query, if it is. */
  readonly tableOf: Builder["tableOf"];
};

export function kqlSentences({ isTaken, tableOf }: KqlSurroundings): Sentences<"kql"> {
  return {
    constant: kql.truth,
    and: kql.and,
    or: kql.or,
    not: negated,
    notUnlessMissing,
    atLeast(count, parts) {
      const ones = parts.map((part) => kql.call("iff", "long", part, kql.long(1), kql.long(0)));
      const sum = ones.reduce((left, right) => kql.arithmetic("+", left, right));
      return kql.compare(">=", sum, kql.long(count));
    },
    exists,
    holds,
    quantified: (node, polarity, context) => quantified(node, polarity, context, isTaken),
    test: (node, polarity, context) => inKeptList(node, context, tableOf) ?? needlesOfTheEvent(node, polarity, context, isTaken),
  };
}

/** NOT of a condition that the word calls total: it may still be null inside. */
function negated(part: Expr): Expr {
  return kql.isNeverNull(part) ? kql.not(part) : kql.not(kql.call("coalesce", "bool", part, kql.no));
}

/** Null counts as false: with the columns named where the condition reads them plainly, else by `coalesce`. */
function notUnlessMissing(part: Expr, operands: readonly KqlOperand[]): Expr {
  if (kql.isNeverNull(part)) return kql.not(part);
  const columns = operands.filter(({ constant }) => !constant).map(({ term }) => (readsPlain(part, term) ? term.plain : term));
  const isPlain = part.kind !== "and" && part.kind !== "some" && columns.every((term) => term.kind === "column");
  if (!isPlain || columns.length === 0) return kql.not(kql.call("coalesce", "bool", part, kql.no));
  return kql.or([...columns.map(kql.absent), opposite(part)]);
}

/** A count that the condition reads as it was joined. */
function readsPlain(part: Expr, term: Expr): term is Counted {
  return term.kind === "counted" && part.kind === "compare" && (part.left === term.plain || part.right === term.plain);
}

const opposites = { "<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "==" } as const;

/** Of a comparison whose sides are there. */
function opposite(part: Expr): Expr {
  if (part.kind !== "compare" || part.operator === "=~" || part.operator === "!~") return kql.not(part);
  return { ...part, operator: opposites[part.operator] };
}

function exists(operand: KqlOperand): Condition {
  const { term } = operand;
  if (isComputed(term)) return unknownIfMissing(kql.call("isfinite", "bool", term));
  const there = presence(operand);
  return "ok" in there ? there : total(there.condition, there.assumptions);
}

function holds(operand: KqlOperand): Condition {
  const truth = asBoolean(operand);
  if (!truth) return total(kql.no);
  const lowered = truth.guard ? total<Expr> : unknownIfMissing<Expr>;
  return lowered(guarded(truth.value, truth), jsonAssumptions(operand));
}

/** ANY and ALL: an array that is empty or missing has no element, and is no ALL. */
function quantified(node: Quantified, polarity: Polarity, context: Lowering<"kql">, isTaken: (name: string) => boolean): Condition {
  const list = operandOf(node.list, context.terms, context, "both");
  if (!list.ok) return list;
  return overElements(list.query, freeName(node.variable, isTaken), node.every, (element) => {
    const terms = { ...context.terms, binding: bound(context.terms.binding, node.variable, element) };
    return total(lowerPredicate(node.part, { ...context, terms }, polarity));
  });
}

function overElements(list: KqlOperand, variable: string, every: boolean, part: (element: KqlOperand) => Condition): Condition {
  const array = asList(list);
  if (!array) return total(kql.no);
  const of = list.shape.kind === "list" ? list.shape.of : ({ kind: "json" } as const);
  const element: KqlOperand = {
    term: kql.column(variable, scalarType(of)),
    type: list.type.kind === "list" ? list.type.of : { kind: "any" },
    shape: of,
    missable: true,
    name: variable,
    nonempty: list.nonempty,
  };
  const inner = part(element);
  if (!inner.ok) return inner;
  const some: Some = { kind: "some", every, variable, list: array.value, of: scalarType(of), part: inner.query };
  return total(guarded(some, array), [...inner.assumptions, ...jsonAssumptions(list)]);
}

/** A name for the element that hides no column. */
function freeName(variable: string, isTaken: (name: string) => boolean): string {
  return isTaken(variable) ? freeName(`${variable}_`, isTaken) : variable;
}

/** A named list of texts that lies in a table or watchlist. */
function inKeptList(node: Test, context: Lowering<"kql">, tableOf: Builder["tableOf"]): Condition | undefined {
  if (node.word !== "in-list" || node.fold || node.object.kind !== "list" || node.object.name === undefined) return undefined;
  const object = operandOf(node.object, context.terms, context, "both");
  const texts = object.ok ? textsOf(object.query.constant?.value) : undefined;
  if (!texts || texts.includes("")) return undefined;
  const subject = operandOf(node.subject, context.terms, context, "both");
  const text = subject.ok ? asText(subject.query) : undefined;
  const kept = subject.ok && text ? tableOf(node.object.name, texts) : undefined;
  if (!subject.ok || !text || !kept) return undefined;
  const test: Expr = { kind: "in", negated: false, fold: false, left: text.value, values: { kind: "table", ...kept } };
  return total(guarded(test, text), jsonAssumptions(subject.query));
}

/** A list of the event as needles: some, or every, element of it. */
function needlesOfTheEvent(
  node: Test,
  polarity: Polarity,
  context: Lowering<"kql">,
  isTaken: (name: string) => boolean,
): Condition | undefined {
  if (node.of === "one") return undefined;
  const object = operandOf(node.object, context.terms, context, "both");
  if (!object.ok || object.query.constant) return undefined;
  const subject = operandOf(node.subject, context.terms, context, polarity === "positive" ? "both" : polarity);
  if (!subject.ok) return subject;
  const { one } = testBuiltins[node.word].lower.kql ?? {};
  if (!one) return undefined;
  const how = { fold: node.fold, folding: context.folding };
  if (object.query.shape.kind !== "list" && object.query.shape.kind !== "json") return one(subject.query, object.query, how);
  if (object.query.shape.kind === "json" && object.query.type.kind === "any")
    return unsupported(
      "wrong-kind",
      `\`${object.query.name}\` may be one value or a list of them`,
      "give the field a type in a schema of the project, or map it to a column of its own",
    );
  return overElements(object.query, freeName("needle", isTaken), node.of === "all", (needle) => one(subject.query, needle, how));
}
