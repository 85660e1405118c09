/** `month_of`: the month, 1 to 12. */
import { numberType, stringType, timestampType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { partOfTime } from "./esql/functions.ts";
import { monthKql } from "./kql/value.ts";
import { notInSpl } from "./spl/number.ts";

export const monthOf = functionWord({
  name: "month_of",
  params: [
    { name: "timestamp", type: timestampType },
    { name: "zone", type: stringType, optional: true },
  ],
  returns: numberType,
  evaluate: "monthOf",
  lower: {
    eql: missingInEql("month_of"),
    esql: partOfTime("month_of", "month_of_year"),
    kql: monthKql,
    querydsl: notComputed("month_of", "carry the part of the time in a field of its own, or export to KQL, SPL or ES|QL"),
    spl: notInSpl(
      "Splunk reads the month of a time in the zone of the person who searches",
      "carry the month in the event, and map its field",
    ),
  },
  cost: { rank: 4, words: "constant; a named zone costs more" },
  summary: "the month, 1 to 12",
  edges: "UTC, or the zone that is named (IANA, as `Europe/Berlin`). Missing for a missing timestamp and an unknown zone.",
  examples: [["month_of(2027-01-31)", 1]],
});
