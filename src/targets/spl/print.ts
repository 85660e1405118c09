/** A Splunk search as text: the one place that quotes and parenthesises. */
import { unreachable } from "../../source/invariant.ts";
import type { Command, Expr, Query, SearchTerm, SortKey, Statistic } from "./query.ts";

/** One command a line; a condition of several parts has one part a line. */
export function printQuery({ search, commands }: Query): string {
  return [printSearch(search, "and"), printCommands(commands)].join("\n");
}

/** Commands alone, each behind its pipe, for events that another command gives. */
export function printCommands(commands: readonly Command[]): string {
  return commands.map(printCommand).join("\n");
}

/** Width up to which a condition stays on its line. */
const widthMax = 110;

function printCommand(command: Command): string {
  const note = command.note === undefined ? "" : `\`\`\` ${command.note} \`\`\`\n`;
  return `${note}| ${printBody(command)}`;
}

function printBody(command: Command): string {
  switch (command.kind) {
    case "where":
      return `where ${printCondition(command.condition)}`;
    case "eval":
      return `eval ${printList(command.assignments.map(([name, value]) => `${assigned(name)}=${printWide(value, 8)}`))}`;
    case "sort":
      return `sort 0 ${command.keys.map(printKey).join(", ")}`;
    case "streamstats": {
      const options = [
        ...(command.current ? [] : ["current=f"]),
        ...(command.window === undefined ? [] : [`window=${command.window}`, "global=f"]),
      ];
      return ["streamstats", ...options, ...command.statistics.map(printStatistic), ...printBy(command.by)].join(" ");
    }
    case "eventstats":
      return ["eventstats", ...command.statistics.map(printStatistic), ...printBy(command.by)].join(" ");
    case "accum":
      return command.as === command.field ? `accum ${listed(command.field)}` : `accum ${listed(command.field)} AS ${listed(command.as)}`;
    case "mvexpand":
      return `mvexpand ${listed(command.field)}`;
    case "lookup":
      return `lookup ${listed(command.table)} ${listed(command.column)} AS ${listed(command.field)} OUTPUT ${listed(command.column)} AS ${listed(command.as)}`;
    case "fields":
    case "table":
      return `${command.kind} ${command.fields.map(listed).join(", ")}`;
    default:
      return unreachable(command);
  }
}

function printList(parts: readonly string[]): string {
  const line = parts.join(", ");
  return line.length <= widthMax ? line : parts.join(",\n    ");
}

function printKey({ field, as, descending }: SortKey): string {
  return `${descending ? "-" : ""}${as}(${listed(field)})`;
}

function printStatistic({ name, of, as }: Statistic): string {
  return `${name}${of === undefined ? "" : `(${listed(of)})`} AS ${listed(as)}`;
}

function printBy(by: readonly string[]): readonly string[] {
  return by.length === 0 ? [] : ["BY", ...by.map(listed)];
}

function printCondition(condition: Expr): string {
  return printWide(condition, 4);
}

/** On one line where it fits, else one part a line; `indent` is where the parts stand. */
function printWide(expr: Expr, indent: number): string {
  const line = printExpr(expr);
  if (line.length + indent <= widthMax + 4) return line;
  switch (expr.kind) {
    case "and":
    case "or": {
      const parts = expr.parts.map((part) => (isChain(part) ? `(${printWide(part, indent + 4)})` : printPart(part, expr.kind, indent)));
      return parts.join(`\n${" ".repeat(indent)}${expr.kind === "and" ? "AND" : "OR"} `);
    }
    case "not":
      return isChain(expr.part) ? `NOT (${printWide(expr.part, indent + 4)})` : line;
    case "call": {
      if (expr.name !== "if") return line;
      const [condition, ...rest] = expr.args;
      return condition ? `if(${[printWide(condition, indent + 4), ...rest.map(printExpr)].join(", ")})` : line;
    }
    default:
      return line;
  }
}

function printPart(part: Expr, context: "and" | "or", indent: number): string {
  return part.kind === "not" ? printWide(part, indent) : printOperand(part, context);
}

function isChain(expr: Expr): boolean {
  return expr.kind === "and" || expr.kind === "or";
}

