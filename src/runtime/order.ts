/** Event-time order: a watermark for each source, a buffer that releases events behind it, and the guard against false futures. */
import type { Reader, Writer } from "./codec.ts";
import { Heap } from "./heap.ts";
import { isRecord } from "./read.ts";
import type { Sighting } from "./sighting.ts";
import type { ValueRecord } from "./value.ts";

/** Where an event stood in its input; it breaks ties of time and names an event without an id. */
export type Position = { readonly source?: string; readonly partition?: number; readonly offset?: number; readonly ingestMs?: number };

/** An event with its place. */
export type Arrival = {
  readonly event: ValueRecord;
  readonly type: string;
  /** Event time in milliseconds; NaN when unreadable. In inline mode raised to the clock. */
  timeMs: number;
  /** `sequence` of the telemetry; -Infinity without. */
  readonly sequence: number;
  readonly source: string;
  readonly partition: number;
  readonly offset: number;
  readonly ingestMs: number | undefined;
  readonly id: string | undefined;
  /** Hash of the content, where the id was used for other content before. */
  contentId: string | undefined;
  /** Why no state may see it. */
  bucket: Bucket | undefined;
  /** What was found of the event beforehand; `event` then makes its object when it is read. */
  readonly sighting: Sighting | undefined;
};
export type Bucket = "late" | "untimed" | "future";

/** (timestamp, sequence, source, partition, offset): total for arrivals of one log. */
export function compareArrivals(a: Arrival, b: Arrival): number {
  return (
    a.timeMs - b.timeMs ||
    compareNumbers(a.sequence, b.sequence) ||
    (a.source < b.source ? -1 : a.source > b.source ? 1 : 0) ||
    a.partition - b.partition ||
    a.offset - b.offset
  );
}
function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Name of the clock that sources share when there are too many: no source can be called so. */
const sharedClock = "\u0000";

type Clock = {
  readonly announced: boolean;
  maxMs: number;
  ingestMs: number;
  finished: boolean;
  candidateMs: number;
  candidateId: string | undefined;
};

export type OrderOptions = {
  readonly latenessMs: number;
  /** The same where a decision is due now: an event that is no further behind stands at the time of the clock. */
  readonly inlineLatenessMs: number;
  readonly futureMs: number;
  readonly idleMs: number;
  /** Sources with a clock of their own. */
  readonly sourcesMax: number;
  /** Sources known before they speak: none of their events can be late until each has spoken. */
  readonly sources: readonly string[];
};

export class EventOrder {
  readonly #options: OrderOptions;
  readonly #clocks = new Map<string, Clock>();
  readonly #waiting = new Heap<Arrival>(compareArrivals);
  #lowest = Number.NEGATIVE_INFINITY;
  /** The least clock when all were last looked at; while it stands, a source ahead of it raises nothing. */
  #leastMs = Number.NEGATIVE_INFINITY;
  /** Time of the host at which a source that spoke then becomes idle. */
  #idleAtMs = Number.POSITIVE_INFINITY;
  #stale = true;
  /** Time of the last arrival that was taken ahead of the watermark. */
  #takenMs = Number.NEGATIVE_INFINITY;
  /** Newest time of the host: by ticks and ingest times, and by ticks alone. */
  #nowMs = Number.NEGATIVE_INFINITY;
  #tickedMs = Number.NEGATIVE_INFINITY;
  /** The very first arrival, until a second lies near it: its time could be a lie. */
  #unconfirmed: Arrival | undefined;
  #begun = false;
  #discredited = false;

  constructor(options: OrderOptions) {
    this.#options = options;
    for (const source of options.sources) this.#clocks.set(source, newClock(true));
  }

  /** No event that could still come is ordered before this time. */
  get watermarkMs(): number {
    return this.#lowest;
  }
  get size(): number {
    return this.#waiting.size;
  }

  /** Takes an arrival into the order, or names the bucket for which it stands outside. O(log waiting). */
  accept(arrival: Arrival): Bucket | undefined {
    arrival.bucket = this.#place(arrival);
    if (arrival.bucket === undefined) this.#waiting.push(arrival);
    return arrival.bucket;
  }

