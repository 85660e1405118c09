/** The tree of an Elasticsearch query (Query DSL), printed as JSON or as Lucene query string. */

/** A query clause. */
export type Query = { readonly kind: "match-all" } | { readonly kind: "match-none" };

/** What a clause can be about: a field by name, or a constant. There are no expressions here. */
export type Subject = { readonly kind: "field"; readonly name: string } | { readonly kind: "constant" };
