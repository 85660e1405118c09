/** The text of an `x.test.yaml` as data: one rule, and cases with their events and the alerts they must give. */
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { entryOf, type JsonObject, type JsonValue, readYaml, toJson, type YamlEntry, type YamlNode } from "../schema/yaml-file.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import { report } from "./diagnostics.ts";

export type TestFile = { readonly source: SourceFile; readonly rule: string; readonly ruleSpan: Span; readonly cases: readonly Case[] };

export type Case = {
  readonly name: string;
  /** The name, or the whole case where it has none. */
  readonly span: Span;
  /** Virtual time of `at: 0s`, in milliseconds. */
  readonly startMs: number;
  /** Laid under every event: the file's, then the case's. */
  readonly defaults: readonly JsonObject[];
  /** Earlier events, each with its time before the start (negative). */
  readonly history: readonly CaseEvent[];
  readonly events: readonly CaseEvent[];
  /** Time goes on to here after the last event, so that deadlines pass. */
  readonly untilMs?: number;
  readonly expect: readonly ExpectedAlert[];
  readonly expectSpan: Span;
};

/** `fields` has no `at`; times are relative to the case's start. */
export type CaseEvent = { readonly atMs: number; readonly fields: JsonObject; readonly span: Span };

export type ExpectedAlert = {
  readonly span: Span;
  readonly atMs?: number;
  /** Number of the completing event. */
  readonly event?: number;
  /** Step, or any word, to the number of an event that the alert must rest on. */
  readonly evidence: ReadonlyMap<string, readonly number[]>;
  /** Fields of the alert that must be equal: severity, category, risk and the like. */
  readonly fields: ReadonlyMap<string, JsonValue>;
};

/** A Monday noon, UTC, in the middle of a month: what a case starts at that names no time. */
export const defaultStart = "2026-01-12T12:00:00Z";
const eventsMax = 200_000;
const fileKeys = ["$schema", "rule", "start", "defaults", "cases"];
const caseKeys = ["name", "start", "defaults", "history", "events", "until", "expect"];
const historyKeys = ["repeat", "every", "event", "events", "before"];
/** What an expectation can say of an alert beside `at`, `event` and `evidence`. */
export const alertKeys = ["severity", "category", "risk", "confidence", "description", "attack_vector", "user_id", "session_id", "on_absence", "degraded", "suppressed", "tags", "entities"];

/** Reads the file; the value is undefined where it cannot be run at all. */
export function readTestFile(source: SourceFile): Result<TestFile | undefined> {
  const tree = readYaml(source);
  if (tree.diagnostics.length > 0) return { value: undefined, diagnostics: tree.diagnostics };
  const reader = new TestReader();
  const value = reader.file(tree.value, source);
  return { value, diagnostics: reader.diagnostics };
}

/** Holds the diagnostics while one file is read. */
class TestReader {
  readonly diagnostics: Diagnostic[] = [];

  file(node: YamlNode, source: SourceFile): TestFile | undefined {
    if (node.kind !== "map") return this.wrong(node.span, "a test file", "a map with `rule` and `cases`");
    this.keys(node, fileKeys, "a test file");
    const rule = entryOf(node, "rule")?.value;
    const list = entryOf(node, "cases")?.value;
    if (rule?.kind !== "scalar" || typeof rule.value !== "string") return this.wrong(rule?.span ?? startOf(node.span), "`rule`", "the id of a rule");
    if (list?.kind !== "list") return this.wrong(list?.span ?? startOf(node.span), "`cases`", "a list of cases");
    const start = this.start(entryOf(node, "start")) ?? Date.parse(defaultStart);
    const defaults = this.record(entryOf(node, "defaults"), "`defaults`");
    const names = new Set<string>();
    const cases = list.items.flatMap((item, index) => {
      const one = this.case(item, index, start, defaults);
      if (one && names.has(one.name)) this.diagnostics.push(report.duplicateCase(one.span, { name: one.name }));
      if (one) names.add(one.name);
      return one ?? [];
    });
    return { source, rule: rule.value, ruleSpan: rule.span, cases };
  }

