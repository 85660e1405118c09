/** Where a path of aidr lies in Splunk: the column, what it holds, and how it is read. */
import type { Lowered, Operand, Shape } from "../../builtins/lowering.ts";
import { unsupported } from "../../builtins/lowering.ts";
import type { MappedField, Mapping } from "../../schema/mapping.ts";
import { resolveField } from "../../schema/mapping.ts";
import { arithmetic, field, number } from "../../targets/spl/build.ts";
import type { Expr } from "../../targets/spl/query.ts";
import type { Type } from "../../types/type.ts";

/** The event's time in whole milliseconds: `_time` counts seconds, whose fractions have no exact double. */
export const timeColumn = "aidr_ms";

/** A path as an operand of the event in hand. */
export function readField(mapping: Mapping, path: readonly string[], type: Type): Lowered<Operand<Expr>> {
  const name = path.join(".");
  const one = (term: Expr, kind: Exclude<Shape["kind"], "list">, nonempty = true): Lowered<Operand<Expr>> => ({
    ok: true,
    query: { term, type, shape: { kind }, missable: true, name, nonempty },
    whenMissing: "unknown",
    assumptions: [],
  });
  if (!mapping.fields.has(name)) {
    if (name === "timestamp") return one(field(timeColumn), "time");
    if (name === "event_id") return one(field(mapping.id), "keyword");
    if (name === "sequence" && mapping.ties.kind === "sequence") return one(field(mapping.ties.column), "number");
  }
  const resolved = resolveField(mapping, path);
  if (!resolved)
    return unsupported(
      name.startsWith("scores.") ? "score-not-carried" : "needs-mapping",
      `\`${name}\` has no column in the mapping \`${mapping.name}\``,
      `add \`${name}: <column>\` under \`fields\` of the mapping`,
    );
  if (resolved.inside.length > 0)
    return unsupported(
      "needs-mapping",
      `\`${name}\` lies inside of the object \`${resolved.field.column}\`, and the kind of its column is not known`,
      `add \`${name}: { column: "${resolved.field.column}.${resolved.inside.join(".")}", kind: … }\` under \`fields\` of the mapping`,
    );
  return readColumn(resolved.field, name, type);
}

function readColumn(mapped: MappedField, name: string, type: Type): Lowered<Operand<Expr>> {
  const { column, kind, single, nonempty, of = "keyword" } = mapped;
  if (!single && kind !== "list")
    return unsupported(
      "multivalue-field",
      `\`${column}\` may hold several values, and Splunk does not say what a comparison of them gives`,
      "promise `single: true` for its column in the mapping, if that holds",
    );
  if (kind === "time")
    return unsupported(
      "wrong-kind",
      `Splunk keeps no time but the event's own; \`${column}\` is a text to it`,
      "carry the span as a number in the event (`session.duration`), and compare that",
    );
  const read = field(column);
  const term = kind === "duration" && mapped.durationIn === "seconds" ? arithmetic(read, "*", number(1000)) : read;
  const shape: Shape = kind === "list" ? { kind, of: { kind: of } } : { kind: kind === "text" || kind === "wildcard" ? "keyword" : kind };
  return { ok: true, query: { term, type, shape, missable: true, name, nonempty }, whenMissing: "unknown", assumptions: [] };
}
