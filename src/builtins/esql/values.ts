/** Equality, order and lists in ES|QL. Everything but MV_CONTAINS and IS NULL is unknown where an operand is missing. */
import { readAddress } from "../../runtime/ip.ts";
import { and, asDouble, call, compare, isPresent, literally } from "../../targets/esql/build.ts";
import type { Comparison, Expr } from "../../targets/esql/query.ts";
import type { Assumption, Constant, How, Lowered, Shape } from "../lowering.ts";
import { total, unknownIfMissing, unsupported, wider } from "../lowering.ts";
import type { TestWord } from "../words.ts";
import type { EsqlOperand, EsqlTest } from "./operands.ts";
import { isNumeric, isText, test, wholeList, wrongKind } from "./operands.ts";
import { patternTest } from "./texts.ts";

export const equalEsql = test(
  "equal",
  (subject, object, how) => equals(subject, object, how),
  (subject, objects, how) => equalsAny(subject, objects, how),
);

export const inListEsql = test("in-list", (subject, object, how) => {
  if (object.constant) return equalsAny(subject, object, how) ?? equals(subject, object, how);
  return object.shape.kind === "list" ? hasElement(object, subject, how) : wrongKind(object, "a list");
});

export const hasElementEsql = test("has-element", (subject, object, how) => {
  if (subject.constant) return equalsAny(object, subject, how) ?? equals(object, subject, how);
  return subject.shape.kind === "list" ? hasElement(subject, object, how) : wrongKind(subject, "a list");
});

function equals(subject: EsqlOperand, object: EsqlOperand, how: How): Lowered<Expr> {
  const [left, right] = subject.constant ? [object, subject] : [subject, object];
  if (left.shape.kind === "list" || right.shape.kind === "list") return wholeList(left.shape.kind === "list" ? left : right);
  const kinds = comparable(left, right);
  if (kinds) return kinds;
  if (how.fold && isText(left.shape)) {
    const value = right.constant?.value;
    if (typeof value === "string") return patternTest(left.term, [[literally(value)]], how);
    return unsupported(
      "non-ascii-fold",
      `ES|QL lowers whole columns by other rules than case folding, so \`${left.name}\` and \`${right.name}\` cannot be compared without their case`,
      "compare them CASED",
    );
  }
  return asAddress(left, unknownIfMissing(compare("==", left.term, right.term)));
}

/** The value is one of the constants. */
function equalsAny(subject: EsqlOperand, objects: EsqlOperand, how: How): Lowered<Expr> | undefined {
  const values = objects.constant?.value;
  if (!Array.isArray(values)) return undefined;
  if (subject.shape.kind === "list") return wholeList(subject);
  const present = values.filter((value: Constant) => value !== undefined);
  const { term } = objects;
  const items = term.kind === "list" ? term.items : [];
  if (present.length === 0) return total({ kind: "boolean", value: false });
  const fitting = values.flatMap((value: Constant, index) => {
    const item = items[index];
    return item && fits(value, subject.shape) ? [{ value, item }] : [];
  });
  if (fitting.length === 0) return wrongKind(subject, "another kind of value");
  if (how.fold && isText(subject.shape)) {
    const patterns = fitting.flatMap(({ value }) => (typeof value === "string" ? [[literally(value)]] : []));
    return patternTest(subject.term, patterns, how);
  }
  const [only] = fitting;
  const query: Expr =
    only && fitting.length === 1
      ? compare("==", subject.term, only.item)
      : { kind: "in", of: subject.term, values: fitting.map(({ item }) => item) };
  return asAddress(subject, unknownIfMissing(query));
}

function fits(value: Constant, shape: Shape): boolean {
  if (isText(shape)) return typeof value === "string";
  if (shape.kind === "ip") return typeof value === "string" && readAddress(value) !== undefined;
  if (shape.kind === "boolean") return typeof value === "boolean";
  return typeof value === "number";
}

/** Why two values are never compared: they are of different kinds. */
function comparable(left: EsqlOperand, right: EsqlOperand): Lowered<Expr> | undefined {
  if (right.constant) {
    if (left.shape.kind === "json") return wrongKind(left, "a single value");
    if (!fits(right.constant.value, left.shape)) return wrongKind(left, "another kind of value");
    const isTime = right.type.kind === "timestamp";
    return isTime === (left.shape.kind === "time") ? undefined : wrongKind(left, "another kind of value");
  }
  const same =
    left.shape.kind === right.shape.kind ||
    (isText(left.shape) && isText(right.shape)) ||
    (isNumeric(left.shape) && isNumeric(right.shape));
  return same && left.shape.kind !== "json" ? undefined : wrongKind(right, `a value of the kind of \`${left.name}\``);
}

/** An ip column holds the address, not how it was written. */
function asAddress(operand: EsqlOperand, piece: Lowered<Expr>): Lowered<Expr> {
  if (!piece.ok || operand.shape.kind !== "ip") return piece;
  return wider(
    piece,
    `\`${operand.name}\` is kept as an address, so that another spelling of the same address is equal to it; \`IN\` a list of blocks is exact`,
  );
}

const preview: Assumption = {
  kind: "deployed",
  what: "Elasticsearch 9.2 or later, where the function MV_CONTAINS is in technical preview",
};

/** `==` on several values is null; MV_CONTAINS holds where one of them is the element, and where the element is missing. */
function hasElement(list: EsqlOperand, element: EsqlOperand, how: How): Lowered<Expr> {
  if (list.shape.kind !== "list") return wrongKind(list, "a list");
  if (element.shape.kind === "list") return wholeList(element);
  const of: EsqlOperand = { ...list, shape: list.shape.of };
  const kinds = comparable(of, element);
  if (kinds) return kinds;
  if (how.fold && isText(of.shape))
    return unsupported(
      "non-ascii-fold",
      `the elements of \`${list.name}\` cannot be compared without their case`,
      "compare them CASED, or ask with ANY and a test that ignores case",
    );
  if (of.shape.kind === "number" || of.shape.kind === "duration") return found(asDouble(list.term), asDouble(element.term), element, of);
  return found(list.term, element.term, element, of);
}

function found(list: Expr, value: Expr, element: EsqlOperand, of: EsqlOperand): Lowered<Expr> {
  const contains = call("MV_CONTAINS", list, value);
  return asAddress(of, total(element.constant ? contains : and([isPresent(value), contains]), [preview]));
}

export const lessEsql = ordered("less", "<");
export const lessEqualEsql = ordered("less-equal", "<=");
export const greaterEsql = ordered("greater", ">");
export const greaterEqualEsql = ordered("greater-equal", ">=");

function ordered(word: TestWord, operator: Comparison["operator"]): EsqlTest {
  return test(word, (subject, object) => {
    for (const side of [subject, object])
      if (!isNumeric(side.shape) && side.shape.kind !== "time") return wrongKind(side, "a number or a time");
    if (isNumeric(subject.shape) !== isNumeric(object.shape)) return wrongKind(object, `a value of the kind of \`${subject.name}\``);
    return unknownIfMissing(compare(operator, subject.term, object.term));
  });
}