  private case(node: YamlNode, index: number, fileStart: number, fileDefaults: JsonObject): Case | undefined {
    if (node.kind !== "map") return this.wrong(node.span, "a case", "a map with `events` and `expect`");
    this.keys(node, caseKeys, "a case");
    const nameNode = entryOf(node, "name")?.value;
    const name = nameNode?.kind === "scalar" && nameNode.value !== null ? String(nameNode.value) : `case ${index + 1}`;
    const eventsNode = entryOf(node, "events")?.value;
    const expectNode = entryOf(node, "expect")?.value;
    if (eventsNode?.kind !== "list") return this.wrong(eventsNode?.span ?? startOf(node.span), "`events`", "a list of events");
    if (!expectNode) return this.wrong(startOf(node.span), "`expect`", "`none` or a list of alerts");
    const history = entryOf(node, "history")?.value;
    const until = this.duration(entryOf(node, "until")?.value);
    const events = this.events(eventsNode.items);
    return {
      name,
      span: nameNode?.span ?? startOf(node.span),
      startMs: this.start(entryOf(node, "start")) ?? fileStart,
      defaults: [fileDefaults, this.record(entryOf(node, "defaults"), "`defaults`")],
      history: history ? this.history(history) : [],
      events,
      ...(until === undefined ? {} : { untilMs: until }),
      expect: this.expect(expectNode, events.length),
      expectSpan: expectNode.span,
    };
  }

  private events(items: readonly YamlNode[]): CaseEvent[] {
    let atMs = 0;
    return items.flatMap((item) => {
      if (item.kind !== "map") return this.wrong(item.span, "an event", "a map with `at` and the event's fields") ?? [];
      // Without `at` an event comes at the time of the one before it.
      atMs = this.duration(entryOf(item, "at")?.value) ?? atMs;
      return { atMs, fields: withoutAt(item), span: startOf(item.span) };
    });
  }

  /** `repeat` events, `every` so long, the last of them `before` the start (else one `every` before it). */
  private history(node: YamlNode): CaseEvent[] {
    const parts = node.kind === "list" ? node.items : [node];
    const events: CaseEvent[] = [];
    for (const part of parts) {
      if (part.kind !== "map") {
        this.wrong(part.span, "`history`", "a map with `repeat`, `every` and `event`, or a list of such maps");
        continue;
      }
      this.keys(part, historyKeys, "`history`");
      const repeat = this.whole(entryOf(part, "repeat")?.value) ?? 1;
      const every = this.duration(entryOf(part, "every")?.value) ?? 0;
      const before = this.duration(entryOf(part, "before")?.value) ?? every;
      const one = entryOf(part, "event")?.value;
      const several = entryOf(part, "events")?.value;
      const items = several?.kind === "list" ? several.items : one ? [one] : [];
      if (items.length === 0) this.wrong(startOf(part.span), "`history`", "given an `event` or a list of `events`");
      if (repeat * items.length + events.length > eventsMax) {
        this.diagnostics.push(report.tooManyEvents(part.span, { limit: eventsMax }));
        continue;
      }
      for (let index = repeat - 1; index >= 0; index--) {
        for (const event of this.events(items)) events.push({ ...event, atMs: event.atMs - before - index * every });
      }
    }
    // Several histories are one past.
    return events.sort((a, b) => a.atMs - b.atMs);
  }

  private expect(node: YamlNode, eventCount: number): ExpectedAlert[] {
    if (node.kind === "scalar" && node.value === "none") return [];
    if (node.kind !== "list") return this.wrong(node.span, "`expect`", "`none` or a list of alerts") ?? [];
    return node.items.flatMap((item) => {
      if (item.kind !== "map") return this.wrong(item.span, "an expected alert", "a map such as `{ at: 5m, severity: HIGH }`") ?? [];
      this.keys(item, ["at", "event", "evidence", ...alertKeys], "an expected alert");
      const atMs = this.duration(entryOf(item, "at")?.value);
      const event = entryOf(item, "event")?.value;
      const evidence = new Map<string, number[]>();
      const named = entryOf(item, "evidence")?.value;
      if (named && named.kind !== "map") this.wrong(named.span, "`evidence`", "a map from a step to the number of its event");
      if (named?.kind === "map") for (const entry of named.entries.values()) evidence.set(entry.key, this.eventNumbers(entry.value, eventCount));
      const [number] = event ? this.eventNumbers(event, eventCount) : [];
      const fields = new Map(alertKeys.flatMap((key): [string, JsonValue][] => { const entry = entryOf(item, key); return entry ? [[key, toJson(entry.value)]] : []; }));
      return { span: item.span, ...(atMs === undefined ? {} : { atMs }), ...(number === undefined ? {} : { event: number }), evidence, fields };
    });
  }

