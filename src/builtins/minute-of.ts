/** `minute_of`: the minute of the hour, 0 to 59. */
import { numberType, stringType, timestampType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { partOfTime } from "./esql/functions.ts";
import { minuteKql } from "./kql/value.ts";
import { minutePart, timePartSpl } from "./spl/number.ts";

export const minuteOf = functionWord({
  name: "minute_of",
  params: [
    { name: "timestamp", type: timestampType },
    { name: "zone", type: stringType, optional: true },
  ],
  returns: numberType,
  evaluate: "minuteOf",
  lower: {
    eql: missingInEql("minute_of"),
    esql: partOfTime("minute_of", "minute_of_hour"),
    kql: minuteKql,
    querydsl: notComputed("minute_of", "carry the part of the time in a field of its own, or export to KQL, SPL or ES|QL"),
    spl: timePartSpl(minutePart),
  },
  cost: { rank: 4, words: "constant; a named zone costs more" },
  summary: "the minute of the hour, 0 to 59",
  edges: "UTC, or the zone that is named (IANA, as `Europe/Berlin`). Missing for a missing timestamp and an unknown zone.",
  examples: [["minute_of(2027-01-31T22:15:00Z)", 15]],
});
