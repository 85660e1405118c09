/** Many literals in one pass over a text: the automaton of Aho and Corasick (Communications of the ACM 18:6, 1975) as one table of numbers. */
import { hasBit, setBit } from "./bits.ts";
import { unitByte } from "./unit-bytes.ts";

/** Reads a text as `unitByte` has it, so that literals which differ in those alone are one. */
export type LiteralAutomaton = {
  /** Class of each byte; 0: occurs in no literal. Letters of either case have one class. */
  readonly classes: Uint8Array;
  /** By row + class: twice the row of the next state, and 1 where a literal ends in it or in a suffix of it. */
  readonly next: Int32Array;
  readonly classCount: number;
  /** The literals, and how much of each is in the table: so much as tells it from the others, and some more. The rest is compared. */
  readonly keys: readonly Uint8Array[];
  readonly cuts: Uint8Array;
  /** The longest of what is in the table. */
  readonly longest: number;
  /** By state: the literal that ends in it, or -1. */
  readonly output: Int32Array;
  /** By state: that of the longest literal which is a proper suffix of it, or -1. */
  readonly suffixState: Int32Array;
  /** By state: 1 where of its literal, or of one that is a suffix of it, more must be compared. */
  readonly goOn: Uint8Array;
  /** By literal: another one of the same bytes, which no state has, or -1. */
  readonly twins: Int32Array;
};

/** A literal as the bytes of its units. */
export function keyBytes(key: string): Uint8Array {
  const bytes = new Uint8Array(key.length);
  for (let at = 0; at < key.length; at++) bytes[at] = unitByte(key.charCodeAt(at));
  return bytes;
}

/** Less of a literal is not put into the table. */
const cutMin = 16;

/** Of different literals, folded and without surrogates, of at most 255 bytes. Memory: different beginnings of the literals × classes, 4 bytes each. */
export function buildAutomaton(keys: readonly Uint8Array[]): LiteralAutomaton {
  const { classes, classCount } = classesOf(keys);
  const cuts = cutsOf(keys);
  const tree = treeOf(
    keys.map((key, id) => key.subarray(0, cuts[id])),
    classes,
  );
  const longest = cuts.reduce((most, cut) => Math.max(most, cut), 1);
  const links = linked(tree, classCount);
  const goOn = Uint8Array.from(links.output, (id) => ((keys[id]?.length ?? 0) > (cuts[id] ?? 0) ? 1 : 0));
  for (let state = 0; state < goOn.length; state++) goOn[state] = (goOn[state] ?? 0) | (goOn[links.suffixState[state] ?? -1] ?? 0);
  return { classes, classCount, keys, cuts, longest, goOn, twins: tree.twins, ...links };
}

/** Literals that begin alike go on to where they differ: none hangs on another but those of the same bytes. */
function cutsOf(keys: readonly Uint8Array[]): Uint8Array {
  const cuts = Uint8Array.from(keys, (key) => Math.min(key.length, cutMin));
  const long = keys.flatMap((key, id) => (key.length >= cutMin ? [{ id, key, text: String.fromCharCode(...key) }] : []));
  long.sort((one, other) => (one.text < other.text ? -1 : 1));
  let before = long[0];
  for (const one of long) {
    if (before === undefined || one === before) continue;
    const shared = sharedBy(before.key, one.key);
    for (const { id, key } of [before, one]) cuts[id] = Math.max(cuts[id] ?? 0, Math.min(key.length, shared + 1));
    before = one;
  }
  return cuts;
}

function sharedBy(one: Uint8Array, other: Uint8Array): number {
  let shared = 0;
  while (shared < one.length && one[shared] === other[shared]) shared++;
  return shared;
}

/** The beginnings of the literals as a tree: each node has its first child, the next child of its parent, and the class that leads to it. */
type Tree = {
  readonly count: number;
  readonly child: Int32Array;
  readonly sibling: Int32Array;
  readonly symbol: Uint8Array;
  /** The literal that ends in the node, or -1. */
  readonly output: Int32Array;
  readonly twins: Int32Array;
};

