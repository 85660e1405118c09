/** ES|QL as text: the only place that quotes and parenthesises. One command a line; long conditions one part a line. */
import type { Aggregation, Assignment, Command, Expr, LikePattern, Query } from "./query.ts";

const lineWidth = 140;

/** The query, without a line break at its end. O(size). */
export function printQuery({ commands }: Query): string {
  return commands.map((command, index) => `${index === 0 ? "" : "| "}${printCommand(command)}`).join("\n");
}

/** An expression on one line; equal expressions have equal texts. */
export function printExpression(expr: Expr): string {
  return print(expr, levels.or);
}

function printCommand(command: Command): string {
  switch (command.kind) {
    case "from":
      return `FROM ${command.sources.map(printSource).join(", ")}${command.metadata.length > 0 ? ` METADATA ${names(command.metadata)}` : ""}`;
    case "row":
      return `ROW ${command.columns.map(printAssignment).join(", ")}`;
    case "where":
      return `WHERE ${printTop(command.condition, 2)}`;
    case "eval":
      return laidOut("EVAL ", command.columns.map(printAssignment));
    case "stats":
    case "inline-stats": {
      const by = command.by.length > 0 ? laidOut("BY ", command.by.map(printName), 4) : "";
      const head = command.kind === "stats" ? "STATS " : "INLINE STATS ";
      const aggregations = laidOut(head, command.aggregations.map(printAggregation));
      const line = [aggregations, by].filter((part) => part !== "").join(" ");
      return by !== "" && (line.length > lineWidth || aggregations.includes("\n"))
        ? `${aggregations}\n    ${by}`
        : line.replace(/^STATS BY/, "STATS BY");
    }
    case "mv-expand":
      return `MV_EXPAND ${printName(command.column)}`;
    case "lookup-join":
      return `LOOKUP JOIN ${printSource(command.index)} ON ${printName(command.on)}`;
    case "rename":
      return `RENAME ${command.columns.map(({ from, to }) => `${printName(from)} AS ${printName(to)}`).join(", ")}`;
    case "keep":
      return laidOut("KEEP ", command.columns.map(printName));
    case "limit":
      return `LIMIT ${command.rows}`;
    case "drop":
      return laidOut("DROP ", command.columns.map(printName));
    case "sort":
      return `SORT ${command.by.map(({ column, descending }) => `${printName(column)}${descending ? " DESC" : ""}`).join(", ")}`;
  }
}

/** On one line, or on as many as it takes. */
function laidOut(head: string, parts: readonly string[], indent = 4): string {
  const line = head + parts.join(", ");
  if (line.length <= lineWidth && !line.includes("\n")) return line;
  if (line.includes("\n")) return head + parts.join(`,\n${" ".repeat(indent)}`);
  const lines: string[] = [];
  let current = head;
  for (const [index, part] of parts.entries()) {
    const piece = index === parts.length - 1 ? part : `${part},`;
    if (current !== head && current.length + piece.length + 1 > lineWidth) {
      lines.push(current);
      current = `${" ".repeat(indent)}${piece}`;
    } else current += current === head ? piece : ` ${piece}`;
  }
  return [...lines, current].join("\n");
}

function printAssignment({ name, value }: Assignment): string {
  return `${printName(name)} = ${print(value, levels.or)}`;
}

/** A long condition stands below what it picks the rows of. */
function printAggregation({ where, ...assignment }: Aggregation): string {
  const head = printAssignment(assignment);
  if (!where) return head;
  const line = `${head} WHERE ${print(where, levels.or)}`;
  return line.length <= lineWidth - 10 ? line : `${head}\n      WHERE ${printTop(where, 6)}`;
}

/** How tightly an expression binds; one of a lower level stands in parentheses inside of a higher one. */
const levels = { or: 0, and: 1, not: 2, predicate: 3, sum: 4, product: 5, unary: 6, primary: 7 } as const;

/** A condition over several lines where it is long: parts of AND and OR each on its own. */
function printTop(node: Expr, indent: number): string {
  const line = print(node, levels.or);
  if (line.length + indent <= lineWidth - 8 || (node.kind !== "and" && node.kind !== "or"))
    return node.kind === "like" || node.kind === "in" ? printLong(node, indent + 2) : line;
  const word = node.kind === "and" ? "AND" : "OR";
  const level = node.kind === "and" ? levels.and : levels.or;
  const deeper = indent + 2;
  const parts = node.parts.map((part) => printPart(part, level + 1, deeper));
  return parts.join(`\n${" ".repeat(deeper)}${word} `);
}

function printPart(node: Expr, level: number, indent: number): string {
  const line = print(node, level);
  if (line.length + indent + 4 <= lineWidth) return line;
  if (node.kind === "and" || node.kind === "or") {
    const inner = printTop(node, indent + 2);
    const open = " ".repeat(indent + 2);
    return levelOf(node) < level ? `(\n${open}  ${inner}\n${open})` : inner;
  }
  return printLong(node, indent);
}

/** A list of many values, several lines of them. */
function printLong(node: Expr, indent: number): string {
  const line = print(node, levels.not);
  const plain = node.kind === "not" ? node.part : node;
  if (line.length + indent <= lineWidth || (plain.kind !== "like" && plain.kind !== "in")) return line;
  const values =
    plain.kind === "in"
      ? plain.values.map((value) => print(value, levels.sum))
      : plain.patterns.map((pattern) => printString(printLikePattern(pattern)));
  if (values.length < 2) return line;
  const word = `${node.kind === "not" ? "NOT " : ""}${plain.kind.toUpperCase()}`;
  const inner = " ".repeat(indent + 4);
  return `${print(plain.of, levels.sum)} ${word} (\n${laidOut(inner, values, indent + 4)}\n${" ".repeat(indent + 2)})`;
}

