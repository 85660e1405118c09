/**
 * Runs a program over a text as a deterministic automaton whose states are made when they are first needed, and forgotten when there are too
 * many: at most text × program steps, and mostly one table look-up a character (K. Thompson, Communications of the ACM 11:6, 1968; R. Cox,
 * "Regular Expression Matching in the Wild", 2010).
 */
import { textBytes } from "../memory/text-bytes.ts";
import { classesOf, edge, newline, sidesOf, word } from "./classes.ts";
import { Places, placesMax } from "./places.ts";
import { assertion, operation, type Program } from "./program.ts";
import type { Windows } from "./windows.ts";

/** States that are kept; a text that needs more makes them anew. */
const statesMax = 2_000;
/** Where bits have been of use, so many states are made until they may be again. */
const statesAgain = 128;

/** `each`: whether it is found; `preferred`: where a backtracking search would stop; `longest`: as far as it goes. */
type Goal = "each" | "preferred" | "longest";

export class LazyDfa {
  readonly #code: Int32Array;
  readonly #start: number;
  readonly #goal: Goal;
  readonly #backwards: boolean;
  /** Kinds of sides that the program's assertions tell apart. */
  readonly #sides: number;
  readonly #asciiClasses = new Uint16Array(128);
  /** First points of the ranges of one class, and those classes. */
  readonly #firsts: Int32Array;
  readonly #classes: Uint16Array;
  /** For each class: its side, and which sets have it. */
  readonly #sideOf: Uint8Array;
  readonly #members: readonly Uint8Array[];
  readonly #stride: number;
  /** By row + class: 0 unknown, else twice the next state's row + whether the pattern was found before that character. The last class is the end of the text. */
  #next: Int32Array;
  #states = new Map<string, number>();
  readonly #firstRows = new Int32Array(8);
  #lists: Int32Array[] = [];
  // What a set of states is made in.
  readonly #marks: Int32Array;
  #mark = 0;
  readonly #list: Int32Array;
  #count = 0;
  readonly #stack: Int32Array;
  readonly #statesMax: number;
  /** For texts that need too many states; made by the first of them. */
  #places: Places | undefined;
  /** States that were made, and since where: texts are counted one behind the other. */
  #made = 0;
  #madeFrom = 0;
  #textFrom = 0;
  #textTo = 0;

