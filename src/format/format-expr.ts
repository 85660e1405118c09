/** Expressions as documents. Parentheses are those of the tree, and those without which it would be read differently. */
import { unreachable } from "../source/invariant.ts";
import type { Span } from "../source/span.ts";
import type { AndOr, Argument, EventTypes, Expr, Group, Quantifier, StateCall } from "../syntax/ast.ts";
import { above, type Comments } from "./comments.ts";
import { concat, type Doc, group, hardline, ifBroken, indent, join, line, softline } from "./doc.ts";
import { formatLiteral, formatName } from "./format-token.ts";

/** How tightly an expression holds together, loosest first. */
const tightness = { or: 1, and: 2, not: 3, test: 4, sum: 5, product: 6, unary: 7, access: 8, primary: 9 } as const;

export function exprDoc(expr: Expr, comments: Comments): Doc {
  switch (expr.kind) {
    case "string":
    case "number":
    case "boolean":
    case "duration":
    case "date":
    case "pattern":
    case "constant":
      return formatLiteral(expr);
    case "name":
      return formatName(expr);
    case "list":
      return listDoc(expr.items, expr.span, comments);
    case "member":
      return concat([accessed(expr.object, comments), ".", formatName(expr.key)]);
    case "index":
      return concat([within(expr.object, tightness.access, comments), "[", formatLiteral(expr.index), "]"]);
    case "call":
      return concat([
        expr.name.name === "SCORE" && !expr.name.quoted ? "SCORE" : formatName(expr.name),
        argumentsDoc(expr.args, expr.span, comments),
      ]);
    case "group":
      return groupDoc(expr, comments);
    case "negate":
      return concat(["-", within(expr.operand, tightness.access, comments)]);
    case "arithmetic": {
      const own = tightnessOf(expr);
      return group(
        concat([within(expr.left, own, comments), ` ${expr.operator}`, indent(concat([line, within(expr.right, own + 1, comments)]))]),
      );
    }
    case "not":
      return concat(["NOT ", within(expr.operand, tightness.not, comments)]);
    case "and":
    case "or":
      return group(chainDoc(expr, line, comments));
    case "quantifier":
      return quantifierDoc(expr, comments);
    case "at-least":
      return concat([`${expr.count.raw} OF `, bracketed("(", expr.parts, ")", expr.span.end, comments, (part) => exprDoc(part, comments))]);
    case "state":
      return stateDoc(expr, comments);
    case "error":
      return comments.written(expr.span);
    default:
      return testDoc(expr, comments);
  }
}

type Test = Extract<Expr, { kind: "comparison" | "between" | "in" | "text-test" | "presence" | "seen-in" }>;

function testDoc(expr: Test, comments: Comments): Doc {
  const operand = (value: Expr): Doc => within(value, tightness.sum, comments);
  const value = operand(expr.kind === "comparison" ? expr.left : expr.value);
  const not = expr.kind !== "comparison" && expr.negated ? "NOT " : "";
  const casing = "casing" in expr && expr.casing ? ` ${expr.casing}` : "";
  switch (expr.kind) {
    case "comparison":
      return concat([value, ` ${expr.operator} `, operand(expr.right), casing]);
    case "between":
      return concat([value, ` ${not}BETWEEN `, operand(expr.low), " AND ", operand(expr.high)]);
    case "in":
      return concat([value, ` ${not}IN `, operand(expr.list), casing]);
    case "text-test":
      return concat([value, ` ${not}${expr.word}${expr.all ? " ALL" : ""}${expr.wholeWord ? " WORD" : ""} `, operand(expr.object), casing]);
    case "presence":
      return concat([value, ` ${not}${expr.word}`]);
    case "seen-in": {
      const window = expr.within ? { kind: "within" as const, duration: expr.within } : undefined;
      return concat([value, ` ${not}SEEN IN `, lookBack(exprDoc(expr.of, comments), { ...expr, ...(window ? { window } : {}) }, comments)]);
    }
    default:
      return unreachable(expr);
  }
}

/** A part where at least this tightness is needed; a looser one is put in parentheses. */
export function within(expr: Expr, least: number, comments: Comments): Doc {
  const doc = exprDoc(expr, comments);
  return tightnessOf(expr) < least ? parenthesized(doc) : doc;
}

/** The object of `.name`: behind a number the point must stand apart. */
function accessed(object: Expr, comments: Comments): Doc {
  const doc = within(object, tightness.access, comments);
  return object.kind === "number" || object.kind === "duration" || object.kind === "date" ? concat([doc, " "]) : doc;
}

