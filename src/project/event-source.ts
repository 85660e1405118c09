/** From lines of telemetry to events: read, adapted, given their context; what could not be read is counted in exactly one bucket. */
import { adapt } from "../adapt/adapt.ts";
import type { Adapter } from "../adapt/adapter.ts";
import { layUnder } from "../adapt/lay-under.ts";
import { type Reject, readJsonLine } from "../runtime/json.ts";
import { readPath } from "../runtime/read.ts";
import type { Value, ValueRecord } from "../runtime/value.ts";
import type { Line, SightedLine, TextLine } from "./event-stream.ts";

/** Laid under events: under every one, and under those in which a path has a value, as `by["user.id"]["u-1"]`. */
export type EventContext = {
  readonly all: ValueRecord;
  readonly by: readonly { readonly path: readonly string[]; readonly values: ReadonlyMap<string, ValueRecord> }[];
};

export type RejectBucket = Reject | "unknown_record";

/** The first lines of a bucket are kept, all are counted. */
export type Rejects = { count: number; readonly first: { readonly source: string; readonly line: number; readonly message: string }[] };
const firstMax = 10;
const namesMax = 1000;

export class EventSource {
  readonly rejects = new Map<RejectBucket, Rejects>();
  /** Fields of foreign records that nothing was made of, with how many records had them. */
  readonly unmapped = new Map<string, number>();
  /** Losses that did not cost the event: repeated keys, numbers out of range, bytes that are no UTF-8. */
  readonly flags = new Map<string, number>();
  lines = 0;
  events = 0;
  /** Records that the adapter leaves out on purpose. */
  skipped = 0;
  readonly #adapter: Adapter | undefined;
  readonly #context: EventContext | undefined;

  constructor(adapter: Adapter | undefined, context: EventContext | undefined) {
    this.#adapter = adapter;
    this.#context = context;
  }

  get rejected(): number {
    let sum = 0;
    for (const bucket of this.rejects.values()) sum += bucket.count;
    return sum;
  }

  /** The events of one line; none where it was rejected or skipped. Linear in the line. */
  read(line: Line, source: string): readonly ValueRecord[] {
    this.lines++;
    if (line.kind === "oversize") {
      this.#reject("oversize", source, line.number, `${line.bytes} bytes from offset ${line.offset}, sha256 ${line.sha256}`);
      return [];
    }
    const read = readJsonLine(line.text);
    if ("reject" in read) {
      this.#reject(read.reject, source, line.number, read.message);
      return [];
    }
    if (line.replaced) count(this.flags, "invalid_utf8");
    for (const flag of read.flags) count(this.flags, String(flag));
    const events = this.#adapter ? this.#adapted(this.#adapter, read.event, source, line.number) : [read.event];
    this.events += events.length;
    return this.#withContext(events);
  }

  /**
   * The events of a line of which there is nothing else to tell: it was read without a loss, and something was made of all that it has. Undefined for any
   * other line, and nothing is counted.
   */
  plainEvents(line: TextLine): { readonly events: readonly ValueRecord[]; readonly skipped: number } | undefined {
    const read = line.replaced ? undefined : readJsonLine(line.text);
    if (read === undefined || "reject" in read || read.flags.length > 0) return undefined;
    const made = this.#adapter ? adapt(this.#adapter, read.event) : { events: [read.event], skipped: 0, unmapped: [], unknown: [] };
    if (made.unmapped.length > 0 || made.unknown.length > 0) return undefined;
    return { events: this.#withContext(made.events as readonly ValueRecord[]), skipped: made.skipped }; // as in `adapted`
  }

  /** The events of a line that was looked at ahead of its turn, wherever that was. */
  sightedEvents(line: TextLine, { isPlain }: SightedLine): readonly ValueRecord[] {
    if (!isPlain) return this.plainEvents(line)?.events ?? [];
    return [JSON.parse(line.text) as ValueRecord]; // what the bytes told
  }

  /** Counts a line that was read elsewhere. */
  count({ sightings, skipped }: SightedLine): void {
    this.lines++;
    this.events += sightings.length;
    this.skipped += skipped;
  }

  #withContext(events: readonly ValueRecord[]): readonly ValueRecord[] {
    const context = this.#context;
    return context ? events.map((event) => laidOver(event, context)) : events;
  }

  #adapted(adapter: Adapter, record: ValueRecord, source: string, line: number): readonly ValueRecord[] {
    const made = adapt(adapter, record);
    this.skipped += made.skipped;
    for (const name of made.unmapped) if (this.unmapped.size < namesMax || this.unmapped.has(name)) count(this.unmapped, name);
    for (const description of made.unknown) this.#reject("unknown_record", source, line, description);
    return made.events as readonly ValueRecord[]; // values are passed on from the record, or are constants of the adapter
  }

  #reject(bucket: RejectBucket, source: string, line: number, message: string): void {
    const known = this.rejects.get(bucket) ?? { count: 0, first: [] };
    this.rejects.set(bucket, known);
    known.count++;
    if (known.first.length < firstMax) known.first.push({ source, line, message });
  }
}

function laidOver(event: ValueRecord, context: EventContext): ValueRecord {
  let joined = event;
  // What is known of one user weighs more than what is known of all, so it is laid first.
  for (const { path, values } of context.by) {
    const more = values.get(keyText(readPath(event, path)));
    if (more) joined = layUnder(joined, more);
  }
  return layUnder(joined, context.all);
}

function keyText(value: Value): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
