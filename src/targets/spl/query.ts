/** The tree of a spl query: what the printer prints, and nothing of aidr. */

/** An expression: a condition or a value. */
export type Expr = { readonly kind: "boolean"; readonly value: boolean };
