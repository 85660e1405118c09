/** Texts with numbers, and a few words of memory beside each: open addressing over typed arrays, every text kept and compared. */
import { TextArena } from "./text-arena.ts";
import { textHash } from "./text-hash.ts";

const none = -1;
/** Words of a record that are the table's: its hash (0 where the record is free), and sixteen bytes for its text (there: the next free record). */
export const tableWords = 5;
/** A text of so many units, of a byte each, stands in its record, behind its length: one look at memory less than into the arena. */
const inlineMax = 15;
/** In the place of a length: the text lies in the arena, where the next word says. */
const elsewhere = 255;
/** An entry is hard to find behind so many others only where texts were chosen to meet; then the table takes another seed. */
const probesMax = 256;

/**
 * Numbers from 0 on, given anew when they are free again, the last freed first. A record is `stride` words of `words`; those
 * behind `tableWords` are the owner's, and 0 when a text is added. An owner that keeps doubles in them reads the same memory as `doubles`.
 */
export class TextTable {
  readonly stride: number;
  words: Uint32Array;
  doubles: Float64Array;
  #bytes: Uint8Array;
  /** Texts in it. */
  size = 0;
  /** Records that were ever used. */
  records = 0;
  readonly #recordsMax: number;
  readonly #texts: TextArena;
  /** Record number + 1 in the low bits, and above them the top of the hash, which rules out most others without a look at their records. */
  #index = new Uint32Array(32);
  #numberMask = 31;
  #seed: number;
  #putSinceSeed = 0;
  #firstFree = none;