function treeOf(keys: readonly Uint8Array[], classes: Uint8Array): Tree {
  const size = keys.reduce((sum, key) => sum + key.length, 1);
  const [child, sibling, symbol, output] = [
    new Int32Array(size),
    new Int32Array(size),
    new Uint8Array(size),
    new Int32Array(size).fill(-1),
  ];
  const twins = new Int32Array(keys.length).fill(-1);
  let count = 1;
  for (let id = 0; id < keys.length; id++) {
    const key = keys[id] ?? new Uint8Array(0);
    let node = 0;
    for (let at = 0; at < key.length; at++) {
      const wanted = classes[key[at] ?? 0] ?? 0;
      let found = child[node] ?? 0;
      while (found !== 0 && symbol[found] !== wanted) found = sibling[found] ?? 0;
      if (found === 0) {
        found = count++;
        symbol[found] = wanted;
        sibling[found] = child[node] ?? 0;
        child[node] = found;
      }
      node = found;
    }
    twins[id] = output[node] ?? -1;
    output[node] = id;
  }
  return { count, child, sibling, symbol, output, twins };
}

/**
 * States in the order of their depth, for a text seldom goes far from the root: what it needs lies close together. The row of a state is that of its longest
 * proper suffix, which lies nearer the root and is complete, but for its own children.
 */
function linked(tree: Tree, classCount: number): Pick<LiteralAutomaton, "next" | "output" | "suffixState"> {
  const { count, child, sibling, symbol } = tree;
  const next = new Int32Array(count * classCount);
  const nodes = new Int32Array(count);
  const failure = new Int32Array(count);
  const output = new Int32Array(count).fill(-1);
  const suffixState = new Int32Array(count).fill(-1);
  let known = 1;
  for (let state = 0; state < count; state++) {
    const row = state * classCount;
    const other = (failure[state] ?? 0) * classCount;
    if (state !== 0) next.copyWithin(row, other, other + classCount);
    for (let node = child[nodes[state] ?? 0] ?? 0; node !== 0; node = sibling[node] ?? 0) {
      const target = known++;
      const place = symbol[node] ?? 0;
      const suffix = state === 0 ? 0 : ((next[other + place] ?? 0) >> 1) / classCount;
      nodes[target] = node;
      failure[target] = suffix;
      output[target] = tree.output[node] ?? -1;
      suffixState[target] = (output[suffix] ?? -1) >= 0 ? suffix : (suffixState[suffix] ?? -1);
      const ends = (output[target] ?? -1) >= 0 || (suffixState[target] ?? -1) >= 0;
      next[row + place] = target * classCount * 2 + (ends ? 1 : 0);
    }
  }
  return { next, output, suffixState };
}

/**
 * Where a scan writes: the literals that were found as bits, each once in a list of so many, and by literal where it first ended; as bits again those that
 * were found in a second place.
 */
export type Findings = {
  readonly bits: Uint32Array;
  readonly again: Uint32Array;
  readonly found: Int32Array;
  readonly ends: Int32Array;
  count: number;
};

/** Marks the literals that the text has. O(length + literals found). */
export function scanText(automaton: LiteralAutomaton, text: string, findings: Findings): void {
  const { classes, next } = automaton;
  let row = 0;
  for (let at = 0; at < text.length; at++) {
    const step = next[row + (classes[unitByte(text.charCodeAt(at))] ?? 0)] ?? 0;
    row = step >> 1;
    if ((step & 1) !== 0) markEnding(automaton, row, at + 1, text, text.length, findings);
  }
}

/**
 * The same of a text in bytes, of which `length` count. A step of the automaton waits for the one before it, and for memory: so four parts of a longer text
 * are read side by side, each beginning early enough for the literals that cross into it.
 */
