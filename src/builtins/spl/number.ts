/** Arithmetic, counts and places in Splunk: doubles; a missing operand and a division by zero give null ("eval", Numeric calculations). */
import { call, arithmetic, and, choose, compare, nothing, number, text, join } from "../../targets/spl/build.ts";
import type { Arithmetic, Expr } from "../../targets/spl/query.ts";
import type { Assumption, FunctionLowering, Lowered, Shape } from "../lowering.ts";
import { unknownIfMissing, unsupported } from "../lowering.ts";
import type { SplOperand } from "./operands.ts";
import { isNumeric, noWhole, valueKind } from "./operands.ts";
import { keepsEmpty, regexText } from "./text.ts";

type Value = { readonly term: Expr; readonly shape: Shape };

function value(term: Expr, kind: "number" | "keyword" | "time" | "duration", assumptions: readonly Assumption[] = []): Lowered<Value> {
  return unknownIfMissing({ term, shape: { kind } }, assumptions);
}

/** Whatever the types, a wrong one gives no value. */
export const missing: Lowered<Value> = value(nothing, "number");

export function arithmeticSpl(operator: Arithmetic): FunctionLowering<"spl"> {
  return ([left, right]) => {
    if (!left || !right || !isNumeric(left.shape) || !isNumeric(right.shape)) return missing;
    return value(arithmetic(left.term, operator, right.term), resultKind(operator, valueKind(left.shape), valueKind(right.shape)), [
      { kind: "finite" },
    ]);
  };
}

function resultKind(operator: Arithmetic, left: string, right: string): "number" | "time" | "duration" {
  if (operator === "/") return left === "duration" && right === "number" ? "duration" : "number";
  if (operator === "*") return left === "duration" || right === "duration" ? "duration" : "number";
  if (left === "time" && right === "time") return "duration";
  return left === "time" || right === "time" ? "time" : left === "duration" || right === "duration" ? "duration" : "number";
}

export const negateSpl: FunctionLowering<"spl"> = ([operand]) =>
  operand && isNumeric(operand.shape)
    ? value(arithmetic(number(0), "-", operand.term), valueKind(operand.shape) === "duration" ? "duration" : "number")
    : missing;

/** Characters of a text ("len(<str>)": characters, not bytes), values of a multivalue field. */
export const lengthSpl: FunctionLowering<"spl"> = ([operand]) => {
  if (!operand) return missing;
  if (operand.shape.kind === "json") return noWhole(operand);
  if (operand.shape.kind === "list") {
    if (operand.nonempty) return value(call("mvcount", operand.term), "number");
    return unsupported(
      "empty-string-match",
      `Splunk keeps no empty list, so \`${operand.name}\` has no length 0`,
      "promise `nonempty: true` for its column in the mapping, if that holds",
    );
  }
  if (valueKind(operand.shape) !== "text") return missing;
  return value(call("len", operand.term), "number", keepsEmpty(operand, true));
};

/** Each match becomes one character longer; the sum of that is their number. Splunk, "replace(<str>, <regex>, <replacement>)": every occurrence. */
export const countMatchesSpl: FunctionLowering<"spl"> = ([operand, pattern]) => {
  if (!operand || !pattern?.constant)
    return unsupported("no-field-compare", "the regular expression is not a constant", "write it in the rule");
  if (operand.shape.kind === "json" || operand.shape.kind === "list") return noWhole(operand);
  if (valueKind(operand.shape) !== "text") return missing;
  const printed = regexText(pattern.constant.value, { folding: "plain" });
  if (!printed.ok) return printed;
  if (printed.matchesEmpty)
    return unsupported(
      "regex-construct",
      "the pattern may match the empty text, and Splunk does not say how `replace` counts that",
      "write the pattern so that each match has a character",
    );
  const [, flags = "", body = ""] = /^(\(\?[a-z]+\))?(.*)$/s.exec(printed.query) ?? [];
  const longer = call("replace", operand.term, text(`${flags}(${body})`), text("\\1#"));
  const count = arithmetic(call("len", longer), "-", call("len", operand.term));
  return value(count, "number", [...printed.assumptions, ...keepsEmpty(operand, true)]);
};

const earthRadiusKm = 6371.0088;

