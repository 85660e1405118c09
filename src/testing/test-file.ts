/** The text of an `x.test.yaml` as data: one rule, and cases with their events and the alerts they must give. */
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { checkShape } from "../schema/shape.ts";
import { validate as validateTestFile } from "../schema/validators/test.generated.ts";
import { entryOf, type JsonObject, type JsonValue, readYaml, textOf, toJson, type YamlEntry, type YamlNode } from "../schema/yaml-file.ts";
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
/** What an expectation can say of an alert beside `at`, `event` and `evidence`. */
const alertKeys = [
  "severity",
  "category",
  "risk",
  "confidence",
  "description",
  "attack_vector",
  "user_id",
  "session_id",
  "on_absence",
  "degraded",
  "suppressed",
  "tags",
  "entities",
];

/** Reads the file; the value is undefined where its shape is wrong, for then nothing in it can be trusted to be tested. */
export function readTestFile(source: SourceFile): Result<TestFile | undefined> {
  const tree = readYaml(source);
  const problems = tree.diagnostics.length > 0 ? tree.diagnostics : checkShape(validateTestFile, tree.value);
  if (problems.length > 0) return { value: undefined, diagnostics: problems };
  const reader = new TestReader();
  const value = reader.file(tree.value, source);
  return { value, diagnostics: reader.diagnostics };
}

/** Holds the diagnostics while one file is read. Its shape is known to be right. */
class TestReader {
  readonly diagnostics: Diagnostic[] = [];

  file(node: YamlNode, source: SourceFile): TestFile {
    const rule = entryOf(node, "rule")?.value;
    const start = this.#start(entryOf(node, "start")) ?? Date.parse(defaultStart);
    const defaults = asObject(entryOf(node, "defaults")?.value);
    const names = new Set<string>();
    const cases = itemsOf(entryOf(node, "cases")?.value).map((item, index) => {
      const one = this.#case(item, index, start, defaults);
      if (names.has(one.name)) this.diagnostics.push(report.duplicateCase(one.span, { name: one.name }));
      names.add(one.name);
      return one;
    });
    return { source, rule: textOf(rule) ?? "", ruleSpan: rule?.span ?? node.span, cases };
  }

  #case(node: YamlNode, index: number, fileStart: number, fileDefaults: JsonObject): Case {
    const name = entryOf(node, "name")?.value;
    const expect = entryOf(node, "expect")?.value;
    const untilMs = durationOf(entryOf(node, "until")?.value);
    const events = this.#events(itemsOf(entryOf(node, "events")?.value));
    return {
      name: textOf(name) ?? `case ${index + 1}`,
      span: name?.span ?? startOf(node.span),
      startMs: this.#start(entryOf(node, "start")) ?? fileStart,
      defaults: [fileDefaults, asObject(entryOf(node, "defaults")?.value)],
      history: this.#history(entryOf(node, "history")?.value),
      events,
      ...(untilMs === undefined ? {} : { untilMs }),
      expect: itemsOf(expect).map((item) => this.#expected(item, events.length)),
      expectSpan: expect?.span ?? startOf(node.span),
    };
  }

  #events(items: readonly YamlNode[]): CaseEvent[] {
    let atMs = 0;
    return items.map((item) => {
      // Without `at` an event comes at the time of the one before it.
      atMs = durationOf(entryOf(item, "at")?.value) ?? atMs;
      return { atMs, fields: withoutAt(item), span: startOf(item.span) };
    });
  }

  /** `repeat` events, `every` so long, the last of them `before` the start (else one `every` before it). */
  #history(node: YamlNode | undefined): CaseEvent[] {
    const events: CaseEvent[] = [];
    for (const part of node?.kind === "list" ? node.items : node ? [node] : []) {
      const repeat = numberOf(entryOf(part, "repeat")?.value) ?? 1;
      const every = durationOf(entryOf(part, "every")?.value) ?? 0;
      const before = durationOf(entryOf(part, "before")?.value) ?? every;
      const one = entryOf(part, "event")?.value;
      const items = [...(one ? [one] : []), ...itemsOf(entryOf(part, "events")?.value)];
      if (repeat * items.length + events.length > eventsMax) {
        this.diagnostics.push(report.tooManyEvents(startOf(part.span), { limit: eventsMax }));
        continue;
      }
      for (let index = repeat - 1; index >= 0; index--) {
        for (const event of this.#events(items)) events.push({ ...event, atMs: event.atMs - before - index * every });
      }
    }
    // Several histories are one past.
    return events.sort((a, b) => a.atMs - b.atMs);
  }

  #expected(node: YamlNode, eventCount: number): ExpectedAlert {
    const atMs = durationOf(entryOf(node, "at")?.value);
    const event = entryOf(node, "event")?.value;
    const evidence = entryOf(node, "evidence")?.value;
    const numbers = (value: YamlNode): number[] => this.#eventNumbers(value, eventCount);
    const [number] = event ? numbers(event) : [];
    return {
      span: node.span,
      ...(atMs === undefined ? {} : { atMs }),
      ...(number === undefined ? {} : { event: number }),
      evidence: new Map(
        evidence?.kind === "map" ? Array.from(evidence.entries.values(), (entry) => [entry.key, numbers(entry.value)]) : [],
      ),
      fields: new Map(
        alertKeys.flatMap((key): [string, JsonValue][] => {
          const entry = entryOf(node, key);
          return entry ? [[key, toJson(entry.value)]] : [];
        }),
      ),
    };
  }

  #eventNumbers(node: YamlNode, eventCount: number): number[] {
    return (node.kind === "list" ? node.items : [node]).flatMap((item) => {
      const number = numberOf(item) ?? -1;
      if (number >= 0 && number < eventCount) return number;
      this.diagnostics.push(report.noSuchEvent(item.span, { text: String(number), count: eventCount }));
      return [];
    });
  }

  #start(entry: YamlEntry | undefined): number | undefined {
    if (!entry) return undefined;
    const text = textOf(entry.value) ?? "";
    const ms = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text) ? Date.parse(text) : Number.NaN;
    if (!Number.isNaN(ms)) return ms;
    this.diagnostics.push(report.wrongTime(entry.value.span, { text }));
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

function durationOf(node: YamlNode | undefined): number | undefined {
  return node?.kind === "scalar" ? readDuration(node.value) : undefined;
}

function numberOf(node: YamlNode | undefined): number | undefined {
  return node?.kind === "scalar" && typeof node.value === "number" ? node.value : undefined;
}

function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === "list" ? node.items : [];
}

function withoutAt(node: YamlNode): JsonObject {
  const { at: _, ...fields } = asObject(node);
  return fields;
}

function asObject(node: YamlNode | undefined): JsonObject {
  return node?.kind === "map" ? (toJson(node) as JsonObject) : {}; // the JSON of a map is an object
}

/** The first character of a node, for a message about all of it: a whole case underlined says nothing. */
function startOf(span: Span): Span {
  return { ...span, end: Math.min(span.end, span.start + 1) };
}
