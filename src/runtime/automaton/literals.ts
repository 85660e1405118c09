/** Many literals in one pass over a text: the automaton of Aho and Corasick (Communications of the ACM 18:6, 1975) as one table of numbers. */
import { foldUnit } from "../fold.ts";

export type LiteralAutomaton = {
  /** Class of each UTF-16 unit; 0: occurs in no literal. Letters that fold together have one class, and so may others beyond ASCII. */
  readonly classes: Uint8Array;
  /** By row + class: twice the row of the next state, and 1 where a literal ends in it or in a suffix of it. */
  readonly next: Int32Array;
  readonly classCount: number;
  /** By state: the literal that ends in it, or -1. */
  readonly output: Int32Array;
  /** By state: that of the longest literal which is a proper suffix of it, or -1. */
  readonly suffixState: Int32Array;
};

/** Classes that units beyond ASCII share, so that the table stays small whatever is looked for. */
const sharedClasses = 29;

/** Of different literals, folded and without surrogates. Memory: characters of the literals × classes, 4 bytes each. */
export function buildAutomaton(keys: readonly string[]): LiteralAutomaton {
  const { classes, classCount } = classesOf(keys);
  const size = keys.reduce((sum, key) => sum + key.length, 1);
  const next = new Int32Array(size * classCount);
  const output = new Int32Array(size).fill(-1);
  // Two literals of one row of classes are one to the automaton: the later ones hang on the first.
  let count = 1;
  const twins = new Map<number, number>();
  for (const [id, key] of keys.entries()) {
    let state = 0;
    for (let at = 0; at < key.length; at++) {
      const place = state * classCount + (classes[key.charCodeAt(at)] ?? 0);
      let target = next[place] ?? 0;
      if (target === 0) {
        target = count++;
        next[place] = target;
      }
      state = target;
    }
    if ((output[state] ?? -1) >= 0) twins.set(id, output[state] ?? -1);
    output[state] = id;
  }
  const suffixState = linkFailures(next, output, classCount, count);
  const rows = next.slice(0, count * classCount);
  for (let place = 0; place < rows.length; place++) {
    const target = rows[place] ?? 0;
    rows[place] = target * classCount * 2 + ((output[target] ?? -1) >= 0 || (suffixState[target] ?? -1) >= 0 ? 1 : 0);
  }
  return { classes, next: rows, classCount, ...withTwins(output.slice(0, count), suffixState, twins) };
}

/** Marks the literals that the text may have, and lists each once; gives how many. O(length + literals found). */
export function scanText(
  { classes, next, classCount, output, suffixState }: LiteralAutomaton,
  text: string,
  bits: Uint32Array,
  found: Int32Array,
): number {
  let count = 0;
  let row = 0;
  for (let at = 0; at < text.length; at++) {
    const step = next[row + (classes[text.charCodeAt(at)] ?? 0)] ?? 0;
    row = step >> 1;
    if ((step & 1) === 0) continue;
    for (let state = row / classCount; state >= 0; state = suffixState[state] ?? -1) {
      const id = output[state] ?? -1;
      if (id < 0) continue;
      const word = bits[id >>> 5] ?? 0;
      const mask = 1 << (id & 31);
      // Whatever ends with a literal that was found before has had its own endings marked then.
      if ((word & mask) !== 0) break;
      bits[id >>> 5] = word | mask;
      found[count++] = id;
    }
  }
  return count;
}

function classesOf(keys: readonly string[]): { readonly classes: Uint8Array; readonly classCount: number } {
  const classes = new Uint8Array(0x10000);
  let classCount = 1;
  let isAscii = true;
  for (const key of keys) {
    for (let at = 0; at < key.length; at++) {
      const unit = key.charCodeAt(at);
      if (unit > 0x7f) isAscii = false;
      else if (classes[unit] === 0) classes[unit] = classCount++;
    }
  }
  for (let upper = 0x41; upper <= 0x5a; upper++) classes[upper] = classes[upper + 0x20] ?? 0;
  // RE2 folds the long s and the Kelvin sign to ASCII; a scan that does so too misses nothing.
  if (isAscii) {
    classes[0x17f] = classes[0x73] ?? 0;
    classes[0x212a] = classes[0x6b] ?? 0;
    return { classes, classCount };
  }
  for (let unit = 0x80; unit <= 0xffff; unit++) {
    classes[unit] = classCount + (foldUnit(unit) % sharedClasses);
  }
  classes[0x17f] = classes[0x73] ?? 0;
  classes[0x212a] = classes[0x6b] ?? 0;
  return { classes, classCount: classCount + sharedClasses };
}

/** Breadth first: a missing transition is that of the longest proper suffix; gives the nearest suffix state with an output. */
function linkFailures(next: Int32Array, output: Int32Array, classCount: number, count: number): Int32Array {
  const failure = new Int32Array(count);
  const suffixState = new Int32Array(count).fill(-1);
  const queue = new Int32Array(count);
  let [head, tail] = [0, 0];
  for (let symbol = 0; symbol < classCount; symbol++) {
    const target = next[symbol] ?? 0;
    if (target !== 0) queue[tail++] = target;
  }
  while (head < tail) {
    const state = queue[head++] ?? 0;
    const fallback = failure[state] ?? 0;
    suffixState[state] = (output[fallback] ?? -1) >= 0 ? fallback : (suffixState[fallback] ?? -1);
    for (let symbol = 0; symbol < classCount; symbol++) {
      const place = state * classCount + symbol;
      const target = next[place] ?? 0;
      const other = next[fallback * classCount + symbol] ?? 0;
      if (target === 0) next[place] = other;
      else {
        failure[target] = other;
        queue[tail++] = target;
      }
    }
  }
  return suffixState;
}

/** Literals that end in one state become a chain of states of their own, behind the others. */
function withTwins(
  output: Int32Array,
  suffixState: Int32Array,
  twins: ReadonlyMap<number, number>,
): Pick<LiteralAutomaton, "output" | "suffixState"> {
  if (twins.size === 0) return { output, suffixState };
  const [outputs, suffixes] = [[...output], [...suffixState]];
  for (let state = 0; state < output.length; state++) {
    let at = state;
    for (let twin = twins.get(output[state] ?? -1); twin !== undefined; twin = twins.get(twin)) {
      const added = outputs.length;
      outputs.push(twin);
      suffixes.push(suffixes[at] ?? -1);
      suffixes[at] = added;
      at = added;
    }
  }
  return { output: Int32Array.from(outputs), suffixState: Int32Array.from(suffixes) };
}
