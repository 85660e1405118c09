/** SUPPRESS: the first alert of each key, then silence for a while of event time, with a count of what was left out. */
import type { Reader, Writer } from "./codec.ts";

type Silence = { sinceMs: number; dropped: number };

export class Suppressor {
  readonly durationMs: number;
  readonly keysMax: number;
  readonly silences = new Map<string, Silence>();

  constructor(durationMs: number, keysMax: number) {
    this.durationMs = durationMs;
    this.keysMax = keysMax;
  }

  /**
   * Whether a firing of this key at this time is kept, and how many were dropped since the last one that was; undefined
   * when it is dropped. Silences that are over are forgotten two a call, so memory follows the living keys.
   */
  admit(key: string, timeMs: number): { readonly dropped: number } | undefined {
    const silence = this.silences.get(key);
    if (silence !== undefined && timeMs - silence.sinceMs < this.durationMs) {
      silence.dropped++;
      return undefined;
    }
    this.silences.delete(key);
    this.silences.set(key, { sinceMs: timeMs, dropped: 0 });
    this.#forget(timeMs);
    return { dropped: silence?.dropped ?? 0 };
  }

  save(writer: Writer): void {
    writer.list([...this.silences], ([key, silence]) => {
      writer.text(key);
      writer.number(silence.sinceMs);
      writer.count(silence.dropped);
    });
  }
  load(reader: Reader): void {
    for (const [key, silence] of reader.list(() => [reader.text(), { sinceMs: reader.number(), dropped: reader.count() }] as const))
      this.silences.set(key, silence);
  }

  // The map is in the order in which silences began, so the oldest come first. One with a count is kept for its next alert, while there is room.
  #forget(timeMs: number): void {
    let looked = 0;
    for (const [key, silence] of this.silences) {
      const over = timeMs - silence.sinceMs >= this.durationMs && silence.dropped === 0;
      if (this.silences.size > this.keysMax || over) this.silences.delete(key);
      else return;
      if (++looked >= 2) return;
    }
  }
}
