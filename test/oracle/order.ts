/** Event-time order (language.md §7 "Order"): what comes behind the watermark, and which events stand outside the order. */
import { ExactInteger, type Value, type ValueRecord } from "../../src/runtime/value.ts";
import { readTime } from "./reading.ts";
import { keyText } from "./values.ts";

export type Arrival = { readonly event: ValueRecord; readonly source?: string; readonly partition?: number; readonly offset?: number };
export type OrderOptions = { readonly mode: "stream" | "inline"; readonly latenessMs: number };

/** What the engine sees, one after the other. `stateless`: late or untimed, so that no state may see the event. */
export type Moment =
  | {
      readonly kind: "event";
      readonly event: ValueRecord;
      readonly arrival: number;
      readonly timeMs: number | undefined;
      readonly stateless: boolean;
      readonly watermarkMs: number;
    }
  | { readonly kind: "watermark"; readonly timeMs: number };

type Waiting = {
  readonly event: ValueRecord;
  readonly arrival: number;
  readonly timeMs: number;
  readonly place: readonly (number | string)[];
};

type Seen = { readonly id: string; readonly event: ValueRecord; readonly timeMs: number };

const day = 86_400_000;
const tenMinutes = 600_000;

export function takeInOrder(arrivals: readonly Arrival[], options: OrderOptions): readonly Moment[] {
  return options.mode === "inline" ? takeAsTheyCome(arrivals) : takeByTime(arrivals, options.latenessMs);
}

/** A decision is due now: arrival order is the order, and an event a little behind stands at the time that it is. */
function takeAsTheyCome(arrivals: readonly Arrival[]): readonly Moment[] {
  let clock = Number.NEGATIVE_INFINITY;
  const seen: Seen[] = [];
  return arrivals.flatMap(({ event }, arrival): readonly Moment[] => {
    const timeMs = readTime(event.timestamp);
    if (isDuplicate(event, timeMs, clock, tenMinutes, seen)) return [];
    const late = timeMs !== undefined && timeMs < clock;
    clock = Math.max(clock, timeMs ?? clock);
    return [{ kind: "event", event, arrival, timeMs, stateless: timeMs === undefined || late, watermarkMs: clock }];
  });
}

function takeByTime(arrivals: readonly Arrival[], latenessMs: number): readonly Moment[] {
  const moments: Moment[] = [];
  const largest = new Map<string, number>();
  const doubtful = new Map<string, { readonly timeMs: number; readonly id: Value }>();
  let watermarkMs = Number.NEGATIVE_INFINITY;
  let waiting: Waiting[] = [];
  const seen: Seen[] = [];
  const release = (until: number): void => {
    const ready = waiting.filter((one) => one.timeMs < until).sort(byPlace);
    waiting = waiting.filter((one) => one.timeMs >= until);
    for (const { event, arrival, timeMs } of ready) moments.push({ kind: "event", event, arrival, timeMs, stateless: false, watermarkMs });
  };
  for (const [arrival, { event, source, partition, offset }] of arrivals.entries()) {
    const timeMs = readTime(event.timestamp);
    if (isDuplicate(event, timeMs, watermarkMs, Math.max(latenessMs, tenMinutes), seen)) continue;
    const own = source ?? (typeof event.source === "string" ? event.source : "");
    const clock = JSON.stringify([own, partition ?? 0]);
    const before = largest.get(clock);
    const outside = (): void => void moments.push({ kind: "event", event, arrival, timeMs, stateless: true, watermarkMs });
    if (timeMs === undefined) {
      outside();
      continue;
    }
    // One event from the future moves nothing; a second one near it, of another id, does.
    const basis = before === undefined ? watermarkMs : before - latenessMs;
    if (Number.isFinite(basis) && timeMs > basis + day) {
      const first = doubtful.get(clock);
      doubtful.set(clock, { timeMs, id: event.event_id });
      if (!first || Math.abs(first.timeMs - timeMs) > day || (first.id !== undefined && first.id === event.event_id)) {
        outside();
        continue;
      }
    }
    const late = timeMs < watermarkMs;
    largest.set(clock, Math.max(before ?? timeMs, timeMs));
    watermarkMs = Math.max(watermarkMs, Math.min(...largest.values()) - latenessMs);
    if (late) outside();
    else {
      const sequence = typeof event.sequence === "number" ? event.sequence : Number.NEGATIVE_INFINITY;
      waiting.push({ event, arrival, timeMs, place: [timeMs, sequence, own, partition ?? 0, offset ?? arrival] });
    }
    release(watermarkMs);
    moments.push({ kind: "watermark", timeMs: watermarkMs });
  }
  // The end of the input is not time passing: what waits is judged, and no deadline fires.
  release(Number.POSITIVE_INFINITY);
  return moments;
}

function byPlace(a: Waiting, b: Waiting): number {
  for (const [index, part] of a.place.entries()) {
    const other = b.place[index] ?? "";
    if (part !== other) return part < other ? -1 : 1;
  }
  return 0;
}

/** The same id with the same content, not long ago. */
function isDuplicate(event: ValueRecord, timeMs: number | undefined, nowMs: number, memoryMs: number, seen: Seen[]): boolean {
  const id = event.event_id;
  if (typeof id !== "string" && typeof id !== "number" && !(id instanceof ExactInteger)) return false;
  const idText = keyText([id]) ?? "";
  const known = seen.some(
    (other) => other.id === idText && keyText([other.event]) === keyText([event]) && !(other.timeMs < nowMs - memoryMs),
  );
  if (!known) seen.push({ id: idText, event, timeMs: timeMs ?? nowMs });
  return known;
}
