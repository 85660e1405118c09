/**
 * What of a word is needed to run a rule: its function in the runtime, and how much work it is. The declarations say the same (a test compares them);
 * this table stands alone, so that what only runs rules, such as an emitted module, does not carry the lowerings of every target with it.
 */
import type { FunctionBuiltin, TestBuiltin } from "./builtin.ts";
import type { FunctionWord, TestWord } from "./words.ts";

type Evaluation<Builtin extends { readonly evaluate: string }> = { readonly evaluate: Builtin["evaluate"]; readonly rank: number };

export const testEvaluations: Readonly<Record<TestWord, Evaluation<TestBuiltin>>> = {
  equal: { evaluate: "equal", rank: 1 },
  less: { evaluate: "less", rank: 1 },
  "less-equal": { evaluate: "lessEqual", rank: 1 },
  greater: { evaluate: "greater", rank: 1 },
  "greater-equal": { evaluate: "greaterEqual", rank: 1 },
  contains: { evaluate: "contains", rank: 10 },
  "contains-word": { evaluate: "containsWord", rank: 12 },
  "has-element": { evaluate: "hasElement", rank: 8 },
  "starts-with": { evaluate: "startsWith", rank: 3 },
  "ends-with": { evaluate: "endsWith", rank: 3 },
  like: { evaluate: "like", rank: 15 },
  matches: { evaluate: "matches", rank: 80 },
  "in-list": { evaluate: "inList", rank: 2 },
  "in-domains": { evaluate: "inDomains", rank: 20 },
  "in-cidrs": { evaluate: "inCidrs", rank: 20 },
};

export const functionEvaluations: Readonly<Record<FunctionWord, Evaluation<FunctionBuiltin>>> = {
  add: { evaluate: "add", rank: 2 },
  subtract: { evaluate: "subtract", rank: 2 },
  multiply: { evaluate: "multiply", rank: 2 },
  divide: { evaluate: "divide", rank: 2 },
  remainder: { evaluate: "remainder", rank: 2 },
  negate: { evaluate: "negate", rank: 2 },
  lower: { evaluate: "lower", rank: 6 },
  upper: { evaluate: "upper", rank: 6 },
  trim: { evaluate: "trim", rank: 4 },
  length: { evaluate: "length", rank: 5 },
  count_matches: { evaluate: "countMatchesOf", rank: 85 },
  entropy: { evaluate: "entropy", rank: 30 },
  domain_of: { evaluate: "domainOf", rank: 18 },
  host_of: { evaluate: "hostOf", rank: 18 },
  normalize: { evaluate: "normalize", rank: 50 },
  decoded: { evaluate: "decoded", rank: 70 },
  skeleton: { evaluate: "skeleton", rank: 55 },
  decode_base64: { evaluate: "decodeBase64", rank: 40 },
  hour_of: { evaluate: "hourOf", rank: 4 },
  minute_of: { evaluate: "minuteOf", rank: 4 },
  weekday_of: { evaluate: "weekdayOf", rank: 4 },
  day_of: { evaluate: "dayOf", rank: 4 },
  month_of: { evaluate: "monthOf", rank: 4 },
  year_of: { evaluate: "yearOf", rank: 4 },
  distance_km: { evaluate: "distanceKm", rank: 5 },
  simhash: { evaluate: "simhash", rank: 65 },
  similarity: { evaluate: "similarity", rank: 70 },
  coalesce: { evaluate: "coalesce", rank: 2 },
  emails: { evaluate: "emails", rank: 60 },
  links: { evaluate: "links", rank: 60 },
  entities: { evaluate: "entities", rank: 65 },
  text_of: { evaluate: "textOf", rank: 45 },
  tuple: { evaluate: "tuple", rank: 2 },
};
