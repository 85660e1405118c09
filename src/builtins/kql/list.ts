/** Equality, and lists: a value in a list, a list that has a value. Kusto compares values of one type; of another they are never equal. */
import * as kql from "../../targets/kql/build.ts";
import type { Expr, Json } from "../../targets/kql/query.ts";
import { isAscii } from "../../runtime/fold.ts";
import type { Assumption, Constant, How, Lowered, TestLowering } from "../lowering.ts";
import { total, unknownIfMissing, unsupported } from "../lowering.ts";
import { aligned, ordered } from "./number.ts";
import {
  asBoolean,
  asList,
  asText,
  emptyText,
  guarded,
  jsonAssumptions,
  type KqlOperand,
  nonemptyOf,
  presence,
  scalarType,
} from "./operand.ts";
import { matchesRegex, spelt, textTest } from "./text.ts";

type Condition = Lowered<Expr>;

export const equalKql: TestLowering<"kql"> = { one: equal };

/** `a == b`. Tests between columns hold for no value that is missing, and are unknown where both are. */
function equal(subject: KqlOperand, object: KqlOperand, how: How): Condition {
  const [left, right] = subject.constant && !object.constant ? [object, subject] : [subject, object];
  if (typeof right.constant?.value === "bigint")
    return unsupported(
      "wrong-kind",
      `\`${right.name}\` has more digits than a column of numbers keeps`,
      "compare with `<` or `>`, or carry such numbers as text",
    );
  if (left.shape.kind === "json" && right.shape.kind === "json") return incomparable(left, right);
  const tests: Condition[] = [];
  if (asText(left) && asText(right)) tests.push(textsEqual(left, right, how));
  const [first, second] = [ordered(left), ordered(right)];
  if (first && second) tests.push(numbersEqual(left, right));
  const [one, other] = [asBoolean(left), asBoolean(right)];
  if (one && other)
    tests.push(known(left, right)(guarded(kql.compare("==", one.value, other.value), one, other), jsonAssumptions(left, right)));
  if (tests.length === 0) return incomparable(left, right);
  return either(tests);
}

function textsEqual(left: KqlOperand, right: KqlOperand, how: How): Condition {
  if (right.constant || right.nonempty || right.shape.kind === "json") return textTest(left, right, how, "whole");
  return textTest(right, left, how, "whole");
}

function numbersEqual(left: KqlOperand, right: KqlOperand): Condition {
  const [first, second] = [ordered(left), ordered(right)];
  const sides = first && second && aligned(first, second);
  if (!first || !second || !sides) return total(kql.no);
  const [one, other] = sides;
  if (one.kind === "counted" || other.kind === "counted") {
    if ([one, other].some((side) => side.kind === "counted" && side.lossy) && !isOtherThanZero(one, other)) return emptyText(left.name);
  }
  return known(left, right)(guarded(kql.compare("==", one, other), first, second), jsonAssumptions(left, right));
}

function isOtherThanZero(left: Expr, right: Expr): boolean {
  return [left, right].some((side) => side.kind === "number" && side.value !== 0);
}

/** `==` with a constant is false where the other side is null; with two nulls it is unknown (learn.microsoft.com/kusto/query/scalar-data-types/null-values). */
function known(left: KqlOperand, right: KqlOperand): typeof total<Expr> {
  return left.constant || right.constant ? total<Expr> : unknownIfMissing<Expr>;
}

function incomparable(left: KqlOperand, right: KqlOperand): Condition {
  const deep = (operand: KqlOperand) => operand.shape.kind === "list" || operand.shape.kind === "json";
  if (deep(left) && deep(right))
    return unsupported(
      "wrong-kind",
      `\`${left.name}\` and \`${right.name}\` are lists or records, which Kusto compares as the text that they were`,
      "compare their elements or fields one by one",
    );
  return total(kql.no);
}

/** At most one of them can hold: they ask for different types. */
function either(tests: readonly Condition[]): Condition {
  const failed = tests.find((test) => !test.ok);
  if (failed) return failed;
  const good = tests.filter((test) => test.ok);
  const isTotal = good.every((test) => test.whenMissing === "false");
  return (isTotal ? total : unknownIfMissing)(
    kql.or(good.map((test) => test.query)),
    good.flatMap((test) => test.assumptions),
  );
}

export const hasElementKql: TestLowering<"kql"> = {
  one: (subject, object, how) => inField(object, subject, how),
  any(subject, objects, how) {
    const list = asList(subject);
    const values = constantsOf(objects);
    if (!list || !values || how.fold || values.length < 3 || !values.every((value) => typeof value === "string")) return undefined;
    const shared = kql.call("set_intersect", "dynamic", list.value, kql.dynamic(values));
    return unknownIfMissing(
      guarded(kql.compare(">", kql.call("array_length", "long", shared), kql.long(0)), list),
      jsonAssumptions(subject),
    );
  },
};

export const inListKql: TestLowering<"kql"> = {
  one: (subject, object, how) => (object.constant ? inConstants(subject, object, how) : inField(subject, object, how)),
};

