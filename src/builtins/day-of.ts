/** `day_of`: the day of the month, 1 to 31. */
import { numberType, stringType, timestampType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { partOfTime } from "./esql/functions.ts";
import { dayKql } from "./kql/value.ts";
import { notInSpl } from "./spl/number.ts";

export const dayOf = functionWord({
  name: "day_of",
  params: [
    { name: "timestamp", type: timestampType },
    { name: "zone", type: stringType, optional: true },
  ],
  returns: numberType,
  evaluate: "dayOf",
  lower: {
    eql: missingInEql("day_of"),
    esql: partOfTime("day_of", "day_of_month"),
    kql: dayKql,
    querydsl: notComputed("day_of", "carry the part of the time in a field of its own, or export to KQL, SPL or ES|QL"),
    spl: notInSpl(
      "Splunk reads the day of a time in the zone of the person who searches",
      "use `hour_of` or `weekday_of`, which are computed in UTC, or carry the day in the event",
    ),
  },
  cost: { rank: 4, words: "constant; a named zone costs more" },
  summary: "the day of the month, 1 to 31",
  edges: "UTC, or the zone that is named (IANA, as `Europe/Berlin`). Missing for a missing timestamp and an unknown zone.",
  examples: [["day_of(2027-01-31)", 31]],
});
