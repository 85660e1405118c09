/** Numbers, times and durations in Kusto: ordered comparisons and arithmetic that is missing where its result is not finite. */
import * as kql from "../../targets/kql/build.ts";
import { isComputed } from "../../targets/kql/hoist.ts";
import type { Arithmetic, Comparison, Counted, Expr } from "../../targets/kql/query.ts";
import type { FunctionLowering, Lowered, Shape, TestLowering } from "../lowering.ts";
import { total, unknownIfMissing, unsupported } from "../lowering.ts";
import { asNumber, guarded, jsonAssumptions, type KqlOperand, type Read } from "./operand.ts";

type Side = Read & { readonly kind: "number" | "time" | "duration" };

/** A number, a time, or a duration: a timespan where times were subtracted, else milliseconds. */
export function ordered(operand: KqlOperand): Side | undefined {
  const { shape, term } = operand;
  if (shape.kind === "time") return { value: term, kind: "time" };
  if (shape.kind === "duration") return { value: term, kind: "duration" };
  const number = asNumber(operand);
  return number && { ...number, kind: "number" };
}

/** Both in one type of Kusto: a duration that is not a timespan is a number of milliseconds. */
export function aligned(left: Side, right: Side): readonly [Expr, Expr] | undefined {
  if (left.kind !== right.kind) return undefined;
  if (left.kind !== "duration") return [left.value, right.value];
  if (isTimespan(left.value) || isTimespan(right.value)) {
    if (isConstant(left.value) || isConstant(right.value) || (isTimespan(left.value) && isTimespan(right.value)))
      return [asTimespan(left.value), asTimespan(right.value)];
    return [asMilliseconds(left.value), asMilliseconds(right.value)];
  }
  return [asMilliseconds(left.value), asMilliseconds(right.value)];
}

function isTimespan(value: Expr): boolean {
  return kql.typeOf(value) === "timespan" && !isConstant(value);
}

function isConstant(value: Expr): boolean {
  return value.kind === "timespan" || value.kind === "number";
}

function asTimespan(value: Expr): Expr {
  if (kql.typeOf(value) === "timespan") return value;
  return value.kind === "number" ? { kind: "timespan", milliseconds: value.value } : kql.arithmetic("*", value, oneMillisecond);
}

function asMilliseconds(value: Expr): Expr {
  if (value.kind === "timespan") return kql.long(value.milliseconds);
  return kql.typeOf(value) === "timespan" ? kql.arithmetic("/", value, oneMillisecond) : value;
}

const oneMillisecond: Expr = { kind: "timespan", milliseconds: 1 };

const opposite = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

/** `<`, `<=`, `>`, `>=`: false where one side is missing, of another kind, or not finite. */
export function comparison(operator: "<" | "<=" | ">" | ">="): TestLowering<"kql"> {
  return {
    one(subject, object) {
      const left = ordered(subject);
      const right = ordered(object);
      if (!left || !right) return total(kql.no);
      if (left.value.kind === "counted") return countedComparison(left.value, operator, right, subject.name);
      if (right.value.kind === "counted") return countedComparison(right.value, opposite[operator], left, object.name);
      const sides = aligned(left, right);
      if (!sides) return total(kql.no);
      const peeled = sides.map(peel);
      const [first, second] = peeled.map(({ value }) => value);
      if (!first || !second) return total(kql.no);
      const conditions = peeled.flatMap((side) => [...side.conditions, ...finiteness(side.value)]);
      const test = guarded(kql.and([...conditions, kql.compare(operator, first, second)]), left, right);
      const lowered = left.guard || right.guard ? total<Expr> : unknownIfMissing<Expr>;
      return lowered(test, jsonAssumptions(subject, object));
    },
  };
}

/** `iff(c, x, null)` compared is `c` and x compared. */
function peel(value: Expr): { readonly conditions: readonly Expr[]; readonly value: Expr } {
  if (value.kind !== "call" || value.name !== "iff") return { conditions: [], value };
  const [condition, then, otherwise] = value.args;
  return condition && then && otherwise?.kind === "null" ? { conditions: [condition], value: then } : { conditions: [], value };
}

function finiteness(value: Expr): readonly Expr[] {
  return isComputed(value) ? [kql.call("isfinite", "bool", value)] : [];
}

/** A count that may be 0 because nothing is there: where 0 does not pass, nothing need be known about why. */
function countedComparison(counted: Counted, operator: Comparison, other: Side, name: string): Lowered<Expr> {
  const bound = other.value;
  const zeroPasses = bound.kind !== "number" || holds(0, operator, bound.value);
  if (!zeroPasses) {
    const test = kql.compare(operator, counted.plain, bound);
    // A joined count is null where nothing was found.
    return counted.plain.kind === "column" ? unknownIfMissing(test) : total(test);
  }
  if (counted.lossy)
    return unsupported(
      "empty-string-match",
      `Kusto has no missing text: it cannot tell an empty one, for which \`${name}\` is 0, from one that is not there`,
      "compare with a number that 0 does not pass, or promise `nonempty: true` in the mapping",
    );
  const right = other.kind === "number" ? bound : undefined;
  if (right === undefined) return total(kql.no);
  return unknownIfMissing(guarded(kql.and([...finiteness(right), kql.compare(operator, counted.full, right)]), other));
}