export function scanBytes(automaton: LiteralAutomaton, bytes: Uint8Array, length: number, findings: Findings): void {
  const { classes, next, longest } = automaton;
  const part = length >> 2;
  const overlap = longest - 1;
  if (part < 2 * overlap) {
    readOn(automaton, bytes, 0, length, 0, findings);
    return;
  }
  const second = part - overlap;
  const third = 2 * part - overlap;
  const fourth = 3 * part - overlap;
  const steps = part + overlap;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let at = 0;
  while (at < steps) {
    let ends = 0;
    // Nothing is called in here, so that what does not change is looked up once.
    for (; at < steps && (ends & 1) === 0; at++) {
      a = next[(a >> 1) + (classes[bytes[at] ?? 0] ?? 0)] ?? 0;
      b = next[(b >> 1) + (classes[bytes[second + at] ?? 0] ?? 0)] ?? 0;
      c = next[(c >> 1) + (classes[bytes[third + at] ?? 0] ?? 0)] ?? 0;
      d = next[(d >> 1) + (classes[bytes[fourth + at] ?? 0] ?? 0)] ?? 0;
      ends = a | b | c | d;
    }
    if ((a & 1) !== 0) markEnding(automaton, a >> 1, at, bytes, length, findings);
    if ((b & 1) !== 0) markEnding(automaton, b >> 1, second + at, bytes, length, findings);
    if ((c & 1) !== 0) markEnding(automaton, c >> 1, third + at, bytes, length, findings);
    if ((d & 1) !== 0) markEnding(automaton, d >> 1, fourth + at, bytes, length, findings);
  }
  readOn(automaton, bytes, fourth + steps, length, d >> 1, findings);
}

/** Goes on from a row of the automaton. */
function readOn(automaton: LiteralAutomaton, bytes: Uint8Array, from: number, to: number, row: number, findings: Findings): void {
  const { classes, next } = automaton;
  let step = row << 1;
  for (let at = from; at < to; ) {
    step &= ~1;
    for (; at < to && (step & 1) === 0; at++) step = next[(step >> 1) + (classes[bytes[at] ?? 0] ?? 0)] ?? 0;
    if ((step & 1) !== 0) markEnding(automaton, step >> 1, at, bytes, to, findings);
  }
}

/** Literals that end where the automaton stands, or have so much of them as is in its table behind them and the rest before them. */
function markEnding(
  automaton: LiteralAutomaton,
  row: number,
  behind: number,
  text: Uint8Array | string,
  length: number,
  findings: Findings,
): void {
  const { classCount, output, suffixState, keys, cuts, goOn } = automaton;
  const { bits, again, ends } = findings;
  for (let state = row / classCount; state >= 0; state = suffixState[state] ?? -1) {
    const id = output[state] ?? -1;
    const key = keys[id];
    if (key === undefined) continue;
    const cut = cuts[id] ?? 0;
    const end = behind + key.length - cut;
    if (end > length || !goesOn(automaton, key, cut, text, behind)) continue;
    const first = hasBit(bits, id) ? (ends[id] ?? 0) : -1;
    // What ends with it was looked at when this was: a part of the text is read twice.
    if (end === first) return;
    if (first < 0 || end < first || !hasBit(again, id)) markAll(automaton, id, end, findings);
    // What ends with it was met as often, unless it goes on in another way than it did then.
    else if (goOn[state] === 0) return;
  }
}

/** Marks a literal, and those of the same bytes, as found here, or as found again. */
function markAll({ twins }: LiteralAutomaton, literal: number, end: number, findings: Findings): void {
  const { bits, again, found, ends } = findings;
  for (let id = literal; id >= 0; id = twins[id] ?? -1) {
    const list = hasBit(bits, id) ? again : bits;
    setBit(list, id);
    if (list === bits) found[findings.count++] = id;
    ends[id] = list === bits ? end : Math.min(end, ends[id] ?? 0);
  }
}

function classesOf(keys: readonly Uint8Array[]): { readonly classes: Uint8Array; readonly classCount: number } {
  const classes = new Uint8Array(256);
  let classCount = 1;
  for (const key of keys)
    for (let at = 0; at < key.length; at++) {
      const byte = key[at] ?? 0;
      if (classes[byte] === 0) classes[byte] = classCount++;
    }
  for (let upper = 0x41; upper <= 0x5a; upper++) classes[upper] = classes[upper + 0x20] ?? 0;
  return { classes, classCount };
}

/** Whether the rest of a literal stands there. */
function goesOn({ classes }: LiteralAutomaton, key: Uint8Array, from: number, text: Uint8Array | string, place: number): boolean {
  for (let at = from; at < key.length; at++) {
    const unit = typeof text === "string" ? unitByte(text.charCodeAt(place + at - from)) : (text[place + at - from] ?? 0);
    if (classes[unit] !== classes[key[at] ?? 0]) return false;
  }
  return true;
}
