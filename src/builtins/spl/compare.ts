/** Equality and order in Splunk, where a field's text that looks like a number may be compared as one. */
import { boolean, call, compare, join, match, number, or, text } from "../../targets/spl/build.ts";
import type { Comparison, Expr } from "../../targets/spl/query.ts";
import type { Constant, How, Lowered, Operand, TestLowering } from "../lowering.ts";
import { total, unknownIfMissing, unsupported } from "../lowering.ts";
import type { SplOperand } from "./operands.ts";
import { isNumeric, noWhole, valueKind } from "./operands.ts";
import { patternOf } from "./pattern.ts";
import { elements, keepsEmpty } from "./text.ts";

export const equalSpl: TestLowering<"spl"> = {
  one: (subject, object, how) => {
    const whole = [subject, object].find(({ shape }) => shape.kind === "list" || shape.kind === "json");
    if (whole) return noWhole(whole);
    const [left, right] = [valueKind(subject.shape), valueKind(object.shape)];
    if (left !== right) return total(boolean(false));
    if (left !== "text") return equalNumbers(subject, object);
    if (object.constant) return oneOfTexts(subject, [object.constant.value], how);
    if (subject.constant) return oneOfTexts(object, [subject.constant.value], how);
    if (how.fold)
      return unsupported(
        "non-ascii-fold",
        "Splunk's documentation does not say how `lower` treats letters outside of ASCII, so two fields cannot be compared without case",
        "compare with case, or where the event is made",
      );
    return unknownIfMissing(compare(asText(subject.term), "==", asText(object.term)));
  },
  any: (subject, objects, how) => inListSpl.one(subject, objects, how),
};

/** A text that looks like no number, so that `==` compares texts whatever the field holds. Splunk, "eval": two numbers are compared as numbers. */
export function asText(term: Expr): Expr {
  return join(text("="), term);
}

function equalNumbers(subject: SplOperand, object: SplOperand): Lowered<Expr> {
  const big = [subject, object].find(({ constant }) => typeof constant?.value === "bigint");
  const other = big === subject ? object : subject;
  // No double holds it, so its digits are compared.
  if (big) return unknownIfMissing(match(other.term, `^${String(big.constant?.value)}\\z`));
  return unknownIfMissing(compare(subject.term, "==", object.term));
}

/** The text is one of the constants. */
function oneOfTexts(subject: SplOperand, constants: readonly Constant[], how: How): Lowered<Expr> {
  const values = [...new Set(constants.filter((value) => typeof value === "string"))];
  const plain = how.fold ? [] : values.filter(isPlain);
  const others = values.filter((value) => !plain.includes(value));
  const parts: Expr[] = [];
  const [only] = plain;
  if (only !== undefined && plain.length === 1) parts.push(compare(subject.term, "==", text(only)));
  else if (plain.length > 1) parts.push(call("in", subject.term, ...plain.map(text)));
  const pattern = patternOf(
    others.map((value) => [{ kind: "text", text: value }]),
    { start: true, end: true },
    how,
  );
  if (others.length > 0) parts.push(match(subject.term, pattern.pattern));
  if (parts.length === 0) return total(boolean(false));
  return unknownIfMissing(or(parts), [...(others.length > 0 ? pattern.assumptions : []), ...keepsEmpty(subject, values.includes(""))]);
}