function print(node: Expr, level: number): string {
  const inner = printBare(node);
  return levelOf(node) < level ? `(${inner})` : inner;
}

function levelOf(node: Expr): number {
  switch (node.kind) {
    case "or":
    case "and":
      return levels[node.kind];
    case "not":
      return isWrittenInside(node.part) ? levels.predicate : levels.not;
    case "compare":
    case "in":
    case "like":
    case "rlike":
    case "is-null":
      return levels.predicate;
    case "arithmetic":
      return node.operator === "+" || node.operator === "-" ? levels.sum : levels.product;
    case "negative":
      return levels.unary;
    case "number":
      return node.value < 0 ? levels.unary : levels.primary;
    default:
      return levels.primary;
  }
}

/** Whether NOT is part of the operator: `NOT IN`, `!=`. */
function isWrittenInside(node: Expr): boolean {
  return (
    node.kind === "in" ||
    node.kind === "like" ||
    node.kind === "rlike" ||
    node.kind === "is-null" ||
    (node.kind === "compare" && node.operator === "==")
  );
}

function printBare(node: Expr): string {
  switch (node.kind) {
    case "column":
      return printName(node.name);
    case "string":
      return printString(node.value);
    case "number":
      return printNumber(node.value);
    case "boolean":
      return node.value ? "true" : "false";
    case "null":
      return "null";
    case "list":
      return `[${node.items.map((item) => print(item, levels.sum)).join(", ")}]`;
    case "span":
      return printSpan(node.milliseconds);
    case "star":
      return "*";
    case "call":
      return `${node.name}(${node.args.map((arg) => print(arg, levels.or)).join(", ")})`;
    case "arithmetic": {
      const level = levelOf(node);
      return `${print(node.left, level)} ${node.operator} ${print(node.right, level + 1)}`;
    }
    case "negative":
      return `-${print(node.of, levels.primary)}`;
    case "not":
      return isWrittenInside(node.part) ? printPredicate(node.part, "NOT ") : `NOT ${print(node.part, levels.predicate)}`;
    case "and":
      return node.parts.map((part) => print(part, levels.not)).join(" AND ");
    case "or":
      return node.parts.map((part) => print(part, levels.and)).join(" OR ");
    default:
      return printPredicate(node, "");
  }
}

function printPredicate(node: Expr, not: "" | "NOT "): string {
  switch (node.kind) {
    case "compare":
      return `${print(node.left, levels.sum)} ${not === "" ? node.operator : "!="} ${print(node.right, levels.sum)}`;
    case "in":
      return `${print(node.of, levels.sum)} ${not}IN (${node.values.map((value) => print(value, levels.sum)).join(", ")})`;
    case "like":
      return `${print(node.of, levels.sum)} ${not}LIKE ${printPatterns(node.patterns.map(printLikePattern))}`;
    case "rlike":
      return `${print(node.of, levels.sum)} ${not}RLIKE ${printString(node.pattern)}`;
    case "is-null":
      return `${print(node.of, levels.sum)} IS ${not}NULL`;
    default:
      return printBare(node);
  }
}

function printPatterns(patterns: readonly string[]): string {
  const [only] = patterns;
  if (only !== undefined && patterns.length === 1) return printString(only);
  return `(${patterns.map(printString).join(", ")})`;
}

/** `*` and `?` of the text itself are escaped for LIKE; the string that holds the pattern is quoted after that. */
function printLikePattern(pattern: LikePattern): string {
  return pattern
    .map((piece) =>
      piece.kind === "run" ? "*" : piece.kind === "one" ? "?" : piece.text.replace(/[\\*?]/g, (character) => `\\${character}`),
    )
    .join("");
}

/** Elastic, "Basic ES|QL syntax: string literals": the five characters that a quoted string cannot hold as they are. */
function printString(value: string): string {
  return `"${value.replace(/["\\\n\r\t]/g, (character) => escapes[character] ?? character)}"`;
}
const escapes: Readonly<Record<string, string>> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function printNumber(value: number | bigint): string {
  return String(value).replace("e+", "E").replace("e", "E");
}

const spans = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
  ["millisecond", 1],
] as const;

function printSpan(milliseconds: number): string {
  const [unit, size] = spans.find(([, size]) => milliseconds % size === 0) ?? ["millisecond", 1];
  const count = milliseconds / size;
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

function names(columns: readonly string[]): string {
  return columns.map(printName).join(", ");
}

/** Words of ES|QL that cannot stand as a column unless quoted. */
const reserved = new Set(
  "and as asc by desc false first from in inline is join last like limit lookup metadata not null nulls on or rlike stats true where with".split(
    " ",
  ),
);

/** A dotted name, each part of it quoted by itself where it is no plain identifier. */
function printName(name: string): string {
  return name
    .split(".")
    .map((part) =>
      /^[A-Za-z_@][A-Za-z0-9_]*$/.test(part) && !reserved.has(part.toLowerCase()) ? part : `\`${part.replaceAll("`", "``")}\``,
    )
    .join(".");
}

/** An index or a pattern of indexes: bare where it holds nothing that ends it. */
function printSource(source: string): string {
  return /^[A-Za-z0-9_.*<>{}/+-]+$/.test(source) && !source.includes("//") && !source.includes("/*") ? source : printString(source);
}
