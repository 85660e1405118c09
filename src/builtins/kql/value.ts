/** Functions of texts, times and lists in Kusto. */
import * as kql from "../../targets/kql/build.ts";
import type { Expr, ScalarType } from "../../targets/kql/query.ts";
import { hourOf } from "../../runtime/time.ts";
import { parseRegex } from "../../regex/parse.ts";
import { mayBeEmpty } from "../../regex/shape.ts";
import type { FunctionLowering, Lowered, Shape } from "../lowering.ts";
import { unknownIfMissing, unsupported } from "../lowering.ts";
import { trimmed } from "./library.ts";
import { finite, ordered, realOf } from "./number.ts";
import { asBoolean, asText, jsonAssumptions, type KqlOperand } from "./operand.ts";
import { kqlPattern } from "./text.ts";

type Result = Lowered<{ readonly term: Expr; readonly shape: Shape }>;

const wrongKind = unsupported(
  "wrong-kind",
  "the column holds another kind of value than the function takes",
  "map the field to a column of that kind",
);

/** A word that Kusto has nothing for. */
export function missingKql(word: string): FunctionLowering<"kql"> {
  return () =>
    unsupported(
      "function-missing",
      `\`${word}\` has no counterpart in Kusto`,
      `run the rule in aidr and ship its alerts, or compute \`${word}\` where the event is made and read it as a field`,
    );
}

/** A text made of a text, as a whole. */
export function textFunction(make: (value: Expr) => Expr, folds: boolean): FunctionLowering<"kql"> {
  return ([value]) => {
    const text = value && asText(value);
    if (!value || !text) return wrongKind;
    const term = text.guard ? kql.when(text.guard, make(text.value), kql.text("")) : make(text.value);
    return unknownIfMissing({ term, shape: { kind: "keyword" } }, [
      ...jsonAssumptions(value),
      ...(folds ? [{ kind: "ascii-fold" } as const] : []),
    ]);
  };
}

export const lowerKql = textFunction((value) => kql.call("tolower", "string", value), true);
export const upperKql = textFunction((value) => kql.call("toupper", "string", value), true);
export const trimKql = textFunction(trimmed, false);

/**
 * `strlen` counts code points (learn.microsoft.com/kusto/query/strlen-function), as aidr does; of no text it is 0.
 * `array_length` is null of what is no array (learn.microsoft.com/kusto/query/array-length-function).
 */
export const lengthKql: FunctionLowering<"kql"> = ([value]) => {
  if (!value) return wrongKind;
  const { shape, type, term } = value;
  const elements = kql.call("array_length", "long", term);
  if (shape.kind === "list" || (shape.kind === "json" && type.kind === "list"))
    return unknownIfMissing({ term: elements, shape: { kind: "number" } });
  const count = (text: Expr): Expr => kql.call("strlen", "long", text);
  // What is JSON of any kind may be either; the event says which.
  return shape.kind === "json" && type.kind === "any" ? countOfText(value, count, elements) : countOfText(value, count);
};

/** A count over a text, 0 where there is none; `before` is what counts first, where it is not null. */
function countOfText(value: KqlOperand, count: (text: Expr) => Expr, before?: Expr): Result {
  const text = asText(value);
  if (!text) return wrongKind;
  const either = (counted: Expr): Expr => (before ? kql.call("coalesce", "long", before, counted) : counted);
  const there = text.guard ?? kql.present(text.value);
  const plain = text.guard ? kql.when(text.guard, count(text.value), kql.long(0)) : count(text.value);
  const term: Expr = {
    kind: "counted",
    plain: either(plain),
    full: either(kql.when(there, count(text.value), kql.nothing("long"))),
    lossy: !value.nonempty && !text.guard && value.constant === undefined,
  };
  return unknownIfMissing({ term, shape: { kind: "number" } }, jsonAssumptions(value));
}

/** `countof(…, "regex")` counts matches that do not overlap (learn.microsoft.com/kusto/query/countof-function). */
export const countMatchesKql: FunctionLowering<"kql"> = ([value, object]) => {
  const pattern = object?.constant?.value;
  if (!value || typeof pattern !== "object" || pattern === null || !("source" in pattern)) return wrongKind;
  const parsed = parseRegex(pattern.source, pattern.flags);
  const printed = kqlPattern(pattern.source, pattern.flags);
  if ("problem" in printed) return unsupported("regex-construct", printed.problem, "write the pattern without it");
  if ("error" in parsed || mayBeEmpty(parsed.tree))
    return unsupported(
      "regex-construct",
      "a pattern that matches nothing at all would be counted at every place",
      "write a pattern that needs a character",
    );
  return countOfText(value, (text) => kql.call("countof", "long", text, kql.regex(printed.source), kql.text("regex")));
};

/** A part of a timestamp: UTC, or in a zone that the rule names. */
export function timePart(make: (time: Expr) => Expr): FunctionLowering<"kql"> {
  return ([value, zone]) => {
    const time = value && ordered(value);
    if (!value || time?.kind !== "time") return wrongKind;
    if (!zone) return unknownIfMissing({ term: make(time.value), shape: { kind: "number" } });
    const name = zone.constant?.value;
    if (typeof name !== "string")
      return unsupported("function-missing", "the time zone is known only to the event", "name the zone in the rule");
    if (hourOf(0, name) === undefined) return unknownIfMissing({ term: kql.nothing("long"), shape: { kind: "number" } });
    const local = kql.call("datetime_utc_to_local", "datetime", time.value, kql.text(name));
    return unknownIfMissing({ term: make(local), shape: { kind: "number" } });
  };
}

