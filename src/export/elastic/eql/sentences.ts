/** How EQL says AND, OR, NOT, presence and quantifiers. A test of a missing column is null or false in EQL, by version and form; a NOT is guarded so that both mean the same. */
import type { Lowered, Operand } from "../../../builtins/lowering.ts";
import { total, unknownIfMissing, unsupported, wider } from "../../../builtins/lowering.ts";
import { wrongKind } from "../../../builtins/eql/sides.ts";
import type { Test } from "../../../ir/plan.ts";
import type { Mapping } from "../../../schema/mapping.ts";
import { and, boolean, call, compare, exists, field, not, nothing, number, or } from "../../../targets/eql/build.ts";
import type { Comparison, Expr } from "../../../targets/eql/query.ts";
import type { Account, Polarity } from "../../account.ts";
import type { Lowering, Sentences } from "../../context.ts";
import { operandOf } from "../../term.ts";
import { fieldsOf } from "./fields-read.ts";
import { quantifiedEql } from "./quantified.ts";
import { termsOf } from "./terms.ts";

/** All that lowering a condition to EQL needs. */
export function loweringOf(mapping: Mapping, account: Account, folding: "plain" | "strict"): Lowering<"eql"> {
  return { target: "eql", sentences: sentencesOf(mapping, account), terms: termsOf(mapping, account), account, folding };
}

function sentencesOf(mapping: Mapping, account: Account): Sentences<"eql"> {
  return {
    constant: boolean,
    and,
    or,
    not,
    notUnlessMissing: (part, operands) => or([...missing(operands), not(part)]),
    exists: (operand) => present(operand, account),
    holds,
    quantified: (node, polarity, context) => quantifiedEql(node, polarity, context, mapping),
    test: (node, polarity, context) =>
      node.subject.kind === "call" && node.subject.word === "length" ? longText(node, polarity, context) : undefined,
  };
}

function missing(operands: readonly Operand<Expr>[]): readonly Expr[] {
  const names = new Set(operands.filter(({ missable }) => missable).flatMap(({ term }) => fieldsOf(term)));
  return [...names].map((name) => compare("==", field(name), nothing));
}

function present({ term, shape, name, nonempty, constant, missable }: Operand<Expr>, account: Account): Lowered<Expr> {
  if (constant) return total(boolean(constant.value !== undefined));
  if (!missable) return total(boolean(true));
  const columns = fieldsOf(term);
  if (shape.kind === "list") {
    if (!nonempty)
      return unsupported(
        "empty-string-match",
        `for Elasticsearch an empty list is a missing one, and \`${name}\` may be empty`,
        `promise \`nonempty: true\` for \`${name}\` in the mapping, where the pipeline sees to it`,
      );
    for (const column of columns) account.assume({ kind: "nonempty", column });
  }
  return total(and(columns.map(exists)));
}

function holds(operand: Operand<Expr>): Lowered<Expr> {
  const { term, shape, constant } = operand;
  if (constant) return total(boolean(constant.value === true));
  if (shape.kind !== "boolean") return wrongKind(operand, "whether it is true");
  return term.kind === "field" ? unknownIfMissing(compare("==", term, boolean(true))) : total(term);
}

const lengthOrders: Readonly<Record<string, Comparison>> = { greater: ">", "greater-equal": ">=" };

/** `length(x) > n`: EQL counts UTF-16 units, of which a text has at least as many as characters, so it finds more. */
function longText(node: Test, polarity: Polarity, context: Lowering<"eql">): Lowered<Expr> | undefined {
  const operator = lengthOrders[node.word];
  const { subject, object } = node;
  if (!operator || subject.kind !== "call" || object.kind !== "literal" || typeof object.value !== "number") return undefined;
  const [argument] = subject.args;
  if (!argument) return undefined;
  const operand = operandOf(argument, context.terms, context, polarity);
  if (!operand.ok) return operand;
  if (operand.query.shape.kind !== "keyword" && operand.query.shape.kind !== "wildcard") return undefined;
  const longer = compare(operator, call("length", [operand.query.term]), number(object.value));
  return wider(unknownIfMissing(longer), "EQL's `length` counts a character such as an emoji twice");
}
