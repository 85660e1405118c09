/** Makes the shapes of telemetry formats plain before an adapter reads them: attribute lists, numbered attributes, JSON in texts. */
import { conversions } from "./conversion.ts";
import { isRecord, setOwn } from "./record-path.ts";

export type Preparation = {
  /** Lists of `{ key, value: { stringValue … } }`, as OTLP writes attributes; each becomes a plain map. */
  readonly attributeLists: readonly PlacePath[];
  /** Prefixes of numbered keys: `gen_ai.prompt.0.role` becomes part of a list under `gen_ai.prompt`. */
  readonly numbered: readonly { readonly holder: PlacePath; readonly prefix: string }[];
  /** Texts that hold JSON. */
  readonly json: readonly PlacePath[];
};

/** A path whose key may be followed by `[]`: each element of that list. Keys here are single keys, without dots inside. */
export type PlacePath = readonly { readonly key: string; readonly each: boolean }[];

const depthMax = 60;
const listMax = 10_000;

export function readPlace(text: string): PlacePath | undefined {
  const steps = text.split(".").map((part) => (part.endsWith("[]") ? { key: part.slice(0, -2), each: true } : { key: part, each: false }));
  return steps.some((step) => step.key === "" || step.key.includes("[")) ? undefined : steps;
}

/**
 * The record with every named place made plain; the given record is not written to. `made` remembers what was made of a value that several
 * records share, such as the resource around many spans.
 */
export function prepareRecord(
  record: Record<string, unknown>,
  preparation: Preparation,
  made: Map<unknown, unknown>,
): Record<string, unknown> {
  let prepared: Record<string, unknown> = record;
  for (const place of preparation.attributeLists) prepared = replaceAt(prepared, place, 0, (value) => remembered(value, made));
  for (const { holder, prefix } of preparation.numbered)
    prepared = replaceAt(prepared, holder, 0, (value) => (isRecord(value) ? gatherNumbered(value, prefix) : value));
  for (const place of preparation.json)
    prepared = replaceAt(prepared, place, 0, (value) => (typeof value === "string" ? (conversions["json"]?.(value) ?? value) : value));
  return prepared;
}

function remembered(value: unknown, made: Map<unknown, unknown>): unknown {
  if (!made.has(value)) made.set(value, plainAttributes(value, 0));
  return made.get(value);
}

/** A copy of the objects on the way to a place, with what is there replaced. */
function replaceAt(
  record: Record<string, unknown>,
  place: PlacePath,
  from: number,
  change: (value: unknown) => unknown,
): Record<string, unknown> {
  const step = place[from];
  // The rest of a path may be one key with dots in it, as attribute names are.
  const rest = place
    .slice(from)
    .map((each) => each.key)
    .join(".");
  if (from > 0 && place.slice(from).every((each) => !each.each) && Object.hasOwn(record, rest))
    return withKey(record, rest, change(record[rest]));
  if (!step || !Object.hasOwn(record, step.key)) return record;
  const value = record[step.key];
  const last = from === place.length - 1;
  const inner = (one: unknown): unknown => (last ? change(one) : isRecord(one) ? replaceAt(one, place, from + 1, change) : one);
  const next = step.each ? (Array.isArray(value) ? value.slice(0, listMax).map(inner) : value) : inner(value);
  return next === value ? record : withKey(record, step.key, next);
}

function withKey(record: Record<string, unknown>, key: string, value: unknown): Record<string, unknown> {
  const copy: Record<string, unknown> = { ...record };
  setOwn(copy, key, value);
  return copy;
}

/** OTLP's attributes as a map; a map stays, with OTLP values inside made plain. */
function plainAttributes(value: unknown, depth: number): unknown {
  if (depth > depthMax) return undefined;
  if (Array.isArray(value) && value.every((item) => isRecord(item) && Object.hasOwn(item, "key"))) {
    const map: Record<string, unknown> = {};
    for (const item of value) {
      if (isRecord(item) && typeof item["key"] === "string") setOwn(map, item["key"], plainValue(item["value"], depth + 1));
    }
    return map;
  }
  return isRecord(value) ? plainValue(value, depth) : value;
}

