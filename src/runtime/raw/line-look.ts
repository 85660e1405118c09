/** A line's bytes in place of an event, for whoever asks which rules it wakes. */
import type { Look, Reading } from "../guards.ts";
import { asString, present } from "../read.ts";
import type { Value } from "../value.ts";
import { type LineReader, type RawText, rawKind } from "./line-reader.ts";

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
  return {
    // No slot has the event itself.
    slot: field === undefined || field.path.length === 0 ? undefined : paths.numberOf(field.path),
    coerce,
    isTextual: coerce === asString || coerce === present,
    skipsLists: coerce([]) === undefined,
    skipsRecords: coerce({}) === undefined,
    roots: roots?.every((path) => path.length > 0) ? roots.map((path) => paths.numberOf(path)) : undefined,
  };
}

export class LineLook implements Look {
  isUnsure = false;
  readonly #line: LineReader;
  readonly #plans: readonly Plan[];

  constructor(line: LineReader, plans: readonly Plan[]) {
    this.#line = line;
    this.#plans = plans;
  }

  /** Whatever is asked now is about the line that the reader read last. */
  begin(): void {
    this.isUnsure = false;
  }

  hasText(reading: number): boolean {
    const plan = this.#plans[reading];
    return plan?.slot !== undefined && plan.isTextual && this.#line.kindAt(plan.slot) === rawKind.text;
  }

  textOf(reading: number): RawText {
    return this.#line.textAt(this.#plans[reading]?.slot ?? 0);
  }

  valueOf(reading: number): Value {
    const plan = this.#plans[reading];
    if (plan === undefined) return undefined;
    return plan.slot === undefined ? this.#missing(plan) : this.#valueAt(plan.slot, plan);
  }

  #missing({ roots }: Plan): undefined {
    const isSure = roots?.every((slot) => this.#line.kindAt(slot) === rawKind.missing) ?? false;
    if (!isSure) this.isUnsure = true;
    return undefined;
  }

  #valueAt(slot: number, { coerce, skipsLists, skipsRecords }: Plan): Value {
    const line = this.#line;
    switch (line.kindAt(slot)) {
      case rawKind.missing:
        return undefined;
      case rawKind.text:
        return coerce(line.stringAt(slot));
      case rawKind.number:
        return coerce(line.numberAt(slot));
      case rawKind.true:
        return coerce(true);
      case rawKind.false:
        return coerce(false);
      case rawKind.list:
        if (!skipsLists) this.isUnsure = true;
        return undefined;
      case rawKind.record:
        if (!skipsRecords) this.isUnsure = true;
        return undefined;
    }
  }
}
