/** ES|QL as the oracle reads it. */

export type Node =
  | { readonly kind: "column"; readonly name: string }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "number"; readonly value: number; readonly whole: boolean; readonly text: string }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "null" }
  | { readonly kind: "list"; readonly items: readonly Node[] }
  | { readonly kind: "span"; readonly milliseconds: number }
  | { readonly kind: "star" }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: "operator"; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly kind: "negative"; readonly of: Node }
  | { readonly kind: "in" | "like" | "rlike"; readonly negated: boolean; readonly of: Node; readonly values: readonly Node[] }
  | { readonly kind: "is-null"; readonly negated: boolean; readonly of: Node }
  | { readonly kind: "not"; readonly of: Node }
  | { readonly kind: "and" | "or"; readonly parts: readonly Node[] };

export type Named = { readonly name: string; readonly value: Node; readonly where?: Node };

export type Stage =
  | { readonly kind: "from"; readonly sources: readonly string[]; readonly metadata: readonly string[] }
  | { readonly kind: "row"; readonly columns: readonly Named[] }
  | { readonly kind: "where"; readonly condition: Node }
  | { readonly kind: "eval"; readonly columns: readonly Named[] }
  | { readonly kind: "stats" | "inline-stats"; readonly aggregations: readonly Named[]; readonly by: readonly string[] }
  | { readonly kind: "mv-expand"; readonly column: string }
  | { readonly kind: "lookup-join"; readonly index: string; readonly on: string }
  | { readonly kind: "keep"; readonly columns: readonly string[] }
  | { readonly kind: "limit"; readonly rows: number };