  /** `states`: so many are kept. */
  constructor(program: Program, goal: Goal, backwards: boolean, states = statesMax) {
    const searching = goal === "longest" ? program : withSearch(program);
    this.#code = Int32Array.from(searching.code);
    this.#start = searching.start;
    this.#goal = goal;
    this.#statesMax = states;
    this.#backwards = backwards;
    this.#sides = sidesOf(searching);
    const classes = classesOf(searching.sets, this.#sides);
    this.#firsts = classes.firsts;
    this.#classes = classes.classes;
    this.#sideOf = classes.sideOf;
    this.#members = classes.members;
    this.#stride = classes.sideOf.length + 1;
    for (let point = 0; point < 128; point++) this.#asciiClasses[point] = this.#classOf(point);
    const size = searching.code.length / 3;
    this.#marks = new Int32Array(size);
    this.#list = new Int32Array(size + 1);
    this.#stack = new Int32Array(size * 2 + 2);
    this.#next = new Int32Array(8 * this.#stride);
    this.#lists = [new Int32Array(0)];
  }

  /** Whether the pattern is found anywhere in the text. */
  test(text: string): boolean {
    const encoded = textBytes(text);
    const row = encoded?.isAscii ? this.#rowBehindAscii(encoded.bytes, encoded.length) : this.#rowBehind(text);
    return row < 0 || (this.#step(row, this.#stride - 1) & 1) !== 0;
  }

  /**
   * The same where something tells that a match can begin in one of the windows only: `count` of them, in order, each from one place to another, the
   * last included. Between windows the text is skipped as soon as nothing is open.
   */
  testWithin(bytes: Uint8Array, length: number, windows: Windows): boolean {
    const { froms, tos, count } = windows;
    const classes = this.#asciiClasses;
    // A state in which nothing is open is one that a search begins with.
    for (let side = 0; side < edge; side++) this.#first(side);
    let at = 0;
    let row = this.#first(edge);
    this.#beginText(length);
    let next = this.#next;
    let [idle, behindWord, behindLine] = this.#idleRows();
    for (let number = 0; number < count; number++) {
      const from = froms[number] ?? 0;
      const to = tos[number] ?? 0;
      const last = number + 1 < count ? (froms[number + 1] ?? 0) : length;
      if (from > at) {
        at = from;
        row = this.#first(this.#sideOf[classes[bytes[from - 1] ?? 0] ?? 0] ?? 0);
        next = this.#next;
        [idle, behindWord, behindLine] = this.#idleRows();
      }
      for (; at < last; at++) {
        if (at > to && (row === idle || row === behindWord || row === behindLine)) break;
        const symbol = classes[bytes[at] ?? 0] ?? 0;
        let step = next[row + symbol] ?? 0;
        if (step === 0) {
          step = this.#make(row, symbol);
          next = this.#next;
          if ((step & 1) === 0 && this.#isForBits(at)) return this.#rest((place) => bytes[place] ?? 0, length, at + 1, step >> 1) < 0;
          [idle, behindWord, behindLine] = this.#idleRows();
        }
        if ((step & 1) !== 0) return true;
        row = step >> 1;
      }
    }
    return at === length && (this.#step(row, this.#stride - 1) & 1) !== 0;
  }

  /** Zero, which no state of a search has, where one is forgotten. */
  #idleRows(): readonly [number, number, number] {
    return [this.#firstRows[0] ?? 0, this.#firstRows[word & this.#sides] ?? 0, this.#firstRows[newline & this.#sides] ?? 0];
  }

  /** Where the whole text leads, or -1 where the pattern is found before its end. */
  #rowBehindAscii(bytes: Uint8Array, length: number): number {
    const classes = this.#asciiClasses;
    let next = this.#next;
    let row = this.#first(edge);
    this.#beginText(length);
    for (let at = 0; at < length; at++) {
      const symbol = classes[bytes[at] ?? 0] ?? 0;
      let step = next[row + symbol] ?? 0;
      if (step === 0) {
        step = this.#make(row, symbol);
        next = this.#next;
        if ((step & 1) === 0 && this.#isForBits(at)) return this.#rest((place) => bytes[place] ?? 0, length, at + 1, step >> 1);
      }
      if ((step & 1) !== 0) return -1;
      row = step >> 1;
    }
    return row;
  }

  /** The same of any text. */
  #rowBehind(text: string): number {
    let row = this.#first(edge);
    this.#beginText(text.length);
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      let symbol = 0;
      if (unit < 128) symbol = this.#asciiClasses[unit] ?? 0;
      else {
        const point = text.codePointAt(at) ?? unit;
        if (point > 0xffff) at++;
        symbol = this.#classOf(point);
      }
      let step = this.#next[row + symbol] ?? 0;
      if (step === 0) {
        step = this.#make(row, symbol);
        if ((step & 1) === 0 && this.#isForBits(at))
          return this.#rest((place) => text.codePointAt(place) ?? 0, text.length, at + 1, step >> 1);
      }
      if ((step & 1) !== 0) return -1;
      row = step >> 1;
    }
    return row;
  }

  #beginText(length: number): void {
    this.#textFrom = this.#textTo;
    this.#textTo += length;
  }

  /** Whether so many states were made of late that the text is better gone on with by bits. */
  #isForBits(at: number): boolean {
    if (this.#made < Math.min(this.#statesMax, this.#places ? statesAgain : statesMax)) return false;
    const made = this.#made;
    const read = this.#textFrom + at - this.#madeFrom;
    this.#made = 0;
    this.#madeFrom = this.#textFrom + at;
    const size = this.#code.length / 3;
    // In nanoseconds, nearly: a step by bits, and a state.
    if (this.#goal !== "each" || size > placesMax || read * (40 + (size / 32) ** 2) > made * 2_500) return false;
    this.#places ??= new Places(this.#code, this.#members, (from, sides) => {
      this.#begin();
      this.#add(from, sides);
      return this.#list.slice(0, this.#count);
    });
    return true;
  }

  /** The rest of a text by bits: -1 where the pattern is found in it or at its end, else the row of nothing. */
  #rest(pointAt: (at: number) => number, length: number, from: number, row: number): number {
    const list = this.#lists[row / this.#stride] ?? new Int32Array(0);
    const places = this.#places;
    let left = list[list.length - 1] ?? 0;
    places?.begin(list.subarray(0, -1));
    for (let at = from; at < length; at++) {
      const point = pointAt(at);
      if (point > 0xffff) at++;
      const symbol = this.#symbolOf(point);
      const right = this.#sideOf[symbol] ?? 0;
      if (places?.isFound(left, right)) return -1;
      places?.step(symbol);
      left = right & this.#sides;
    }
    return places?.isFound(left, edge) ? -1 : 0;
  }

