/** Where the events of some types are read from. */
import { unsupported } from "../../builtins/lowering.ts";
import type { EventPlace } from "../../schema/mapping.ts";
import { placeOf, resolveField } from "../../schema/mapping.ts";
import type { Span } from "../../source/span.ts";
import * as kql from "../../targets/kql/build.ts";
import type { Expr, Pipeline, Stage } from "../../targets/kql/query.ts";
import type { Builder } from "./builder.ts";

/** Rows of these event types, and nothing asked of them yet. A type without a place is refused. */
export function scan(builder: Builder, events: readonly string[], span: Span): Pipeline {
  const sources = new Map<string, EventPlace["where"][]>();
  for (const event of events) {
    const place = placeOf(builder.mapping, event);
    if (!place) {
      builder.account.refuse(
        span,
        unsupported(
          "needs-mapping",
          `the mapping \`${builder.mapping.name}\` does not say where events of type \`${event}\` lie`,
          `add \`${event}\` to its \`events\``,
        ),
      );
      continue;
    }
    sources.set(place.source, [...(sources.get(place.source) ?? []), place.where]);
    builder.sources.add(place.source);
  }
  const own = events.includes("alert") ? notOwnAlerts(builder, span) : kql.yes;
  const parts = [...sources].map(([name, places]): Pipeline => ({ source: { kind: "table", name }, stages: stagesOf(anyPlace(places)) }));
  const [only] = parts;
  if (only && parts.length === 1) return { ...only, stages: [...only.stages, ...stagesOf(own)] };
  return { source: { kind: "union", parts }, stages: stagesOf(own) };
}

function stagesOf(condition: Expr): readonly Stage[] {
  return condition.kind === "boolean" && condition.value ? [] : [{ kind: "where", condition }];
}

/** The conditions that pick the types out of one source; types told apart by one column make one `in`. */
function anyPlace(places: readonly EventPlace["where"][]): Expr {
  const [first] = places;
  const column = first?.[0]?.[0];
  if (column !== undefined && places.every((pairs) => pairs.length === 1 && pairs[0]?.[0] === column))
    return kql.compareIn(
      kql.column(column, "string"),
      places.map((pairs) => kql.text(pairs[0]?.[1] ?? "")),
    );
  return kql.or(
    places.map((pairs) => kql.and(pairs.map(([name, value]) => kql.compare("==", kql.column(name, "string"), kql.text(value))))),
  );
}

/** A rule never sees its own alerts. */
function notOwnAlerts(builder: Builder, span: Span): Expr {
  const resolved = resolveField(builder.mapping, ["alert", "rule_id"]);
  if (resolved && resolved.inside.length === 0)
    return kql.compare("!=", kql.column(resolved.field.column, "string"), kql.text(builder.rule.id));
  builder.account.refuse(
    span,
    unsupported(
      "needs-mapping",
      "a rule never sees its own alerts, and the mapping has no column for `alert.rule_id`",
      "add `alert.rule_id` to the `fields` of the mapping",
    ),
  );
  return kql.yes;
}

/** The time between two bounds before the run, each exact to the tick. */
export function since(builder: Builder, agoMs: number): Expr {
  return kql.compare(
    ">",
    kql.column(builder.mapping.time, "datetime"),
    kql.call("ago", "datetime", { kind: "timespan", milliseconds: agoMs }),
  );
}
export function until(builder: Builder, agoMs: number): Expr {
  return kql.compare(
    "<=",
    kql.column(builder.mapping.time, "datetime"),
    kql.call("ago", "datetime", { kind: "timespan", milliseconds: agoMs }),
  );
}
