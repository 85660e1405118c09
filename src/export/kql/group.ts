/** What is joined to a set of rows: other events of the same key, reduced to a few columns for each row. */
import type { Expr, Named, Pipeline, Stage } from "../../targets/kql/query.ts";

export type Group = {
  /** What its table would be called. */
  readonly wish: string;
  readonly comment?: string;
  /** Columns that the rows must have for the join: keys, and values that are looked for. */
  readonly own: Named[];
  /** Rows of the past with their keys under `past`, made when all is known that is asked of them. */
  readonly past: () => Pipeline;
  readonly keys: readonly { readonly own: string; readonly past: string }[];
  /** Which pairs of a row and a past event count. */
  readonly pair: Expr;
  /** From those pairs to one row for each id. */
  readonly reduce: (id: Named) => readonly Stage[];
  /** Names of the columns that come out of it. */
  readonly columns: Set<string>;
};
