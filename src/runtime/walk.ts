/** Walks whatever an event holds, without recursion and only so far. */
import { isList, isRecord, readElement, readKey, valueDepthMax } from "./read.ts";
import { ExactInteger } from "./value.ts";
import type { Value } from "./value.ts";

export type Leaf = string | number | boolean | ExactInteger;

/** Values that a walk looks at before it stops; an event of 1 MiB has fewer than that. */
export const stepsMax = 1_048_576;

/**
 * Strings, numbers and truth values in a value, in the order in which they are written (fields of a record as it has them, names
 * not included). Nothing deeper than `valueDepthMax`, where only a host's cyclic object is.
 */
export function leavesOf(root: Value): Leaf[] {
  if (!isList(root) && !isRecord(root)) return root === undefined ? [] : [root];
  const found: Leaf[] = [];
  const stack: { readonly value: Value; readonly depth: number }[] = [{ value: root, depth: 1 }];
  for (let steps = 0; steps < stepsMax; steps++) {
    const top = stack.pop();
    if (!top) break;
    const { value, depth } = top;
    const push = (child: Value) => {
      if (child !== undefined && depth < valueDepthMax && stack.length < stepsMax) stack.push({ value: child, depth: depth + 1 });
    };
    if (isList(value)) {
      for (let index = value.length - 1; index >= 0; index--) push(readElement(value, index));
    } else if (isRecord(value)) {
      const keys = keysOf(value);
      for (let index = keys.length - 1; index >= 0; index--) push(readKey(value, keys[index] ?? ""));
    } else if (value !== undefined) found.push(value);
  }
  return found;
}

function keysOf(value: Value): readonly string[] {
  try {
    return isRecord(value) ? Object.keys(value) : [];
  } catch {
    return [];
  }
}

/** All text in a value: a text itself, or the texts, numbers and truth values inside a list or record, in order, one a line; missing if none. */
export function textOf(value: Value): Value {
  if (typeof value === "string") return value;
  const parts = leavesOf(value).map((leaf) => (leaf instanceof ExactInteger ? leaf.digits : String(leaf)));
  return parts.length === 0 ? undefined : parts.join("\n");
}