function holds(left: number, operator: Comparison, right: number): boolean {
  switch (operator) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    default:
      return left === right;
  }
}

type FunctionResult = Lowered<{ readonly term: Expr; readonly shape: Shape }>;

const notANumber = unsupported(
  "wrong-kind",
  "the column holds no number, so the result would always be missing",
  "map the field to a column of numbers, or leave the condition out",
);

/** `+ - * / %` and unary minus; null where an operand is, and guarded where the result can be infinite. */
export function arithmeticKql(operator: Arithmetic): FunctionLowering<"kql"> {
  return ([first, second]) => {
    if (!first || !second) return notANumber;
    const left = ordered(first);
    const right = ordered(second);
    if (!left || !right) return notANumber;
    if (left.kind !== "number" || right.kind !== "number") return withTimes(operator, left, right);
    if (operator === "%") return numberResult(remainderOf(realOf(left), realOf(right)), first, second);
    const divisor = operator === "/" ? finite(realOf(right)) : realOf(right);
    return numberResult(kql.arithmetic(operator, realOf(left), divisor), first, second);
  };
}

function numberResult(term: Expr, ...operands: readonly KqlOperand[]): FunctionResult {
  return unknownIfMissing({ term, shape: { kind: "number" } }, jsonAssumptions(...operands));
}

/** Kusto's remainder is never negative (learn.microsoft.com/kusto/query/numerical-operators); aidr's has the sign of the dividend. */
function remainderOf(left: Expr, right: Expr): Expr {
  const [dividend, divisor] = [finite(left), finite(right)];
  const magnitude = kql.arithmetic("%", kql.call("abs", "real", dividend), kql.call("abs", "real", divisor));
  return kql.arithmetic("*", kql.call("sign", "real", dividend), magnitude);
}

export const negateKql: FunctionLowering<"kql"> = ([value]) => {
  const side = value && ordered(value);
  if (!value || !side) return notANumber;
  if (side.kind === "time") return notANumber;
  return unknownIfMissing(
    { term: { kind: "minus", of: side.kind === "number" ? realOf(side) : side.value }, shape: { kind: side.kind } },
    jsonAssumptions(value),
  );
};

/** As a real number, null where the event has something else: whole numbers would be divided as such. */
export function realOf({ value, guard }: Read): Expr {
  const exact = value.kind === "counted" ? value.full : value;
  const real = exact.kind === "number" ? kql.real(exact.value) : kql.typeOf(exact) === "long" ? kql.call("toreal", "real", exact) : exact;
  return guard ? kql.when(guard, real, kql.nothing("real")) : real;
}

/** Null instead of an infinity, where one could be. */
export function finite(value: Expr): Expr {
  return isComputed(value) ? kql.when(kql.call("isfinite", "bool", value), value, kql.nothing("real")) : value;
}

/** timestamp − timestamp, timestamp ± duration, duration ± duration, duration × number, duration / duration. */
function withTimes(operator: Arithmetic, left: Side, right: Side): FunctionResult {
  const result = (term: Expr, kind: "number" | "time" | "duration"): FunctionResult => unknownIfMissing({ term, shape: { kind } });
  if (left.kind === "time" && right.kind === "time" && operator === "-")
    return result(kql.arithmetic("-", left.value, right.value), "duration");
  if (left.kind === "time" && right.kind === "duration" && (operator === "+" || operator === "-"))
    return result(kql.arithmetic(operator, left.value, asTimespan(right.value)), "time");
  if (left.kind === "duration" && right.kind === "time" && operator === "+")
    return result(kql.arithmetic("+", right.value, asTimespan(left.value)), "time");
  const sides = aligned(left, right);
  if (sides && left.kind === "duration" && (operator === "+" || operator === "-"))
    return result(kql.arithmetic(operator, ...sides), "duration");
  if (sides && left.kind === "duration" && operator === "/") {
    const [over, under] = kql.typeOf(sides[0]) === "timespan" ? sides : ([realConstant(sides[0]), realConstant(sides[1])] as const);
    return result(kql.arithmetic("/", over, under), "number");
  }
  const isDuration = left.kind === "duration" ? right.kind === "number" : left.kind === "number" && right.kind === "duration";
  if (isDuration && (operator === "*" || (operator === "/" && left.kind === "duration"))) {
    const [duration, number] = left.kind === "duration" ? [left, right] : [right, left];
    return result(kql.arithmetic(operator, asMilliseconds(duration.value), realOf(number)), "duration");
  }
  return unsupported(
    "function-missing",
    `\`${operator}\` between these times and numbers has no counterpart`,
    "compute the value where the event is made",
  );
}

function realConstant(value: Expr): Expr {
  return value.kind === "number" ? kql.real(value.value) : value;
}
