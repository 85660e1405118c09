/**
 * Which of many rules an event can concern: each is woken by a sign, something that the event must have for the rule to fire, and the others are
 * not looked at. What it costs depends on the event and on the rules that are woken, not on how many there are.
 */
import type { Answer, LiteralScan } from "./literal-scan.ts";
import { Program } from "./program.ts";
import { isList, nearest, present, readElement, valueKey } from "./read.ts";
import type { Look, Reading, Readings } from "./reading.ts";
import type { Value, ValueRecord } from "./value.ts";

/** What an event must have. `equal`: one of these values; `least`, `most`: a number of at least or at most this. */
export type Sign = { readonly reading: Reading } & (
  | { readonly kind: "literals"; readonly literals: readonly string[] }
  /** The same by what is looked for in their place. */
  | { readonly kind: "keys"; readonly keys: readonly string[] }
  | { readonly kind: "equal"; readonly values: readonly Value[] }
  | { readonly kind: "present" }
  | { readonly kind: "least" | "most"; readonly bound: number }
);

/** For an event type: signs of which one must be seen; undefined where nothing can be said, so that every event wakes. */
export type SignsFor = (type: string) => readonly Sign[] | undefined;

/** A value that must be read. */
export type Equal = { readonly reading: Reading; readonly value: string | boolean };

/** `condition`: the number in the program of what must hold besides. `equals`, values that it asks for in any case, and signs are asked for when the first event comes. */
export type Sleeper = {
  readonly on: readonly string[];
  readonly signs?: SignsFor | undefined;
  readonly equals?: (() => readonly Equal[]) | undefined;
  readonly condition?: number | undefined;
};

/** More than these are not put in order one by one. */
const few = 16;

/** Finds the sleepers that an event wakes. */
export class Wakes {
  readonly #scan: LiteralScan;
  readonly #sleepers: readonly Sleeper[];
  /** Undefined until the first event comes. */
  #types: Map<string, TypeIndex> | undefined;
  readonly #program: Program;
  /** By sleeper; -1 where the signs say all. */
  readonly #conditions: Int32Array;
  /** Generation stamps: nothing is cleared between events. */
  readonly #stamps: Uint32Array;
  #stamp = 0;
  readonly #woken: Int32Array;
  /** All zero between events. */
  readonly #bits: Int32Array;
  #count = 0;

  constructor(sleepers: readonly Sleeper[], scan: LiteralScan, program = new Program()) {
    this.#scan = scan;
    this.#sleepers = sleepers;
    this.#program = program;
    this.#conditions = Int32Array.from(sleepers, ({ condition }) => condition ?? -1);
    this.#stamps = new Uint32Array(sleepers.length);
    this.#woken = new Int32Array(sleepers.length);
    this.#bits = new Int32Array((sleepers.length + 31) >>> 5);
    scan.later(() => this.#byType());
  }

  /** Made when it is first asked for. */
  #byType(): Map<string, TypeIndex> {
    if (this.#types !== undefined) return this.#types;
    const types = new Map<string, TypeIndex>();
    this.#types = types;
    const equals = this.#sleepers.map((sleeper) => sleeper.equals?.() ?? []);
    const spread = spreadOf(equals);
    for (const [number, { on, signs }] of this.#sleepers.entries())
      for (const type of new Set(on)) this.#add(number, typeIn(types, type), rarest(signs?.(type), equals[number], spread));
    return types;
  }

  /** Numbers of the sleepers that the event woke last, in ascending order: the first ones, as many as `wake` said. */
  get woken(): Int32Array {
    return this.#woken;
  }

  /** What a `Look` is asked for. */
  get readings(): readonly Reading[] {
    this.#byType();
    this.#program.writeAll();
    return this.#program.readings.list;
  }

  /** How many sleepers the event wakes. */
  wake(event: ValueRecord, type: string): number {
    const index = (this.#types ?? this.#byType()).get(type);
    if (index === undefined) return 0;
    this.#program.begin(event);
    this.#begin(index);
    for (const watched of index.watched) {
      const value = watched.reading.read(event);
      if (present(value) === undefined) continue;
      // An empty list is something, too.
      this.#markAll(watched.present);
      if (watched.reading.each && isList(value)) {
        for (let at = 0; at < value.length; at++) this.#look(watched, readElement(value, at));
      } else this.#look(watched, value);
    }
    this.#sort();
    return this.#count;
  }

  /** The same of an event that was not made; undefined where its object must tell. */
  wakeLook(look: Look, type: string): number | undefined {
    const index = (this.#types ?? this.#byType()).get(type);
    if (index === undefined) return 0;
    this.#program.beginLook(look);
    this.#begin(index);
    for (const watched of index.watched) {
      const units = watched.pairs.length > 0 ? look.unitsOf(watched.number) : undefined;
      if (units !== undefined) this.#markFound(watched, this.#scan.answerForUnits(units));
      if (units !== undefined && watched.strings.size === 0) this.#markAll(watched.present);
      else {
        // A list cannot be said: this is one value.
        const value = look.valueOf(watched.number);
        if (look.isUnsure) return undefined;
        if (present(value) === undefined) continue;
        this.#markAll(watched.present);
        if (units === undefined) this.#look(watched, value);
        else if (typeof value === "string") this.#markAll(watched.strings.get(value));
      }
    }
    if (look.isUnsure) return undefined;
    this.#sort();
    return this.#count;
  }

  /** Nobody is woken yet but those who always are. */
  #begin(index: TypeIndex): void {
    if (++this.#stamp > 0xffff_fffe) {
      this.#stamps.fill(0);
      this.#stamp = 1;
    }
    this.#count = 0;
    this.#markAll(index.always);
  }

  #look(watched: Watched, value: Value): void {
    if (present(value) === undefined) return;
    if (typeof value === "string") {
      if (watched.strings.size > 0) this.#markAll(watched.strings.get(value));
      if (watched.pairs.length > 0) this.#markFound(watched, this.#scan.answerFor(value));
      return;
    }
    if (watched.others.size > 0) this.#markAll(watched.others.get(valueKey(value)));
    this.#compare(watched, value);
  }

  #markFound(watched: Watched, { found, count }: Answer): void {
    if (count === 0) return;
    watched.byLiteral ??= grouped(watched.pairs);
    const { starts, numbers } = watched.byLiteral;
    for (let at = 0; at < count; at++) {
      const id = found[at] ?? 0;
      // Literals that only others look for come behind the last one of these.
      if (id + 1 >= starts.length) continue;
      for (let place = starts[id] ?? 0; place < (starts[id + 1] ?? 0); place++) this.#mark(numbers[place] ?? 0);
    }
  }

  #compare({ least, most }: Watched, value: Value): void {
    if (least.length === 0 && most.length === 0) return;
    const given = nearest(value);
    if (given === undefined) return;
    for (const { bound, number } of least) {
      if (bound > given) break;
      this.#mark(number);
    }
    for (const { bound, number } of most) {
      if (bound < given) break;
      this.#mark(number);
    }
  }

