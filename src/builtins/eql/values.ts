/** Equality, order, lists and arithmetic in EQL. */
import { readBlock, readForms, showAddress, type Block } from "../../runtime/ip.ts";
import { arithmetic, boolean, call, compare, nothing, number, text, within } from "../../targets/eql/build.ts";
import type { Comparison, Expr } from "../../targets/eql/query.ts";
import type { Constant, FunctionLowering, How, Lowered, Operand, Shape, TestLowering } from "../lowering.ts";
import { total, unknownIfMissing, unsupported, wider } from "../lowering.ts";
import type { TestWord } from "../words.ts";
import { bySides, constantOf, halfCharacter, isWellFormed, noFieldCompare, type Sides, sided, wrongKind } from "./sides.ts";
import { isTextual, patternTest } from "./texts.ts";

type ItemShape = Exclude<Shape, { readonly kind: "list" }>;

export const equalEql = sided("equal", ({ value, constant, how }) =>
  value.shape.kind === "list" || Array.isArray(constant) ? wholeList(value) : oneOf(value, value.shape, [constant], how),
);
export const lessEql = ordered("less", "<", ">");
export const lessEqualEql = ordered("less-equal", "<=", ">=");
export const greaterEql = ordered("greater", ">", "<");
export const greaterEqualEql = ordered("greater-equal", ">=", "<=");

/** Order of the two operands decides which of them is the list. */
export const inListEql: TestLowering<"eql"> = {
  one: (subject, object, how) => bySides("in-list", subject, object, how, (sides) => membership(sides, sides.turned)),
};
export const hasElementEql: TestLowering<"eql"> = {
  one: (subject, object, how) => bySides("has-element", subject, object, how, (sides) => membership(sides, !sides.turned)),
  any: (subject, objects, how) => {
    const { constant } = objects;
    if (subject.constant || subject.shape.kind !== "list" || !constant || !Array.isArray(constant.value)) return undefined;
    return oneOf(subject, subject.shape.of, constant.value, how);
  },
};
export const inCidrsEql = sided("in-cidrs", inBlocks);

function wholeList(value: Operand<Expr>): Lowered<Expr> {
  return unsupported(
    "multivalue-field",
    `\`${value.name}\` is compared as a whole list, of which Elasticsearch keeps neither order nor number`,
    "ask for its elements, with CONTAINS or ANY",
  );
}

/** `fieldIsList`: the field is the list and the constant an element; else the other way round. */
function membership({ value, constant, how }: Sides, fieldIsList: boolean): Lowered<Expr> {
  if (fieldIsList) {
    if (value.shape.kind !== "list") return wrongKind(value, "a list");
    // EQL holds for an array when it holds for one of its values, and NOT when it holds for none: elastic/elasticsearch, pull request 76612.
    return oneOf(value, value.shape.of, [constant], how);
  }
  if (value.shape.kind === "list") return wholeList(value);
  return oneOf(value, value.shape, Array.isArray(constant) ? constant : [constant], how);
}

/** The value is one of the constants, by `==`; those of another kind than the column's are never equal to it. */
function oneOf(value: Operand<Expr>, shape: ItemShape, constants: readonly Constant[], how: How): Lowered<Expr> {
  const fitting: Expr[] = [];
  const texts: string[] = [];
  let exact = true;
  for (const constant of constants) {
    if (constant === undefined) continue;
    const read = readAs(shape, constant, value);
    if (!read.ok) return read;
    if (read.query === undefined) continue;
    fitting.push(read.query);
    if (typeof constant === "string") texts.push(constant);
    if (shape.kind === "ip") exact = false;
  }
  if (constants.length > 0 && fitting.length === 0 && constants.some((constant) => constant !== undefined))
    return wrongKind(value, "a value of another kind");
  const [only] = fitting;
  if (!only) return total(boolean(false));
  if (how.fold && texts.length > 0 && isTextual({ ...value, shape }))
    return patternTest(
      value.term,
      texts.map((one) => [{ kind: "text", text: one }]),
      how,
    );
  const piece = unknownIfMissing(fitting.length === 1 ? compare("==", value.term, only) : within(value.term, fitting));
  return exact
    ? piece
    : wider(piece, `\`${value.name}\` is kept as an address, so that another spelling of the same address is equal to it`);
}

/** A constant as it is written beside a column; undefined where it is never equal to what the column holds. */
function readAs(shape: ItemShape, constant: Exclude<Constant, undefined>, value: Operand<Expr>): Lowered<Expr | undefined> {
  if (typeof constant === "bigint")
    return unsupported(
      "wrong-kind",
      `\`${constant}\` has more digits than a double, and whether \`${value.name}\` keeps them all depends on the index`,
      "keep such numbers as text, and compare texts",
    );
  const never: Lowered<Expr | undefined> = { ok: true, query: undefined, whenMissing: "false", assumptions: [] };
  switch (shape.kind) {
    case "keyword":
    case "wildcard":
      if (typeof constant !== "string") return never;
      return isWellFormed(constant) ? unknownIfMissing(text(constant)) : halfCharacter(constant);
    case "ip":
      // What is no address is not in the column at all, and beside it an error.
      return typeof constant === "string" && readForms(constant).length > 0 ? unknownIfMissing(text(constant)) : never;
    case "boolean":
      return typeof constant === "boolean" ? unknownIfMissing(boolean(constant)) : never;
    case "number":
    case "duration":
      return typeof constant === "number" ? unknownIfMissing(number(constant)) : never;
    case "time":
      return typeof constant === "number" ? unknownIfMissing(text(new Date(constant).toISOString())) : never;
    default:
      return unsupported(
        "wrong-kind",
        `\`${value.name}\` is kept as ${shape.kind}, which EQL compares with nothing`,
        "map one of its parts",
      );
  }
}

