/** How Splunk says the sentences of a condition, inside one `where`. */
import type { Lowered } from "../../builtins/lowering.ts";
import { total, unknownIfMissing, unsupported } from "../../builtins/lowering.ts";
import { someHolds } from "../../builtins/spl/compare.ts";
import type { Predicate } from "../../ir/plan.ts";
import { walkPredicate } from "../../ir/walk.ts";
import { and, arithmetic, boolean, call, choose, compare, not, number, or, text } from "../../targets/spl/build.ts";
import type { Comparison, Expr } from "../../targets/spl/query.ts";
import type { Polarity } from "../account.ts";
import type { Lowering, Sentences } from "../context.ts";
import { lowerPredicate } from "../predicate.ts";
import { operandOf } from "../term.ts";
import type { Binding, Making, SplValue } from "./context.ts";
import { listTest } from "./lists.ts";
import { seenTest } from "./states.ts";
import { termsOf } from "./terms.ts";

type Quantified = Extract<Predicate, { readonly kind: "quantified" }>;

export function loweringOf(making: Making): Lowering<"spl"> {
  const lowering: Lowering<"spl"> = {
    target: "spl",
    sentences: sentencesOf(making),
    terms: termsOf(making, () => lowering),
    account: making.account,
    folding: making.folding,
  };
  return lowering;
}

function sentencesOf(making: Making): Sentences<"spl"> {
  return {
    constant: boolean,
    and,
    or,
    not,
    notUnlessMissing,
    atLeast: (count, parts) =>
      compare(
        parts.map((part) => choose(part, number(1), number(0))).reduce((sum, part) => arithmetic(sum, "+", part)),
        ">=",
        number(count),
      ),
    exists,
    holds: ({ term, shape, constant }) => {
      if (constant) return total(boolean(constant.value === true));
      return shape.kind === "boolean" ? unknownIfMissing(compare(term, "==", text("true"))) : total(boolean(false));
    },
    quantified: (node, polarity, context) => quantified(node, polarity, context, making),
    test: (node, polarity, context) => seenTest(node, polarity, making, context) ?? listTest(node, polarity, making, context),
  };
}

const opposite: { readonly [K in Comparison]: Comparison } = { "==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<" };

/** Splunk's `where` drops an event for which a comparison has no value, under NOT as well: each field is asked for ("where": null results). */
function notUnlessMissing(part: Expr, operands: readonly SplValue[]): Expr {
  const guards = operands.flatMap(({ term, missable, constant }) =>
    missable && !constant && !isNeverNull(term) ? [call("isnull", term)] : [],
  );
  const negated = part.kind === "compare" ? { ...part, operator: opposite[part.operator] } : not(part);
  return or([...guards, negated]);
}

function isNeverNull(term: Expr): boolean {
  return term.kind === "call" && term.name === "coalesce" && term.args.some(({ kind }) => kind === "string" || kind === "number");
}

function exists({ term, shape, constant, nonempty, name }: SplValue): Lowered<Expr> {
  if (constant) return total(boolean(constant.value !== undefined));
  if (shape.kind === "json" || (shape.kind === "list" && shape.of.kind === "json" && !nonempty))
    return unsupported(
      "wrong-kind",
      `\`${name}\` is an object, which Splunk keeps as many fields`,
      "ask whether one of its fields is there",
    );
  if (shape.kind === "list" && !nonempty)
    return unsupported(
      "empty-string-match",
      `Splunk keeps no empty list, so \`${name}\` cannot be told from a missing one`,
      "promise `nonempty: true` for its column in the mapping, if that holds",
    );
  return total(call("isnotnull", term), nonempty || shape.kind !== "keyword" ? [] : [{ kind: "empty-kept" }]);
}

function quantified(node: Quantified, polarity: Polarity, context: Lowering<"spl">, making: Making): Lowered<Expr> {
  const list = operandOf(node.list, context.terms, context, polarity);
  if (!list.ok) return list;
  const { query: of } = list;
  if (of.constant) return overConstants(node, polarity, of, making);
  if (of.shape.kind !== "list" || of.term.kind !== "field")
    return unsupported("multivalue-field", `\`${of.name}\` is no multivalue field of the event`, "map it as a list");
  if (making.bindings.size > 0)
    return unsupported(
      "multivalue-field",
      "Splunk does not say what a field means inside of two `mvmap` at once",
      "put both lists into one field where the event is made",
    );
  const column = of.term.name;
  if (of.shape.of.kind === "json") return overObjects(node, polarity, { column, name: of.name }, making);
  const element: SplValue = { ...of, shape: of.shape.of, name: node.variable, missable: false };
  const condition = lowerPredicate(node.part, within(making, node.variable, { kind: "element", operand: element }), polarity);
  return total(node.every ? everyHolds(of.term, condition) : anyHolds(of.term, condition));
}

/** `ALL` of no element is false. */
function everyHolds(list: Expr, condition: Expr): Expr {
  const failing = call("isnull", call("mvfind", call("mvmap", list, choose(condition, text("y"), text("n"))), text("n")));
  return and([call("isnotnull", list), failing]);
}

/** A pattern is looked for by `mvfind` alone. */
function anyHolds(list: Expr, condition: Expr): Expr {
  if (condition.kind === "call" && condition.name === "match") {
    const [subject, pattern] = condition.args;
    if (subject?.kind === "field" && list.kind === "field" && subject.name === list.name && pattern)
      return call("isnotnull", call("mvfind", list, pattern));
  }
  return someHolds(list, condition);
}

function within(making: Making, variable: string, binding: Binding): Lowering<"spl"> {
  return loweringOf({ ...making, bindings: new Map([...making.bindings, [variable, binding]]) });
}

function overConstants(node: Quantified, polarity: Polarity, list: SplValue, making: Making): Lowered<Expr> {
  const values = Array.isArray(list.constant?.value) ? list.constant.value : [];
  const type = list.type.kind === "list" ? list.type.of : list.type;
  const shape = list.shape.kind === "list" ? list.shape.of : list.shape;
  const own = termsOf(making, () => loweringOf(making));
  const parts = values.map((value) => {
    const term = own.constant(value, type);
    const operand: SplValue = { ...list, term: term.ok ? term.query : list.term, type, shape, constant: { value }, missable: false };
    return lowerPredicate(node.part, within(making, node.variable, { kind: "element", operand }), polarity);
  });
  return total(node.every ? (parts.length === 0 ? boolean(false) : and(parts)) : or(parts));
}

/** Splunk keeps the members of all objects of a list in fields of their own, so a condition can read one member, and not that it is missing. */
function overObjects(
  node: Quantified,
  polarity: Polarity,
  { column, name }: { readonly column: string; readonly name: string },
  making: Making,
): Lowered<Expr> {
  const binding: Binding = { kind: "objects", column, name, members: new Set() };
  let asksAbsence = node.every;
  walkPredicate(node.part, { predicate: (part) => void (asksAbsence ||= part.kind === "not" || part.kind === "at-least") });
  const condition = lowerPredicate(node.part, within(making, node.variable, binding), polarity);
  const [member, ...others] = binding.members;
  if (asksAbsence || others.length > 0)
    return unsupported(
      "multivalue-field",
      `Splunk keeps the fields of the objects in \`${name}\` apart from each other, so it does not know which belong to one object, or which lack one`,
      "ask for one text of them, without NOT and ALL, or compute the answer where the event is made",
    );
  if (member === undefined)
    return unsupported("wrong-kind", `the condition reads no field of the objects in \`${name}\``, "read one of their texts by name");
  return total(anyHolds({ kind: "field", name: `${column}.${member}` }, condition));
}
