/** Small makers of kql expressions. They keep constants out of AND and OR, and turn a NOT into the operator's own negated form where it is total. */
import type { Arithmetic, Comparison, Expr, Json, ScalarType, TextTest } from "./query.ts";

export const yes: Expr = { kind: "boolean", value: true };
export const no: Expr = { kind: "boolean", value: false };

export function text(value: string): Expr {
  return { kind: "string", value };
}
export function long(value: number): Expr {
  return { kind: "number", value, type: "long" };
}
export function real(value: number): Expr {
  return { kind: "number", value, type: "real" };
}
export function regex(source: string): Expr {
  return { kind: "regex", source };
}
export function column(name: string, type: ScalarType): Expr {
  return { kind: "column", name, type };
}
export function call(name: string, type: ScalarType, ...args: readonly Expr[]): Expr {
  return { kind: "call", name, args, type };
}
export function arithmetic(operator: Arithmetic, left: Expr, right: Expr): Expr {
  return { kind: "arithmetic", operator, left, right };
}
export function compare(operator: Comparison, left: Expr, right: Expr): Expr {
  return { kind: "compare", operator, left, right };
}
export function textTest(operator: TextTest, left: Expr, right: Expr): Expr {
  return { kind: "text-test", operator, left, right };
}
export function dynamic(value: Json): Expr {
  return { kind: "dynamic", value };
}
/** Null of a type; a string has none, and reads as "". */
export function nothing(type: ScalarType): Expr {
  return type === "string" ? text("") : { kind: "null", type };
}
export function when(condition: Expr, then: Expr, otherwise: Expr): Expr {
  return call("iff", typeOf(then), condition, then, otherwise);
}

export function and(parts: readonly Expr[]): Expr {
  return joined("and", parts, false);
}
export function or(parts: readonly Expr[]): Expr {
  return joined("or", parts, true);
}

/** `decided` is the constant that decides the whole. */
function joined(kind: "and" | "or", parts: readonly Expr[], decided: boolean): Expr {
  const open: Expr[] = [];
  for (const part of parts) {
    if (part.kind === kind) open.push(...part.parts);
    else if (part.kind !== "boolean") open.push(part);
    else if (part.value === decided) return part;
  }
  const [first] = open;
  if (first === undefined) return { kind: "boolean", value: !decided };
  if (open.length === 1) return first;
  return kind === "or" ? factored(open) : { kind, parts: open };
}

/** `(a and b) or (a and c)` is `a and (b or c)`. */
function factored(parts: readonly Expr[]): Expr {
  const [first] = parts;
  const common = first?.kind === "and" ? first.parts[0] : undefined;
  const key = JSON.stringify(common);
  if (common === undefined || !parts.every((part) => part.kind === "and" && JSON.stringify(part.parts[0]) === key))
    return { kind: "or", parts };
  return and([common, or(parts.map((part) => (part.kind === "and" ? and(part.parts.slice(1)) : part)))]);
}

/** NOT of a condition that is never null. */
export function not(part: Expr): Expr {
  switch (part.kind) {
    case "boolean":
      return { kind: "boolean", value: !part.value };
    case "not":
      return part.part;
    case "in":
      return { ...part, negated: !part.negated };
    case "text-test":
    case "compare": {
      const other = opposites.get(part.operator);
      // Only between strings, which are never null.
      if (other !== undefined && typeOf(part.left) === "string") return { ...part, operator: other } as Expr; // the map keeps each family
      return { kind: "not", part };
    }
    case "call": {
      const other = oppositeCalls.get(part.name);
      return other === undefined ? { kind: "not", part } : { ...part, name: other };
    }
    default:
      return { kind: "not", part };
  }
}

const oppositeCalls = new Map([
  ["isempty", "isnotempty"],
  ["isnotempty", "isempty"],
  ["isnull", "isnotnull"],
  ["isnotnull", "isnull"],
]);

const pairs: readonly (readonly [Comparison | TextTest, Comparison | TextTest])[] = [
  ["==", "!="],
  ["=~", "!~"],
  ["contains", "!contains"],
  ["contains_cs", "!contains_cs"],
  ["startswith", "!startswith"],
  ["startswith_cs", "!startswith_cs"],
  ["endswith", "!endswith"],
  ["endswith_cs", "!endswith_cs"],
];
const opposites: ReadonlyMap<string, Comparison | TextTest> = new Map([...pairs, ...pairs.map(([one, other]) => [other, one] as const)]);

const neverNullCalls: ReadonlySet<string> = new Set(["isempty", "isnotempty", "isnull", "isnotnull"]);

/** Whether a condition is true or false on every row. What `and` makes of null and false Kusto's documentation leaves open. */
export function isNeverNull(condition: Expr): boolean {
  switch (condition.kind) {
    case "boolean":
    case "text-test":
    case "in":
    case "some":
      return true;
    case "compare": {
      const { operator, left, right } = condition;
      if (typeOf(left) === "string" && typeOf(right) === "string") return true;
      return (operator === "==" || operator === "!=") && (isLiteral(left) || isLiteral(right));
    }
    case "and":
    case "or":
      return condition.parts.every(isNeverNull);
    case "not":
      return isNeverNull(condition.part);
    case "call": {
      const last = condition.args.at(-1);
      return neverNullCalls.has(condition.name) || (condition.name === "coalesce" && last?.kind === "boolean");
    }
    default:
      return false;
  }
}

function isLiteral(expr: Expr): boolean {
  return (
    expr.kind === "number" || expr.kind === "boolean" || expr.kind === "datetime" || expr.kind === "timespan" || expr.kind === "string"
  );
}

/** Present: a string that is not empty, anything else that is not null. */
export function present(value: Expr): Expr {
  if (value.kind === "counted") return present(value.full);
  return call(typeOf(value) === "string" ? "isnotempty" : "isnotnull", "bool", value);
}
export function absent(value: Expr): Expr {
  return not(present(value));
}

export function typeOf(expr: Expr): ScalarType {
  switch (expr.kind) {
    case "boolean":
    case "compare":
    case "text-test":
    case "in":
    case "and":
    case "or":
    case "not":
    case "some":
      return "bool";
    case "string":
    case "regex":
      return "string";
    case "datetime":
    case "timespan":
    case "dynamic":
      return expr.kind;
    case "all":
      return "dynamic";
    case "member":
    case "element":
      return "dynamic";
    case "number":
    case "null":
    case "column":
    case "call":
    case "gather":
      return expr.type;
    case "minus":
      return typeOf(expr.of);
    case "counted":
      return typeOf(expr.full);
    case "arithmetic":
      return arithmeticType(expr.operator, typeOf(expr.left), typeOf(expr.right));
  }
}

/** Kusto's types of arithmetic between times, timespans and numbers. */
function arithmeticType(operator: Arithmetic, left: ScalarType, right: ScalarType): ScalarType {
  if (left === "datetime") return right === "datetime" ? "timespan" : "datetime";
  if (right === "datetime") return "datetime";
  if (left === "timespan") return operator === "/" && right === "timespan" ? "real" : "timespan";
  if (right === "timespan") return "timespan";
  return left === "long" && right === "long" ? "long" : "real";
}

export function truth(value: boolean): Expr {
  return { kind: "boolean", value };
}

/** `value in (…)`; one value is compared. */
export function compareIn(value: Expr, values: readonly Expr[], fold = false): Expr {
  const [only] = values;
  if (only !== undefined && values.length === 1) return compare(fold ? "=~" : "==", value, only);
  return { kind: "in", negated: false, fold, left: value, values: { kind: "values", values } };
}