/** Splunk evaluates NOT, then AND, then OR in `where` and `eval` ("Predicate expressions"); nothing here rests on it: mixed operators have parentheses. */
export function printExpr(expr: Expr): string {
  switch (expr.kind) {
    case "boolean":
      return expr.value ? "true()" : "false()";
    case "string":
      return quoted(expr.value);
    case "number":
      return printNumber(expr.value);
    case "null":
      return "null()";
    case "field":
      return read(expr.name);
    case "call":
      return `${expr.name}(${expr.args.map(printExpr).join(", ")})`;
    case "compare":
      return `${printOperand(expr.left, "compare")}${expr.operator}${printOperand(expr.right, "compare")}`;
    case "arithmetic":
      return `${printOperand(expr.left, "arithmetic")}${expr.operator}${printOperand(expr.right, "arithmetic")}`;
    case "join":
      // With blanks, for `a.b` is the field of that name.
      return expr.parts.map((part) => printOperand(part, "join")).join(" . ");
    case "and":
    case "or":
      return expr.parts.map((part) => printOperand(part, expr.kind)).join(expr.kind === "and" ? " AND " : " OR ");
    case "not":
      return `NOT ${printOperand(expr.part, "not")}`;
    default:
      return unreachable(expr);
  }
}

/** A part of a larger expression: in parentheses unless it is one word, a call, or what the context holds together anyway. */
function printOperand(expr: Expr, context: Expr["kind"]): string {
  const printed = printExpr(expr);
  switch (expr.kind) {
    case "and":
    case "or":
    case "join":
      return `(${printed})`;
    case "arithmetic":
      return context === "compare" ? printed : `(${printed})`;
    case "compare":
      return context === "and" || context === "or" ? printed : `(${printed})`;
    case "not":
      return context === "and" || context === "or" ? printed : `(${printed})`;
    case "number":
      return context !== "compare" && context !== "and" && context !== "or" && expr.value < 0 ? `(${printed})` : printed;
    default:
      return printed;
  }
}

/**
 * A text in double quotes, where `\` and `"` have a backslash before them. Splunk, "Types of expressions": "C:\\windows" is `C:\windows`. The same quotes
 * hold regular expressions ("SPL and regular expressions": a backslash of the pattern is doubled).
 */
function quoted(value: string): string {
  return `"${value.replace(/[\\"]/g, "\\$&")}"`;
}

/** A field of `where` and `eval`. Splunk, "eval" (Search Reference): names with other characters than letters, digits and `_` stand in single quotes. */
function read(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !words.has(name.toUpperCase()) ? name : `'${name.replace(/[\\']/g, "\\$&")}'`;
}

const words = new Set(["AND", "OR", "NOT", "XOR", "IN", "LIKE", "TRUE", "FALSE", "NULL", "AS", "BY"]);

/** A field that `eval` sets: in double quotes where it is no plain name ("eval": destination fields). */
function assigned(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : quoted(name);
}

/** A field in a list of fields, after BY, AS or `sort`. */
function listed(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_.{}]*$/.test(name) && !words.has(name.toUpperCase()) ? name : quoted(name);
}

/** All digits, without an exponent, so that it is read as it is meant. */
function printNumber(value: number | bigint): string {
  if (typeof value === "bigint") return String(value);
  const written = String(value);
  const exponent = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(written);
  if (!exponent) return written;
  const [, sign = "", whole = "", fraction = "", power = "0"] = exponent;
  const digits = whole + fraction;
  const point = whole.length + Number(power);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return `${sign}${digits}${"0".repeat(point - digits.length)}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** OR binds before AND in the first command ("Predicate expressions"), so every OR is in parentheses. */
function printSearch(term: SearchTerm, context: "and" | "or"): string {
  switch (term.kind) {
    case "equal":
      return `${listed(term.field)}=${quoted(term.value)}`;
    case "in":
      return `${listed(term.field)} IN (${term.values.map(quoted).join(", ")})`;
    case "and": {
      const line = term.parts.map((part) => printSearch(part, "and")).join(" ");
      return context === "or" ? `(${line})` : line;
    }
    case "or":
      return `(${term.parts.map((part) => printSearch(part, "or")).join(" OR ")})`;
    default:
      return unreachable(term);
  }
}
