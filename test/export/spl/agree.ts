/** Evaluator and exported search on the same events: which of them each finds. */
import { exportTo } from "../../../src/aidr.ts";
import { detect } from "../../../src/detect/detect.ts";
import type { ExportOptions, Outcome, Schedule, Written } from "../../../src/export/outcome.ts";
import { hostIn, hostName } from "../../../src/runtime/domain.ts";
import type { ValueRecord } from "../../../src/runtime/value.ts";
import type { Mapping } from "../../../src/schema/mapping.ts";
import type { Json, JsonRecord } from "../carried.ts";
import { carried } from "../carried.ts";
import { closingId, closingMs } from "../evaluator.ts";
import { bundledMapping } from "../mapping.ts";
import type { Planned } from "../pack.ts";
import type { Reading, Row, Single, Value } from "./expression.ts";
import type { Parsed } from "./parse-spl.ts";
import { parseSpl } from "./parse-spl.ts";
import { runParsed } from "./run-spl.ts";

export const plainOptions: ExportOptions = { broader: false, entity: false, folding: "plain" };
export const splunk = bundledMapping("splunk-json");

/** What the documentation leaves open, both ways. */
export const readings: readonly Reading[] = [
  { literalsAreNumbers: true, missingIsFalse: false, sortKeepsOrder: true },
  { literalsAreNumbers: false, missingIsFalse: true, sortKeepsOrder: false },
];

export function exported({ plan, rule }: Planned, options: Partial<ExportOptions> = {}, mapping: Mapping = splunk): Outcome {
  return exportTo("spl", { plan, rule, mapping, options: { ...plainOptions, ...options } });
}

export type Stream = { readonly events: readonly JsonRecord[]; readonly rows: readonly Row[] };

/** The events as the mapping carries them, and what the assumptions of the export promise of them. */
export function streamOf(events: readonly JsonRecord[], written: Written, mapping: Mapping = splunk): Stream {
  const promised = promisesOf(written);
  const kept = events.flatMap((event) => carried(flat(promised(event) as JsonRecord, mapping), mapping) ?? []); // a record stays one
  return { events: kept.map(({ event }) => event), rows: kept.map(({ row, place }) => rowOf(row, place.source, mapping)).reverse() };
}

/** An object where a mapping has values of one kind (`scores.*: number`) is of another kind, and is not stored. */
function flat(event: JsonRecord, mapping: Mapping): JsonRecord {
  const holders = [...mapping.fields.keys()].flatMap((path) => (path.endsWith(".*") ? [path.slice(0, -2).split(".")] : []));
  return holders.reduce((one, path) => withoutRecords(one, path) as JsonRecord, event); // a record stays one
}
function withoutRecords(value: Json, [key, ...rest]: readonly string[]): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  if (key === undefined) return Object.fromEntries(entries.filter(([, inner]) => typeof inner !== "object" || Array.isArray(inner)));
  return Object.fromEntries(entries.map(([name, inner]) => [name, name === key ? withoutRecords(inner, rest) : inner]));
}

function promisesOf({ assumptions }: Written): (value: Json) => Json {
  const has = (kind: string) => assumptions.some((one) => one.kind === kind);
  const texts: ((text: string) => string)[] = [];
  if (has("ascii-fold")) texts.push((text) => text.replace(/[\u017f\u212a]/g, "x"));
  if (has("plain-addresses")) texts.push((text) => (/^\[?::ffff:/i.test(text) || /^(0+:)+ffff:/i.test(text) ? "8.8.4.4" : text));
  if (has("plain-hosts")) texts.push(plainHost);
  const rounded = assumptions.some((one) => one.kind === "cap" && one.what.startsWith("decimal places"));
  const staysFinite = has("finite");
  const kept = (number: number): number => {
    // Whatever is computed of numbers of this size is finite.
    if (staysFinite && number !== 0 && !(Math.abs(number) > 1e-6 && Math.abs(number) < 1e8)) return 7;
    return rounded ? Math.round(number * 1e9) / 1e9 : number;
  };
  const promised = (value: Json): Json => {
    if (typeof value === "string") return texts.reduce((text, change) => change(text), value);
    if (typeof value === "number") return kept(value);
    if (Array.isArray(value)) return value.map(promised);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, promised(inner)]));
  };
  return promised;
}

function plainHost(text: string): string {
  const plain = text.replace(/[^\x20-\x24\x26-\x7e]/g, "");
  const host = hostIn(plain);
  return host !== undefined && (host.includes(":") || hostName(host) !== host || /^[0-9.]+$/.test(host)) ? "x" : plain;
}

/** What Splunk's extraction of JSON gives: texts; an array as one field of several values; the members of objects of an array by their own names. */
function rowOf(columns: ReadonlyMap<string, Json>, index: string, mapping: Mapping): Row {
  const row = new Map<string, Value>([["index", index]]);
  for (const [name, value] of columns) {
    if (name === mapping.time) {
      const ms = Number(value);
      row.set(name, `${Math.floor(ms / 1000)}.${String(ms - Math.floor(ms / 1000) * 1000).padStart(3, "0")}`);
    } else extracted(row, name, value);
  }
  return row;
}

function extracted(row: Map<string, Value>, name: string, value: Json): void {
  if (value === null) return;
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) {
      if (typeof item === "object" && item !== null && !Array.isArray(item)) {
        for (const [key, inner] of Object.entries(item)) if (typeof inner !== "object") put(row, `${name}.${key}`, String(inner));
      } else if (item !== null) put(row, name, String(item));
    }
  } else if (typeof value === "object") for (const [key, inner] of Object.entries(value)) extracted(row, `${name}.${key}`, inner);
  else row.set(name, String(value));
}

