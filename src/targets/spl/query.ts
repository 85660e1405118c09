/** The tree of a Splunk search: what the printer prints, and nothing of aidr. */

export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";
export type Arithmetic = "+" | "-" | "*" | "/";

/** An expression of `where` and `eval`: a condition or a value. Splunk, "Types of expressions" and "Predicate expressions" (Search Manual). */
export type Expr =
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "string"; readonly value: string }
  /** `bigint` for what no double holds. */
  | { readonly kind: "number"; readonly value: number | bigint }
  | { readonly kind: "null" }
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "call"; readonly name: FunctionName; readonly args: readonly Expr[] }
  | { readonly kind: "compare"; readonly operator: Comparison; readonly left: Expr; readonly right: Expr }
  | { readonly kind: "arithmetic"; readonly operator: Arithmetic; readonly left: Expr; readonly right: Expr }
  /** `a . b . c`: texts joined. */
  | { readonly kind: "join"; readonly parts: readonly Expr[] }
  | { readonly kind: "and" | "or"; readonly parts: readonly Expr[] }
  | { readonly kind: "not"; readonly part: Expr };

/** The evaluation functions that are emitted, each on a page of Splunk's Search Reference. */
export type FunctionName =
  | "abs"
  | "asin"
  | "case"
  | "ceiling"
  | "cidrmatch"
  | "coalesce"
  | "cos"
  | "floor"
  | "if"
  | "in"
  | "isnotnull"
  | "isnull"
  | "len"
  | "lower"
  | "match"
  | "max"
  | "min"
  | "mvappend"
  | "mvcount"
  | "mvdedup"
  | "mvfilter"
  | "mvfind"
  | "mvindex"
  | "mvmap"
  | "mvrange"
  | "now"
  | "pi"
  | "pow"
  | "replace"
  | "round"
  | "sin"
  | "split"
  | "sqrt"
  | "substr"
  | "tonumber"
  | "tostring"
  | "true";

/** A condition of the first command, where case does not count, `*` is a wildcard, and OR binds before AND. */
export type SearchTerm =
  | { readonly kind: "equal"; readonly field: string; readonly value: string }
  | { readonly kind: "in"; readonly field: string; readonly values: readonly string[] }
  | { readonly kind: "and" | "or"; readonly parts: readonly SearchTerm[] };

export type SortKey = { readonly field: string; readonly as: "num" | "str"; readonly descending: boolean };

export type StatsFunction = "avg" | "count" | "last" | "max" | "min" | "stdev" | "sum";
/** `of` absent: `count` of rows. */
export type Statistic = { readonly name: StatsFunction; readonly of?: string; readonly as: string };

export type Command = {
  /** Said in a comment before the command. */
  readonly note?: string;
} & (
  | { readonly kind: "where"; readonly condition: Expr }
  | { readonly kind: "eval"; readonly assignments: readonly (readonly [field: string, value: Expr])[] }
  /** Never cut: `sort 0`. */
  | { readonly kind: "sort"; readonly keys: readonly SortKey[] }
  | {
      readonly kind: "streamstats";
      /** Whether the row in hand counts. */
      readonly current: boolean;
      /** Rows of the group that count; absent: as many as Splunk keeps. */
      readonly window?: number;
      readonly statistics: readonly Statistic[];
      readonly by: readonly string[];
    }
  | { readonly kind: "eventstats"; readonly statistics: readonly Statistic[]; readonly by: readonly string[] }
  /** Running total over all rows, in their order. */
  | { readonly kind: "accum"; readonly field: string; readonly as: string }
  | { readonly kind: "mvexpand"; readonly field: string }
  | { readonly kind: "lookup"; readonly table: string; readonly column: string; readonly field: string; readonly as: string }
  | { readonly kind: "fields" | "table"; readonly fields: readonly string[] }
);

/** A search: what is read from the indexes, and the commands after it. */
export type Query = { readonly search: SearchTerm; readonly commands: readonly Command[] };