function parenthesized(doc: Doc): Doc {
  return group(concat(["(", indent(concat([softline, doc])), softline, ")"]));
}

export function tightnessOf(expr: Expr): number {
  switch (expr.kind) {
    case "or":
      return tightness.or;
    case "and":
      return tightness.and;
    case "not":
    case "quantifier":
    case "at-least":
      return tightness.not;
    case "comparison":
    case "between":
    case "in":
    case "text-test":
    case "presence":
    case "seen-in":
      return tightness.test;
    case "arithmetic":
      return expr.operator === "+" || expr.operator === "-" ? tightness.sum : tightness.product;
    case "negate":
      return tightness.unary;
    case "number":
      return expr.raw.startsWith("-") ? tightness.unary : tightness.primary;
    case "member":
    case "index":
      return tightness.access;
    default:
      return tightness.primary;
  }
}

/** The parts of AND and OR, each behind its word, separated by `separator`. */
export function chainDoc(expr: AndOr, separator: Doc, comments: Comments): Doc {
  const parts = chainParts(expr);
  return concat(
    parts.flatMap(({ word, part }, index): Doc[] => {
      const lead = above(comments.takeBefore(part.span.start));
      const isLast = index === parts.length - 1;
      const least =
        isLast || !endsOpen(part) ? (word === "OR" || parts[index + 1]?.word === "OR" ? tightness.and : tightness.not) : tightness.primary;
      // What stands behind the last part stands behind the chain, and is the chain's owner's to place.
      const doc = [
        lead,
        word === undefined ? "" : `${word} `,
        within(part, least, comments),
        isLast ? "" : comments.takeBehind(part.span.end),
      ];
      return index === 0 ? doc : [separator, ...doc];
    }),
  );
}

/** The parts of a chain in the order of the text: those of an AND within an OR are parts of it. */
export function chainParts(expr: Expr): readonly { readonly word: "AND" | "OR" | undefined; readonly part: Expr }[] {
  if (expr.kind !== "and" && expr.kind !== "or") return [{ word: undefined, part: expr }];
  const outer = expr.kind === "and" ? "AND" : "OR";
  return expr.parts.flatMap((part, index) => {
    const word = index === 0 ? undefined : outer;
    // An AND that ends with a quantifier would take in what follows it; it stays one part, in parentheses.
    if (outer !== "OR" || part.kind !== "and" || (index < expr.parts.length - 1 && endsOpen(part))) return [{ word, part }];
    return part.parts.map((inner, at) => ({ word: at === 0 ? word : ("AND" as const), part: inner }));
  });
}

/** Whether an expression ends with a quantifier, whose body reaches as far right as it can. */
function endsOpen(expr: Expr): boolean {
  if (expr.kind === "quantifier") return true;
  if (expr.kind === "not") return endsOpen(expr.operand);
  const last = expr.kind === "and" || expr.kind === "or" ? expr.parts[expr.parts.length - 1] : undefined;
  return last !== undefined && endsOpen(last);
}

function groupDoc(expr: Group, comments: Comments): Doc {
  const lead = above(comments.takeBefore(expr.inner.span.start));
  const inner =
    expr.inner.kind === "and" || expr.inner.kind === "or" ? chainDoc(expr.inner, line, comments) : exprDoc(expr.inner, comments);
  const tail = comments.takeBehind(expr.inner.span.end);
  const dangling = comments.takeBefore(expr.span.end).flatMap((one): Doc[] => [hardline, one.text]);
  return group(concat(["(", indent(concat([softline, lead, inner, tail, ...dangling])), softline, ")"]));
}

function quantifierDoc(expr: Quantifier, comments: Comments): Doc {
  const head = concat([expr.every ? "ALL " : "ANY ", formatName(expr.variable), " IN ", within(expr.list, tightness.sum, comments), ":"]);
  const lead = above(comments.takeBefore(expr.body.span.start));
  const body = expr.body.kind === "and" || expr.body.kind === "or" ? chainDoc(expr.body, line, comments) : exprDoc(expr.body, comments);
  return group(concat([head, indent(concat([line, lead, body]))]));
}

/** `[…]`, on one line or one element a line. */
export function listDoc(items: readonly Expr[], span: Span, comments: Comments): Doc {
  return bracketed("[", items, "]", span.end, comments, (item) => exprDoc(item, comments));
}

export function argumentsDoc(args: readonly Argument[], span: Span, comments: Comments): Doc {
  return bracketed("(", args, ")", span.end, comments, (arg) =>
    arg.name ? concat([formatName(arg.name), "=", exprDoc(arg.value, comments)]) : exprDoc(arg.value, comments),
  );
}

