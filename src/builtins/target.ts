/** The targets by name, and what an export can rest on or be refused for: what a host is told, without the trees of the targets. */
export type TargetName = "spl" | "kql" | "esql" | "eql" | "querydsl";
export const targetNames: readonly TargetName[] = ["spl", "kql", "esql", "eql", "querydsl"];

/** What a mapping or the person who deploys must see to; each is repeated in the report. */
export type Assumption =
  /** The pipeline stores a value under a column only if it is of the mapped kind. True of every export. */
  | { readonly kind: "typed" }
  | { readonly kind: "single" | "nonempty"; readonly column: string }
  /** The target's case-insensitive operator may take U+017F, U+212A and U+0130 for ASCII letters; the data has none of them beside these texts. */
  | { readonly kind: "ascii-fold" }
  /** No sum, product or quotient of what is stored passes the largest number (1.8e308; 2^63 for whole numbers). */
  | { readonly kind: "finite" }
  /** An empty string is stored as such, and is not taken for a missing value. */
  | { readonly kind: "empty-kept" }
  /** JSON comes back as it came: keys in their order, numbers in their shortest form, texts that look like times or ids as texts. */
  | { readonly kind: "json-text" }
  /** Addresses, links and domains are written in ASCII, without percent escapes, and no IP address stands in a list of domains. */
  | { readonly kind: "plain-hosts" }
  /** Each value of the column is one address `local@host` or one host name in ASCII, with nothing around it: no scheme, port, brackets or dot at its end. */
  | { readonly kind: "bare-addresses"; readonly column: string }
  /** An IPv4 address is written as four decimal numbers, and not inside of an IPv6 address. */
  | { readonly kind: "plain-addresses" }
  | { readonly kind: "tiebreak"; readonly column: string }
  | { readonly kind: "unique-time" }
  | { readonly kind: "late"; readonly milliseconds: number }
  | { readonly kind: "max-events"; readonly count: number }
  | { readonly kind: "cap"; readonly what: string; readonly count: number }
  | { readonly kind: "deployed"; readonly what: string };

/** Stable names of the reasons of a refusal (AIDR3xxx). */
export type RefusalCode =
  | "no-row-order"
  | "no-field-compare"
  | "multivalue-field"
  | "regex-construct"
  | "regex-too-complex"
  | "literal-wildcard"
  | "empty-string-match"
  | "non-ascii-fold"
  | "window-too-long"
  | "query-too-long"
  | "row-cap"
  | "approximate-aggregate"
  | "no-sliding-window"
  | "no-baseline"
  | "step-reference"
  | "step-gap"
  | "function-missing"
  | "score-not-carried"
  | "needs-mapping"
  | "needs-deploy"
  | "narrower"
  | "wrong-kind"
  | "construct-missing";
