/** Expressions of `where` and `eval`, as Splunk's documentation describes them. Where it is silent, `Reading` says which of two readings is taken, and the tests take both. */
import { pcre } from "./pcre.ts";
import type { Node } from "./parse-spl.ts";

export type Single = string | number;
/** A field holds text or a number, several of them, or nothing. */
export type Value = Single | readonly Single[] | null;
export type Row = ReadonlyMap<string, Value>;
/** A condition is true, false, or unknown for want of a field. */
export type Truth = boolean | null;

export type Reading = {
  /** Whether a text in quotes that looks like a number is compared as one. */
  readonly literalsAreNumbers: boolean;
  /** Whether a comparison without an operand is false, and not unknown. */
  readonly missingIsFalse: boolean;
  /** Whether `sort` leaves rows that are equal to it as they came, or turns them round. */
  readonly sortKeepsOrder: boolean;
};
export type World = { readonly nowSeconds: number; readonly reading: Reading };

/** "where": the results for which the condition is true are kept. */
export function truthOf(node: Node, row: Row, world: World): Truth {
  switch (node.kind) {
    case "not": {
      const truth = truthOf(node.of, row, world);
      return truth === null ? null : !truth;
    }
    case "binary":
      return binaryTruth(node, row, world);
    case "call":
      return callTruth(node, row, world);
    default:
      throw new Error(`a ${node.kind} is no condition`);
  }
}

function binaryTruth(node: Extract<Node, { readonly kind: "binary" }>, row: Row, world: World): Truth {
  const { operator, left, right } = node;
  if (operator === "AND" || operator === "OR") {
    // "Predicate expressions", logical operators. One side that decides is enough.
    const decided = operator === "OR";
    const first = truthOf(left, row, world);
    if (first === decided) return decided;
    const second = truthOf(right, row, world);
    return second === decided ? decided : first === null || second === null ? null : !decided;
  }
  const [a, b] = [single(valueAt(left, row, world)), single(valueAt(right, row, world))];
  if (a === null || b === null) return world.reading.missingIsFalse ? false : null;
  const asTexts = !world.reading.literalsAreNumbers && (left.kind === "string" || right.kind === "string");
  const [x, y] = asTexts ? [undefined, undefined] : [numberOf(a), numberOf(b)];
  // "where": two numbers are compared as numbers; else the order is lexicographical and heeds case.
  const order = x !== undefined && y !== undefined ? (x < y ? -1 : x > y ? 1 : 0) : textOrder(show(a), show(b));
  switch (operator) {
    case "==":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    default:
      throw new Error(`${operator} is no comparison`);
  }
}

function callTruth({ name, args }: Extract<Node, { readonly kind: "call" }>, row: Row, world: World): Truth {
  const argument = (index: number): Node => {
    const node = args[index];
    if (!node) throw new Error(`${name} lacks an argument`);
    return node;
  };
  switch (name) {
    case "true":
      return true;
    case "false":
      return false;
    case "isnull":
      return valueAt(argument(0), row, world) === null;
    case "isnotnull":
      return valueAt(argument(0), row, world) !== null;
    case "match": {
      // "match(<str>, <regex>)": TRUE if the regular expression finds a match against any substring.
      const subject = single(valueAt(argument(0), row, world));
      const pattern = single(valueAt(argument(1), row, world));
      if (subject === null || pattern === null) return world.reading.missingIsFalse ? false : null;
      return pcre(show(pattern)).test(show(subject));
    }
    case "in": {
      // "in(<field>, <list>)": TRUE if one of the values in the list matches a value in the field; as `==` compares.
      const first = argument(0);
      const truths = args.slice(1).map((right) => binaryTruth({ kind: "binary", operator: "==", left: first, right }, row, world));
      return truths.includes(true) ? true : truths.includes(null) ? null : false;
    }
    case "cidrmatch": {
      const [cidr, ip] = [single(valueAt(argument(0), row, world)), single(valueAt(argument(1), row, world))];
      if (cidr === null || ip === null) return world.reading.missingIsFalse ? false : null;
      return isInBlock(show(cidr), show(ip));
    }
    default:
      throw new Error(`${name} is no condition`);
  }
}