  /** Where a search from `from` on ends, or -1; what stands before `from` is seen by assertions only. */
  end(text: string, from: number): number {
    const encoded = textBytes(text);
    if (encoded?.isAscii) return this.#endAscii(encoded.bytes, encoded.length, from);
    let row = this.#first(from === 0 ? edge : this.#sideAt(text.codePointAt(startOf(text, from)) ?? 0));
    let found = -1;
    for (let at = from; at < text.length; ) {
      const point = text.codePointAt(at) ?? 0;
      const step = this.#step(row, this.#symbolOf(point));
      if ((step & 1) !== 0) found = at;
      row = step >> 1;
      if (row === 0) return found;
      at += point > 0xffff ? 2 : 1;
    }
    return (this.#step(row, this.#stride - 1) & 1) !== 0 ? text.length : found;
  }

  #endAscii(bytes: Uint8Array, length: number, from: number): number {
    const classes = this.#asciiClasses;
    let row = this.#first(from === 0 ? edge : (this.#sideOf[classes[bytes[from - 1] ?? 0] ?? 0] ?? 0));
    let next = this.#next;
    let found = -1;
    for (let at = from; at < length; at++) {
      const symbol = classes[bytes[at] ?? 0] ?? 0;
      let step = next[row + symbol] ?? 0;
      if (step === 0) {
        step = this.#make(row, symbol);
        next = this.#next;
      }
      if ((step & 1) !== 0) found = at;
      row = step >> 1;
      if (row === 0) return found;
    }
    return (this.#step(row, this.#stride - 1) & 1) !== 0 ? length : found;
  }

  /** Of a program that reads from right to left: the leftmost start, not before `from`, of what ends at `end`; -1 if nothing does. */
  start(text: string, from: number, end: number): number {
    let row = this.#first(end === text.length ? edge : this.#sideAt(text.codePointAt(end) ?? 0));
    let found = -1;
    let at = end;
    while (at > from) {
      const before = startOf(text, at);
      const step = this.#step(row, this.#symbolOf(text.codePointAt(before) ?? 0));
      if ((step & 1) !== 0) found = at;
      row = step >> 1;
      if (row === 0) return found;
      at = before;
    }
    const step = this.#step(row, at === 0 ? this.#stride - 1 : this.#symbolOf(text.codePointAt(startOf(text, at)) ?? 0));
    return (step & 1) !== 0 ? at : found;
  }

  #sideAt(point: number): number {
    return this.#sideOf[this.#symbolOf(point)] ?? 0;
  }

  #symbolOf(point: number): number {
    return point < 128 ? (this.#asciiClasses[point] ?? 0) : this.#classOf(point);
  }

