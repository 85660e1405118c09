/** `distance_km`: the distance of two places on the Earth in kilometres. */
import { numberType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { missingInEsql } from "./esql/functions.ts";
import { distanceKql } from "./kql/value.ts";
import { distanceKmSpl } from "./spl/number.ts";

export const distanceKm = functionWord({
  name: "distance_km",
  params: [
    { name: "lat1", type: numberType },
    { name: "lon1", type: numberType },
    { name: "lat2", type: numberType },
    { name: "lon2", type: numberType },
  ],
  returns: numberType,
  evaluate: "distanceKm",
  lower: {
    eql: missingInEql("distance_km"),
    esql: missingInEsql("distance_km"),
    kql: distanceKql,
    querydsl: notComputed(
      "distance_km",
      "keep the place in a `geo_point` field and ask for a distance there, or run the rule in aidr and ship its alerts",
    ),
    spl: distanceKmSpl,
  },
  cost: { rank: 5, words: "constant" },
  summary: "the distance of two places on the Earth in kilometres",
  edges:
    "Degrees; a sphere of 6,371.0088 km (haversine), at most 0.6 % off. Missing for a missing operand, a latitude beyond 90 and a longitude beyond 180.",
  examples: [
    ["distance_km(0, 0, 0, 0)", 0],
    ["distance_km(91, 0, 0, 0)", undefined],
  ],
});