/** Items between brackets, each with its comments; broken they end with a comma. */
export function bracketed<T extends { readonly span: Span }>(
  open: string,
  items: readonly T[],
  close: string,
  end: number,
  comments: Comments,
  show: (item: T) => Doc,
): Doc {
  const docs = items.map((item, index): Doc => {
    const before = comments.takeBefore(item.span.start);
    const doc = show(item);
    // Comments within an item, where it holds none, stand above it.
    const lead = above([...before, ...comments.takeBefore(item.span.end)]);
    const comma = index === items.length - 1 ? ifBroken(",") : ",";
    return concat([lead, doc, comma, comments.takeBehind(item.span.end)]);
  });
  const dangling = comments.takeBefore(end).flatMap((one): Doc[] => [hardline, one.text]);
  if (docs.length === 0) return dangling.length === 0 ? `${open}${close}` : concat([open, indent(concat(dangling)), hardline, close]);
  return group(concat([open, indent(concat([softline, join(line, docs), ...dangling])), softline, close]));
}

function stateDoc(expr: StateCall, comments: Comments): Doc {
  const value = expr.value ? exprDoc(expr.value, comments) : undefined;
  const head = [expr.distinct ? "DISTINCT" : undefined, value].filter((part) => part !== undefined);
  const first = head.length === 0 ? undefined : join(" ", head);
  return concat([
    expr.word,
    lookBack(expr.rank && first ? concat([first, ", ", within(expr.rank, tightness.sum, comments)]) : first, expr, comments),
  ]);
}

type LookBack = Partial<Pick<StateCall, "from" | "where" | "by" | "min" | "excludingAlerted">> & {
  readonly window?: { readonly kind: "within" | "over"; readonly duration: Expr };
  readonly span: Span;
};

/** The clauses of a term that looks back, in parentheses. */
function lookBack(value: Doc | undefined, clauses: LookBack, comments: Comments): Doc {
  const parts: Doc[] = [];
  const add = (at: number, keyword: string, doc: () => Doc): void => {
    const lead = above(comments.takeBefore(at));
    parts.push(concat([lead, `${keyword} `, doc()]));
  };
  const { from, where, by, window, min } = clauses;
  if (value !== undefined) parts.push(value);
  if (from) add(from.span.start, "FROM", () => concat([eventTypesText(from), comments.takeBehind(from.span.end)]));
  if (where) parts.push(concat([whereDoc(where, comments), comments.takeBehind(where.span.end)]));
  // The tree does not say where the keys' bracket is, so comments among them stand above them all.
  if (by) add(by[by.length - 1]?.span.end ?? 0, "BY", () => byDoc(by, comments));
  if (window)
    add(window.duration.span.start, window.kind === "over" ? "OVER" : "WITHIN", () =>
      concat([exprDoc(window.duration, comments), comments.takeBehind(window.duration.span.end)]),
    );
  if (min) add(min.span.start, "MIN", () => concat([exprDoc(min, comments), comments.takeBehind(min.span.end)]));
  if (clauses.excludingAlerted) parts.push("EXCLUDING ALERTED");
  const dangling = comments.takeBefore(clauses.span.end).flatMap((one): Doc[] => [hardline, one.text]);
  if (parts.length === 0 && dangling.length === 0) return "()";
  return group(concat(["(", indent(concat([softline, join(line, parts), ...dangling])), softline, ")"]));
}

/** WHERE and its predicate, whose chain breaks below the word. */
export function whereDoc(where: Expr, comments: Comments): Doc {
  const lead = above(comments.takeBefore(where.span.start));
  const predicate = where.kind === "and" || where.kind === "or" ? group(indent(chainDoc(where, line, comments))) : exprDoc(where, comments);
  return concat([lead, "WHERE ", predicate]);
}

/** One key, or a list of keys. */
export function byDoc(by: readonly Expr[], comments: Comments): Doc {
  const [key] = by;
  const tail = (end: number): Doc => comments.takeBehind(end);
  if (key && by.length === 1 && key.kind !== "list" && tightnessOf(key) >= tightness.test)
    return concat([exprDoc(key, comments), tail(key.span.end)]);
  const last = by[by.length - 1];
  return concat([bracketed("[", by, "]", last?.span.end ?? 0, comments, (one) => exprDoc(one, comments))]);
}

export function eventTypesText(types: EventTypes): string {
  return types.any ? "any" : types.names.map(formatName).join(", ");
}