  #classOf(point: number): number {
    const firsts = this.#firsts;
    let [low, high] = [0, firsts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((firsts[middle] ?? 0) <= point) low = middle;
      else high = middle - 1;
    }
    return this.#classes[low] ?? 0;
  }

  #step(row: number, symbol: number): number {
    return this.#next[row + symbol] || this.#make(row, symbol);
  }

  /** The row of the state before the first character, with what stands on its other side. */
  #first(side: number): number {
    const known = this.#firstRows[side] ?? 0;
    if (known !== 0) return known;
    this.#begin();
    this.#add(this.#start, -1);
    const row = this.#stateOf(side & this.#sides) * this.#stride;
    this.#firstRows[side] = row;
    return row;
  }

  /** Makes the step out of a state. O(size of the program). */
  #make(row: number, symbol: number): number {
    const list = this.#lists[row / this.#stride] ?? new Int32Array(0);
    const isEnd = symbol === this.#stride - 1;
    const before = list[list.length - 1] ?? 0;
    const after = isEnd ? edge : (this.#sideOf[symbol] ?? 0);
    const standing =
      this.#sides === 0 ? list.subarray(0, -1) : this.#resolved(list, this.#backwards ? after : before, this.#backwards ? before : after);
    let found = 0;
    this.#begin();
    for (const at of standing) {
      const kind = this.#code[at * 3];
      if (kind === operation.found) {
        found = 1;
        // What is less preferred, and a later start, no longer counts.
        if (this.#goal === "preferred") break;
      } else if (kind === operation.set && !isEnd && (this.#members[symbol]?.[this.#code[at * 3 + 1] ?? 0] ?? 0) === 1) {
        this.#add(this.#code[at * 3 + 2] ?? 0, -1);
      }
    }
    const kept = this.#lists.length;
    const step = this.#stateOf(after & this.#sides) * this.#stride * 2 + found;
    // Making a state may have forgotten all others, this one among them.
    if (this.#lists.length >= kept) this.#next[row + symbol] = step;
    return step;
  }

  /** The list with its assertions answered. */
  #resolved(list: Int32Array, left: number, right: number): Int32Array {
    this.#begin();
    const sides = (left << 3) | right;
    for (let index = 0; index < list.length - 1; index++) this.#add(list[index] ?? 0, sides);
    return this.#list.slice(0, this.#count);
  }

  #begin(): void {
    this.#mark++;
    this.#count = 0;
  }

  /** Adds what an instruction leads to without a character, in order of preference. `sides` -1: assertions stay to be asked. */
  #add(from: number, sides: number): void {
    const [code, marks, stack] = [this.#code, this.#marks, this.#stack];
    let top = 0;
    stack[top++] = from;
    while (top > 0) {
      const at = stack[--top] ?? 0;
      if (marks[at] === this.#mark) continue;
      marks[at] = this.#mark;
      const kind = code[at * 3];
      const first = code[at * 3 + 1] ?? 0;
      const next = code[at * 3 + 2] ?? 0;
      if (kind === operation.either) {
        stack[top++] = next;
        stack[top++] = first;
      } else if (kind === operation.assert && sides >= 0) {
        if (holds(first, sides >> 3, sides & 7)) stack[top++] = next;
      } else this.#list[this.#count++] = at;
    }
  }

  /** The list in the order of the program: where it is long, by going over the program. */
  #order(length: number): void {
    const [code, marks, mark, list] = [this.#code, this.#marks, this.#mark, this.#list];
    if (length * 8 < marks.length) {
      list.subarray(0, length).sort();
      return;
    }
    let count = 0;
    for (let at = 0; count < length && at < marks.length; at++)
      if (marks[at] === mark && code[at * 3] !== operation.either) list[count++] = at;
  }

  /** The number of the state that the list at hand is, with what stood before it; all others are forgotten when there are too many. */
  #stateOf(side: number): number {
    const length = this.#count;
    if (length === 0) return 0;
    if (this.#goal !== "preferred") this.#order(length);
    const list = this.#list.slice(0, length + 1);
    list[length] = side;
    const key = keyOf(list);
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    this.#made++;
    if (this.#lists.length >= this.#statesMax) {
      this.#states = new Map();
      this.#lists = [new Int32Array(0)];
      this.#next.fill(0);
      this.#firstRows.fill(0);
    }
    const state = this.#lists.length;
    this.#lists.push(list);
    this.#states.set(key, state);
    if ((state + 1) * this.#stride > this.#next.length) {
      const grown = new Int32Array(Math.min(this.#next.length * 2, (this.#statesMax + 1) * this.#stride));
      grown.set(this.#next);
      this.#next = grown;
    }
    return state;
  }
}

function keyOf(list: Int32Array): string {
  let key = "";
  for (let index = 0; index < list.length; index++) key += String.fromCharCode(list[index] ?? 0);
  return key;
}

function holds(kind: number, left: number, right: number): boolean {
  switch (kind) {
    case assertion.textStart:
      return (left & edge) !== 0;
    case assertion.textEnd:
      return (right & edge) !== 0;
    case assertion.lineStart:
      return (left & (edge | newline)) !== 0;
    case assertion.lineEnd:
      return (right & (edge | newline)) !== 0;
    default:
      return (((left ^ right) & word) !== 0) === (kind === assertion.wordBoundary);
  }
}

/** Where the character before `end` begins. */
function startOf(text: string, end: number): number {
  const isLow = (text.charCodeAt(end - 1) & 0xfc00) === 0xdc00;
  return isLow && end > 1 && (text.charCodeAt(end - 2) & 0xfc00) === 0xd800 ? end - 2 : end - 1;
}

/** The program with a way to begin later, which is the least preferred. */
function withSearch(program: Program): Program {
  const loop = program.code.length / 3;
  return {
    start: loop,
    code: [...program.code, operation.either, program.start, loop + 1, operation.set, program.sets.length, loop],
    sets: [...program.sets, [0, 0x10ffff]],
  };
}