function put(row: Map<string, Value>, name: string, value: Single): void {
  const known = row.get(name);
  row.set(name, known === undefined || known === null ? value : Array.isArray(known) ? [...known, value] : [known as Single, value]); // no array
}

/** Ids of the events on which the rule fires, when time has gone on to `untilMs`; two events say so, for one alone is not believed. SUPPRESS does not count. */
export function firedIds({ plan, rule }: Planned, events: readonly JsonRecord[], untilMs = closingMs): readonly string[] {
  const { suppress: _, ...bare } = rule;
  const detector = detect({ ...plan, rules: [bare] }, { latenessMs: 0, textOf: () => "" });
  const closing = ["", "-2"].map((suffix) => ({
    event_id: `${closingId}${suffix}`,
    event_type: "session_start",
    timestamp: new Date(untilMs).toISOString(),
  }));
  // Carried events hold JSON without null.
  const alerts = [...withDays(events), ...closing].flatMap((event, offset) => detector.push(event as ValueRecord, { offset }));
  const fired = new Set([...alerts, ...detector.flush()].map((alert) => alert.event_ids[0] ?? ""));
  return [...fired].filter((id) => !id.startsWith(closingId)).sort();
}

const dayMs = 86_400_000;

/** With an event of no interest on every day, for a lone one more than a day ahead is not believed either. */
function withDays(events: readonly JsonRecord[]): readonly JsonRecord[] {
  let lastMs = Number.NaN;
  return events.flatMap((event, at) => {
    const timeMs = Date.parse(String(event["timestamp"]));
    const between: JsonRecord[] = [];
    for (let ms = lastMs + dayMs / 2; ms < timeMs; ms += dayMs / 2)
      between.push({
        event_id: `${closingId}-${at}-${between.length}`,
        event_type: "session_start",
        timestamp: new Date(ms).toISOString(),
      });
    lastMs = timeMs;
    return [...between, event];
  });
}

/** Ids of the events that the search answers with, at a time when everything has come in. */
export function foundIds(
  parsed: Parsed,
  rows: readonly Row[],
  reading: Reading,
  written: Written,
  mapping: Mapping = splunk,
): readonly string[] {
  const nowMs = closingMs + 4000 * dayMs + mapping.lateMs;
  return idsOf(runParsed(parsed, rows, { nowMs, reading, lookups: lookupsOf(written) }), mapping);
}

function idsOf(answer: readonly Row[], mapping: Mapping): readonly string[] {
  return answer.map((row) => String(row.get(mapping.id))).sort();
}

function lookupsOf({ lookups }: Written): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    lookups.flatMap(({ name, columns, rows }) =>
      columns.map((column, at) => [`${name}/${column}`, new Set(rows.map((row) => row[at] ?? ""))] as const),
    ),
  );
}

/** Ids that the runs of a scheduled search find together, each run with what has come by then and what its look-back reaches. */
export function scheduledIds(
  parsed: Parsed,
  rows: readonly Row[],
  reading: Reading,
  written: Written,
  schedule: Schedule,
  firstMs: number,
  lastMs: number,
): readonly string[] {
  const found: string[] = [];
  const timeOf = (row: Row) => Math.round(Number(row.get("_time")) * 1000);
  const period = written.lookBackMs + schedule.everyMs + schedule.lateMs;
  // Each run starts somewhere in its period.
  const jitterMs = (run: number) => Math.floor((((run * 7_919) % 100) / 100) * schedule.everyMs);
  const firstRun = Math.floor(firstMs / schedule.everyMs);
  for (let run = firstRun; run * schedule.everyMs <= lastMs; run++) {
    const nowMs = run * schedule.everyMs + jitterMs(run);
    const read = rows.filter((row) => timeOf(row) <= nowMs && timeOf(row) > nowMs - period);
    found.push(...idsOf(runParsed(parsed, read, { nowMs, reading, lookups: lookupsOf(written) }), splunk));
  }
  return found.sort();
}

export type Compared = {
  /** How many events the evaluator fires on. */
  readonly fired: number;
  /** What is wrong with the answers; absent where they agree as the outcome promises, under every reading of Splunk. */
  readonly wrong?: string;
};

const parsedTexts = new Map<string, Parsed>();

/** Each text is read once. */
function parsedOnce(text: string): Parsed {
  const parsed = parsedTexts.get(text) ?? parseSpl(text);
  parsedTexts.set(text, parsed);
  return parsed;
}

export function compared(
  planned: Planned,
  written: Written,
  events: readonly JsonRecord[],
  text: string = written.text,
  mapping: Mapping = splunk,
): Compared {
  const stream = streamOf(events, written, mapping);
  const fired = firedIds(planned, stream.events);
  for (const reading of readings) {
    const found = foundIds(parsedOnce(text), stream.rows, reading, written, mapping);
    const agrees = written.kind === "broader" ? fired.every((one) => found.includes(one)) : fired.join() === found.join();
    if (agrees) continue;
    const shown = stream.events.map((event) => JSON.stringify(event)).join("\n");
    const said = `fired ${fired.join(", ")}\nfound ${found.join(", ")}`;
    return { fired: fired.length, wrong: `${planned.rule.id} under ${JSON.stringify(reading)}\n${text}\n${said}\n${shown}` };
  }
  return { fired: fired.length };
}

/** What is wrong with the answers; undefined where nothing is. */
export function disagreement(...asked: Parameters<typeof compared>): string | undefined {
  return compared(...asked).wrong;
}
