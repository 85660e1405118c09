/** Values of ES|QL: missing, one, or several of a kind. Times are dates of their own, so that text is never taken for one. */

export type One = string | number | boolean | { readonly dateMs: number };
/** Several values have no order to rely on; one or none is never written as a list. */
export type Cell = null | One | readonly One[];
export type Row = ReadonlyMap<string, Cell>;

export function cellOf(values: readonly One[]): Cell {
  const [only] = values;
  return only === undefined ? null : values.length === 1 ? only : values;
}

export function valuesOf(cell: Cell): readonly One[] {
  if (cell === null) return [];
  return isSeveral(cell) ? cell : [cell];
}

export function isSeveral(cell: Cell): cell is readonly One[] {
  return Array.isArray(cell);
}

/** The value where there is exactly one: what compares and computes takes several for none, with a warning. Elastic, "ES|QL multivalued fields". */
export function single(cell: Cell): One | null {
  return cell === null || isSeveral(cell) ? null : cell;
}

export function keyOf(value: One | null): string {
  return value === null ? "null" : typeof value === "object" ? `date ${value.dateMs}` : `${typeof value} ${value}`;
}

/** Below 0, 0, above 0; null for values that have no order among each other. */
export function order(left: One, right: One): number | null {
  if (typeof left === "object" && typeof right === "object") return left.dateMs - right.dateMs;
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : left > right ? 1 : 0;
  if (typeof left === "boolean" && typeof right === "boolean") return Number(left) - Number(right);
  return null;
}
