/**
 * Runs a program as the set of places that a search stands at, a bit each, of which eight are followed by one look-up. For texts that need ever more states of the deterministic
 * automaton, each of which costs as much to make as a hundred such steps (positions and what follows them: V. Glushkov, Russian Mathematical Surveys 16:5, 1961).
 */
import { operation } from "./program.ts";

/** Tables grow with the square of the places: so many need 1 MB. */
export const placesMax = 512;

/** The places that an instruction leads to without a character. `sides` -1: assertions are places; else they are answered. */
export type Closure = (at: number, sides: number) => Int32Array;

export class Places {
  readonly #closure: Closure;
  readonly #words: number;
  /** The instructions that are places, and by instruction its number among them. */
  readonly #places: readonly number[];
  readonly #numbers: Int32Array;
  /** By eight places and which of them are stood at: where they lead. */
  readonly #follow: Int32Array;
  /** By class of characters: the places whose set has it. */
  readonly #allowed: Int32Array;
  readonly #found: Int32Array;
  readonly #asserting: Int32Array;
  readonly #hasAssertions: boolean;
  /** By assertion and what stands beside it: where it leads. */
  readonly #answered = new Map<number, Int32Array>();
  #now: Int32Array;
  #next: Int32Array;

  /** `members`: by class of characters, which sets have it. */
  constructor(code: Int32Array, members: readonly Uint8Array[], closure: Closure) {
    const size = code.length / 3;
    this.#closure = closure;
    this.#places = Array.from({ length: size }, (_, at) => at).filter((at) => code[at * 3] !== operation.either);
    this.#numbers = new Int32Array(size);
    for (const [place, at] of this.#places.entries()) this.#numbers[at] = place;
    // Four at a time.
    const words = ((this.#places.length + 127) >>> 7) * 4;
    this.#words = words;
    this.#now = new Int32Array(words);
    this.#next = new Int32Array(words);
    this.#found = this.#bits(this.#places.filter((at) => code[at * 3] === operation.found));
    const asserting = this.#places.filter((at) => code[at * 3] === operation.assert);
    this.#asserting = this.#bits(asserting);
    this.#hasAssertions = asserting.length > 0;
    this.#allowed = new Int32Array(members.length * words);
    for (const [symbol, sets] of members.entries()) {
      const isIn = (at: number) => code[at * 3] === operation.set && (sets[code[at * 3 + 1] ?? 0] ?? 0) === 1;
      this.#allowed.set(this.#bits(this.#places.filter(isIn)), symbol * words);
    }
    this.#follow = this.#followed(code);
  }

  /** Of each set of eight places: where its lowest one leads, and where the others do. */
  #followed(code: Int32Array): Int32Array {
    const words = this.#words;
    const follow = new Int32Array(words * 4 * 256 * words);
    const alone = this.#places.map((at) =>
      code[at * 3] === operation.set ? this.#bits(this.#closure(code[at * 3 + 2] ?? 0, -1)) : undefined,
    );
    for (let eight = 0; eight * 8 < alone.length; eight++)
      for (let set = 1; set < 256; set++) {
        const to = (eight * 256 + set) * words;
        const others = (eight * 256 + (set & (set - 1))) * words;
        const lowest = alone[eight * 8 + 31 - Math.clz32(set & -set)];
        for (let word = 0; word < words; word++) follow[to + word] = (follow[others + word] ?? 0) | (lowest?.[word] ?? 0);
      }
    return follow;
  }

  #bits(instructions: Iterable<number>): Int32Array {
    const bits = new Int32Array(this.#words);
    for (const at of instructions) {
      const place = this.#numbers[at] ?? 0;
      bits[place >>> 5] = (bits[place >>> 5] ?? 0) | (1 << (place & 31));
    }
    return bits;
  }

  /** Stands at these instructions. */
  begin(instructions: Iterable<number>): void {
    this.#now = this.#bits(instructions);
  }

  /** Whether the pattern is found before a character with that on its sides. */
  isFound(left: number, right: number): boolean {
    const now = this.#now;
    if (this.#hasAssertions) this.#answer(left, right);
    for (let word = 0; word < this.#words; word++) if (((now[word] ?? 0) & (this.#found[word] ?? 0)) !== 0) return true;
    return false;
  }

  /** Goes over a character of that class. O(places / 8 · places / 32). */
  step(symbol: number): void {
    const words = this.#words;
    const now = this.#now;
    const next = this.#next;
    const allowed = this.#allowed;
    const follow = this.#follow;
    for (let to = 0; to < words; to += 4) {
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let word = 0; word < words; word++) {
        let bits = (now[word] ?? 0) & (allowed[symbol * words + word] ?? 0);
        for (let from = word * 1_024 * words + to; bits !== 0; from += 256 * words, bits >>>= 8) {
          const at = from + (bits & 255) * words;
          a |= follow[at] ?? 0;
          b |= follow[at + 1] ?? 0;
          c |= follow[at + 2] ?? 0;
          d |= follow[at + 3] ?? 0;
        }
      }
      next[to] = a;
      next[to + 1] = b;
      next[to + 2] = c;
      next[to + 3] = d;
    }
    this.#now = next;
    this.#next = now;
  }

  /** Goes where the assertions lead that hold. */
  #answer(left: number, right: number): void {
    const now = this.#now;
    for (let word = 0; word < this.#words; word++) {
      for (let waiting = (now[word] ?? 0) & (this.#asserting[word] ?? 0); waiting !== 0; waiting &= waiting - 1) {
        const place = word * 32 + 31 - Math.clz32(waiting & -waiting);
        const key = (place << 6) | (left << 3) | right;
        let led = this.#answered.get(key);
        if (led === undefined) {
          led = this.#bits(this.#closure(this.#places[place] ?? 0, (left << 3) | right));
          this.#answered.set(key, led);
        }
        for (let to = 0; to < led.length; to++) now[to] = (now[to] ?? 0) | (led[to] ?? 0);
      }
    }
  }
}
