/** Functions in ES|QL: arithmetic on doubles, parts of times, and what has no counterpart. */
import { arithmetic, asDouble, call, number, text } from "../../targets/esql/build.ts";
import type { Expr } from "../../targets/esql/query.ts";
import type { FunctionLowering, Lowered, Shape } from "../lowering.ts";
import { unknownIfMissing, unsupported } from "../lowering.ts";
import type { EsqlOperand } from "./operands.ts";
import { isNumeric, isText, wrongKind } from "./operands.ts";

type EsqlFunction = FunctionLowering<"esql">;

function gives(term: Expr, kind: Exclude<Shape["kind"], "list">): Lowered<{ readonly term: Expr; readonly shape: Shape }> {
  return unknownIfMissing({ term, shape: { kind } });
}

export const multiplyEsql: EsqlFunction = ([left, right]) => numbers(left, right, "*");
export const divideEsql: EsqlFunction = ([left, right]) => numbers(left, right, "/");
export const remainderEsql: EsqlFunction = ([left, right]) => numbers(left, right, "%");
export const addEsql: EsqlFunction = ([left, right]) =>
  isTime(left) || isTime(right) ? shifted(left, right, "+") : numbers(left, right, "+");
export const subtractEsql: EsqlFunction = ([left, right]) => {
  if (left && right && isTime(left) && isTime(right))
    return gives({ kind: "arithmetic", operator: "-", left: milliseconds(left), right: milliseconds(right) }, "duration");
  return isTime(left) ? shifted(left, right, "-") : numbers(left, right, "-");
};
export const negateEsql: EsqlFunction = ([operand]) =>
  operand && isNumeric(operand.shape) ? gives({ kind: "negative", of: asDouble(operand.term) }, kindOf(operand)) : missingOperand(operand);

/** A result that is not finite is null, as is a division by zero. elastic/elasticsearch, NumericUtils.asFiniteNumber. */
function numbers(left: EsqlOperand | undefined, right: EsqlOperand | undefined, operator: "+" | "-" | "*" | "/" | "%") {
  for (const side of [left, right]) if (!side || !isNumeric(side.shape)) return missingOperand(side);
  if (!left || !right) return missingOperand(left);
  const isDuration = (left.shape.kind === "duration") !== (right.shape.kind === "duration");
  return gives(
    arithmetic(operator, left.term, right.term),
    isDuration || operator === "+" || operator === "-" ? kindOf(left, right) : "number",
  );
}

function kindOf(...operands: readonly EsqlOperand[]): "number" | "duration" {
  return operands.some(({ shape }) => shape.kind === "duration") ? "duration" : "number";
}

function isTime(operand: EsqlOperand | undefined): boolean {
  return operand?.shape.kind === "time";
}

/** A time is so many milliseconds since 1970 as a long. Elastic, "TO_LONG". */
function milliseconds(operand: EsqlOperand): Expr {
  return call("TO_LONG", operand.term);
}

function shifted(left: EsqlOperand | undefined, right: EsqlOperand | undefined, operator: "+" | "-") {
  if (!left || !right) return missingOperand(left);
  const [time, span] = isTime(left) ? [left, right] : [right, left];
  if (!isNumeric(span.shape)) return missingOperand(span);
  const by = span.constant && typeof span.constant.value === "number" ? number(span.constant.value) : call("TO_LONG", span.term);
  return gives(call("TO_DATETIME", { kind: "arithmetic", operator, left: milliseconds(time), right: by }), "time");
}

function missingOperand(operand: EsqlOperand | undefined) {
  return operand ? wrongKind(operand, "a number") : unsupported("construct-missing", "an operand is not there", "write the operand");
}

/** Characters are counted as code points; a list keeps neither its order nor its duplicates. */
export const lengthEsql: EsqlFunction = ([operand]) => {
  if (operand && isText(operand.shape)) return gives(call("LENGTH", operand.term), "number");
  return unsupported(
    "multivalue-field",
    "the length of a list is not kept: Elasticsearch drops duplicates",
    "carry the length in telemetry and map it as a field",
  );
};

export const coalesceEsql: EsqlFunction = (operands) => {
  const [first] = operands;
  if (!first) return missingOperand(first);
  const other = operands.find(
    ({ shape }) =>
      shape.kind !== first.shape.kind && !(isText(shape) && isText(first.shape)) && !(isNumeric(shape) && isNumeric(first.shape)),
  );
  if (other) return wrongKind(other, `a value of the kind of \`${first.name}\``);
  if (first.shape.kind === "list" || first.shape.kind === "json") return wrongKind(first, "a single value");
  const terms = isNumeric(first.shape) ? operands.map(({ term }) => asDouble(term)) : operands.map(({ term }) => term);
  return gives(call("COALESCE", ...terms), first.shape.kind);
};

/** White space at the ends as JavaScript's `trim` has it; ES|QL's own TRIM takes a different set. */
export const trimEsql: EsqlFunction = ([operand]) => {
  if (!operand || !isText(operand.shape)) return operand ? wrongKind(operand, "a text") : missingOperand(operand);
  const blank = "[\\t\\n\\x0B\\f\\r \\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000\\uFEFF]+";
  return gives(call("REPLACE", operand.term, text(`^${blank}|${blank}\\z`), text("")), "keyword");
};

/** Parts of a time, in UTC as ES|QL has them. Elastic, "DATE_EXTRACT": java.time's ChronoField. */
export function partOfTime(word: string, field: string): EsqlFunction {
  return ([time, zone]) => {
    if (!time || !isTime(time)) return time ? wrongKind(time, "a time") : missingOperand(time);
    if (zone && zone.constant?.value !== "UTC")
      return unsupported(
        "function-missing",
        `DATE_EXTRACT reads a time in UTC, and \`${word}\` in another zone has no counterpart`,
        "leave out the zone and shift the hours, or carry the part of the time in telemetry",
      );
    return gives(call("DATE_EXTRACT", text(field), time.term), "number");
  };
}

export function missingInEsql(word: string, alternative?: string): EsqlFunction {
  return () =>
    unsupported(
      "function-missing",
      `\`${word}\` has no counterpart in ES|QL`,
      alternative ?? `compute \`${word}(…)\` where the event is made and map it as a field, or run the rule in aidr and ship its alerts`,
    );
}
