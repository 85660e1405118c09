/** A foreign record -> events, by an adapter. Pure and total: any value at all may come in, and nothing is thrown. */
import { unreachable } from "../source/invariant.ts";
import type { Adapter, Condition, Elements, EventRule, FieldRule, Reference, Source, Test, ValueRule } from "./adapter.ts";
import { prepareRecord, unpackRecords } from "./prepare.ts";
import { emptyReadTree, isRecord, markRead, setOwn, unreadFields, valueAt } from "./record-path.ts";
import type { ReadTree, RecordPath } from "./record-path.ts";

export type Adapted = {
  /** In the order of the adapter's rules and of the elements they go through. */
  readonly events: readonly AdaptedEvent[];
  /** Names of fields that hold something and that nothing was made of, each once. */
  readonly unmapped: readonly string[];
  /** Records that no rule of the adapter fits, each with what it looked like; they gave no event. */
  readonly unknown: readonly string[];
  /** Records that the adapter leaves out on purpose. */
  readonly skipped: number;
};

export type AdaptedEvent = { readonly [field: string]: unknown };

/** Most elements of one list that become events, and most records inside one. */
export const elementsMax = 10_000;

/** Time is linear in the record; values are passed on by reference, never copied by assignment. */
export function adapt(adapter: Adapter, record: unknown): Adapted {
  if (!isRecord(record)) return { events: [], unmapped: [], unknown: ["a record that is no object"], skipped: 0 };
  const events: AdaptedEvent[] = [];
  const unmapped = new Set<string>();
  const unknown: string[] = [];
  let skipped = 0;
  const made = new Map<unknown, unknown>();
  for (const one of recordsIn(adapter, record)) {
    const prepared = prepareRecord(one, adapter.preparation, made);
    const fitting = adapter.events.filter((rule) => holds(rule.when, prepared, undefined, 0));
    if (fitting.length === 0) {
      if (adapter.skipped.some((condition) => holds(condition, prepared, undefined, 0))) skipped++;
      else unknown.push(describeUnknown(adapter, prepared));
      continue;
    }
    for (const rule of fitting) events.push(...makeEvents(rule, prepared, unmapped));
    for (const name of unreadFields(prepared, readTreeOf(adapter, fitting))) unmapped.add(name);
  }
  return { events, unmapped: [...unmapped], unknown, skipped };
}

function recordsIn(adapter: Adapter, record: Record<string, unknown>): readonly Record<string, unknown>[] {
  for (const place of adapter.unpack) {
    const inner = unpackRecords(record, place);
    if (inner) return inner.slice(0, elementsMax);
  }
  return [record];
}

function makeEvents(rule: EventRule, record: Record<string, unknown>, failed: Set<string>): AdaptedEvent[] {
  if (!rule.each) return [makeEvent(rule, record, undefined, 0, failed)];
  return elementsOf(rule.each, record).map(({ item, index }) => makeEvent(rule, record, item, index, failed));
}

/** The elements that `each` goes through; with `after_last`, only those behind the last one that its condition holds for. */
function elementsOf(each: Elements, record: Record<string, unknown>): { item: unknown; index: number }[] {
  const found = each.from.map((path) => valueAt(record, path)).find((value) => value !== undefined);
  const list = (Array.isArray(found) ? found : found === undefined ? [] : [found]).slice(0, elementsMax);
  const last = each.afterLast.length === 0 ? -1 : list.findLastIndex((item, index) => holds(each.afterLast, record, item, index));
  return list
    .map((item: unknown, index) => ({ item, index }))
    .filter(({ item, index }) => index > last && holds(each.where, record, item, index));
}

function makeEvent(rule: EventRule, record: Record<string, unknown>, item: unknown, index: number, failed: Set<string>): AdaptedEvent {
  const event: Record<string, unknown> = { event_type: rule.type };
  fill(event, rule.fields, { record, item, index, failed });
  return event;
}

/** Where values are read, and the names of those that were there and could not be used. */
type Reading = { readonly record: Record<string, unknown>; readonly item: unknown; readonly index: number; readonly failed: Set<string> };

function fill(holder: Record<string, unknown>, fields: readonly FieldRule[], reading: Reading): void {
  for (const field of fields) {
    const value = fieldValue(field, reading);
    if (value !== undefined && value !== null) place(holder, field.target, value);
  }
}

/** The first way that gives a value. One that was there and is lost on every way is reported like a field that nobody reads. */
function fieldValue(field: FieldRule, reading: Reading): unknown {
  let lost: Source | undefined;
  for (const rule of field.values) {
    if (rule.when.length > 0 && !holds(rule.when, reading.record, reading.item, reading.index)) continue;
    const raw = sourceValue(rule.source, reading);
    const value = raw === undefined ? undefined : converted(rule, raw, reading);
    if (value !== undefined && value !== null) return value;
    if (rule.otherwise !== undefined) return rule.otherwise;
    if (raw !== undefined) lost ??= rule.source;
  }
  if (lost?.kind === "first") reading.failed.add(nameOfFirst(lost, reading));
  return undefined;
}

function converted(rule: ValueRule, raw: unknown, reading: Reading): unknown {
  let value = raw;
  for (const convert of rule.convert) value = value === undefined || value === null ? undefined : convert(value);
  if (rule.items && Array.isArray(value)) {
    const { items } = rule;
    value = value.slice(0, elementsMax).map((item: unknown, index) => {
      const made: Record<string, unknown> = {};
      fill(made, items, { ...reading, item, index });
      return made;
    });
  }
  return rule.map ? rule.map.get(String(value)) : value;
}