  /** Takes an arrival in the order of arrival (inline mode): its time is raised to the clock when it is a little behind. */
  acceptNow(arrival: Arrival): Bucket | undefined {
    const bucket = this.#classify(arrival);
    if (bucket === "future" || bucket === "untimed") arrival.bucket = bucket;
    else {
      const clock = this.#lowest;
      if (arrival.timeMs < clock - this.#options.inlineLatenessMs) arrival.bucket = "late";
      else if (arrival.timeMs < clock) arrival.timeMs = clock;
      else this.#lowest = arrival.timeMs;
    }
    return arrival.bucket;
  }

  /** The next arrival whose turn has come, or undefined. */
  next(): Arrival | undefined {
    const first = this.#waiting.peek();
    return first !== undefined && (first.timeMs < this.#lowest || first.bucket !== undefined) ? this.#waiting.pop() : undefined;
  }

  /** The next arrival before its turn, when the buffer is full: what comes before it from now on is late. */
  force(): Arrival | undefined {
    const first = this.last();
    if (first !== undefined && first.bucket === undefined && first.timeMs > this.#lowest) this.#lowest = first.timeMs;
    return first;
  }

  /** The next arrival at the end of the input. The watermark stays, for no time has passed. */
  last(): Arrival | undefined {
    const first = this.#waiting.pop();
    if (first !== undefined && first.bucket === undefined) this.#takenMs = Math.max(this.#takenMs, first.timeMs);
    return first;
  }

  /** Whether the first arrival turned out to be dated falsely since the last call: what was learned of it, and nothing else was, is void. */
  takeDiscredited(): boolean {
    const was = this.#discredited;
    this.#discredited = false;
    return was;
  }

  /** A source that will not speak again holds up nobody. */
  finish(source: string): void {
    const clock = this.#clocks.get(source);
    if (clock !== undefined) clock.finished = true;
    this.#stale = true;
    this.#raise();
  }

  /** The host's clock: silent sources become idle, and time passes without events. */
  tick(nowMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, nowMs);
    this.#tickedMs = Math.max(this.#tickedMs, nowMs);
    this.#stale = true;
    this.#raise();
  }

  save(writer: Writer): void {
    writer.list([...this.#clocks], ([name, clock]) => {
      writer.text(name);
      for (const time of [clock.maxMs, clock.ingestMs, clock.candidateMs]) writer.number(time);
      writer.flag(clock.announced);
      writer.flag(clock.finished);
      writer.optionalText(clock.candidateId);
    });
    for (const time of [this.#lowest, this.#takenMs, this.#nowMs, this.#tickedMs]) writer.number(time);
    writer.flag(this.#begun);
    writer.flag(this.#unconfirmed !== undefined);
    if (this.#unconfirmed !== undefined) saveArrival(writer, this.#unconfirmed);
    writer.list(this.#waiting.sorted(), (arrival) => saveArrival(writer, arrival));
  }

  load(reader: Reader): void {
    for (const [name, clock] of reader.list(() => [reader.text(), loadClock(reader)] as const)) this.#clocks.set(name, clock);
    // A source that was finished and is announced again has more to say.
    for (const source of this.#options.sources) this.#clockNamed(source).finished = false;
    this.#lowest = reader.number();
    this.#takenMs = reader.number();
    this.#nowMs = reader.number();
    this.#tickedMs = reader.number();
    this.#begun = reader.flag();
    this.#unconfirmed = reader.flag() ? loadArrival(reader) : undefined;
    for (const arrival of reader.list(() => loadArrival(reader))) {
      // The first arrival may wait as well: it is one and the same.
      const first = this.#unconfirmed;
      this.#waiting.push(first !== undefined && compareArrivals(first, arrival) === 0 ? first : arrival);
    }
  }

  #place(arrival: Arrival): Bucket | undefined {
    const bucket = this.#classify(arrival);
    if (bucket !== undefined) return bucket;
    const before = Math.max(this.#lowest, this.#takenMs);
    this.#raise();
    return arrival.timeMs < before ? "late" : undefined;
  }

  /** Moves the clock of the arrival's source, or finds the time unreadable or not to be believed. */
  #classify(arrival: Arrival): "untimed" | "future" | undefined {
    const time = arrival.timeMs;
    if (Number.isNaN(time)) return "untimed";
    const clock = this.#clockOf(arrival);
    if (arrival.ingestMs !== undefined) {
      clock.ingestMs = Math.max(clock.ingestMs, arrival.ingestMs);
      this.#nowMs = Math.max(this.#nowMs, arrival.ingestMs);
    }
    if (!this.#begun) {
      this.#begun = true;
      if (arrival.ingestMs === undefined) this.#unconfirmed = arrival;
    } else if (!this.#believes(arrival, clock)) return "future";
    if (!(clock.maxMs > this.#leastMs)) this.#stale = true;
    clock.maxMs = Math.max(clock.maxMs, arrival.ingestMs === undefined ? time : Math.min(time, arrival.ingestMs));
    return undefined;
  }

  #believes(arrival: Arrival, clock: Clock): boolean {
    const { futureMs, latenessMs } = this.#options;
    const time = arrival.timeMs;
    const first = this.#unconfirmed;
    // The same event again confirms nothing.
    const confirms = first !== undefined && (arrival.id === undefined || arrival.id !== first.id);
    if (first !== undefined && confirms && time < first.timeMs - futureMs) {
      first.bucket = "future";
      this.#unconfirmed = undefined;
      this.#discredited = true;
      this.#lowest = Number.NEGATIVE_INFINITY;
      this.#stale = true;
      for (const other of this.#clocks.values()) other.maxMs = Number.NEGATIVE_INFINITY;
      return true;
    }
    if (arrival.ingestMs !== undefined && time <= arrival.ingestMs) return true;
    const known = Number.isFinite(clock.maxMs) ? clock.maxMs - latenessMs : this.#lowest;
    const basis = Number.isFinite(known) ? known : (first?.timeMs ?? known);
    if (!Number.isFinite(basis) || time <= basis + futureMs) {
      if (confirms) this.#unconfirmed = undefined;
      return true;
    }
    const confirmed = Math.abs(time - clock.candidateMs) <= futureMs && (arrival.id === undefined || arrival.id !== clock.candidateId);
    clock.candidateMs = time;
    clock.candidateId = arrival.id;
    return confirmed;
  }

  #clockOf(arrival: Arrival): Clock {
    return this.#clockNamed(arrival.partition === 0 ? arrival.source : `${arrival.source}\u0000${arrival.partition}`);
  }

  #clockNamed(name: string): Clock {
    const known = this.#clocks.get(name) ?? (this.#clocks.size >= this.#options.sourcesMax ? this.#clocks.get(sharedClock) : undefined);
    if (known !== undefined) return known;
    const clock = newClock(false);
    this.#clocks.set(this.#clocks.size >= this.#options.sourcesMax ? sharedClock : name, clock);
    return clock;
  }

  /** The least watermark of the sources that are neither finished nor idle; it never goes back. O(sources), but constant where the least one is another's. */
  #raise(): void {
    if (!this.#stale && this.#nowMs <= this.#idleAtMs) return;
    this.#stale = false;
    const { latenessMs, idleMs } = this.#options;
    let least = Number.POSITIVE_INFINITY;
    let most = this.#tickedMs;
    this.#idleAtMs = Number.POSITIVE_INFINITY;
    for (const clock of this.#clocks.values()) {
      most = Math.max(most, clock.maxMs);
      const isStamped = Number.isFinite(clock.ingestMs);
      // A source of which nothing was believed yet holds up nobody, unless it was announced.
      if (!clock.announced && !Number.isFinite(clock.maxMs)) continue;
      if (clock.finished || (isStamped && clock.ingestMs < this.#nowMs - idleMs)) continue;
      if (isStamped) this.#idleAtMs = Math.min(this.#idleAtMs, clock.ingestMs + idleMs);
      // Where ingest times are unknown, the host's clock says up to when events have come.
      least = Math.min(least, isStamped ? clock.maxMs : Math.max(clock.maxMs, this.#tickedMs));
    }
    this.#leastMs = least;
    // When no source will speak, time is as far as the farthest.
    this.#lowest = Math.max(this.#lowest, Math.min(least, most) - latenessMs);
  }
}

function saveArrival(writer: Writer, arrival: Arrival): void {
  writer.value(arrival.event);
  writer.text(arrival.type);
  writer.text(arrival.source);
  for (const number of [arrival.timeMs, arrival.sequence, arrival.partition, arrival.offset, arrival.ingestMs ?? Number.NaN])
    writer.number(number);
  for (const text of [arrival.id, arrival.contentId, arrival.bucket]) writer.optionalText(text);
}

function loadArrival(reader: Reader): Arrival {
  const event = reader.value();
  const [type, source] = [reader.text(), reader.text()];
  const [timeMs, sequence, partition, offset, ingestMs] = [
    reader.number(),
    reader.number(),
    reader.number(),
    reader.number(),
    reader.number(),
  ];
  const [id, contentId, bucket] = [reader.optionalText(), reader.optionalText(), reader.optionalText()];
  return {
    event: isRecord(event) ? event : {},
    type,
    timeMs,
    sequence,
    source,
    partition,
    offset,
    ingestMs: Number.isNaN(ingestMs) ? undefined : ingestMs,
    id,
    contentId,
    bucket: bucket === "late" || bucket === "untimed" || bucket === "future" ? bucket : undefined,
    sighting: undefined,
  };
}

function loadClock(reader: Reader): Clock {
  const [maxMs, ingestMs, candidateMs] = [reader.number(), reader.number(), reader.number()];
  return { maxMs, ingestMs, candidateMs, announced: reader.flag(), finished: reader.flag(), candidateId: reader.optionalText() };
}

function newClock(announced: boolean): Clock {
  return {
    announced,
    maxMs: Number.NEGATIVE_INFINITY,
    ingestMs: Number.NEGATIVE_INFINITY,
    finished: false,
    candidateMs: Number.NaN,
    candidateId: undefined,
  };
}
