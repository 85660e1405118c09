/** A place in a foreign record. Keys with dots need no quotes: `attributes.gen_ai.tool.name` is found under any way to cut it into keys. */
import type { ValueRecord } from "../runtime/value.ts";

export type RecordPath = {
  readonly text: string;
  /** `cuts[i][n]`: parts i to i + n of the text, joined by dots: the keys that may stand at part i, longest last. */
  readonly cuts: readonly (readonly string[])[];
  /** The only key of a path without dots: most paths of flat records. */
  readonly key?: string;
};

/** Most parts of one path, so that the ways to cut it stay few. */
export const pathPartsMax = 12;

/** Undefined where the text is no path: empty, an empty part, or too many parts. */
export function readPath(text: string): RecordPath | undefined {
  const parts = text.split(".");
  if (parts.length > pathPartsMax || parts.some((part) => part === "")) return undefined;
  const cuts = parts.map((_, start) => parts.slice(start).map((_part, length) => parts.slice(start, start + length + 1).join(".")));
  return parts.length === 1 ? { text, cuts, key: text } : { text, cuts };
}

/** The value at a path, undefined where there is none or it is null. The longest key wins; only own keys are seen. */
export function valueAt(record: unknown, path: RecordPath): unknown {
  const { key } = path;
  if (key !== undefined && isRecord(record)) return Object.hasOwn(record, key) ? (record[key] ?? undefined) : undefined;
  return search(record, path.cuts, 0);
}

function search(value: unknown, cuts: RecordPath["cuts"], start: number): unknown {
  if (start === cuts.length) return value ?? undefined;
  const keys = cuts[start];
  if (!keys) return undefined;
  if (Array.isArray(value)) {
    const key = keys[0] ?? "";
    return /^\d{1,9}$/.test(key) ? search(value[Number(key)], cuts, start + 1) : undefined;
  }
  if (!isRecord(value)) return undefined;
  for (let length = keys.length - 1; length >= 0; length--) {
    const key = keys[length];
    if (key === undefined || !Object.hasOwn(value, key)) continue;
    const found = search(value[key], cuts, start + length + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Sets a key that came from outside; `__proto__` becomes a key like any other. */
export function setOwn(record: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
  else record[key] = value;
}

/** What paths have been read, as a tree over every way to cut them: to name what a record has and nobody read. */
export type ReadTree = { whole: boolean; readonly inside: Map<string, ReadTree> };

export function emptyReadTree(): ReadTree {
  return { whole: false, inside: new Map() };
}

export function markRead(tree: ReadTree, path: RecordPath): void {
  const mark = (node: ReadTree, start: number): void => {
    const keys = path.cuts[start];
    if (!keys) {
      node.whole = true;
      return;
    }
    for (const [length, key] of keys.entries()) {
      let next = node.inside.get(key);
      if (!next) node.inside.set(key, (next = emptyReadTree()));
      mark(next, start + length + 1);
    }
  };
  mark(tree, 0);
}

/** Most names that one record reports. */
export const unreadMax = 100;

/** Names of the fields that hold something and that no path of the tree reads. Bounded by `unreadMax` and the size of the tree. */
export function unreadFields(record: ValueRecord | Record<string, unknown>, tree: ReadTree): string[] {
  const names: string[] = [];
  const visit = (value: Record<string, unknown>, node: ReadTree, path: string): void => {
    for (const key in value) {
      if (!Object.hasOwn(value, key) || value[key] === null || value[key] === undefined) continue;
      if (names.length >= unreadMax) return;
      const next = node.inside.get(key);
      const inner = value[key];
      if (!next) names.push(path + key);
      else if (next.whole) continue;
      else if (Array.isArray(inner)) {
        for (const [index, item] of inner.entries()) {
          const at = next.inside.get(String(index));
          if (at?.whole) continue;
          if (at && isRecord(item)) visit(item, at, `${path}${key}.${index}.`);
          else if (names.length < unreadMax) names.push(`${path}${key}.${index}`);
          else break;
        }
      } else if (isRecord(inner)) visit(inner, next, `${path}${key}.`);
      else names.push(path + key);
    }
  };
  visit(record, tree, "");
  return names;
}
