/** What an EQL test is about: a value of the event and a constant. EQL compares nothing else (Elastic, "EQL syntax reference", limitations). */
import { wordTests } from "../../runtime/tests.ts";
import type { Value } from "../../runtime/value.ts";
import { ExactInteger } from "../../runtime/value.ts";
import { boolean, text } from "../../targets/eql/build.ts";
import type { Expr } from "../../targets/eql/query.ts";
import type { Constant, How, Lowered, Operand, TestLowering, Unsupported } from "../lowering.ts";
import { total, unsupported } from "../lowering.ts";
import type { TestWord } from "../words.ts";

/** `turned`: the constant stood on the left. */
export type Sides = {
  readonly value: Operand<Expr>;
  readonly constant: Constant;
  readonly object: Operand<Expr>;
  readonly turned: boolean;
  readonly how: How;
};

const elsewhere = "export to KQL, SPL or ES|QL, or compute the answer where the event is made and map it as a field";

/** A word between a value of the event and a constant, on whichever side each stands. */
export function sided(word: TestWord, lower: (sides: Sides) => Lowered<Expr>): TestLowering<"eql"> {
  return { one: (subject, object, how) => bySides(word, subject, object, how, lower) };
}

export function bySides(
  word: TestWord,
  subject: Operand<Expr>,
  object: Operand<Expr>,
  how: How,
  lower: (sides: Sides) => Lowered<Expr>,
): Lowered<Expr> {
  const [left, right] = [constantOf(subject), constantOf(object)];
  if (left && right) return total(boolean(wordTests[word](runtimeValue(left.value), runtimeValue(right.value), how.fold)));
  if (right) return lower({ value: subject, constant: right.value, object, turned: false, how });
  if (left) return lower({ value: object, constant: left.value, object: subject, turned: true, how });
  return noFieldCompare(subject, object);
}

/** What is known when the rule is compiled; sums of constants too. */
export function constantOf({ constant, term }: Operand<Expr>): { readonly value: Constant } | undefined {
  if (constant) return constant;
  if (term.kind === "number") return { value: term.value };
  return term.kind === "null" ? { value: undefined } : undefined;
}

export function noFieldCompare(subject: Operand<Expr>, object: Operand<Expr>): Unsupported {
  return unsupported(
    "no-field-compare",
    `EQL compares a field with a constant, never \`${subject.name}\` with \`${object.name}\``,
    elsewhere,
  );
}

function runtimeValue(constant: Constant): Value {
  if (typeof constant === "bigint") return new ExactInteger(String(constant));
  if (typeof constant !== "object") return constant;
  if ("source" in constant) return { source: constant.source, flags: constant.flags };
  return constant.map(runtimeValue);
}

/**
 * The column is of a kind that the word cannot ask. Of a field that the schema leaves open the column's kind is what is there, and the test is false;
 * addresses and times may have been texts in the event, of which nothing is known here.
 */
export function wrongKind(value: Operand<Expr>, wanted: string): Lowered<Expr> {
  const { shape, type } = value;
  if (type.kind === "any" && shape.kind !== "ip" && shape.kind !== "time" && shape.kind !== "json" && shape.kind !== "text")
    return total(boolean(false));
  const kept = shape.kind === "list" ? `a list of ${shape.of.kind}` : shape.kind;
  return unsupported(
    "wrong-kind",
    `\`${value.name}\` is kept as ${kept}, and the rule asks for ${wanted}`,
    `map \`${value.name}\` to a column of that kind`,
  );
}

/** A text as a literal; half of a surrogate pair cannot be written in a query. */
export function literal(value: string): Lowered<Expr> {
  return isWellFormed(value) ? total(text(value)) : halfCharacter(value);
}

export function isWellFormed(value: string): boolean {
  return !/\p{Cs}/u.test(value);
}

export function halfCharacter(value: string): Unsupported {
  return unsupported(
    "wrong-kind",
    `the text ${JSON.stringify(value)} has half of a surrogate pair, which Elasticsearch neither stores nor reads`,
    "take the half character out of the text",
  );
}
