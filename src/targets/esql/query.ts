/** The tree of an ES|QL query: what the printer prints, and nothing of aidr. */

/** An expression: a condition or a value. */
export type Expr =
  | { readonly kind: "column"; readonly name: string }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "number"; readonly value: number | bigint }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "null" }
  /** A multivalue literal: `["a", "b"]`. */
  | { readonly kind: "list"; readonly items: readonly Expr[] }
  | { readonly kind: "span"; readonly milliseconds: number }
  /** The argument of `COUNT(*)`. */
  | { readonly kind: "star" }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expr[] }
  | { readonly kind: "arithmetic"; readonly operator: "+" | "-" | "*" | "/" | "%"; readonly left: Expr; readonly right: Expr }
  | { readonly kind: "negative"; readonly of: Expr }
  | Comparison
  | { readonly kind: "in"; readonly of: Expr; readonly values: readonly Expr[] }
  /** Whole-string wildcards; any of the patterns. */
  | { readonly kind: "like"; readonly of: Expr; readonly patterns: readonly LikePattern[] }
  /** One of Lucene's regular expressions over the whole string. */
  | { readonly kind: "rlike"; readonly of: Expr; readonly pattern: string }
  | { readonly kind: "is-null"; readonly of: Expr }
  | { readonly kind: "not"; readonly part: Expr }
  | { readonly kind: "and" | "or"; readonly parts: readonly Expr[] };

export type Comparison = {
  readonly kind: "compare";
  readonly operator: "==" | "<" | "<=" | ">" | ">=";
  readonly left: Expr;
  readonly right: Expr;
};

/** Text as it is, any run of characters, any one character. */
export type LikePattern = readonly LikePiece[];
export type LikePiece = { readonly kind: "text"; readonly text: string } | { readonly kind: "run" } | { readonly kind: "one" };

export type Assignment = { readonly name: string; readonly value: Expr };
/** `where`: only the rows that count. */
export type Aggregation = Assignment & { readonly where?: Expr };

export type Command =
  | { readonly kind: "from"; readonly sources: readonly string[]; readonly metadata: readonly string[] }
  /** A row made of constants, as a source. */
  | { readonly kind: "row"; readonly columns: readonly Assignment[] }
  | { readonly kind: "where"; readonly condition: Expr }
  | { readonly kind: "eval"; readonly columns: readonly Assignment[] }
  | { readonly kind: "stats" | "inline-stats"; readonly aggregations: readonly Aggregation[]; readonly by: readonly string[] }
  | { readonly kind: "mv-expand"; readonly column: string }
  | { readonly kind: "lookup-join"; readonly index: string; readonly on: string }
  | { readonly kind: "rename"; readonly columns: readonly { readonly from: string; readonly to: string }[] }
  | { readonly kind: "keep"; readonly columns: readonly string[] }
  | { readonly kind: "limit"; readonly rows: number }
  | { readonly kind: "drop"; readonly columns: readonly string[] }
  | { readonly kind: "sort"; readonly by: readonly { readonly column: string; readonly descending: boolean }[] };

export type Query = { readonly commands: readonly Command[] };
