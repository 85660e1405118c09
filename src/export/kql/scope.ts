/** The terms of one set of rows: fields are columns, state is joined, names stand for what they were bound to. */
import { unsupported } from "../../builtins/lowering.ts";
import type { Constant, Lowered } from "../../builtins/lowering.ts";
import { asList, type KqlOperand } from "../../builtins/kql/operand.ts";
import type { Type } from "../../types/type.ts";
import * as kql from "../../targets/kql/build.ts";
import type { Expr, Json } from "../../targets/kql/query.ts";
import { lowerPredicate } from "../predicate.ts";
import type { Lowering } from "../context.ts";
import { operandOf, shapeOf } from "../term.ts";
import type { Terms } from "../context.ts";
import type { Binding, Builder, Scope } from "./builder.ts";
import { insideJson, isRead, operandPiece, readField } from "./fields.ts";
import { kqlSentences } from "./sentences.ts";

/** Rows of event types; `bindings` are the steps that a condition on them may read. */
export function newScope(builder: Builder, events: readonly string[], bindings: ReadonlyMap<string, Binding> = new Map()): Scope {
  const columns: Scope["columns"] = new Map();
  const groups: Scope["groups"] = new Map();
  const naming = { fresh: builder.fresh, known: new Map<string, Expr>() };
  const mapped = new Set([...builder.mapping.fields.values()].map(({ column }) => column));
  const terms: Terms<"kql"> = {
    constant,
    field(node, polarity) {
      const read = readField(builder.mapping, node.path, node.type);
      if (isRead(read)) columns.set(read.column, { type: kql.typeOf(columnOf(read.operand.term)), path: read.path });
      if (!node.fallback) return isRead(read) ? operandPiece(read.operand) : read;
      const fallback = operandOf(node.fallback, terms, context, polarity);
      if (!isRead(read)) return fallback;
      return fallback.ok ? withFallback(read.operand, fallback.query) : fallback;
    },
    binding(node) {
      const bound = bindings.get(node.name);
      if (bound) return bound(node.path, node.type, node.span);
      return unsupported(
        "construct-missing",
        `\`${node.name}\` stands for nothing that the query has`,
        "run the rule in aidr and ship its alerts",
      );
    },
    member(node, of) {
      if (of.shape.kind !== "json") return notInside(of.name);
      return operandPiece(insideJson({ kind: "member", of: of.term, key: node.key }, node.type, `${of.name}.${node.key}`));
    },
    element(node, of) {
      const array = asList(of);
      if (!array) return notInside(of.name);
      return operandPiece(elementOf(array.value, node.index, node.type, of));
    },
    state: (node, polarity) => builder.state(node, scope, polarity),
    truth(predicate, polarity, context) {
      const held = kql.call("coalesce", "bool", lowerPredicate(predicate, context, polarity), kql.no);
      return operandPiece({
        term: held,
        type: { kind: "boolean" },
        shape: { kind: "boolean" },
        missable: false,
        name: "the condition",
        nonempty: false,
      });
    },
  };
  const context: Lowering<"kql"> = {
    target: "kql",
    sentences: kqlSentences({ isTaken: (name) => mapped.has(name), tableOf: builder.tableOf }),
    terms,
    account: builder.account,
    folding: builder.options.folding,
  };
  const scope: Scope = { events, context, columns, groups, naming };
  return scope;
}

function columnOf(term: Expr): Expr {
  if (term.kind === "member") return columnOf(term.of);
  return term.kind === "arithmetic" ? columnOf(term.left) : term;
}

/** A number that telemetry carries, else its declared baseline. */
function withFallback(field: KqlOperand, fallback: KqlOperand): Lowered<KqlOperand> {
  const other = fallback.term.kind === "counted" ? fallback.term.full : fallback.term;
  return operandPiece({ ...field, term: kql.call("coalesce", kql.typeOf(field.term), field.term, other), nonempty: false });
}

function elementOf(array: Expr, index: number, type: Type, of: KqlOperand): KqlOperand {
  const term: Expr = { kind: "element", of: array, index: kql.long(index) };
  // An element that a typed list holds is of that type; it is read as JSON, which says whether it is there.
  return insideJson(term, type.kind === "any" && of.type.kind === "list" ? of.type.of : type, `${of.name}[${index}]`);
}

function notInside(name: string) {
  return unsupported(
    "wrong-kind",
    `\`${name}\` is mapped as a column that has no parts`,
    "map it as `json`, or map the part to a column of its own",
  );
}

/** A constant, or a list of them for the words that take one whole. */
function constant(value: Constant, type: Type): Lowered<Expr> {
  const term = constantTerm(value, type);
  if (term) return { ok: true, query: term, whenMissing: "unknown", assumptions: [] };
  return unsupported(
    "wrong-kind",
    `Kusto has no value for ${String(value)}`,
    "compare with a value that a double, or a time between the years 1 and 9999, holds",
  );
}

function constantTerm(value: Constant, type: Type): Expr | undefined {
  if (value === undefined) return kql.nothing("dynamic");
  if (typeof value === "boolean") return kql.truth(value);
  if (typeof value === "string") return kql.text(value);
  if (typeof value === "bigint") return kql.long(Number(value));
  if (typeof value === "number") return numberTerm(value, type);
  if (Array.isArray(value)) return kql.dynamic(value.filter(isJson));
  // A pattern: the word that takes one prints it.
  return kql.regex("");
}

function isJson(value: Constant): value is Exclude<Json, null | readonly Json[]> {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function numberTerm(value: number, type: Type): Expr | undefined {
  if (shapeOf(type).kind === "duration") return { kind: "timespan", milliseconds: value };
  if (shapeOf(type).kind !== "time") return kql.long(value);
  // Kusto's times are of the years 1 to 9999.
  return value >= -62_135_596_800_000 && value < 253_402_300_800_000 ? { kind: "datetime", milliseconds: value } : undefined;
}
