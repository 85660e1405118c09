/** The tree of a kql query: what the printer prints, and nothing of aidr. */

/** Types of columns and values, as Kusto names them. */
export type ScalarType = "bool" | "string" | "long" | "real" | "datetime" | "timespan" | "dynamic";

/** What `dynamic(…)` can hold. */
export type Json = null | boolean | number | string | readonly Json[];

export type Comparison = "==" | "!=" | "=~" | "!~" | "<" | "<=" | ">" | ">=";
export type TextTest =
  | "contains"
  | "!contains"
  | "contains_cs"
  | "!contains_cs"
  | "startswith"
  | "!startswith"
  | "startswith_cs"
  | "!startswith_cs"
  | "endswith"
  | "!endswith"
  | "endswith_cs"
  | "!endswith_cs"
  | "matches regex";
export type Arithmetic = "+" | "-" | "*" | "/" | "%";

/** An expression: a condition or a value. Conditions are of type `bool`. */
export type Expr =
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "string"; readonly value: string }
  /** A regular expression in Kusto's syntax, written as a verbatim string. */
  | { readonly kind: "regex"; readonly source: string }
  /** `real`: with a decimal point even where it is whole, so that a division is not one of whole numbers. */
  | { readonly kind: "number"; readonly value: number; readonly type: "long" | "real" }
  /** Milliseconds since 1970. */
  | { readonly kind: "datetime"; readonly milliseconds: number }
  | { readonly kind: "timespan"; readonly milliseconds: number }
  | { readonly kind: "null"; readonly type: Exclude<ScalarType, "string"> }
  | { readonly kind: "dynamic"; readonly value: Json }
  | { readonly kind: "column"; readonly name: string; readonly type: ScalarType }
  /** All columns: the last argument of `arg_max`. */
  | { readonly kind: "all" }
  | { readonly kind: "member"; readonly of: Expr; readonly key: string }
  | { readonly kind: "element"; readonly of: Expr; readonly index: Expr }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expr[]; readonly type: ScalarType }
  | { readonly kind: "minus"; readonly of: Expr }
  | { readonly kind: "arithmetic"; readonly operator: Arithmetic; readonly left: Expr; readonly right: Expr }
  | { readonly kind: "compare"; readonly operator: Comparison; readonly left: Expr; readonly right: Expr }
  | { readonly kind: "text-test"; readonly operator: TextTest; readonly left: Expr; readonly right: Expr }
  | { readonly kind: "in"; readonly negated: boolean; readonly fold: boolean; readonly left: Expr; readonly values: Values }
  | { readonly kind: "and" | "or"; readonly parts: readonly Expr[] }
  | { readonly kind: "not"; readonly part: Expr }
  | Some
  | Gather
  | Counted;

/** The right side of `in`: values, or the one column of a table. */
export type Values =
  | { readonly kind: "values"; readonly values: readonly Expr[] }
  | { readonly kind: "table"; readonly table: Kept; readonly column: string };

/** What is kept under a name: a table of the database, a `let` of the query, or a watchlist of Microsoft Sentinel. */
export type Kept = { readonly kind: "table" | "watchlist"; readonly name: string };

/** Some (or every) element of a dynamic array fulfils a condition. Kusto has no expression for it: `hoist.ts` makes it a stage. */
export type Some = {
  readonly kind: "some";
  readonly every: boolean;
  /** Column that holds the element while `part` is asked. */
  readonly variable: string;
  readonly list: Expr;
  readonly of: ScalarType;
  readonly part: Expr;
};

/** An aggregate over the elements of a dynamic array that pass `where`; a stage as well. */
export type Gather = {
  readonly kind: "gather";
  /** What the value would be called as a column. */
  readonly name: string;
  readonly variable: string;
  readonly list: Expr;
  readonly of: ScalarType;
  readonly where: Expr;
  readonly value: Expr;
  readonly type: ScalarType;
};

/**
 * A number that is 0 where there is nothing: `plain` says 0 or nothing where the value is missing, `full` says null there. A comparison
 * that 0 does not pass may take the plain one. `lossy`: `full` also says null for some values that are 0.
 */
export type Counted = { readonly kind: "counted"; readonly plain: Expr; readonly full: Expr; readonly lossy: boolean };

export type Named = { readonly name: string; readonly value: Expr };

export type Stage =
  | { readonly kind: "where"; readonly condition: Expr }
  | { readonly kind: "extend" | "project"; readonly columns: readonly Named[] }
  | { readonly kind: "project-away" | "distinct"; readonly columns: readonly string[] }
  | { readonly kind: "summarize"; readonly aggregates: readonly Named[]; readonly by: readonly Named[] }
  | { readonly kind: "sort"; readonly by: readonly string[] }
  | { readonly kind: "take"; readonly count: number }
  | { readonly kind: "join"; readonly how: JoinKind; readonly right: Pipeline; readonly on: readonly JoinColumn[] }
  | { readonly kind: "mv-expand"; readonly variable: string; readonly list: Expr; readonly of: ScalarType }
  | {
      readonly kind: "mv-apply";
      readonly variable: string;
      readonly list: Expr;
      readonly of: ScalarType;
      readonly stages: readonly Stage[];
    };

/** Never the default: `innerunique` drops rows in silence. */
export type JoinKind = "inner" | "leftouter" | "leftanti" | "leftsemi";
export type JoinColumn = { readonly left: string; readonly right: string };

export type Pipeline = {
  readonly source: Kept | { readonly kind: "union"; readonly parts: readonly Pipeline[] };
  readonly stages: readonly Stage[];
};

export type Let = { readonly name: string; readonly comment?: string } & (
  | { readonly kind: "table"; readonly value: Pipeline; readonly materialized: boolean }
  | {
      readonly kind: "function";
      readonly params: readonly { readonly name: string; readonly type: ScalarType }[];
      readonly locals: readonly Named[];
      readonly body: Expr;
    }
);

export type Query = { readonly lets: readonly Let[]; readonly body: Pipeline };
