/** `year_of`: the year. */
import { numberType, stringType, timestampType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { partOfTime } from "./esql/functions.ts";
import { yearKql } from "./kql/value.ts";
import { notInSpl } from "./spl/number.ts";

export const yearOf = functionWord({
  name: "year_of",
  params: [
    { name: "timestamp", type: timestampType },
    { name: "zone", type: stringType, optional: true },
  ],
  returns: numberType,
  evaluate: "yearOf",
  lower: {
    eql: missingInEql("year_of"),
    esql: partOfTime("year_of", "year"),
    kql: yearKql,
    querydsl: notComputed("year_of", "carry the part of the time in a field of its own, or export to KQL, SPL or ES|QL"),
    spl: notInSpl(
      "Splunk reads the year of a time in the zone of the person who searches",
      "carry the year in the event, and map its field",
    ),
  },
  cost: { rank: 4, words: "constant; a named zone costs more" },
  summary: "the year",
  edges: "UTC, or the zone that is named (IANA, as `Europe/Berlin`). Missing for a missing timestamp and an unknown zone.",
  examples: [["year_of(2027-01-31)", 2027]],
});
