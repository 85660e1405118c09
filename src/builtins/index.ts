/** All words, by name: what the checker looks up and the reference is made of. */
import { add } from "./add.ts";
import type { FunctionBuiltin, TestBuiltin } from "./builtin.ts";
import { coalesce } from "./coalesce.ts";
import { containsWord } from "./contains-word.ts";
import { contains } from "./contains.ts";
import { countMatches } from "./count-matches.ts";
import { dayOf } from "./day-of.ts";
import { decodeBase64 } from "./decode-base64.ts";
import { decoded } from "./decoded.ts";
import { distanceKm } from "./distance-km.ts";
import { divide } from "./divide.ts";
import { domainOf } from "./domain-of.ts";
import { emails } from "./emails.ts";
import { endsWith } from "./ends-with.ts";
import { entities } from "./entities.ts";
import { entropy } from "./entropy.ts";
import { equal } from "./equal.ts";
import { greaterEqual } from "./greater-equal.ts";
import { greater } from "./greater.ts";
import { hasElement } from "./has-element.ts";
import { hostOf } from "./host-of.ts";
import { hourOf } from "./hour-of.ts";
import { inCidrs } from "./in-cidrs.ts";
import { inDomains } from "./in-domains.ts";
import { inList } from "./in-list.ts";
import { length } from "./length.ts";
import { lessEqual } from "./less-equal.ts";
import { less } from "./less.ts";
import { like } from "./like.ts";
import { links } from "./links.ts";
import { lower } from "./lower.ts";
import { matches } from "./matches.ts";
import { minuteOf } from "./minute-of.ts";
import { monthOf } from "./month-of.ts";
import { multiply } from "./multiply.ts";
import { negate } from "./negate.ts";
import { normalize } from "./normalize.ts";
import { remainder } from "./remainder.ts";
import { simhash } from "./simhash.ts";
import { similarity } from "./similarity.ts";
import { skeleton } from "./skeleton.ts";
import { startsWith } from "./starts-with.ts";
import { subtract } from "./subtract.ts";
import { textOf } from "./text-of.ts";
import { trim } from "./trim.ts";
import { tuple } from "./tuple.ts";
import { upper } from "./upper.ts";
import { weekdayOf } from "./weekday-of.ts";
import type { FunctionWord, TestWord } from "./words.ts";
import { yearOf } from "./year-of.ts";

export const testBuiltins: Readonly<Record<TestWord, TestBuiltin>> = {
  equal,
  less,
  "less-equal": lessEqual,
  greater,
  "greater-equal": greaterEqual,
  contains,
  "contains-word": containsWord,
  "has-element": hasElement,
  "starts-with": startsWith,
  "ends-with": endsWith,
  like,
  matches,
  "in-list": inList,
  "in-domains": inDomains,
  "in-cidrs": inCidrs,
};

export const functionBuiltins: Readonly<Record<FunctionWord, FunctionBuiltin>> = {
  add,
  subtract,
  multiply,
  divide,
  remainder,
  negate,
  lower,
  upper,
  trim,
  length,
  count_matches: countMatches,
  entropy,
  domain_of: domainOf,
  host_of: hostOf,
  normalize,
  skeleton,
  decoded,
  decode_base64: decodeBase64,
  hour_of: hourOf,
  minute_of: minuteOf,
  weekday_of: weekdayOf,
  day_of: dayOf,
  month_of: monthOf,
  year_of: yearOf,
  distance_km: distanceKm,
  simhash,
  similarity,
  coalesce,
  emails,
  links,
  entities,
  text_of: textOf,
  tuple,
};
