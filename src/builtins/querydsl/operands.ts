/** What a test is about in Query DSL: one field and one value that is known. */
import { ExactInteger } from "../../runtime/value.ts";
import type { Value } from "../../runtime/value.ts";
import { wordTests } from "../../runtime/tests.ts";
import type { Query, Subject } from "../../targets/querydsl/query.ts";
import { matchAll, matchNone, not } from "../../targets/querydsl/query.ts";
import type { Constant, How, Lowered, Operand, Shape, TestLowering } from "../lowering.ts";
import { total, unsupported } from "../lowering.ts";
import type { TestWord } from "../words.ts";

export type Target = Operand<Subject>;
/** A field, compared with a value; `turned`: the value stood on the left. */
export type FieldTest = {
  readonly field: string;
  readonly unitMs: number;
  readonly single: boolean;
  readonly subject: Target;
  readonly shape: Shape;
  readonly value: Constant;
  readonly object: Target;
  readonly turned: boolean;
  readonly how: How;
};

/** A word that is lowered where it compares a field with a constant, on whichever side the field stands. */
export function fieldTest(word: TestWord, lower: (test: FieldTest) => Lowered<Query>): TestLowering<"querydsl"> {
  return { one: (subject, object, how) => testOf(word, subject, object, how, lower) };
}

export function testOf(
  word: TestWord,
  subject: Target,
  object: Target,
  how: How,
  lower: (test: FieldTest) => Lowered<Query>,
): Lowered<Query> {
  const [left, right] = [subject.term, object.term];
  if (subject.constant && object.constant) return verdict(word, subject.constant.value, object.constant.value, how);
  if (left.kind === "condition" && word === "equal" && typeof object.constant?.value === "boolean")
    return total(object.constant.value ? left.query : not(left.query));
  if (left.kind === "field" && object.constant) return lower(test(left, subject, object, object.constant.value, { turned: false, how }));
  if (right.kind === "field" && subject.constant) return lower(test(right, object, subject, subject.constant.value, { turned: true, how }));
  return unsupported(
    "no-field-compare",
    `Query DSL compares a field with a constant, never \`${subject.name}\` with \`${object.name}\``,
    "export to KQL, SPL or ES|QL, or compute the answer where the event is made and map it as a field",
  );
}

function test(
  field: Extract<Subject, { readonly kind: "field" }>,
  subject: Target,
  object: Target,
  value: Constant,
  rest: Pick<FieldTest, "turned" | "how">,
): FieldTest {
  return { field: field.name, unitMs: field.unitMs, single: field.single, subject, shape: subject.shape, value, object, ...rest };
}

/** Both sides are known, as where a quantifier goes through a written list. */
function verdict(word: TestWord, subject: Constant, object: Constant, { fold }: How): Lowered<Query> {
  const [left, right] = [runtimeValue(subject), runtimeValue(object)];
  if (left.known && right.known) return total(wordTests[word](left.value, right.value, fold) ? matchAll : matchNone);
  return unsupported("construct-missing", "a pattern is matched against a constant", "take the test out of the rule");
}

function runtimeValue(constant: Constant): { readonly known: true; readonly value: Value } | { readonly known: false } {
  if (typeof constant === "bigint") return { known: true, value: new ExactInteger(constant.toString()) };
  if (typeof constant !== "object") return { known: true, value: constant };
  if (!isList(constant)) return { known: false };
  const items = constant.map(runtimeValue);
  const values = items.flatMap((item) => (item.known ? [item.value] : []));
  return values.length === items.length ? { known: true, value: values } : { known: false };
}

export function isList(constant: Constant): constant is readonly Constant[] {
  return Array.isArray(constant);
}

/** The mapping stores something that the rule does not ask about. */
export function wrongKind({ subject, shape }: Pick<FieldTest, "subject" | "shape">, asked: string): Lowered<Query> {
  const kind = shape.kind === "list" ? `list of ${shape.of.kind}` : shape.kind;
  return unsupported(
    "wrong-kind",
    `the mapping says that \`${subject.name}\` is of kind ${kind}, and the rule asks for ${asked}`,
    `map \`${subject.name}\` to a column of the kind that the rule asks for`,
  );
}
