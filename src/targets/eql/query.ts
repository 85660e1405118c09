/** The tree of an EQL query: what the printer prints, and nothing of aidr. Names and forms are those of Elastic's "EQL syntax reference". */

export type Query =
  /** Single events. */
  | { readonly kind: "events"; readonly where: Expr }
  | Sequence
  /** One event for each filter, in any order, of one key. */
  | { readonly kind: "sample"; readonly by: readonly string[]; readonly filters: readonly Filter[] };

/** Events in order. `maxspanMs` counts from the first event and is inclusive. */
export type Sequence = {
  readonly kind: "sequence";
  /** Fields whose values all events share. */
  readonly by: readonly string[];
  readonly maxspanMs?: number;
  readonly stages: readonly Stage[];
  /** An event that ends what has begun. */
  readonly until?: Filter;
};

/** `by`: fields of this event that are equal to those at the same places of the other stages. */
export type Filter = { readonly where: Expr; readonly by: readonly string[] };
/** `missing`: no such event lies here. `runs`: so many events after another. */
export type Stage = Filter & { readonly missing: boolean; readonly runs: number };

/** A condition or a value. A field is always printed as optional (`?name`): an index without it is no error. */
export type Expr =
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "null" }
  /** `double`: written with a point, so that a quotient keeps its fraction. */
  | { readonly kind: "number"; readonly value: number | bigint; readonly double?: boolean }
  | { readonly kind: "string"; readonly value: string }
  /** `many`: it may hold several values; a test holds when it holds for one of them. */
  | { readonly kind: "field"; readonly name: string; readonly many?: boolean }
  | { readonly kind: "and" | "or"; readonly parts: readonly Expr[] }
  | { readonly kind: "not"; readonly part: Expr }
  | { readonly kind: "compare"; readonly operator: Comparison; readonly left: Expr; readonly right: Expr }
  /** A value or pattern out of a list; with `like` the characters `*` and `?` of a choice are wildcards, with `regex` it is Lucene's syntax. */
  | {
      readonly kind: "among";
      readonly keyword: "in" | "like" | "regex";
      readonly negated: boolean;
      /** The form with `~`, which ignores case. */
      readonly fold: boolean;
      readonly subject: Expr;
      readonly choices: readonly Expr[];
    }
  | { readonly kind: "call"; readonly name: FunctionName; readonly fold: boolean; readonly args: readonly Expr[] }
  | { readonly kind: "arithmetic"; readonly operator: "+" | "-" | "*" | "/" | "%"; readonly left: Expr; readonly right: Expr }
  | { readonly kind: "minus"; readonly part: Expr };

export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";
/** Those that the exporter uses; each takes `~` where it knows case. */
export type FunctionName = "cidrMatch" | "endsWith" | "length" | "startsWith" | "stringContains";