function ordered(word: TestWord, straight: Comparison, turned: Comparison): TestLowering<"eql"> {
  return sided(word, (sides) => {
    const { value, constant } = sides;
    const { kind } = value.shape;
    if (kind !== "number" && kind !== "duration" && kind !== "time") return wrongKind(value, "a number or a time");
    // In order an integer of many digits counts as its nearest double.
    const read = readAs(value.shape, typeof constant === "bigint" ? Number(constant) : (constant ?? ""), value);
    if (!read.ok) return read;
    if (!read.query) return wrongKind(value, "something that has an order");
    return unknownIfMissing(compare(sides.turned ? turned : straight, value.term, read.query));
  });
}

/** `cidrMatch` of an ip column: an IPv4 address inside of IPv6 is that IPv4 address, for Elasticsearch as for aidr. */
function inBlocks({ value, constant, object, turned }: Sides): Lowered<Expr> {
  if (turned) return noFieldCompare(object, value);
  if (value.shape.kind !== "ip" && isTextual(value))
    return unsupported(
      "wrong-kind",
      `\`${value.name}\` is kept as ${value.shape.kind}, and EQL looks for addresses in columns of kind ip`,
      "map an ip multi-field of it",
    );
  if (value.shape.kind !== "ip") return wrongKind(value, "an address");
  const blocks = (Array.isArray(constant) ? constant : [constant]).flatMap((listed) =>
    typeof listed === "string" ? (readBlock(listed) ?? []) : [],
  );
  if (blocks.length === 0) return total(boolean(false));
  const piece = unknownIfMissing(call("cidrMatch", [value.term, ...blocks.map((block) => text(showBlock(block)))]));
  if (!blocks.some(holdsIpv4)) return piece;
  return wider(piece, "for Elasticsearch every IPv4 address lies in an IPv6 block around `::ffff:0:0/96`");
}

function showBlock({ address, bits }: Block): string {
  return `${showAddress(address)}/${bits}`;
}

/** Whether an IPv6 block has all IPv4 addresses in it. */
function holdsIpv4({ address, bits }: Block): boolean {
  if (address.length !== 8 || bits > 96) return false;
  const mapped = [0, 0, 0, 0, 0, 0xffff, 0, 0];
  for (let group = 0, left = bits; left > 0; group++, left -= 16) {
    const mask = left >= 16 ? 0xffff : (0xffff << (16 - left)) & 0xffff;
    if ((((address[group] ?? 0) ^ (mapped[group] ?? 0)) & mask) !== 0) return false;
  }
  return true;
}

export const addEql = calculated("+");
export const subtractEql = calculated("-");
export const multiplyEql = calculated("*");

/** Sums and products of numbers; what is missing gives null, as in aidr. */
function calculated(operator: "+" | "-" | "*"): FunctionLowering<"eql"> {
  return (args) => {
    const [left, right] = args;
    const wrong = notNumbers(args);
    if (wrong || !left || !right) return wrong ?? unsupported("function-missing", "an operand is missing", "write both operands");
    return arithmeticOf(operator, left.term, right.term);
  };
}

export const divideEql: FunctionLowering<"eql"> = (args) => {
  const [left, right] = args;
  const wrong = notNumbers(args);
  if (wrong || !left || !right) return wrong ?? unsupported("function-missing", "an operand is missing", "write both operands");
  const by = constantOf(right)?.value;
  if (typeof by !== "number" || by === 0)
    return unsupported(
      "construct-missing",
      `where \`${right.name}\` is zero, EQL ends the query with an error`,
      "compare with a product in place of the quotient, or compute it where the event is made",
    );
  // Two integers would be divided without their fraction (EQL syntax reference, "Math operators").
  return arithmeticOf("/", left.term, { kind: "number", value: by, double: true });
};

export const negateEql: FunctionLowering<"eql"> = (args) => {
  const [operand] = args;
  const wrong = notNumbers(args);
  if (wrong || !operand) return wrong ?? unsupported("function-missing", "the operand is missing", "write it");
  return arithmeticOf("-", number(0), operand.term);
};

function arithmeticOf(operator: "+" | "-" | "*" | "/", left: Expr, right: Expr): Lowered<{ readonly term: Expr; readonly shape: Shape }> {
  if (left.kind === "null" || right.kind === "null") return total({ term: nothing, shape: { kind: "number" } });
  if (left.kind === "number" && right.kind === "number") {
    const value = computed(operator, Number(left.value), Number(right.value));
    return total({ term: Number.isFinite(value) ? number(value) : nothing, shape: { kind: "number" } });
  }
  return unknownIfMissing({ term: arithmetic(operator, left, right), shape: { kind: "number" } }, [{ kind: "finite" }]);
}

function computed(operator: "+" | "-" | "*" | "/", left: number, right: number): number {
  if (operator === "+") return left + right;
  if (operator === "-") return left - right;
  return operator === "*" ? left * right : left / right;
}

function notNumbers(args: readonly Operand<Expr>[]) {
  const other = args.find(({ shape }) => shape.kind !== "number");
  if (!other) return undefined;
  return unsupported(
    "function-missing",
    `EQL calculates with numbers, and \`${other.name}\` is ${other.shape.kind === "time" || other.shape.kind === "duration" ? "a time" : "none"}`,
    "compute the value where the event is made, and map the field",
  );
}
