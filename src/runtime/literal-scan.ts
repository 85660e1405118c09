/**
 * One pass over a text that says which of many literals it may have, so that a test with a literal runs only where its literal is. What it
 * says is necessary, not sufficient: ASCII case is ignored, long literals are looked for by their beginning. An exact test follows every hit.
 *
 * The automaton is Aho and Corasick's (Communications of the ACM 18:6, 1975), as a full table over the characters that literals have.
 */

/** Literals of which one must occur; made by `LiteralScan.oneOf`. */
export type Need = { readonly ids: readonly number[] };

/** Characters of a literal that are looked for. */
const lengthMax = 10;
const lengthMin = 2;
/** Texts whose answer is kept: the views of one event. */
const textsKept = 8;

export class LiteralScan {
  readonly #ids = new Map<string, number>();
  #automaton: Automaton | undefined;
  #answers: { text: string; readonly bits: Uint32Array }[] = [];
  #next = 0;

  /** Registers literals of which a text must have one; undefined where a literal is too short or not ASCII, so that nothing can be said. */
  oneOf(literals: readonly string[]): Need | undefined {
    const keys = literals.map(keyOf);
    if (keys.length === 0 || keys.some((key) => key === undefined)) return undefined;
    const wanted = withoutLonger(keys.filter((key) => key !== undefined));
    return { ids: wanted.map((key) => this.#idOf(key)) };
  }

  /** Whether the text may have one of the need's literals. One pass for each new text, O(length); else O(literals of the need). */
  mayMeet(text: string, need: Need): boolean {
    const bits = this.#bitsOf(text);
    for (const id of need.ids) if (((bits[id >>> 5] ?? 0) & (1 << (id & 31))) !== 0) return true;
    return false;
  }

  #idOf(key: string): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#ids.size;
    this.#ids.set(key, id);
    this.#automaton = undefined;
    return id;
  }

  #bitsOf(text: string): Uint32Array {
    if (!this.#automaton) {
      this.#automaton = buildAutomaton([...this.#ids.keys()]);
      const words = (this.#ids.size + 31) >>> 5;
      this.#answers = Array.from({ length: textsKept }, () => ({ text: "", bits: new Uint32Array(words) }));
      this.#next = 0;
    }
    for (const answer of this.#answers) if (answer.text === text) return answer.bits;
    const answer = this.#answers[this.#next];
    this.#next = (this.#next + 1) % textsKept;
    if (!answer) return new Uint32Array(0);
    answer.text = text;
    answer.bits.fill(0);
    scan(this.#automaton, text, answer.bits);
    return answer.bits;
  }
}

/** What is looked for in place of a literal: the beginning of its longest run of ASCII characters, in lower case. */
function keyOf(literal: string): string | undefined {
  let longest = "";
  for (const [run] of literal.matchAll(/[\x00-\x7f]+/g)) if (run.length > longest.length) longest = run;
  return longest.length >= lengthMin ? longest.slice(0, lengthMax).toLowerCase() : undefined;
}

/** A literal that has another one inside adds nothing to a choice between them. */
function withoutLonger(keys: readonly string[]): string[] {
  const kept: string[] = [];
  for (const key of [...new Set(keys)].sort((a, b) => a.length - b.length)) if (!kept.some((short) => key.includes(short))) kept.push(key);
  return kept;
}

type Automaton = {
  /** Class of each ASCII character and of the two others that fold to one; 0: occurs in no literal. */
  readonly classes: Uint8Array;
  readonly classCount: number;
  /** Next state by state × class. */
  readonly next: Int32Array;
  /** The literal that ends in a state, or -1. */
  readonly output: Int32Array;
  /** For each state, that of the longest literal which is a proper suffix of it, or -1. */
  readonly suffixState: Int32Array;
};

function buildAutomaton(keys: readonly string[]): Automaton {
  const classes = new Uint8Array(128);
  let classCount = 1;
  for (const key of keys) {
    for (let at = 0; at < key.length; at++) {
      const code = key.charCodeAt(at);
      if (classes[code] === 0) classes[code] = classCount++;
    }
  }
  for (let upper = 65; upper <= 90; upper++) classes[upper] = classes[upper + 32] ?? 0;
  const states = keys.reduce((sum, key) => sum + key.length, 1);
  const next = new Int32Array(states * classCount);
  const output = new Int32Array(states).fill(-1);
  let count = 1;
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
    output[state] = id;
  }
  const suffixState = linkFailures(next, output, classCount, count);
  return { classes, classCount, next: next.slice(0, count * classCount), output, suffixState };
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

function scan(automaton: Automaton, text: string, bits: Uint32Array): void {
  const { classes, classCount, next, output, suffixState } = automaton;
  let state = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    state = next[state * classCount + (code < 128 ? (classes[code] ?? 0) : wideClass(classes, code))] ?? 0;
    for (let ending = (output[state] ?? -1) >= 0 ? state : (suffixState[state] ?? -1); ending >= 0; ending = suffixState[ending] ?? -1) {
      const id = output[ending] ?? 0;
      const mask = 1 << (id & 31);
      const word = bits[id >>> 5] ?? 0;
      // Whatever ends with a literal that was found before has had its own endings marked then.
      if ((word & mask) !== 0) break;
      bits[id >>> 5] = word | mask;
    }
  }
}

/** RE2 folds the long s and the Kelvin sign to ASCII; a scan that does so too misses nothing. */
function wideClass(classes: Uint8Array, code: number): number {
  if (code === 0x17f) return classes[0x73] ?? 0;
  return code === 0x212a ? (classes[0x6b] ?? 0) : 0;
}
