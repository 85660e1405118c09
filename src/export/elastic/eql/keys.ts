/** The columns whose equal values join events: keys of BY, and fields that a step compares with an earlier one's. */
import type { Unsupported } from "../../../builtins/lowering.ts";
import { unsupported } from "../../../builtins/lowering.ts";
import type { Term } from "../../../ir/plan.ts";
import { termText } from "../../../ir/prose.ts";
import type { Mapping } from "../../../schema/mapping.ts";
import type { Account } from "../../account.ts";
import type { Column } from "../fields.ts";
import { columnOf } from "../fields.ts";
import { readableColumn } from "./terms.ts";

/** Undefined where one of them cannot join events; the account then says why. */
export function keyColumns(by: readonly Term[], mapping: Mapping, account: Account): readonly Column[] | undefined {
  const columns = by.map((term) => keyColumn(term, mapping));
  for (const [index, column] of columns.entries()) {
    const term = by[index];
    if (!column.ok && term) account.refuse(term.span, column);
    else if (column.ok) account.assume({ kind: "single", column: column.column.name });
  }
  const found = columns.flatMap((column) => (column.ok ? [column.column] : []));
  return found.length === by.length ? found : undefined;
}

function keyColumn(term: Term, mapping: Mapping): { readonly ok: true; readonly column: Column } | Unsupported {
  if (term.kind !== "field")
    return unsupported(
      "construct-missing",
      `\`${termText(term)}\` is computed, and EQL joins events by columns alone`,
      "compute the key where the event is made, and map it as a field",
    );
  const found = readableColumn(mapping, term);
  return found.ok ? joining(found.column) : found;
}

/** The column of a path, where its values can join events. */
export function joinColumn(path: readonly string[], mapping: Mapping): { readonly ok: true; readonly column: Column } | Unsupported {
  const found = columnOf(mapping, path);
  return found.ok ? joining(found.column) : found;
}

function joining(column: Column): { readonly ok: true; readonly column: Column } | Unsupported {
  const { kind } = column.shape;
  const name = column.path.join(".");
  if (kind === "list" || !column.single)
    return unsupported(
      "multivalue-field",
      `\`${name}\` may hold several values, and EQL joins events by one`,
      `promise \`single: true\` for \`${name}\` in the mapping, where the pipeline sees to it`,
    );
  if (kind === "keyword" || kind === "wildcard" || kind === "number" || kind === "boolean") return { ok: true, column };
  return unsupported(
    "wrong-kind",
    kind === "ip"
      ? `\`${name}\` is kept as an address, and two spellings of one address would be one key`
      : `\`${name}\` is kept as ${kind}, which is no key`,
    "map a keyword multi-field of it",
  );
}

/** Whether two columns hold values that can be equal. */
export function areComparable(left: Column, right: Column): boolean {
  const kindOf = ({ shape }: Column) => (shape.kind === "wildcard" ? "keyword" : shape.kind);
  return kindOf(left) === kindOf(right);
}
