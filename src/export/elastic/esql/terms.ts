/** The values that an ES|QL condition reads: columns, constants, elements of lists. */
import type { Constant, Lowered, Operand, Unsupported } from "../../../builtins/lowering.ts";
import { total, unknownIfMissing, unsupported } from "../../../builtins/lowering.ts";
import type { Term } from "../../../ir/plan.ts";
import { termText } from "../../../ir/prose.ts";
import type { Mapping } from "../../../schema/mapping.ts";
import type { Type } from "../../../types/type.ts";
import { arithmetic, call, column, number, text } from "../../../targets/esql/build.ts";
import type { Expr } from "../../../targets/esql/query.ts";
import type { Account } from "../../account.ts";
import { lowerPredicate } from "../../predicate.ts";
import type { Terms } from "../../context.ts";
import { columnOf, forbids } from "../fields.ts";

export type Value = Operand<Expr>;
export type StateTerm = Parameters<Terms<"esql">["state"]>[0];

/** What a rule's terms need beside the mapping. */
export type Reading = {
  readonly mapping: Mapping;
  readonly account: Account;
  /** Variables of quantifiers. */
  readonly bindings: ReadonlyMap<string, Value>;
  /** Columns that hold lists, noted as they are read. */
  readonly lists: Set<string>;
  readonly state: (node: StateTerm, polarity: Parameters<Terms<"esql">["state"]>[1]) => Lowered<Value>;
};

export function termsOf(reading: Reading): Terms<"esql"> {
  return {
    constant: (value, type) => total(constantExpr(value, type)),
    field: (node) => fieldValue(node, reading),
    binding: (node) => bound(node, reading),
    member: noPart,
    element: noPart,
    state: reading.state,
    truth: (predicate, polarity, context) => truth(lowerPredicate(predicate, context, polarity)),
  };
}

function truth(condition: Expr): Lowered<Value> {
  // CASE takes a condition that is unknown for one that is false. Elastic, "CASE".
  const term = call("CASE", condition, { kind: "boolean", value: true }, { kind: "boolean", value: false });
  return total({ term, type: { kind: "boolean" }, shape: { kind: "boolean" }, missable: false, name: "the condition", nonempty: true });
}

/** Whole numbers stand as they are; a time is a date and a duration its milliseconds. */
export function constantExpr(value: Constant, type: Type): Expr {
  const inner = type.kind === "list" ? type.of : type;
  if (Array.isArray(value)) return { kind: "list", items: value.map((item: Constant) => constantExpr(item, inner)) };
  switch (typeof value) {
    case "string":
      return text(value);
    case "number":
      return inner.kind === "timestamp" ? timeExpr(value) : number(value);
    case "bigint":
      return number(value);
    case "boolean":
      return { kind: "boolean", value };
    default:
      return { kind: "null" };
  }
}

/** A time that `strict_date_optional_time` reads, or beyond its four-digit years the number of milliseconds. */
export function timeExpr(timeMs: number): Expr {
  const whole = Number.isInteger(timeMs) && timeMs >= -62_167_219_200_000 && timeMs < 253_402_300_800_000;
  return call("TO_DATETIME", whole ? text(new Date(timeMs).toISOString()) : number(Math.round(timeMs)));
}

function fieldValue(node: Extract<Term, { readonly kind: "field" }>, { mapping, account, lists }: Reading): Lowered<Value> {
  const found = columnOf(mapping, node.path);
  const name = node.path.join(".");
  if (!found.ok) {
    if (node.path[0] !== "scores" || found.code !== "needs-mapping") return found;
    return unsupported(
      "score-not-carried",
      `the telemetry carries no score \`${name}\`, and no query can run a classifier`,
      `have the score written into the event, and add \`${name}: <column>\` under \`fields\` of the mapping`,
    );
  }
  if (node.fallback)
    return unsupported(
      "no-baseline",
      `where \`${name}\` is missing a BASELINE takes its place, which ES|QL cannot compute for each event`,
      `carry \`${name}\` in every event and take the BASELINE out, or export to KQL or SPL`,
    );
  const { column: kept } = found;
  const { shape, unitMs } = kept;
  const forbidden = forbids(kept, "esql", shape.kind === "list" ? "element" : "whole");
  if (forbidden) return forbidden;
  if (shape.kind === "list") lists.add(kept.name);
  else account.assume({ kind: "single", column: kept.name });
  const term = unitMs === 1 ? column(kept.name) : arithmetic("*", column(kept.name), number(unitMs));
  const always = kept.name === mapping.time || kept.name === mapping.id;
  return unknownIfMissing({ term, type: node.type, shape, missable: !always, name, nonempty: kept.nonempty });
}

function bound(node: Extract<Term, { readonly kind: "binding" }>, { bindings }: Reading): Lowered<Value> {
  const value = bindings.get(node.name);
  if (value && node.path.length === 0) return total(value);
  if (value) return noPart(node);
  return unsupported(
    "step-reference",
    `\`${termText(node)}\` reads another event, and ES|QL has no row beside the one in hand`,
    "export to KQL or SPL",
  );
}

function noPart(node: Term): Unsupported {
  return unsupported(
    "multivalue-field",
    `\`${termText(node)}\` takes a part out of a value, and Elasticsearch keeps neither the order of a list nor the objects in it`,
    "map the part to a column of its own",
  );
}
