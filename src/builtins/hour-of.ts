/** `hour_of`: the hour of the day, 0 to 23. */
import { numberType, stringType, timestampType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { partOfTime } from "./esql/functions.ts";
import { hourKql } from "./kql/value.ts";
import { hourPart, timePartSpl } from "./spl/number.ts";

export const hourOf = functionWord({
  name: "hour_of",
  params: [
    { name: "timestamp", type: timestampType },
    { name: "zone", type: stringType, optional: true },
  ],
  returns: numberType,
  evaluate: "hourOf",
  lower: {
    eql: missingInEql("hour_of"),
    esql: partOfTime("hour_of", "hour_of_day"),
    kql: hourKql,
    querydsl: notComputed("hour_of", "carry the part of the time in a field of its own, or export to KQL, SPL or ES|QL"),
    spl: timePartSpl(hourPart),
  },
  cost: { rank: 4, words: "constant; a named zone costs more" },
  summary: "the hour of the day, 0 to 23",
  edges: "UTC, or the zone that is named (IANA, as `Europe/Berlin`). Missing for a missing timestamp and an unknown zone.",
  examples: [
    ["hour_of(2027-01-31T22:15:00Z)", 22],
    ['hour_of(2027-01-31T22:15:00Z, zone="Europe/Berlin")', 23],
  ],
});