/** OTLP's `AnyValue`: an object with exactly one of the known keys. Integers come as texts. */
function plainValue(value: unknown, depth: number): unknown {
  if (!isRecord(value) || depth > depthMax) return value;
  const keys = Object.keys(value);
  const [key] = keys;
  if (keys.length !== 1 || key === undefined) return value;
  const inner = value[key];
  switch (key) {
    case "stringValue":
    case "boolValue":
    case "doubleValue":
    case "bytesValue":
      return inner;
    case "intValue":
      return typeof inner === "string" && /^-?\d{1,15}$/.test(inner) ? Number(inner) : inner;
    case "arrayValue": {
      const items = isRecord(inner) ? inner["values"] : inner;
      return Array.isArray(items) ? items.map((item) => plainValue(item, depth + 1)) : [];
    }
    case "kvlistValue":
      return plainAttributes(isRecord(inner) ? inner["values"] : inner, depth + 1);
    default:
      return value;
  }
}

/** `prefix.0.role`, `prefix.0.tool_calls.1.name` … become one list of objects under `prefix`; other keys stay. */
function gatherNumbered(map: Record<string, unknown>, prefix: string): Record<string, unknown> {
  const start = `${prefix}.`;
  const isNumbered = (key: string): boolean => key.startsWith(start) && /^\d{1,4}(\.|$)/.test(key.slice(start.length));
  if (Object.hasOwn(map, prefix) || !Object.keys(map).some(isNumbered)) return map;
  const plain: Record<string, unknown> = {};
  const root: Node = { value: undefined, inside: new Map() };
  for (const key of Object.keys(map)) {
    if (!isNumbered(key)) {
      setOwn(plain, key, map[key]);
      continue;
    }
    let node = root;
    for (const part of key.slice(start.length).split(".").slice(0, depthMax)) {
      let next = node.inside.get(part);
      if (!next) node.inside.set(part, (next = { value: undefined, inside: new Map() }));
      node = next;
    }
    node.value = map[key];
  }
  setOwn(plain, prefix, treeValue(root));
  return plain;
}

type Node = { value: unknown; readonly inside: Map<string, Node> };

function treeValue(node: Node): unknown {
  if (node.inside.size === 0) return node.value;
  const keys = [...node.inside.keys()];
  if (keys.every((key) => /^\d{1,4}$/.test(key))) {
    // Numbers may have gaps; their order is what matters.
    return keys
      .sort((a, b) => Number(a) - Number(b))
      .map((key) => treeValue(node.inside.get(key) ?? { value: undefined, inside: new Map() }));
  }
  const map: Record<string, unknown> = {};
  for (const [key, inner] of node.inside) setOwn(map, key, treeValue(inner));
  return map;
}

/** Records inside a record: the elements at a place, each with what stands around the lists on the way. */
export function unpackRecords(record: Record<string, unknown>, place: PlacePath): Record<string, unknown>[] | undefined {
  let current: Record<string, unknown>[] = [record];
  for (const [index, step] of place.entries()) {
    const next: Record<string, unknown>[] = [];
    for (const one of current) {
      const value = Object.hasOwn(one, step.key) ? one[step.key] : undefined;
      const items = Array.isArray(value) ? value : isRecord(value) ? [value] : undefined;
      if (!items) {
        if (index === 0) return undefined;
        continue;
      }
      const around = surroundings(one, step.key);
      for (const item of items) if (isRecord(item)) next.push({ ...around, ...item });
    }
    current = next;
  }
  return current;
}

/** Keys of an outer object that each inner record keeps; few, so that unpacking stays linear. */
const surroundingKeysMax = 32;

function surroundings(record: Record<string, unknown>, listKey: string): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  let count = 0;
  for (const key of Object.keys(record)) {
    if (key === listKey || key === "__proto__") continue;
    if (++count > surroundingKeysMax) break;
    kept[key] = record[key];
  }
  return kept;
}