/** The haversine formula, as aidr has it; null for latitudes beyond ±90 and longitudes beyond ±180. */
export const distanceKmSpl: FunctionLowering<"spl"> = (args) => {
  const [lat1, lon1, lat2, lon2] = args;
  if (!lat1 || !lon1 || !lat2 || !lon2 || args.some(({ shape }) => valueKind(shape) !== "number")) return missing;
  const radians = ({ term }: SplOperand) => arithmetic(arithmetic(term, "*", call("pi")), "/", number(180));
  const within = ({ term }: SplOperand, limit: number) => compare(call("abs", term), "<=", number(limit));
  const half = (to: SplOperand, from: SplOperand) =>
    call("pow", call("sin", arithmetic(arithmetic(radians(to), "-", radians(from)), "/", number(2))), number(2));
  const chord = arithmetic(
    half(lat2, lat1),
    "+",
    arithmetic(arithmetic(call("cos", radians(lat1)), "*", call("cos", radians(lat2))), "*", half(lon2, lon1)),
  );
  const distance = arithmetic(number(2 * earthRadiusKm), "*", call("asin", call("sqrt", call("min", number(1), chord))));
  return value(choose(and([within(lat1, 90), within(lon1, 180), within(lat2, 90), within(lon2, 180)]), distance, nothing), "number");
};

/** The first that is present; all must be stored as the same kind. */
export const coalesceSpl: FunctionLowering<"spl"> = (args) => {
  const [first] = args;
  const whole = args.find(({ shape }) => shape.kind === "json");
  if (whole) return noWhole(whole);
  if (!first || args.some(({ shape }) => valueKind(shape) !== valueKind(first.shape)))
    return unsupported("wrong-kind", "the alternatives of `coalesce` are of different kinds", "give all of them one type");
  return unknownIfMissing({ term: call("coalesce", ...args.map(({ term }) => term)), shape: first.shape });
};

/** Its parts in one text, the length of each before it, so that no two tuples are one text; null when a part is missing. */
export const tupleSpl: FunctionLowering<"spl"> = (args) => {
  const whole = args.find(({ shape }) => shape.kind === "json" || shape.kind === "list");
  if (whole) return noWhole(whole);
  const parts = args.flatMap(({ term }) => [call("len", term), text(":"), term]);
  return value(join(...parts), "keyword");
};

/** Part of a time in UTC: the documentation gives `strftime` the zone of the person who searches, so it is computed. */
export function timePartSpl(part: (milliseconds: Expr) => Expr): FunctionLowering<"spl"> {
  return ([time, zone]) => {
    if (!time || valueKind(time.shape) !== "time") return missing;
    if (zone !== undefined && zone.constant?.value !== "UTC")
      return unsupported(
        "function-missing",
        "Splunk's time functions know the searcher's zone alone",
        "leave out the zone, or carry the hour in the event",
      );
    return value(part(time.term), "number");
  };
}

const hours = (milliseconds: Expr): Expr => call("floor", arithmetic(milliseconds, "/", number(3_600_000)));
const days = (milliseconds: Expr): Expr => call("floor", arithmetic(milliseconds, "/", number(86_400_000)));
export const hourPart = (milliseconds: Expr): Expr => arithmetic(hours(milliseconds), "-", arithmetic(number(24), "*", days(milliseconds)));
export const minutePart = (milliseconds: Expr): Expr =>
  arithmetic(call("floor", arithmetic(milliseconds, "/", number(60_000))), "-", arithmetic(number(60), "*", hours(milliseconds)));
/** 1970-01-01 was a Thursday, day 4 of its week. */
export const weekdayPart = (milliseconds: Expr): Expr => {
  const shifted = arithmetic(days(milliseconds), "+", number(3));
  const weeks = call("floor", arithmetic(shifted, "/", number(7)));
  return arithmetic(arithmetic(days(milliseconds), "+", number(4)), "-", arithmetic(number(7), "*", weeks));
};

/** A function that Splunk has no counterpart of. */
export function notInSpl(
  reason: string,
  alternative = "compute the value where the event is made, and map its field",
): FunctionLowering<"spl"> {
  return () => unsupported("function-missing", reason, alternative);
}
