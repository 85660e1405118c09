/** Names of the words that a plan can hold; each is declared in a file of its own. */

/** `subject word object` → true or false. */
export type TestWord =
  | "equal"
  | "less"
  | "less-equal"
  | "greater"
  | "greater-equal"
  /** Text has a substring. */
  | "contains"
  | "contains-word"
  /** A list has an element, by `==`. */
  | "has-element"
  | "starts-with"
  | "ends-with"
  | "like"
  | "matches"
  | "in-list"
  | "in-domains"
  | "in-cidrs";

/** A pure function of its arguments; missing in, missing out, unless it says otherwise. */
export type FunctionWord =
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "remainder"
  | "negate"
  | "lower"
  | "upper"
  | "trim"
  | "length"
  | "count_matches"
  | "entropy"
  | "domain_of"
  | "host_of"
  | "normalize"
  | "decoded"
  | "skeleton"
  | "decode_base64"
  | "hour_of"
  | "minute_of"
  | "weekday_of"
  | "day_of"
  | "month_of"
  | "year_of"
  | "distance_km"
  | "simhash"
  | "similarity"
  | "coalesce"
  | "emails"
  | "links"
  | "entities"
  | "text_of"
  /** A list made of its arguments, for keys and values such as `[PREVIOUS(x …), x]`; missing when one of them is. */
  | "tuple";