  private eventNumbers(node: YamlNode, eventCount: number): number[] {
    return (node.kind === "list" ? node.items : [node]).flatMap((item) => {
      const value = item.kind === "scalar" ? item.value : undefined;
      if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value < eventCount) return value;
      this.diagnostics.push(report.noSuchEvent(item.span, { text: String(value), count: eventCount }));
      return [];
    });
  }

  private duration(node: YamlNode | undefined): number | undefined {
    if (!node) return undefined;
    const ms = node.kind === "scalar" ? readDuration(node.value) : undefined;
    if (ms === undefined) this.diagnostics.push(report.wrongDuration(node.span, { text: node.kind === "scalar" ? String(node.value) : node.kind }));
    return ms;
  }

  private whole(node: YamlNode | undefined): number | undefined {
    if (!node) return undefined;
    if (node.kind === "scalar" && typeof node.value === "number" && Number.isInteger(node.value) && node.value >= 1) return node.value;
    return this.wrong(node.span, "`repeat`", "a whole number, 1 or more");
  }

  private start(entry: YamlEntry | undefined): number | undefined {
    if (!entry) return undefined;
    const text = entry.value.kind === "scalar" ? String(entry.value.value) : "";
    const ms = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text) ? Date.parse(text) : Number.NaN;
    if (!Number.isNaN(ms)) return ms;
    this.diagnostics.push(report.wrongTime(entry.value.span, { text }));
    return undefined;
  }

  private record(entry: YamlEntry | undefined, place: string): JsonObject {
    if (!entry) return {};
    if (entry.value.kind !== "map") return this.wrong(entry.value.span, place, "a map of fields") ?? {};
    return asObject(toJson(entry.value));
  }

  private keys(node: YamlNode, known: readonly string[], place: string): void {
    if (node.kind !== "map") return;
    for (const entry of node.entries.values()) {
      if (!known.includes(entry.key)) this.diagnostics.push(report.unknownTestKey(entry.keySpan, { key: entry.key, place }, { help: didYouMean(entry.key, known) }));
    }
  }

  private wrong(span: Span, place: string, expected: string): undefined {
    this.diagnostics.push(report.wrongTestShape(span, { place, expected }));
    return undefined;
  }
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `5m` and its like, as in a rule; `0` needs no unit, and a minus sign lies before the start. */
export function readDuration(value: unknown): number | undefined {
  if (value === 0) return 0;
  const match = typeof value === "string" ? /^(-?)(\d{1,12})(ms|s|m|h|d|w)$/.exec(value.trim()) : null;
  return match ? (match[1] === "-" ? -1 : 1) * Number(match[2]) * (unitMs[match[3] ?? ""] ?? 0) : undefined;
}

/** A duration as a person writes it, in the largest unit that divides it. */
export function showDuration(ms: number): string {
  if (ms === 0) return "0s";
  for (const [unit, size] of Object.entries(unitMs).reverse()) if (unit !== "w" && ms % size === 0) return `${ms / size}${unit}`;
  return `${ms}ms`;
}

function withoutAt(node: YamlNode): JsonObject {
  const { at: _, ...fields } = asObject(toJson(node));
  return fields;
}

function asObject(value: JsonValue): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}; // a list is excluded above, which the type of `isArray` does not say
}

/** The first character of a node, for a message about all of it: a whole case underlined says nothing. */
function startOf(span: Span): Span {
  return { ...span, end: Math.min(span.end, span.start + 1) };
}