/** "cidrmatch(<cidr>, <ip>)": whether the address lies in the subnet. */
function isInBlock(cidr: string, ip: string): boolean {
  const [address = "", length = ""] = cidr.split("/");
  const bits = (dotted: string) =>
    dotted
      .split(".")
      .map((part) => Number(part).toString(2).padStart(8, "0"))
      .join("");
  return bits(address).slice(0, Number(length)) === bits(ip).slice(0, Number(length));
}

export function valueAt(node: Node, row: Row, world: World): Value {
  switch (node.kind) {
    case "string":
    case "number":
      return node.value;
    case "field":
      return row.get(node.name) ?? null;
    case "binary":
      return arithmetic(node, row, world);
    case "call":
      return callValue(node, row, world);
    case "not":
      throw new Error("a condition is no value");
  }
}

/** "eval", arithmetic: doubles; what is no number gives null; division by zero gives null. `.` joins texts. */
function arithmetic(node: Extract<Node, { readonly kind: "binary" }>, row: Row, world: World): Value {
  const [a, b] = [single(valueAt(node.left, row, world)), single(valueAt(node.right, row, world))];
  if (a === null || b === null) return null;
  if (node.operator === ".") return show(a) + show(b);
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x === undefined || y === undefined) return null;
  switch (node.operator) {
    case "+":
      return x + y;
    case "-":
      return x - y;
    case "*":
      return x * y;
    case "/":
      return y === 0 ? null : x / y;
    default:
      throw new Error(`${node.operator} gives no value`);
  }
}

function callValue({ name, args }: Extract<Node, { readonly kind: "call" }>, row: Row, world: World): Value {
  const value = (index: number): Value => {
    const node = args[index];
    return node ? valueAt(node, row, world) : null;
  };
  const one = (index: number): Single | null => single(value(index));
  const truth = (index: number): Truth => {
    const node = args[index];
    return node ? truthOf(node, row, world) : null;
  };
  switch (name) {
    case "null":
      return null;
    // "if(<predicate>, <true_value>, <false_value>)": what is not TRUE takes the other.
    case "if":
      return truth(0) === true ? value(1) : value(2);
    // "case(<condition>, <value>, …)": the first condition that is TRUE; NULL when none is.
    case "case": {
      for (let index = 0; index + 1 < args.length; index += 2) if (truth(index) === true) return value(index + 1);
      return null;
    }
    // "coalesce(<values>)": the first that is not NULL.
    case "coalesce":
      for (let index = 0; index < args.length; index++) if (value(index) !== null) return value(index);
      return null;
    case "now":
      return world.nowSeconds;
    case "mvappend":
    case "mvcount":
    case "mvfind":
    case "mvindex":
    case "mvmap":
    case "mvrange":
    case "split":
      return multivalue(name, args, row, world);
    default:
      return (
        numberCall(
          name,
          args.map((_, index) => one(index)),
        ) ??
        textCall(
          name,
          args.map((_, index) => one(index)),
        )
      );
  }
}

