/** Sightings as a thread passes them on: numbers in a row, for objects cost more to pass than to make. */
import type { SightedLine } from "../../project/event-stream.ts";
import type { SeenFiring, Sighting } from "../../runtime/sighting.ts";

export type PackedLines = {
  /** A line: its events, or -1 where the owner must read it, how many of its records were left out, 1 where it is plain; then its events. */
  readonly numbers: Float64Array;
  /** Rules, learners and what is told of all events, in their order. */
  readonly lists: Int32Array;
  /** Ids of all events, one behind the other. */
  readonly ids: string;
  /** Types, sources and what is told, each value once. */
  readonly values: readonly unknown[];
  readonly firings: readonly (readonly (SeenFiring | undefined)[])[];
};

/** Numbers of a line, and of an event. */
const lineNumbers = 3;
const eventNumbers = 11;
const noFirings: Sighting["firings"] = [];

export function pack(lines: readonly (SightedLine | undefined)[]): PackedLines {
  const numbers: number[] = [];
  const lists: number[] = [];
  const ids: string[] = [];
  const values: unknown[] = [];
  const places = new Map<unknown, number>();
  const firings: (readonly (SeenFiring | undefined)[])[] = [];
  const placeOf = (value: unknown): number => {
    // A Map takes -0 for 0.
    const known = Object.is(value, -0) ? undefined : places.get(value);
    if (known !== undefined) return known;
    if (!Object.is(value, -0)) places.set(value, values.length);
    return values.push(value) - 1;
  };
  for (const line of lines) {
    numbers.push(line?.sightings.length ?? -1, line?.skipped ?? 0, line?.isPlain === true ? 1 : 0);
    for (const seen of line?.sightings ?? []) {
      const { type, id, timeMs, sequence, source, low, high, rules, learners, told } = seen;
      const fires = seen.firings.length > 0 ? 1 : 0;
      numbers.push(placeOf(type), id?.length ?? -1, timeMs, sequence, placeOf(source), low, high, fires);
      numbers.push(rules.length, learners.length, told?.length ?? -1);
      if (id !== undefined) ids.push(id);
      for (const list of [rules, learners]) for (const number of list) lists.push(number);
      if (told !== undefined) for (const one of told) lists.push(placeOf(one));
      if (fires > 0) firings.push(seen.firings);
    }
  }
  return {
    numbers: new Float64Array(numbers),
    lists: new Int32Array(lists),
    ids: ids.join(""),
    values,
    firings,
  };
}

export function unpack({ numbers, lists, ids, values, firings }: PackedLines): (SightedLine | undefined)[] {
  const lines: (SightedLine | undefined)[] = [];
  let [listed, spelled, fired] = [0, 0, 0];
  const listOf = (count: number): Int32Array => {
    listed += count;
    return count === 0 ? noNumbers : lists.subarray(listed - count, listed);
  };
  for (let at = 0; at < numbers.length; ) {
    const [events = 0, skipped = 0, isPlain] = [numbers[at], numbers[at + 1], numbers[at + 2] === 1];
    at += lineNumbers;
    const sightings: Sighting[] = [];
    for (let left = events; left > 0; left--, at += eventNumbers) {
      const [idLength, toldLength] = [numbers[at + 1] ?? 0, numbers[at + 10] ?? 0];
      sightings.push({
        type: String(values[numbers[at] ?? 0]),
        id: idLength < 0 ? undefined : ids.slice(spelled, spelled + idLength),
        timeMs: numbers[at + 2] ?? 0,
        sequence: numbers[at + 3] ?? 0,
        source: String(values[numbers[at + 4] ?? 0]),
        low: numbers[at + 5] ?? 0,
        high: numbers[at + 6] ?? 0,
        firings: numbers[at + 7] === 1 ? (firings[fired++] ?? noFirings) : noFirings,
        rules: listOf(numbers[at + 8] ?? 0),
        learners: listOf(numbers[at + 9] ?? 0),
        told: toldLength < 0 ? undefined : Array.from(listOf(toldLength), (place) => values[place]),
      });
      spelled += Math.max(0, idLength);
    }
    lines.push(events < 0 ? undefined : { sightings, skipped, isPlain });
  }
  return lines;
}

const noNumbers = new Int32Array(0);
