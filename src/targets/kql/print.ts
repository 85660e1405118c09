/** A kql query as text: a stage a line, as an engineer writes it. */
import { unreachable } from "../../source/invariant.ts";
import { flatExpr, printExpr, printKept, widthMax } from "./print-expr.ts";
import { quoteName } from "./quote.ts";
import type { Let, Named, Pipeline, Query, Stage } from "./query.ts";

const step = "    ";

/** The whole query, without a line break at its end. */
export function printQuery({ lets, body }: Query): string {
  return [...lets.map(printLet), printPipeline(body, "")].join("\n");
}

function printLet(declared: Let): string {
  const comment = declared.comment === undefined ? "" : `// ${declared.comment.replace(/[\p{C}\p{Z}]+/gu, " ")}\n`;
  const name = quoteName(declared.name);
  switch (declared.kind) {
    case "table": {
      const value = printPipeline(declared.value, step);
      return declared.materialized ? `${comment}let ${name} = materialize(\n${value}\n);` : `${comment}let ${name} =\n${value};`;
    }
    case "function": {
      const params = declared.params.map((one) => `${quoteName(one.name)}: ${one.type}`).join(", ");
      const locals = declared.locals.map((local) => `${step}let ${quoteName(local.name)} = ${printExpr(local.value, step)};\n`);
      return `${comment}let ${name} = (${params}) {\n${locals.join("")}${step}${printExpr(declared.body, step)}\n};`;
    }
    default:
      return unreachable(declared);
  }
}

/** Each line begins with `indent`. */
function printPipeline({ source, stages }: Pipeline, indent: string): string {
  const first =
    source.kind === "union"
      ? `${indent}union\n${source.parts.map((part) => `${indent}${step}(\n${printPipeline(part, `${indent}${step}${step}`)}\n${indent}${step})`).join(",\n")}`
      : `${indent}${printKept(source)}`;
  return [first, ...stages.map((stage) => `${indent}| ${printStage(stage, indent)}`)].join("\n");
}

function printStage(stage: Stage, indent: string): string {
  const inner = indent + step;
  switch (stage.kind) {
    case "where":
      return `where ${printExpr(stage.condition, indent)}`;
    case "extend":
    case "project":
      return `${stage.kind}${printNamed(stage.columns, indent)}`;
    case "project-away":
    case "distinct":
      return `${stage.kind} ${stage.columns.map(quoteName).join(", ")}`;
    case "summarize":
      return printSummarize(stage, indent);
    case "sort":
      return `sort by ${stage.by.map((name) => `${quoteName(name)} asc`).join(", ")}`;
    case "take":
      return `take ${stage.count}`;
    case "join": {
      const on = stage.on.map(({ left, right }) => (left === right ? quoteName(left) : `$left${access(left)} == $right${access(right)}`));
      const { right } = stage;
      const isName = right.stages.length === 0 && right.source.kind !== "union";
      const table = isName ? `(${printPipeline(right, "")})` : `(\n${printPipeline(right, inner)}\n${indent})`;
      return `join kind=${stage.how} ${table} on ${on.join(", ")}`;
    }
    case "mv-expand":
      return `mv-expand ${quoteName(stage.variable)} = ${flatExpr(stage.list)} to typeof(${stage.of})`;
    case "mv-apply": {
      const stages = stage.stages.map((one, index) => `${inner}${index === 0 ? "" : "| "}${printStage(one, inner)}`).join("\n");
      return `mv-apply ${quoteName(stage.variable)} = ${flatExpr(stage.list)} to typeof(${stage.of}) on (\n${stages}\n${indent})`;
    }
    default:
      return unreachable(stage);
  }
}

function access(name: string): string {
  const quoted = quoteName(name);
  return quoted.startsWith("[") ? quoted : `.${quoted}`;
}

/** `a = x, b`; a column that keeps its name is not assigned. */
function named({ name, value }: Named, indent: string): string {
  return value.kind === "column" && value.name === name ? quoteName(name) : `${quoteName(name)} = ${printExpr(value, indent)}`;
}

function printNamed(columns: readonly Named[], indent: string): string {
  const inner = indent + step;
  const flat = columns.map((one) => named(one, "")).join(", ");
  if (!flat.includes("\n") && inner.length + flat.length <= widthMax) return ` ${flat}`;
  return `\n${columns.map((one) => `${inner}${named(one, inner)}`).join(",\n")}`;
}

function printSummarize({ aggregates, by }: Extract<Stage, { readonly kind: "summarize" }>, indent: string): string {
  const shown = aggregates.map(({ name, value }) => (name === "" ? flatExpr(value) : `${quoteName(name)} = ${flatExpr(value)}`));
  const keys = by.length === 0 ? "" : `by ${by.map((one) => named(one, "")).join(", ")}`;
  const flat = ["summarize", shown.join(", "), keys].filter((part) => part !== "").join(" ");
  if (indent.length + flat.length <= widthMax) return flat;
  const inner = indent + step;
  const broken = aggregates.map(({ name, value }) => `${inner}${name === "" ? "" : `${quoteName(name)} = `}${printExpr(value, inner)}`);
  return `summarize\n${broken.join(",\n")}${keys === "" ? "" : `\n${inner}${keys}`}`;
}

/** The name of a table or column in an expression of the caller's own: for schemas and tests. */
export function printName(name: string): string {
  return quoteName(name);
}