/** A value among the elements of a list that the event has. */
function inField(value: KqlOperand, list: KqlOperand, how: How): Condition {
  const array = asList(list);
  if (!array) return total(kql.no);
  const text = asText(value);
  const isTexts = list.shape.kind !== "list" || ["string", "dynamic"].includes(scalarType(list.shape.of));
  if (text && isTexts && !how.fold && isTextOnly(value)) {
    const test = kql.call("set_has_element", "bool", array.value, text.value);
    const constant = value.constant?.value;
    if (typeof constant === "string" && constant !== "") return unknownIfMissing(guarded(test, array), jsonAssumptions(list));
    // A text that is not there reads as "", which a list may hold.
    if (list.nonempty) return unknownIfMissing(guarded(test, array, text), [...jsonAssumptions(list, value), nonemptyOf(list.term)]);
    const there = presence(value);
    if ("ok" in there) return there;
    return unknownIfMissing(guarded(kql.and([there.condition, test]), array, text), [
      ...there.assumptions,
      ...jsonAssumptions(list, value),
    ]);
  }
  return someElement(value, list, array.value, how);
}

/** What is text, and can be nothing else. */
function isTextOnly(value: KqlOperand): boolean {
  return value.constant !== undefined || value.shape.kind !== "json" || value.type.kind !== "any";
}

function someElement(value: KqlOperand, list: KqlOperand, array: Expr, how: How): Condition {
  const of = list.shape.kind === "list" ? list.shape.of : ({ kind: "json" } as const);
  const type = list.type.kind === "list" ? list.type.of : ({ kind: "any" } as const);
  const scalar = scalarType(of);
  const element: KqlOperand = {
    term: kql.column("one_element", scalar),
    type,
    shape: of,
    missable: true,
    name: list.name,
    nonempty: list.nonempty,
  };
  const same = equal(element, value, how);
  if (!same.ok) return same;
  const { guard } = asList(list) ?? {};
  const some: Expr = { kind: "some", every: false, variable: "one_element", list: array, of: scalar, part: same.query };
  return total(kql.and([...(guard ? [guard] : []), some]), [...same.assumptions, ...jsonAssumptions(list)]);
}

/** A value among constants. */
function inConstants(subject: KqlOperand, object: KqlOperand, how: How): Condition {
  const values = constantsOf(object);
  if (!values)
    return unsupported("wrong-kind", `\`${object.name}\` holds what Kusto has no value for`, "write texts, numbers or truth values");
  const texts = values.filter((value): value is string => typeof value === "string");
  const numbers = values.filter((value): value is number => typeof value === "number");
  const truths = values.filter((value): value is boolean => typeof value === "boolean");
  const tests: Condition[] = [];
  if (asText(subject) && texts.length > 0) tests.push(amongTexts(subject, texts, how));
  const number = ordered(subject);
  if (number && numbers.length > 0) {
    const [first] = numbers;
    if (numbers.length === 1 && first !== undefined) tests.push(equal(subject, { ...object, ...constantOperand(object, first) }, how));
    else if (number.kind === "number") {
      const { value } = number;
      const full = value.kind === "counted" ? value.full : value;
      tests.push(total(guarded(kql.compareIn(full, numbers.map(kql.long)), number), jsonAssumptions(subject)));
    } else tests.push(either(numbers.map((one) => equal(subject, { ...object, ...constantOperand(object, one) }, how))));
  }
  const truth = asBoolean(subject);
  if (truth && truths.length > 0) tests.push(total(guarded(kql.compareIn(truth.value, truths.map(kql.truth)), truth)));
  return tests.length === 0 ? total(kql.no) : either(tests);
}

function constantOperand(list: KqlOperand, value: number): Pick<KqlOperand, "constant" | "term" | "type" | "shape"> {
  const type = list.type.kind === "list" ? list.type.of : list.type;
  const shape = list.shape.kind === "list" ? list.shape.of : list.shape;
  const term: Expr =
    shape.kind === "time"
      ? { kind: "datetime", milliseconds: value }
      : shape.kind === "duration"
        ? { kind: "timespan", milliseconds: value }
        : kql.long(value);
  return { constant: { value }, term, type, shape };
}

function amongTexts(subject: KqlOperand, texts: readonly string[], how: How): Condition {
  const text = asText(subject);
  if (!text) return total(kql.no);
  const wanted = texts.filter((one) => one !== "");
  const empty: readonly Assumption[] = [];
  if (wanted.length < texts.length) {
    const whole = textTest(subject, { ...subject, term: kql.text(""), constant: { value: "" } }, how, "whole");
    if (!whole.ok || wanted.length === 0) return whole;
    const rest = amongTexts(subject, wanted, how);
    return either([whole, rest]);
  }
  const json = [...jsonAssumptions(subject), ...empty];
  if (!how.fold) return total(guarded(kql.compareIn(text.value, wanted.map(kql.text)), text), json);
  const isPlain = wanted.every((one) => isAscii(one)) && (how.folding === "plain" || !wanted.some((one) => /[sk]/i.test(one)));
  if (!isPlain) return total(guarded(matchesRegex(text.value, `^(?:${wanted.map((one) => spelt(one, true)).join("|")})$`), text), json);
  const folding: readonly Assumption[] = wanted.some((one) => /[sk]/i.test(one)) ? [{ kind: "ascii-fold" }] : [];
  return total(guarded(kql.compareIn(text.value, wanted.map(kql.text), true), text), [...json, ...folding]);
}

/** Texts, numbers and truth values of a constant list; what is missing is left out, for it equals nothing. */
function constantsOf({ constant }: KqlOperand): readonly Exclude<Json, null | readonly Json[]>[] | undefined {
  if (!constant || !Array.isArray(constant.value)) return undefined;
  const values: readonly Constant[] = constant.value;
  const present = values.filter((value) => value !== undefined);
  const simple = present.filter((value) => typeof value === "string" || typeof value === "number" || typeof value === "boolean");
  return simple.length === present.length ? simple : undefined;
}
