/**
 * What is left of conditions once their rules are woken, as one flat program: looks at values, each of which is read and given its number once an event for
 * all rules, and jumps between them. Where a condition needs a word, a closure is asked.
 */
import { missing, Names, NumberSet } from "./interned.ts";
import { nearest } from "./read.ts";
import { type Look, type Reading, Readings } from "./reading.ts";
import type { Scalar, ValueRecord, Wanted } from "./value.ts";

/** Where a condition ends. */
export const fails = 0;
export const succeeds = 1;

type Holds = (event: ValueRecord) => boolean;

/** An instruction: what is done, with what, compared with what, and where to go on if that holds, and if not. */
const width = 5;
/** Asks a closure; compares the number of a value with one, or with those of a set; compares a number with a bound. */
const ask = 0;
const same = 1;
const among = 2;
const less = 3;
const lessEqual = 4;
const greater = 5;
const greaterEqual = 6;
const orders = { less, "less-equal": lessEqual, greater, "greater-equal": greaterEqual };

/** What is read where rules name values, and the numbers of these. */
type Column = { readonly reading: Reading; readonly number: number; readonly names: Names };

export class Program {
  readonly readings = new Readings();
  /** Grows; no instruction stands where a condition ends. */
  #code = new Int32Array(width << 8);
  #end = width;
  readonly #bounds: number[] = [];
  /** Made of their values when they are first looked into: most rules are never woken. */
  readonly #sets: (NumberSet | readonly Scalar[])[] = [];
  readonly #closures: (() => Holds)[] = [];
  readonly #columns: Column[] = [];
  /** Numbers of columns, of values as they are and of folded ones. */
  readonly #exact = new Map<Reading, number>();
  readonly #folded = new Map<Reading, number>();
  /** By column, of the event in hand: the number of the value, and the value where it is a number. */
  readonly #ids: number[] = [];
  readonly #numbers: number[] = [];
  /** By column: when it was read. */
  readonly #readAt: number[] = [];
  /** By condition: where it begins, or what writes it. */
  readonly #entries: (number | (() => number))[] = [];
  #event: ValueRecord | undefined;
  #look: Look | undefined;
  /** Another one for each event. */
  #now = 0;

  /** The number of a condition, which is written when it is first asked; `write` gives the place where it begins. */
  add(write: () => number): number {
    return this.#entries.push(write) - 1;
  }

  /** Writes all conditions: then all readings are known. */
  writeAll(): void {
    for (let number = 0; number < this.#entries.length; number++) this.#entryOf(number);
  }

  /** The place of an instruction that looks at a value. What it leads to must be written already. */
  look(reading: Reading, wanted: Wanted, yes: number, no: number): number {
    if ("order" in wanted)
      return this.#write(orders[wanted.order], this.#columnOf(reading, false), this.#bounds.push(wanted.bound) - 1, yes, no);
    if ("some" in wanted) return this.#write(same, this.#columnOf(reading, false), missing, no, yes);
    const { values, fold = false } = wanted;
    const [value] = values;
    if (value === undefined) return no;
    const column = this.#columnOf(reading, fold);
    if (values.length > 1) return this.#write(among, column, this.#sets.push(values) - 1, yes, no);
    // What is in hand may be what now has a number.
    this.#readAt[column] = -1;
    return this.#write(same, column, this.#columns[column]?.names.add(value) ?? 0, yes, no);
  }

  /** The same of one that asks a closure. */
  ask(closure: () => Holds, yes: number, no: number): number {
    return this.#write(ask, this.#closures.push(closure) - 1, 0, yes, no);
  }

  /** Every question is about this event until the next one begins; without one, about that with which `holds` is asked. */
  begin(event: ValueRecord | undefined): void {
    this.#event = event;
    this.#look = undefined;
    this.#now++;
  }

  /** The same of an event that was not made. */
  beginLook(look: Look): void {
    this.begin(undefined);
    this.#look = look;
  }

  /** Whether a condition may hold, as far as no closure is asked. */
  admits(condition: number): boolean {
    return this.#run(this.#entryOf(condition)) !== fails;
  }

  /** Whether it holds. */
  holds(condition: number, event: ValueRecord): boolean {
    if (this.#event !== event) this.begin(event);
    let at = this.#run(this.#entryOf(condition));
    while (at > succeeds) {
      const held = this.#closures[this.#code[at + 1] ?? 0]?.()(event);
      at = this.#run(this.#code[at + (held ? 3 : 4)] ?? 0);
    }
    return at === succeeds;
  }

  #entryOf(condition: number): number {
    const entry = this.#entries[condition] ?? fails;
    return typeof entry === "number" ? entry : (this.#entries[condition] = entry());
  }

  #write(...instruction: readonly [op: number, on: number, wanted: number, yes: number, no: number]): number {
    const at = this.#end;
    this.#end += width;
    if (this.#end > this.#code.length) {
      const code = new Int32Array(2 * at);
      code.set(this.#code);
      this.#code = code;
    }
    this.#code.set(instruction, at);
    return at;
  }

  #columnOf(reading: Reading, isFolded: boolean): number {
    const columns = isFolded ? this.#folded : this.#exact;
    const known = columns.get(reading);
    if (known !== undefined) return known;
    columns.set(reading, this.#columns.length);
    return this.#columns.push({ reading, number: this.readings.numberOf(reading), names: new Names(isFolded) }) - 1;
  }

  /** Goes on from a place until the condition ends, or a closure must be asked. */
  #run(from: number): number {
    const code = this.#code;
    let at = from;
    while (at > succeeds) {
      const op = code[at];
      if (op === ask) break;
      const column = code[at + 1] ?? 0;
      if (this.#readAt[column] !== this.#now) this.#read(column);
      const wanted = code[at + 2] ?? 0;
      let held = false;
      if (op === same) held = this.#ids[column] === wanted;
      else if (op === among) held = this.#setOf(wanted, column).has(this.#ids[column] ?? missing);
      else {
        const number = this.#numbers[column] ?? Number.NaN;
        const bound = this.#bounds[wanted] ?? Number.NaN;
        held = op === less ? number < bound : op === lessEqual ? number <= bound : op === greater ? number > bound : number >= bound;
      }
      at = code[at + (held ? 3 : 4)] ?? fails;
    }
    return at;
  }

  #read(column: number): void {
    this.#readAt[column] = this.#now;
    const of = this.#columns[column];
    if (of === undefined) return;
    const value = this.#look ? this.#look.valueOf(of.number) : this.#event && of.reading.read(this.#event);
    this.#ids[column] = of.names.numberOf(value);
    this.#numbers[column] = nearest(value) ?? Number.NaN;
  }

  #setOf(number: number, column: number): NumberSet {
    const set = this.#sets[number];
    if (set instanceof NumberSet) return set;
    const made = new NumberSet((set ?? []).map((value) => this.#columns[column]?.names.add(value) ?? 0));
    this.#sets[number] = made;
    this.#read(column);
    return made;
  }
}
