/** Equality, lists and order in Query DSL. */
import { readAddress } from "../../runtime/ip.ts";
import type { Bound, Query, Scalar } from "../../targets/querydsl/query.ts";
import { any, matchNone, oneOf } from "../../targets/querydsl/query.ts";
import type { Constant, Lowered, Operand, Shape, TestLowering } from "../lowering.ts";
import { total, unsupported, wider } from "../lowering.ts";
import type { TestWord } from "../words.ts";
import type { FieldTest } from "./operands.ts";
import { fieldTest, isList, testOf, wrongKind } from "./operands.ts";
import { isTextual, patternQuery } from "./text.ts";

export const equalQuery = fieldTest("equal", (test) => {
  if (test.shape.kind === "list" || isList(test.value)) return wholeList(test);
  return equalsAny(test, [test.value], test.shape);
});

/** `a IN list`: a field in a written list, or a constant in a field that is a list. */
export const inListQuery = fieldTest("in-list", (test) => {
  if (test.turned) return isList(test.value) ? wholeList(test) : equalsAny(test, [test.value], elementShape(test.shape));
  return equalsAny(test, isList(test.value) ? test.value : [test.value], test.shape);
});

/** `list CONTAINS v`: in Elasticsearch a field equals a value when any of its values does. */
export const hasElementQuery: TestLowering<"querydsl"> = {
  one: (subject, object, how) =>
    testOf("has-element", subject, object, how, (test) => {
      if (test.turned) return elementOfConstant(test);
      // Of what an open schema leaves open, a column that stores one value never holds a list.
      if (test.shape.kind !== "list") return subject.type.kind === "any" ? total(matchNone) : wrongKind(test, "a list");
      return isList(test.value) ? wholeList(test) : equalsAny(test, [test.value], test.shape.of);
    }),
  any: (subject, objects, how) => {
    const values = objects.constant?.value;
    if (subject.term.kind !== "field" || subject.shape.kind !== "list" || values === undefined || !isList(values)) return undefined;
    if (values.some(isList)) return undefined;
    return testOf("has-element", subject, objects, how, (test) => equalsAny(test, values, elementShape(test.shape)));
  },
};

function elementShape(shape: Shape): Shape {
  return shape.kind === "list" ? shape.of : shape;
}

function wholeList({ subject }: FieldTest): Lowered<Query> {
  return unsupported(
    "multivalue-field",
    `\`${subject.name}\` would be compared with a list as a whole, and Elasticsearch keeps neither the order nor the number of equal elements`,
    "ask for its elements, with CONTAINS or ANY",
  );
}

/** `["a", "b"] CONTAINS field`: the field equals one of the elements. */
function elementOfConstant(test: FieldTest): Lowered<Query> {
  if (!isList(test.value)) return total(matchNone);
  return test.shape.kind === "list" ? wholeList(test) : equalsAny(test, test.value, test.shape);
}

/** The field equals one of the values; those of another kind than it stores equal nothing. */
function equalsAny(test: FieldTest, values: readonly Constant[], shape: Shape): Lowered<Query> {
  if (values.length === 0) return total(matchNone);
  const present = values.filter((value) => value !== undefined);
  if (present.length === 0) return total(matchNone);
  if (isTextual(shape)) return equalsText(test, present);
  if (shape.kind === "ip") return equalsAddress(test, present);
  const scalars = present.flatMap((value) => scalarOf(value, shape, test) ?? []);
  const inexact = present.find((value) => typeof value === "bigint" || (typeof value === "number" && !isExact(value)));
  if (shape.kind === "number" && inexact !== undefined) return beyondDoubles(inexact);
  return scalars.length === 0 ? wrongKind(test, "another kind of value") : total(oneOf(test.field, scalars));
}

function equalsText(test: FieldTest, values: readonly Constant[]): Lowered<Query> {
  const texts = values.filter((value) => typeof value === "string");
  if (texts.length === 0) return wrongKind(test, "another kind of value");
  if (!test.how.fold) return total(oneOf(test.field, texts));
  const pieces = texts.map((text) => patternQuery(test.field, [{ kind: "text", text }], test.how));
  const failed = pieces.find((piece) => !piece.ok);
  if (failed) return failed;
  const good = pieces.filter((piece) => piece.ok);
  return total(
    any(good.map((piece) => piece.query)),
    good.flatMap((piece) => piece.assumptions),
  );
}

/** An ip field holds the address, not how it was written. */
function equalsAddress(test: FieldTest, values: readonly Constant[]): Lowered<Query> {
  const addresses = values.filter((value) => typeof value === "string").filter((value) => readAddress(value) !== undefined);
  if (addresses.length === 0) return total(matchNone);
  return wider(
    total(oneOf(test.field, addresses)),
    `\`${test.subject.name}\` is stored as an address, so that other spellings of it (\`::ffff:10.0.0.1\` for \`10.0.0.1\`) are found as well; \`IN\` a list of blocks is exact`,
  );
}

function scalarOf(value: Constant, shape: Shape, { unitMs, object }: FieldTest): Scalar | undefined {
  if (shape.kind === "boolean") return typeof value === "boolean" ? value : undefined;
  if (typeof value !== "number") return undefined;
  const isTime = elementType(object)?.kind === "timestamp";
  if (shape.kind === "time") return isTime && isFourDigitYear(value) ? { kind: "instant", ms: value } : undefined;
  if (isTime) return undefined;
  return shape.kind === "duration" ? value / unitMs : shape.kind === "number" ? value : undefined;
}

function elementType({ type }: Operand<unknown>) {
  return type.kind === "list" ? type.of : type;
}

/** Integers from here on have neighbours that a double does not tell from them. */
function isExact(value: number): boolean {
  return Math.abs(value) < 2 ** 53;
}

function beyondDoubles(value: Constant): Lowered<Query> {
  return unsupported(
    "wrong-kind",
    `\`${String(value)}\` is beyond 2^53, where Elasticsearch's numbers depend on the mapping: a double has no such integer`,
    "carry large identifiers as text, in a keyword column",
  );
}

const yearZeroMs = -62_167_219_200_000;
const yearTenThousandMs = 253_402_300_800_000;
/** What `strict_date_optional_time` reads. */
function isFourDigitYear(ms: number): boolean {
  return ms >= yearZeroMs && ms < yearTenThousandMs && Number.isInteger(ms);
}

type Order = { readonly side: "above" | "below"; readonly inclusive: boolean };

export const lessQuery = ordering("less", { side: "below", inclusive: false });
export const lessEqualQuery = ordering("less-equal", { side: "below", inclusive: true });
export const greaterQuery = ordering("greater", { side: "above", inclusive: false });
export const greaterEqualQuery = ordering("greater-equal", { side: "above", inclusive: true });

function ordering(word: TestWord, { side, inclusive }: Order): TestLowering<"querydsl"> {
  return fieldTest(word, (test) => {
    const { shape, value } = test;
    if (shape.kind !== "number" && shape.kind !== "duration" && shape.kind !== "time") return wrongKind(test, "an order");
    if (typeof value === "bigint" || (typeof value === "number" && shape.kind === "number" && !isExact(value))) return beyondDoubles(value);
    const scalar = scalarOf(value, shape, test);
    if (typeof scalar !== "number" && typeof scalar !== "object") return wrongKind(test, "an order with another kind of value");
    const bound: Bound = { value: scalar, inclusive };
    const isBelow = (side === "below") !== test.turned;
    return total({ kind: "range", field: test.field, single: test.single, ...(isBelow ? { below: bound } : { above: bound }) });
  });
}