/** Whether `==` can only mean the text: it looks like no number, and the quotes hold it as it is on every path of a search into a `.conf` file. */
export function isPlain(value: string): boolean {
  return !/^\s*[+-]?\.?\d/.test(value) && !/^\s*[+-]?(?:inf|nan)/i.test(value) && !/[\u0000-\u001f\u007f`$\\"]/.test(value) && value !== "";
}

export const inListSpl: TestLowering<"spl"> = {
  one: (subject, object, how) => {
    if (subject.shape.kind === "json" || subject.shape.kind === "list") return noWhole(subject);
    if (!object.constant) return inFieldList(subject, object, how);
    const values = Array.isArray(object.constant.value) ? (object.constant.value as readonly Constant[]) : [object.constant.value];
    if (valueKind(subject.shape) === "text") return oneOfTexts(subject, values, how);
    const pieces = values.map((value) => equalSpl.one(subject, constantOf(subject, value), how));
    const failed = pieces.find((piece) => !piece.ok);
    if (failed && !failed.ok) return failed;
    const good = pieces.filter((piece) => piece.ok);
    const numbers = values.filter((value) => typeof value === "number");
    if (isNumeric(subject.shape) && numbers.length > 1 && numbers.length === values.length)
      return unknownIfMissing(call("in", subject.term, ...numbers.map(number)));
    return unknownIfMissing(or(good.map((piece) => piece.query)));
  },
};

/** A constant as an operand of the kind that its value is. */
function constantOf(subject: SplOperand, value: Constant): SplOperand {
  const kinds = { string: "keyword", number: "number", bigint: "number", boolean: "boolean" } as const;
  const type = typeof value;
  const kind = type === "string" || type === "number" || type === "bigint" || type === "boolean" ? kinds[type] : "json";
  const shape: SplOperand["shape"] = kind === "number" && isNumeric(subject.shape) ? subject.shape : { kind };
  return { ...subject, term: constantTerm(value), shape, constant: { value } };
}

/** A value that is known when the rule is compiled; truth values are the texts that JSON has for them. */
export function constantTerm(value: Constant): Expr {
  if (typeof value === "string") return text(value);
  if (typeof value === "number" || typeof value === "bigint") return number(value);
  if (typeof value === "boolean") return text(String(value));
  if (Array.isArray(value)) return call("mvappend", ...(value as readonly Constant[]).map(constantTerm));
  return { kind: "null" };
}

/** A multivalue field has an element equal to one of the constants. Splunk, "mvfind": the index of the first value that matches. */
export const hasElementSpl: TestLowering<"spl"> = {
  one: (subject, object, how) => (object.constant ? someElement(subject, [object], how) : inFieldList(object, subject, how)),
  any: (subject, objects, how) => (objects.constant ? someElement(subject, elements(objects), how) : undefined),
};

function someElement(list: SplOperand, objects: readonly SplOperand[], how: How): Lowered<Expr> {
  if (list.shape.kind === "json") return noWhole(list);
  if (list.shape.kind !== "list") return total(boolean(false));
  if (list.constant) return anyIn(objects, list, how);
  const { of } = list.shape;
  const values = objects.flatMap(({ constant }) => (constant === undefined ? [] : [constant.value]));
  if (valueKind(of) === "json") return noWhole(list);
  if (valueKind(of) !== "text") return list.term.kind === "field" ? eachElement(list, values, how) : noWhole(list);
  const texts = values.filter((value) => typeof value === "string");
  if (texts.length === 0) return total(boolean(false));
  const { pattern, assumptions } = patternOf(
    texts.map((value) => [{ kind: "text", text: value }]),
    { start: true, end: true },
    how,
  );
  return total(call("isnotnull", call("mvfind", list.term, text(pattern))), assumptions);
}

/** Both sides are known when the rule is compiled. */
function anyIn(objects: readonly SplOperand[], list: SplOperand, how: How): Lowered<Expr> {
  const pieces = objects.map((object) => inListSpl.one(object, list, how));
  const failed = pieces.find((piece) => !piece.ok);
  if (failed && !failed.ok) return failed;
  return unknownIfMissing(or(pieces.flatMap((piece) => (piece.ok ? [piece.query] : []))));
}

/** Elements that are no texts are compared one by one. */
function eachElement(list: SplOperand, values: readonly Constant[], how: How): Lowered<Expr> {
  const element: SplOperand = { ...list, shape: list.shape.kind === "list" ? list.shape.of : list.shape };
  const test = inListSpl.one(element, { ...list, constant: { value: values } }, how);
  if (!test.ok) return test;
  return total(someHolds(list.term, test.query), test.assumptions);
}

/**
 * Whether the condition, which reads the multivalue field, holds for one of its values. Splunk, "mvmap(<mv>, <expression>)": the expression is
 * evaluated for each value under the field's own name. Each gives a text, since what becomes of a null is not said.
 */
export function someHolds(list: Expr, condition: Expr): Expr {
  return call("isnotnull", call("mvfind", call("mvmap", list, call("if", condition, text("y"), text("n"))), text("y")));
}

function inFieldList(value: SplOperand, list: SplOperand, how: How): Lowered<Expr> {
  if (list.shape.kind === "json") return noWhole(list);
  if (list.shape.kind !== "list") return total(boolean(false));
  if (list.constant) return inListSpl.one(value, list, how);
  if (value.constant) return someElement(list, [value], how);
  if (list.term.kind !== "field") return noWhole(list);
  const element: SplOperand = { ...list, shape: list.shape.of };
  const test = equalSpl.one(value, element, how);
  if (!test.ok) return test;
  return total(someHolds(list.term, test.query), test.assumptions);
}

/** `<` and its kin: between numbers, times, durations. */
export function orderSpl(operator: Comparison): TestLowering<"spl"> {
  return {
    one: (subject: Operand<Expr>, object: Operand<Expr>) => {
      const comparable = isNumeric(subject.shape) && valueKind(subject.shape) === valueKind(object.shape);
      if (subject.shape.kind === "json" || object.shape.kind === "json") return noWhole(subject.shape.kind === "json" ? subject : object);
      return comparable ? unknownIfMissing(compare(subject.term, operator, object.term)) : total(boolean(false));
    },
  };
}
