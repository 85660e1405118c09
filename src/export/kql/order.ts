/** The order of events: by time, then by what tells equal times apart. */
import type { Unsupported } from "../../builtins/lowering.ts";
import { unsupported } from "../../builtins/lowering.ts";
import * as kql from "../../targets/kql/build.ts";
import type { Expr, Named } from "../../targets/kql/query.ts";
import type { Builder } from "./builder.ts";

/** Columns that hold the place of an event in the order. */
export type Place = { readonly time: string; readonly sequence: string };

export function ownPlace({ mapping }: Builder): Place {
  return { time: mapping.time, sequence: mapping.ties.kind === "sequence" ? mapping.ties.column : "" };
}

/** Columns for the place of another event, beside the row's own. */
export function placeColumns(builder: Builder, place: Place): readonly Named[] {
  const own = ownPlace(builder);
  return [
    { name: place.time, value: kql.column(own.time, "datetime") },
    ...(own.sequence === "" ? [] : [{ name: place.sequence, value: kql.column(own.sequence, "long") }]),
  ];
}

/** `one` lies before `other`, or is it. */
export function isBefore(builder: Builder, one: Place, other: Place, how: "strictly" | "or is it"): Expr {
  const [first, second] = [kql.column(one.time, "datetime"), kql.column(other.time, "datetime")];
  if (builder.mapping.ties.kind !== "sequence") return kql.compare(how === "strictly" ? "<" : "<=", first, second);
  const [left, right] = [kql.column(one.sequence, "long"), kql.column(other.sequence, "long")];
  return kql.or([
    kql.compare("<", first, second),
    kql.and([kql.compare("==", first, second), kql.compare(how === "strictly" ? "<" : "<=", left, right)]),
  ]);
}

/** `one` lies later than `duration` before `other`. */
export function isWithin(one: Place, other: Place, milliseconds: number): Expr {
  const edge = kql.arithmetic("-", kql.column(other.time, "datetime"), { kind: "timespan", milliseconds });
  return kql.compare(">", kql.column(one.time, "datetime"), edge);
}

/** Notes what the order rests on; a refusal where nothing orders events of one time. */
export function assumeOrder({ mapping, account }: Builder): Unsupported | undefined {
  if (mapping.ties.kind === "sequence") account.assume({ kind: "tiebreak", column: mapping.ties.column });
  else if (mapping.ties.kind === "unique-time") account.assume({ kind: "unique-time" });
  else
    return unsupported(
      "needs-mapping",
      "events of one time have no order, so what comes before what is not known",
      "name a column that numbers them (`ties: { sequence: <column> }`), or promise `ties: unique-time`, in the mapping",
    );
  return undefined;
}