/** What stands where the source points; undefined where nothing does. */
function sourceValue(source: Source, reading: Reading): unknown {
  const { record, index } = reading;
  switch (source.kind) {
    case "constant":
      return source.value;
    case "first": {
      const item = source.among ? elementAmong(source.among, record) : reading.item;
      for (const reference of source.paths) {
        const value = read(reference, record, item, index);
        if (value !== undefined) return value;
      }
      return undefined;
    }
    case "template": {
      let text = "";
      for (const part of source.parts) {
        const value = typeof part === "string" ? part : read(part, record, reading.item, index);
        if (typeof value !== "string" && typeof value !== "number") return undefined;
        text += String(value);
      }
      return text;
    }
    default:
      return unreachable(source);
  }
}

/** Name of the field that a value was read from. */
function nameOfFirst(source: Extract<Source, { kind: "first" }>, reading: Reading): string {
  const item = source.among ? elementAmong(source.among, reading.record) : reading.item;
  const found = source.paths.find((reference) => read(reference, reading.record, item, reading.index) !== undefined);
  return found ? nameOf(found) : "";
}

function elementAmong(among: { readonly list: RecordPath; readonly where: Condition }, record: Record<string, unknown>): unknown {
  const list = valueAt(record, among.list);
  return Array.isArray(list)
    ? list.slice(0, elementsMax).find((item: unknown, index) => holds(among.where, record, item, index))
    : undefined;
}

function read(reference: Reference, record: Record<string, unknown>, item: unknown, index: number): unknown {
  switch (reference.scope) {
    case "record":
      return valueAt(record, reference.path);
    case "item":
      return valueAt(item, reference.path);
    case "element":
      return item ?? undefined;
    case "index":
      return index;
    default:
      return unreachable(reference);
  }
}

function nameOf(reference: Reference): string {
  if (reference.scope === "record") return reference.path.text;
  return reference.scope === "item" ? `item.${reference.path.text}` : reference.scope;
}

/** Puts a value at a path; the names come from the adapter, which allows no `__proto__`. */
function place(event: Record<string, unknown>, target: readonly string[], value: unknown): void {
  let holder = event;
  for (let index = 0; index < target.length - 1; index++) {
    const name = target[index] ?? "";
    const inner = Object.hasOwn(holder, name) ? holder[name] : undefined;
    if (isRecord(inner)) holder = inner;
    else {
      const made: Record<string, unknown> = {};
      setOwn(holder, name, made);
      holder = made;
    }
  }
  setOwn(holder, target.at(-1) ?? "", value);
}

function holds(condition: Condition, record: Record<string, unknown>, item: unknown, index: number): boolean {
  if (condition.length === 0) return true;
  for (const tests of condition) {
    let all = true;
    for (const test of tests) {
      if (passes(test, read(test.at, record, item, index))) continue;
      all = false;
      break;
    }
    if (all) return true;
  }
  return false;
}

function passes({ test }: Test, value: unknown): boolean {
  if (test.kind === "exists") return (value !== undefined) === test.wanted;
  for (const wanted of test.values) if (wanted === value) return test.wanted;
  return !test.wanted;
}

/** What the rules that fit read, so that the rest can be named. Made once for each set of rules that meets. */
function readTreeOf(adapter: Adapter, fitting: readonly EventRule[]): ReadTree {
  let known = readTrees.get(adapter);
  if (!known) readTrees.set(adapter, (known = new Map()));
  let key = "";
  for (const rule of fitting) key += `${adapter.events.indexOf(rule)},`;
  let tree = known.get(key);
  if (!tree) {
    tree = emptyReadTree();
    for (const path of adapter.ignored) markRead(tree, path);
    for (const rule of fitting) markRule(tree, rule);
    known.set(key, tree);
  }
  return tree;
}

const readTrees = new WeakMap<Adapter, Map<string, ReadTree>>();

function markRule(tree: ReadTree, rule: EventRule): void {
  for (const path of rule.each?.from ?? []) markRead(tree, path);
  markCondition(tree, rule.when);
  if (rule.each) markCondition(tree, rule.each.where);
  markFields(tree, rule.fields);
}

function markFields(tree: ReadTree, fields: readonly FieldRule[]): void {
  for (const value of fields.flatMap((field) => field.values)) {
    markCondition(tree, value.when);
    const { source } = value;
    if (source.kind === "first") {
      markReferences(tree, source.paths);
      if (source.among) markRead(tree, source.among.list);
    }
    if (source.kind === "template")
      markReferences(
        tree,
        source.parts.filter((part) => typeof part !== "string"),
      );
    if (value.items) markFields(tree, value.items);
  }
}

function markCondition(tree: ReadTree, condition: Condition): void {
  for (const tests of condition)
    markReferences(
      tree,
      tests.map((test) => test.at),
    );
}

function markReferences(tree: ReadTree, references: readonly Reference[]): void {
  for (const reference of references) if (reference.scope === "record") markRead(tree, reference.path);
}

/** Says by the values that the rules ask for why none fits. */
function describeUnknown(adapter: Adapter, record: Record<string, unknown>): string {
  const seen = new Map<string, string>();
  for (const { at } of adapter.events.flatMap((rule) => rule.when.flat())) {
    if (at.scope !== "record" || seen.has(at.path.text)) continue;
    const value = valueAt(record, at.path);
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      seen.set(at.path.text, String(value).slice(0, 64));
  }
  if (seen.size === 0) return "a record with none of the fields by which the adapter tells events apart";
  return [...seen].map(([path, value]) => `${path} = ${JSON.stringify(value)}`).join(", ");
}