  /** `recordsMax`: how many there will be at most, as far as is known; memory is not taken beyond it. */
  constructor(ownerWords: number, recordsMax: number, seed: number) {
    this.stride = tableWords + ownerWords + ((tableWords + ownerWords) & 1);
    this.#recordsMax = Math.max(16, recordsMax);
    this.#seed = seed;
    this.words = new Uint32Array(16 * this.stride);
    this.doubles = new Float64Array(this.words.buffer);
    this.#bytes = new Uint8Array(this.words.buffer);
    this.#texts = new TextArena({
      places: () => this.records,
      moveTexts: (move) => {
        for (let at = 0; at < this.records * this.stride; at += this.stride)
          if (this.words[at] !== 0 && this.#isElsewhere(at)) this.words[at + 2] = move(this.words[at + 2] ?? 0);
      },
    });
  }

  /** The record of a text, or -1. */
  find(text: string): number {
    const hash = textHash(text, this.#seed);
    const index = this.#index;
    const numberMask = this.#numberMask;
    const { words, stride } = this;
    const mask = index.length - 1;
    const tag = hash & ~numberMask;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const entry = index[place] ?? 0;
      if (entry === 0) return none;
      if (((entry ^ tag) & ~numberMask) !== 0) continue;
      const record = (entry & numberMask) - 1;
      if (words[record * stride] === hash && this.#holds(record * stride, text)) return record;
    }
  }

  /** A record for a text that has none. Amortised constant time. */
  add(text: string): number {
    const record = this.#firstFree === none ? this.records : this.#firstFree;
    if (record === this.records) {
      if ((record + 1) * this.stride > this.words.length) this.#growRecords();
      this.records++;
    } else this.#firstFree = (this.words[record * this.stride + 1] ?? 0) - 1;
    this.#put(record, text);
    return record;
  }

  /** Frees the record of a text. */
  remove(record: number): void {
    const at = record * this.stride;
    this.#takeOut(record, this.words[at] ?? 0);
    if (this.#isElsewhere(at)) this.#texts.drop(this.words[at + 2] ?? 0);
    // A record is too short to call for.
    for (let place = at; place < at + this.stride; place++) this.words[place] = 0;
    this.words[at + 1] = this.#firstFree + 1;
    this.#firstFree = record;
    this.size--;
  }

  /** The text of a record; undefined of a free one. */
  text(record: number): string | undefined {
    if (!this.isUsed(record)) return undefined;
    const at = record * this.stride;
    if (this.#isElsewhere(at)) return this.#texts.text(this.words[at + 2] ?? 0);
    const from = (at + 1) * 4;
    let text = "";
    for (let i = 1; i <= (this.#bytes[from] ?? 0); i++) text += String.fromCharCode(this.#bytes[from + i] ?? 0);
    return text;
  }

  isUsed(record: number): boolean {
    return record < this.records && this.words[record * this.stride] !== 0;
  }

  /** Free records, the last freed last. O(free). */
  free(): number[] {
    const free: number[] = [];
    for (let record = this.#firstFree; record !== none; record = (this.words[record * this.stride + 1] ?? 0) - 1) free.push(record);
    return free.reverse();
  }

  /** Fills an empty table: the text of each record, and the free ones in the order in which they were freed. */
  restore(texts: readonly (string | undefined)[], free: readonly number[]): void {
    this.records = texts.length;
    while (this.records * this.stride > this.words.length) this.#growRecords();
    for (const [record, text] of texts.entries()) if (text !== undefined) this.#put(record, text);
    for (const record of free) {
      this.words[record * this.stride + 1] = this.#firstFree + 1;
      this.#firstFree = record;
    }
  }

  #put(record: number, text: string): void {
    if ((this.size + 1) * 5 > this.#index.length * 3) this.#buildIndex(this.#index.length * 2);
    else if (record >= this.#numberMask) this.#buildIndex(this.#index.length);
    const at = record * this.stride;
    this.#write(at, text);
    const hash = textHash(text, this.#seed);
    this.words[at] = hash;
    this.size++;
    this.#putSinceSeed++;
    if (this.#putIn(record, hash) > probesMax) this.#takeOtherSeed();
  }

  #isElsewhere(at: number): boolean {
    return this.#bytes[(at + 1) * 4] === elsewhere;
  }

  #holds(at: number, text: string): boolean {
    const bytes = this.#bytes;
    const { length } = text;
    const from = (at + 1) * 4;
    if (bytes[from] === elsewhere) return this.#texts.holds(this.words[at + 2] ?? 0, text);
    if (bytes[from] !== length) return false;
    for (let i = 0; i < length; i++) if (bytes[from + 1 + i] !== text.charCodeAt(i)) return false;
    return true;
  }

  /** Into a free record. */
  #write(at: number, text: string): void {
    const from = (at + 1) * 4;
    let fits = text.length <= inlineMax;
    for (let i = 0; i < text.length && fits; i++) fits = text.charCodeAt(i) <= 255;
    this.words[at + 1] = 0;
    if (fits) {
      this.#bytes[from] = text.length;
      for (let i = 0; i < text.length; i++) this.#bytes[from + 1 + i] = text.charCodeAt(i);
    } else {
      const ref = this.#texts.put(text);
      this.#bytes[from] = elsewhere;
      this.words[at + 2] = ref;
    }
  }

  /** The number of places that were taken. */
  #putIn(record: number, hash: number): number {
    const index = this.#index;
    const numberMask = this.#numberMask;
    const mask = index.length - 1;
    let place = hash & mask;
    let probes = 0;
    for (; index[place] !== 0; place = (place + 1) & mask) probes++;
    index[place] = (hash & ~numberMask) | (record + 1);
    return probes;
  }

  /** Takes an entry out and closes the gap, so that no search ends before its goal. */
  #takeOut(record: number, hash: number): void {
    const index = this.#index;
    const numberMask = this.#numberMask;
    const { words, stride } = this;
    const mask = index.length - 1;
    let gap = hash & mask;
    while (((index[gap] ?? 0) & numberMask) !== record + 1) gap = (gap + 1) & mask;
    for (let place = (gap + 1) & mask; index[place] !== 0; place = (place + 1) & mask) {
      const home = (words[(((index[place] ?? 0) & numberMask) - 1) * stride] ?? 0) & mask;
      if (((place - home) & mask) < ((place - gap) & mask)) continue;
      index[gap] = index[place] ?? 0;
      gap = place;
    }
    index[gap] = 0;
  }

  #buildIndex(length: number): void {
    this.#index = new Uint32Array(length);
    this.#numberMask = 2 ** Math.ceil(Math.log2(Math.max(length, this.records + 2))) - 1;
    for (let record = 0; record < this.records; record++) {
      const hash = this.words[record * this.stride] ?? 0;
      if (hash !== 0) this.#putIn(record, hash);
    }
  }

  /** Not again before half as many texts have come as there are: whoever made texts meet must find others that meet under the new seed. */
  #takeOtherSeed(): void {
    if (this.#putSinceSeed * 2 < this.size) return;
    this.#putSinceSeed = 0;
    this.#seed = textHash("another seed", this.#seed);
    for (let record = 0; record < this.records; record++) {
      const text = this.text(record);
      if (text !== undefined) this.words[record * this.stride] = textHash(text, this.#seed);
    }
    this.#buildIndex(this.#index.length);
  }

  #growRecords(): void {
    const records = this.words.length / this.stride;
    const larger = new Uint32Array((records < this.#recordsMax ? Math.min(records * 2, this.#recordsMax) : records * 2) * this.stride);
    larger.set(this.words);
    this.words = larger;
    this.doubles = new Float64Array(larger.buffer);
    this.#bytes = new Uint8Array(larger.buffer);
  }
}
