/** What the engine says of itself: limits that were passed, state that was dropped, input that was not seen in full. */
import type { Reader, Writer } from "./codec.ts";
import type { ValueRecord } from "./value.ts";

/** What happened; `key` and `rule` where there is one. */
export type Notice = {
  readonly kind: NoticeKind;
  readonly rule?: string;
  readonly key?: string;
  readonly source?: string;
  readonly limit?: number;
};
export type NoticeKind =
  | "work_limit"
  | "keys_evicted"
  | "key_refused"
  | "entries_dropped"
  | "values_dropped"
  | "partials_dropped"
  | "deadline_refused"
  | "order_buffer_full"
  | "id_reuse"
  | "future_time"
  | "late"
  | "untimed"
  | "action_limit";

const slotsMax = 4_096;

type Pending = { first: Notice; count: number; minute: number };

/** Gathers notices into `engine` events: at most one a kind, source and minute of event time, with a count. */
export class Notices {
  readonly counts = new Map<string, number>();
  readonly #pending = new Map<string, Pending>();

  /** Notes that something happened at a time; call `take` for the events that are due. */
  report(notice: Notice, timeMs: number): void {
    this.counts.set(notice.kind, (this.counts.get(notice.kind) ?? 0) + 1);
    const pending = this.#pendingOf(notice);
    if (pending.count === 0) pending.first = notice;
    pending.count++;
    this.#dueAt = Math.min(this.#dueAt, Number.isNaN(timeMs) ? Number.POSITIVE_INFINITY : timeMs);
  }

  // What was reported last: a flood makes the same notice over and over.
  #last: { readonly kind: NoticeKind; readonly source: string | undefined; readonly pending: Pending } | undefined;

  #pendingOf(notice: Notice): Pending {
    const { kind, source } = notice;
    if (this.#last?.kind === kind && this.#last.source === source) return this.#last.pending;
    const named = `${kind}\u0000${source ?? ""}`;
    // Sources beyond the bound are counted together: their names come from events.
    const slot = this.#pending.has(named) || this.#pending.size < slotsMax ? named : `${kind}\u0000`;
    const pending = this.#pending.get(slot) ?? { first: notice, count: 0, minute: Number.NEGATIVE_INFINITY };
    this.#pending.set(slot, pending);
    this.#last = { kind, source, pending };
    return pending;
  }

  #dueAt = Number.POSITIVE_INFINITY;

  /** `engine` events that are due at a time, oldest notice first. Constant time while there is nothing to say. */
  take(timeMs: number): readonly ValueRecord[] {
    if (!(timeMs >= this.#dueAt) || !Number.isFinite(timeMs)) return none;
    const minute = Math.floor(timeMs / 60_000);
    const events: ValueRecord[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const pending of this.#pending.values()) {
      if (pending.count === 0) continue;
      if (pending.minute >= minute) {
        next = Math.min(next, (pending.minute + 1) * 60_000);
        continue;
      }
      events.push(engineEvent(pending, timeMs));
      pending.count = 0;
      pending.minute = minute;
    }
    this.#dueAt = next;
    return events;
  }

  save(writer: Writer): void {
    writer.list([...this.counts], ([kind, count]) => {
      writer.text(kind);
      writer.count(count);
    });
    writer.list([...this.#pending], ([slot, { first, count, minute }]) => {
      writer.text(slot);
      writer.value(first);
      writer.count(count);
      writer.number(minute);
    });
    writer.number(this.#dueAt);
  }
  load(reader: Reader): void {
    for (const [kind, count] of reader.list(() => [reader.text(), reader.count()] as const)) this.counts.set(kind, count);
    for (const [slot, pending] of reader.list(
      () => [reader.text(), { first: reader.value() as Notice, count: reader.count(), minute: reader.number() }] as const,
    )) {
      this.#pending.set(slot, pending); // written by `save` from a notice
    }
    this.#dueAt = reader.number();
  }
}

const none: readonly ValueRecord[] = [];

function engineEvent({ first, count }: Pending, timeMs: number): ValueRecord {
  return {
    event_type: "engine",
    timestamp: new Date(timeMs).toISOString(),
    ...(first.source === undefined ? {} : { source: first.source }),
    engine: {
      kind: first.kind,
      ...(first.rule === undefined ? {} : { rule: first.rule }),
      ...(first.key === undefined ? {} : { key: first.key }),
      dropped: count,
      ...(first.limit === undefined ? {} : { limit: first.limit }),
    },
  };
}