/** "Multivalue eval functions". A field with one value is a single value; with none it is null. */
function multivalue(name: string, args: readonly Node[], row: Row, world: World): Value {
  const [first, second] = args;
  if (!first) throw new Error(`${name} of nothing`);
  const value = valueAt(first, row, world);
  switch (name) {
    case "mvappend":
      // All values of the arguments; what becomes of a null is not said.
      return packed(
        args.flatMap((node) => {
          const one = valueAt(node, row, world);
          if (one === null) throw new Error("mvappend of null is not described");
          return many(one);
        }),
      );
    case "mvcount":
      return value === null ? null : many(value).length;
    case "mvfind": {
      // The index of the first value that matches, from 0; NULL if none does.
      const pattern = second && single(valueAt(second, row, world));
      if (value === null || pattern === null || pattern === undefined) return null;
      const index = many(value).findIndex((one) => pcre(show(pattern)).test(show(one)));
      return index < 0 ? null : index;
    }
    case "mvindex": {
      const index = second && single(valueAt(second, row, world));
      return value === null || typeof index !== "number" ? null : (many(value)[index] ?? null);
    }
    case "mvmap": {
      // The expression is evaluated for each value, under the name of the field.
      if (first.kind !== "field" || !second) throw new Error("mvmap takes a field and an expression");
      if (value === null) return null;
      return packed(many(value).map((one) => single(valueAt(second, new Map([...row, [first.name, one]]), world))));
    }
    case "mvrange": {
      // From the first number up to the second, which is left out.
      const from = single(value);
      const to = second && single(valueAt(second, row, world));
      if (typeof from !== "number" || typeof to !== "number") throw new Error("mvrange of what is no number");
      return packed(Array.from({ length: Math.max(0, Math.ceil(to - from)) }, (_, index) => from + index));
    }
    case "split": {
      const delimiter = second && single(valueAt(second, row, world));
      const text = single(value);
      if (text === null || delimiter === null || delimiter === undefined) return null;
      if (delimiter === "") throw new Error("split by nothing is not described");
      return packed(show(text).split(show(delimiter)));
    }
    default:
      throw new Error(name);
  }
}

function packed(values: readonly (Single | null)[]): Value {
  const there = values.filter((one) => one !== null);
  const [only] = there;
  return only === undefined ? null : there.length === 1 ? only : there;
}

/** "Mathematical functions", "Trigonometry and hyperbolic functions", "Statistical eval functions". Undefined: no such function. */
function numberCall(name: string, args: readonly (Single | null)[]): Value | undefined {
  const apply: { readonly [name: string]: (...numbers: number[]) => number } = {
    abs: Math.abs,
    asin: Math.asin,
    ceiling: Math.ceil,
    cos: Math.cos,
    floor: Math.floor,
    max: Math.max,
    min: Math.min,
    pi: () => Math.PI,
    pow: (base, power) => base ** power,
    round: Math.round,
    sin: Math.sin,
    sqrt: Math.sqrt,
  };
  const made = apply[name];
  if (!made) return undefined;
  const numbers = args.map((one) => (one === null ? undefined : numberOf(one)));
  return numbers.every((one) => one !== undefined) ? made(...numbers) : null;
}

/** "Text functions", "Conversion functions". */
function textCall(name: string, args: readonly (Single | null)[]): Value {
  const [first = null, second = null, third = null] = args;
  if (first === null) return null;
  switch (name) {
    // Characters, not bytes.
    case "len":
      return [...show(first)].length;
    case "lower":
      if (/[^\x00-\x7f]/.test(show(first))) throw new Error("lower of what is not ASCII is not described");
      return show(first).toLowerCase();
    // Every occurrence of the regular expression; the third argument can name groups.
    case "replace":
      return second === null || third === null ? null : pcre(show(second)).replace(show(first), show(third));
    // From the nth character on, counted from 1.
    case "substr": {
      const characters = [...show(first)];
      const start = Number(second) - 1;
      return characters.slice(start, third === null ? undefined : start + Number(third)).join("");
    }
    // NULL where the text is no number.
    case "tonumber":
      return numberOf(first) ?? null;
    default:
      throw new Error(`no function ${name} is emitted`);
  }
}

export function single(value: Value): Single | null {
  if (Array.isArray(value)) throw new Error("several values where one is compared: not described");
  return value as Single | null; // the arrays are gone
}
export function many(value: Single | readonly Single[]): readonly Single[] {
  return Array.isArray(value) ? value : [value as Single]; // the arrays are gone
}

/** A number, or a text that reads as one. */
export function numberOf(value: Single): number | undefined {
  if (typeof value === "number") return value;
  return /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(value) ? Number(value) : undefined;
}

export function show(value: Single): string {
  return String(value);
}

export function textOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