export const hourKql = timePart((time) => kql.call("hourofday", "long", time));
export const minuteKql = timePart((time) => kql.call("datetime_part", "long", kql.text("minute"), time));
export const dayKql = timePart((time) => kql.call("dayofmonth", "long", time));
export const monthKql = timePart((time) => kql.call("monthofyear", "long", time));
export const yearKql = timePart((time) => kql.call("getyear", "long", time));
/** `dayofweek` is the time since Sunday (learn.microsoft.com/kusto/query/day-of-week-function). */
export const weekdayKql = timePart((time) => {
  const sinceSunday = kql.call(
    "toint",
    "long",
    kql.arithmetic("/", kql.call("dayofweek", "timespan", time), { kind: "timespan", milliseconds: 86_400_000 }),
  );
  return kql.arithmetic("+", kql.arithmetic("%", kql.arithmetic("+", sinceSunday, kql.long(6)), kql.long(7)), kql.long(1));
});

export const distanceKql: FunctionLowering<"kql"> = (args) => {
  const places: Expr[] = [];
  for (const argument of args) {
    const number = ordered(argument);
    if (number?.kind !== "number") return wrongKind;
    places.push(finite(realOf(number)));
  }
  return unknownIfMissing({ term: kql.call("distance_km", "real", ...places), shape: { kind: "number" } }, jsonAssumptions(...args));
};

/** The first that is there; all must be of one type. */
export const coalesceKql: FunctionLowering<"kql"> = (args) => {
  const [first] = args;
  if (!first) return wrongKind;
  const read = args.map((argument) => asText(argument) ?? asBoolean(argument));
  const sides = args.map(ordered);
  if (read.every((one) => one !== undefined)) {
    const types = new Set(read.map((one) => kql.typeOf(one.value)));
    if (types.size > 1) return wrongKind;
    const isText = types.has("string");
    // An empty text is present for aidr, and nothing for Kusto's `coalesce`.
    if (isText && args.slice(0, -1).some((argument) => !argument.nonempty && !argument.constant)) return lossyCoalesce(first.name);
    const values = read.map(({ value, guard }): Expr => (guard ? kql.when(guard, value, kql.nothing(kql.typeOf(value))) : value));
    return unknownIfMissing(
      { term: kql.call("coalesce", kql.typeOf(read[0]?.value ?? kql.no), ...values), shape: { kind: isText ? "keyword" : "boolean" } },
      jsonAssumptions(...args),
    );
  }
  if (!sides.every((side) => side !== undefined) || new Set(sides.map(({ kind }) => kind)).size > 1) return wrongKind;
  const [side] = sides;
  if (!side || side.kind === "duration") return wrongKind;
  const values = sides.map((one) => (one.kind === "number" ? finite(realOf(one)) : one.value));
  const type: ScalarType = side.kind === "number" ? "real" : "datetime";
  return unknownIfMissing({ term: kql.call("coalesce", type, ...values), shape: { kind: side.kind } }, jsonAssumptions(...args));
};

function lossyCoalesce(name: string): Result {
  return unsupported(
    "empty-string-match",
    `Kusto takes an empty \`${name}\` for a missing one`,
    `promise \`nonempty: true\` for \`${name}\` in the mapping`,
  );
}

/** Values side by side, for keys and comparisons of several: an array, null where one of them is missing. */
export const tupleKql: FunctionLowering<"kql"> = (args) => {
  const unsure = args.find(({ term, nonempty, constant }) => kql.typeOf(term) === "string" && !nonempty && !constant);
  if (unsure) return lossyCoalesce(unsure.name);
  const all = kql.and(args.map(({ term }) => kql.present(term)));
  const packed = kql.call("pack_array", "dynamic", ...args.map(({ term }) => term));
  return unknownIfMissing({ term: kql.when(all, packed, kql.nothing("dynamic")), shape: { kind: "list", of: { kind: "json" } } });
};

/** All texts, numbers and truth values in a record, one a line: the tokens of its JSON that are no names of fields. */
export const textOfKql: FunctionLowering<"kql"> = ([value]) => {
  if (!value) return wrongKind;
  const { shape, type, term } = value;
  if (shape.kind === "keyword" || shape.kind === "wildcard" || shape.kind === "text") return unknownIfMissing({ term, shape });
  if (shape.kind !== "json" && shape.kind !== "list") return wrongKind;
  if (type.kind === "string") return unknownIfMissing({ term: kql.call("tostring", "string", term), shape: { kind: "keyword" } });
  const token = kql.column("json_token", "dynamic");
  const part = (index: number): Expr => kql.call("tostring", "string", { kind: "element", of: token, index: kql.long(index) });
  const tokens = kql.call(
    "extract_all",
    "dynamic",
    kql.regex('("(?:[^"\\\\]|\\\\.)*"|[^"\\[\\]{},:]+)(:?)'),
    kql.call("tostring", "string", term),
  );
  const leaf = kql.call("tostring", "string", kql.call("parse_json", "dynamic", part(0)));
  const gather: Expr = {
    kind: "gather",
    name: "all_text",
    variable: "json_token",
    list: tokens,
    of: "dynamic",
    where: kql.and([kql.compare("!=", part(1), kql.text(":")), kql.compare("!=", part(0), kql.text("null"))]),
    value: kql.call("strcat_array", "string", kql.call("make_list", "dynamic", leaf), kql.text("\n")),
    type: "string",
  };
  return unknownIfMissing({ term: gather, shape: { kind: "keyword" } }, [{ kind: "json-text" }]);
};
