/** `weekday_of`: the day of the week, 1 (Monday) to 7 (Sunday). */
import { numberType, stringType, timestampType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { partOfTime } from "./esql/functions.ts";
import { weekdayKql } from "./kql/value.ts";
import { timePartSpl, weekdayPart } from "./spl/number.ts";

export const weekdayOf = functionWord({
  name: "weekday_of",
  params: [
    { name: "timestamp", type: timestampType },
    { name: "zone", type: stringType, optional: true },
  ],
  returns: numberType,
  evaluate: "weekdayOf",
  lower: {
    eql: missingInEql("weekday_of"),
    esql: partOfTime("weekday_of", "day_of_week"),
    kql: weekdayKql,
    querydsl: notComputed("weekday_of", "carry the part of the time in a field of its own, or export to KQL, SPL or ES|QL"),
    spl: timePartSpl(weekdayPart),
  },
  cost: { rank: 4, words: "constant; a named zone costs more" },
  summary: "the day of the week, 1 (Monday) to 7 (Sunday)",
  edges: "As in ISO 8601. UTC, or the zone that is named (IANA, as `Europe/Berlin`). Missing for a missing timestamp and an unknown zone.",
  examples: [
    ["weekday_of(2027-01-31)", 7],
    ["weekday_of(2027-02-01)", 1],
  ],
});
