/** What a copy between threads loses: a class. */
import { ExactInteger } from "../../runtime/value.ts";

/** Makes exact integers of their copies in place, wherever they stand in plain data: nothing else has `digits` alone. O(size). */
export function revive<T>(copy: T): T {
  const seen = new Set<unknown>();
  const stack: unknown[] = [copy];
  while (stack.length > 0) {
    const node = stack.pop();
    if (typeof node !== "object" || node === null || seen.has(node)) continue;
    seen.add(node);
    if (node instanceof Map) {
      for (const [key, value] of node) {
        if (isCopy(value)) node.set(key, new ExactInteger(value.digits));
        else stack.push(value);
      }
    } else {
      const record = node as Record<string, unknown>; // an array has its places as keys
      for (const key of Object.keys(record)) {
        const value = record[key];
        if (isCopy(value)) record[key] = new ExactInteger(value.digits);
        else stack.push(value);
      }
    }
  }
  return copy;
}

function isCopy(value: unknown): value is { readonly digits: string } {
  if (typeof value !== "object" || value === null || !("digits" in value) || typeof value.digits !== "string") return false;
  return Object.keys(value).length === 1;
}
