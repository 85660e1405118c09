/** What can be known of an event from the bytes of its line: no object is made of one that concerns nobody. */
import { usualTimestamp } from "../instant.ts";
import { asTimestamp, nearest } from "../read.ts";
import type { LineSight, Sighting } from "../sighting.ts";
import type { Value } from "../value.ts";
import type { Wakes } from "../wake.ts";
import { LineLook, PathList, planOf } from "./line-look.ts";
import { type LineReader, openLineReader, rawKind } from "./line-reader.ts";

const noNumbers = new Int32Array(0);
const noFirings: Sighting["firings"] = [];

/** Looks at lines for those who wake; contents are hashed with the key. Undefined where bytes cannot be looked at. */
export function openLineSight(rules: Wakes, learners: Wakes, key: number): LineSight | undefined {
  const paths = new PathList();
  const own = ["event_type", "event_id", "timestamp", "source", "sequence"].map((name) => paths.numberOf([name]));
  const plans = [rules, learners].map(({ readings }) => readings.map((reading) => planOf(reading, paths)));
  const line = openLineReader(paths.paths, key);
  return line && new BytesSight(line, own, [rules, new LineLook(line, plans[0] ?? [])], [learners, new LineLook(line, plans[1] ?? [])]);
}

type Watch = readonly [Wakes, LineLook];

class BytesSight implements LineSight {
  readonly #line: LineReader;
  readonly #own: readonly number[];
  readonly #rules: Watch;
  readonly #learners: Watch;

  constructor(line: LineReader, own: readonly number[], rules: Watch, learners: Watch) {
    this.#line = line;
    this.#own = own;
    this.#rules = rules;
    this.#learners = learners;
  }

  load(chunk: Uint8Array): void {
    this.#line.load(chunk);
  }

  sight(start: number, end: number): Sighting | undefined {
    const line = this.#line;
    if (!line.read(start, end)) return undefined;
    const [typeSlot = 0, idSlot = 0, timeSlot = 0, sourceSlot = 0, sequenceSlot = 0] = this.#own;
    const type = this.#textIn(typeSlot);
    const rules = woken(this.#rules, type);
    const learners = rules && woken(this.#learners, type);
    if (rules === undefined || learners === undefined) return undefined;
    for (let at = 0; at < rules.length; at++) rules[at] = 2 * (rules[at] ?? 0);
    const id = this.#valueIn(idSlot);
    const hasId = id !== undefined;
    return {
      type,
      id: hasId ? String(id) : undefined,
      timeMs: this.#timeIn(timeSlot) ?? Number.NaN,
      sequence: nearest(this.#valueIn(sequenceSlot)) ?? Number.NEGATIVE_INFINITY,
      source: this.#textIn(sourceSlot),
      low: hasId ? line.low : 0,
      high: hasId ? line.high : 0,
      rules,
      firings: noFirings,
      learners,
      told: undefined,
    };
  }

  #textIn(slot: number): string {
    return this.#line.kindAt(slot) === rawKind.text ? this.#line.stringAt(slot) : "";
  }

  #timeIn(slot: number): number | undefined {
    if (this.#line.kindAt(slot) === rawKind.text) {
      const { bytes, start, end } = this.#line.textAt(slot);
      const usual = usualTimestamp(bytes, start, end - start);
      if (usual !== undefined) return usual;
    }
    return asTimestamp(this.#valueIn(slot));
  }

  /** Of what is neither text nor number, nothing. */
  #valueIn(slot: number): Value {
    const kind = this.#line.kindAt(slot);
    return kind === rawKind.text ? this.#line.newStringAt(slot) : kind === rawKind.number ? this.#line.numberAt(slot) : undefined;
  }
}

function woken([wakes, look]: Watch, type: string): Int32Array | undefined {
  look.begin();
  const count = wakes.wakeLook(look, type);
  return count === 0 ? noNumbers : count === undefined ? undefined : wakes.woken.slice(0, count);
}
