/** A line's bytes in place of an event, for whoever asks which rules it wakes. */
import type { Look, Reading } from "../reading.ts";
import { asString, present } from "../read.ts";
import type { Value } from "../value.ts";
import { type LineReader, rawKind } from "./line-reader.ts";

/** Numbers of paths, each once. */
export class PathList {
  readonly paths: (readonly string[])[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(path: readonly string[]): number {
    const name = JSON.stringify(path);
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.paths.length);
    return this.paths.push(path) - 1;
  }
}

/** How a reading is asked of bytes. `slot`: its path; without one, it must be missing where all of `roots` are. */
type Plan = {
  readonly slot: number | undefined;
  readonly coerce: (raw: Value) => Value;
  /** What is read of a text is that text. */
  readonly isTextual: boolean;
  /** A list, a record, is missing to it. */
  readonly skipsLists: boolean;
  readonly skipsRecords: boolean;
  readonly roots: readonly number[] | undefined;
};

export function planOf({ field, roots }: Reading, paths: PathList): Plan {
  const coerce = field?.coerce ?? present;
  const needed = roots?.();
  return {
    // No slot has the event itself.
    slot: field === undefined || field.path.length === 0 ? undefined : paths.numberOf(field.path),
    coerce,
    isTextual: coerce === asString || coerce === present,
    skipsLists: coerce([]) === undefined,
    skipsRecords: coerce({}) === undefined,
    roots: needed?.every((path) => path.length > 0) ? needed.map((path) => paths.numberOf(path)) : undefined,
  };
}

export class LineLook implements Look {
  isUnsure = false;
  readonly #line: LineReader;
  readonly #plans: readonly Plan[];
  /** By reading: its slot, or -1. */
  readonly #slots: Int32Array;
  /** By reading: its slot where what is read of a text is that text, or -1. */
  readonly #textSlots: Int32Array;

  constructor(line: LineReader, plans: readonly Plan[]) {
    this.#line = line;
    this.#plans = plans;
    this.#slots = Int32Array.from(plans, ({ slot }) => slot ?? -1);
    this.#textSlots = Int32Array.from(plans, ({ slot, isTextual }) => (isTextual ? (slot ?? -1) : -1));
  }

  /** Whatever is asked now is about the line that the reader read last. */
  begin(): void {
    this.isUnsure = false;
  }

  unitsOf(reading: number): Uint8Array | undefined {
    const slot = this.#textSlots[reading] ?? -1;
    return slot >= 0 && this.#line.kindAt(slot) === rawKind.text ? this.#line.unitsAt(slot) : undefined;
  }

  valueOf(reading: number): Value {
    const slot = this.#slots[reading] ?? -1;
    if (slot < 0) return this.#missing(reading);
    const line = this.#line;
    const kind = line.kindAt(slot);
    if (kind === rawKind.missing) return undefined;
    if (kind === rawKind.text && (this.#textSlots[reading] ?? -1) >= 0) return line.stringAt(slot);
    return this.#coerced(reading, slot);
  }

  #missing(reading: number): undefined {
    const roots = this.#plans[reading]?.roots;
    const isSure = roots?.every((slot) => this.#line.kindAt(slot) === rawKind.missing) ?? false;
    if (!isSure) this.isUnsure = true;
    return undefined;
  }

  #coerced(reading: number, slot: number): Value {
    const plan = this.#plans[reading];
    if (plan === undefined) return undefined;
    const line = this.#line;
    switch (line.kindAt(slot)) {
      case rawKind.missing:
        return undefined;
      case rawKind.text:
        return plan.coerce(line.stringAt(slot));
      case rawKind.number:
        return plan.coerce(line.numberAt(slot));
      case rawKind.true:
        return plan.coerce(true);
      case rawKind.false:
        return plan.coerce(false);
      case rawKind.list:
        if (!plan.skipsLists) this.isUnsure = true;
        return undefined;
      case rawKind.record:
        if (!plan.skipsRecords) this.isUnsure = true;
        return undefined;
    }
  }
}