  /** A few are put in their places; many are marked as bits and read in order. O(sleepers / 32 + woken). */
  #sort(): void {
    const woken = this.#woken;
    if (this.#count > few) {
      this.#sortAsBits();
      return;
    }
    for (let at = 1; at < this.#count; at++) {
      const number = woken[at] ?? 0;
      let to = at;
      for (; to > 0 && (woken[to - 1] ?? 0) > number; to--) woken[to] = woken[to - 1] ?? 0;
      woken[to] = number;
    }
  }

  #sortAsBits(): void {
    const woken = this.#woken;
    const bits = this.#bits;
    for (let at = 0; at < this.#count; at++) {
      const number = woken[at] ?? 0;
      bits[number >>> 5] = (bits[number >>> 5] ?? 0) | (1 << (number & 31));
    }
    let to = 0;
    for (let place = 0; place < bits.length; place++) {
      let left = bits[place] ?? 0;
      if (left === 0) continue;
      bits[place] = 0;
      for (; left !== 0; left &= left - 1) woken[to++] = 32 * place + 31 - Math.clz32(left & -left);
    }
  }

  #markAll(numbers: readonly number[] | undefined): void {
    if (numbers !== undefined) for (let at = 0; at < numbers.length; at++) this.#mark(numbers[at] ?? 0);
  }

  #mark(number: number): void {
    if (this.#stamps[number] === this.#stamp) return;
    this.#stamps[number] = this.#stamp;
    const condition = this.#conditions[number] ?? -1;
    if (condition < 0 || this.#program.admits(condition)) this.#woken[this.#count++] = number;
  }

  #add(number: number, index: TypeIndex, signs: readonly Sign[] | undefined): void {
    const placed = signs?.map((sign) => place(sign, index, this.#scan, this.#program.readings));
    if (placed === undefined || placed.includes(undefined)) index.always.push(number);
    else for (const put of placed) put?.(number);
  }
}

/** How many values are asked for where the same is read: the more there are, the fewer events have one of them. */
function spreadOf(equals: readonly (readonly Equal[])[]): ReadonlyMap<Reading, ReadonlySet<unknown>> {
  const spread = new Map<Reading, Set<unknown>>();
  for (const { reading, value } of equals.flat()) {
    const values = spread.get(reading);
    if (values) values.add(value);
    else spread.set(reading, new Set([value]));
  }
  return spread;
}

/** Each of these values must be read, so each is a sign as good as a value that wakes: the one that wakes least is taken. */
function rarest(
  signs: readonly Sign[] | undefined,
  [first, ...others]: readonly Equal[] = [],
  spread: ReadonlyMap<Reading, ReadonlySet<unknown>>,
): readonly Sign[] | undefined {
  if (first === undefined || !signs?.every(({ kind }) => kind === "equal")) return signs;
  const values = ({ reading }: Equal): number => spread.get(reading)?.size ?? 0;
  const best = others.reduce((one, other) => (values(other) > values(one) ? other : one), first);
  return [{ kind: "equal", reading: best.reading, values: [best.value] }];
}

type TypeIndex = { readonly always: number[]; readonly watched: Watched[]; readonly byReading: Map<Reading, Watched> };

type Bounded = { readonly bound: number; readonly number: number };

type Watched = {
  readonly reading: Reading;
  readonly number: number;
  /** The number of a literal, then that of a sleeper, and so on. */
  readonly pairs: number[];
  /** The same, put in order by the first text. */
  byLiteral: Grouped | undefined;
  readonly strings: Map<string, number[]>;
  /** By `valueKey`: numbers and truth values. */
  readonly others: Map<string, number[]>;
  readonly present: number[];
  /** The smallest bound first. */
  readonly least: Bounded[];
  /** The largest bound first. */
  readonly most: Bounded[];
};

/** By literal: its sleepers are those of `numbers` from `starts` of it to `starts` of the next. */
type Grouped = { readonly starts: Int32Array; readonly numbers: Int32Array };

function grouped(pairs: readonly number[]): Grouped {
  let last = -1;
  for (let at = 0; at < pairs.length; at += 2) last = Math.max(last, pairs[at] ?? 0);
  const starts = new Int32Array(last + 2);
  for (let at = 0; at < pairs.length; at += 2) starts[pairs[at] ?? 0] = (starts[pairs[at] ?? 0] ?? 0) + 1;
  for (let id = 0, sum = 0; id < starts.length; id++) {
    sum += starts[id] ?? 0;
    starts[id] = sum;
  }
  // Filled from behind, so that each list is in the order of its pairs, and each start is then where it belongs.
  const numbers = new Int32Array(pairs.length / 2);
  for (let at = pairs.length - 2; at >= 0; at -= 2) {
    const id = pairs[at] ?? 0;
    const place = (starts[id] ?? 0) - 1;
    starts[id] = place;
    numbers[place] = pairs[at + 1] ?? 0;
  }
  return { starts, numbers };
}

/** How a sleeper is put under a sign; undefined where the sign cannot be looked for. */
function place(sign: Sign, index: TypeIndex, scan: LiteralScan, readings: Readings): ((number: number) => void) | undefined {
  const need = sign.kind === "literals" ? scan.oneOf(sign.literals) : sign.kind === "keys" ? scan.needOf(sign.keys) : undefined;
  if (sign.kind === "literals" && need === undefined) return undefined;
  return (number) => {
    const watched = watchedIn(index, sign.reading, readings);
    switch (sign.kind) {
      case "literals":
      case "keys":
        for (const id of need?.ids ?? []) watched.pairs.push(id, number);
        return;
      case "equal":
        for (const value of sign.values) {
          if (typeof value === "string") append(watched.strings, value, number);
          else if (present(value) !== undefined) append(watched.others, valueKey(value), number);
        }
        return;
      case "present":
        watched.present.push(number);
        return;
      case "least":
        insert(watched.least, { bound: sign.bound, number }, (one, other) => one.bound - other.bound);
        return;
      case "most":
        insert(watched.most, { bound: sign.bound, number }, (one, other) => other.bound - one.bound);
        return;
    }
  };
}

function typeIn(types: Map<string, TypeIndex>, type: string): TypeIndex {
  const known = types.get(type);
  if (known !== undefined) return known;
  const index: TypeIndex = { always: [], watched: [], byReading: new Map() };
  types.set(type, index);
  return index;
}

function watchedIn(index: TypeIndex, reading: Reading, readings: Readings): Watched {
  const known = index.byReading.get(reading);
  if (known !== undefined) return known;
  const watched: Watched = {
    reading,
    number: readings.numberOf(reading),
    pairs: [],
    byLiteral: undefined,
    strings: new Map(),
    others: new Map(),
    present: [],
    least: [],
    most: [],
  };
  index.byReading.set(reading, watched);
  index.watched.push(watched);
  return watched;
}

function append<K>(lists: Map<K, number[]>, key: K, number: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [number]);
  else if (list.at(-1) !== number) list.push(number);
}

function insert(list: Bounded[], one: Bounded, compare: (one: Bounded, other: Bounded) => number): void {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = list[middle];
    if (other !== undefined && compare(other, one) <= 0) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, one);
}
