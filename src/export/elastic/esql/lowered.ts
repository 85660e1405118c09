/**
 * Texts in lower case as columns of their own, where a regular expression has letters in a class. Elasticsearch takes `TO_LOWER(f) RLIKE p` for p on f
 * without regard to case, which does not reach into classes: `[^a-z]` would match A. It leaves columns made by EVAL alone. Elasticsearch,
 * `ReplaceStringCasingWithInsensitiveRegexMatch`; Elastic, "Regular expression syntax".
 */
import { and } from "../../../targets/esql/build.ts";
import type { Command, Expr, Query } from "../../../targets/esql/query.ts";

/** The same answers, with an EVAL before the first command that reads such a text. O(size). */
export function withLoweredColumns({ commands }: Query): Query {
  const names = new Map<string, string>();
  let made = new Set<string>();
  const nameOf = (value: Expr): string => {
    const key = JSON.stringify(value);
    const known = names.get(key);
    if (known !== undefined) return known;
    const [read] = value.kind === "call" ? value.args : [];
    const wanted = `${(read?.kind === "column" ? read.name : "text").replace(/[^A-Za-z0-9_]/g, "_")}_lower`;
    const taken = [...names.values()].filter((name) => name === wanted || name.startsWith(`${wanted}_`)).length;
    const name = taken === 0 ? wanted : `${wanted}_${taken + 1}`;
    names.set(key, name);
    return name;
  };
  return {
    commands: commands.flatMap(inSteps).flatMap((command): readonly Command[] => {
      const columns = new Map<string, Expr>();
      const changed = inCommand(command, (expr) => {
        if (expr.kind !== "rlike" || !isLowered(expr.of) || !needsColumn(expr.pattern)) return undefined;
        const name = nameOf(expr.of);
        columns.set(name, expr.of);
        return { ...expr, of: { kind: "column", name } };
      });
      const fresh = [...columns].filter(([name]) => !made.has(name)).map(([name, value]) => ({ name, value }));
      made = command.kind === "stats" ? new Set() : new Set([...made, ...columns.keys()]);
      return fresh.length === 0 ? [changed] : [{ kind: "eval", columns: fresh }, changed];
    }),
  };
}

/** A condition that needs such a column comes after what needs none: less is made lower case. */
function inSteps(command: Command): readonly Command[] {
  if (command.kind !== "where" || command.condition.kind !== "and") return [command];
  const late = command.condition.parts.filter(hasLowered);
  const early = command.condition.parts.filter((part) => !late.includes(part));
  if (late.length === 0 || early.length === 0) return [command];
  return [early, late].map((parts): Command => ({ kind: "where", condition: and(parts) }));
}

function hasLowered(expr: Expr): boolean {
  let found = false;
  inExpr(expr, (part) => {
    if (part.kind === "rlike" && isLowered(part.of) && needsColumn(part.pattern)) found = true;
    return undefined;
  });
  return found;
}

function isLowered(expr: Expr): boolean {
  return expr.kind === "call" && expr.name === "TO_LOWER";
}

/** Whether a letter stands in a class, or one that lower-casing changes anywhere. */
function needsColumn(pattern: string): boolean {
  const classes = pattern.match(/\\.|\[(?:\\.|[^\\\]])*\]/gsu) ?? [];
  return pattern !== pattern.toLowerCase() || classes.some((found) => found.startsWith("[") && /\p{L}/u.test(found));
}

type Change = (expr: Expr) => Expr | undefined;

function inCommand(command: Command, change: Change): Command {
  switch (command.kind) {
    case "where":
      return { ...command, condition: inExpr(command.condition, change) };
    case "eval":
      return { ...command, columns: command.columns.map((column) => ({ ...column, value: inExpr(column.value, change) })) };
    case "stats":
    case "inline-stats":
      return {
        ...command,
        aggregations: command.aggregations.map((one) => ({
          ...one,
          value: inExpr(one.value, change),
          ...(one.where ? { where: inExpr(one.where, change) } : {}),
        })),
      };
    default:
      return command;
  }
}

function inExpr(expr: Expr, change: Change): Expr {
  const changed = change(expr);
  if (changed) return changed;
  const inside = (part: Expr) => inExpr(part, change);
  switch (expr.kind) {
    case "and":
    case "or":
      return { ...expr, parts: expr.parts.map(inside) };
    case "not":
      return { ...expr, part: inside(expr.part) };
    case "call":
      return { ...expr, args: expr.args.map(inside) };
    case "compare":
    case "arithmetic":
      return { ...expr, left: inside(expr.left), right: inside(expr.right) };
    case "negative":
    case "is-null":
    case "like":
      return { ...expr, of: inside(expr.of) };
    case "in":
      return { ...expr, of: inside(expr.of), values: expr.values.map(inside) };
    default:
      return expr;
  }
}
