/** A line of JSON as bytes: what it has at some paths, and the hash of its content, without making an object or a string of anything else. */
import { unitTable } from "../automaton/unit-bytes.ts";
import { type Memory, instantiate } from "../wasm/instance.ts";
import { bytes as module } from "../wasm/walk.generated.ts";

/** Of what is at a path; null and what is not there are missing. As `assembly/walk.ts` numbers them. */
export const rawKind = { missing: 0, text: 1, number: 2, true: 3, false: 4, record: 5, list: 6 } as const;
export type RawKind = (typeof rawKind)[keyof typeof rawKind];

/** A text of the line in hand: UTF-8, from `start` to `end` of `bytes`, in which it stands as it is meant, without escapes. */
export type RawText = { bytes: Uint8Array; start: number; end: number; isAscii: boolean };

type Walk = {
  readonly memory: Memory;
  readonly allocate: (bytes: number) => number;
  readonly begin: (key: number) => void;
  readonly step: (node: number, at: number, end: number) => number;
  readonly slot: (node: number) => number;
  readonly slots: () => number;
  readonly hashAt: () => number;
  readonly walk: (at: number, end: number, turn: number) => number;
  readonly units: (at: number, end: number, to: number, table: number) => number;
};

/** Room for pieces of a megabyte beside what the module itself needs. */
const pages = 64;
const rootNode = 1;
const slotWords = 8;
const wideMark = 2;
/** Texts of at most so many characters are kept, for the same come again and again. */
const keptLength = 32;
const keptCount = 1_024;
/** Longer ones would be joined of parts, which is slow to read. */
const fewUnits = 12;

/**
 * Looks for these paths, keys of records in records, in lines that are hashed with this key as `contentHash` does. Undefined where there is no WebAssembly with
 * SIMD, or the paths are more than some thousand.
 */
export function openLineReader(paths: readonly (readonly string[])[], key: number): LineReader | undefined {
  const walk = instantiate<Walk>(module, pages);
  if (walk === undefined) return undefined;
  walk.begin(key);
  const slots = paths.map((path) => slotOf(walk, path));
  return slots.includes(noRoom) ? undefined : new LineReader(walk, slots);
}

const noRoom = -1;
/** Stands for a slot that nothing is written into. */
const never = -2;

function slotOf(walk: Walk, path: readonly string[]): number {
  let node = path.length === 0 ? never : rootNode;
  for (const name of path) {
    const encoded = encoder.encode(name);
    // No bytes are half a pair of surrogates, and a name with escapes is unusual.
    if (decoder.decode(encoded) !== name) return never;
    const at = walk.allocate(encoded.length);
    new Uint8Array(walk.memory.buffer).set(encoded, at);
    node = walk.step(node, at, at + encoded.length);
    if (node === 0) return noRoom;
  }
  return node < 0 ? node : walk.slot(node);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** What it tells of a line is good until it reads another one. Slots are numbers of paths, as they were given. */
export class LineReader {
  readonly #walk: Walk;
  /** By path: where in `#words` is written what was found; negative for a path that is never found. */
  readonly #places: Int32Array;
  #bytes: Uint8Array;
  #words: Int32Array;
  #doubles: Float64Array;
  /** Where loaded bytes begin, and how many there is room for. */
  #input = 0;
  #room = 0;
  #turn = 0;
  /** Where the bytes of units beyond ASCII are, and where those of a text are written; 0 until there is one. */
  #table = 0;
  #units = 0;
  #unitsRoom = 0;
  readonly #hashPlace: number;
  readonly #kept: string[] = [];
  readonly #text: RawText;

  constructor(walk: Walk, slots: readonly number[]) {
    this.#walk = walk;
    const first = walk.slots() >>> 2;
    this.#places = Int32Array.from(slots, (slot) => (slot < 0 ? -1 : first + slot * slotWords));
    this.#hashPlace = walk.hashAt() >>> 2;
    const { buffer } = walk.memory;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Int32Array(buffer);
    this.#doubles = new Float64Array(buffer);
    this.#text = { bytes: this.#bytes, start: 0, end: 0, isAscii: true };
  }

  /** Takes over bytes that have lines, in place of those before. O(length). */
  load(chunk: Uint8Array): void {
    if (chunk.length > this.#room) {
      this.#room = 2 * chunk.length;
      this.#input = this.#allocate(this.#room);
    }
    this.#bytes.set(chunk, this.#input);
  }

  /**
   * Whether the loaded bytes from `start` to `end` are a plain line, which can be asked from now on. False for all that is unusual: what is no JSON, no
   * record, deeper or longer than an event may be; keys that have escapes or come twice; integers beyond 2^53, half pairs of surrogates. O(length).
   */
  read(start: number, end: number): boolean {
    this.#turn = (this.#turn + 1) | 0;
    return this.#walk.walk(this.#input + start, this.#input + end, this.#turn) !== 0;
  }

  /** The halves of the content's hash. */
  get low(): number {
    return (this.#words[this.#hashPlace] ?? 0) >>> 0;
  }
  get high(): number {
    return (this.#words[this.#hashPlace + 1] ?? 0) >>> 0;
  }

  kindAt(slot: number): RawKind {
    const place = this.#places[slot] ?? -1;
    // A boundary: the walk writes the kinds.
    return place >= 0 && this.#words[place + 7] === this.#turn ? (this.#words[place] as RawKind) : rawKind.missing;
  }

  /** Of a slot that has a number. */
  numberAt(slot: number): number {
    return this.#doubles[((this.#places[slot] ?? 0) + 4) >> 1] ?? 0;
  }

  /** Of a slot that has a text; good until the next one is asked for. */
  textAt(slot: number): RawText {
    const place = this.#places[slot] ?? 0;
    this.#text.start = this.#words[place + 1] ?? 0;
    this.#text.end = this.#words[place + 2] ?? 0;
    this.#text.isAscii = ((this.#words[place + 3] ?? 0) & wideMark) === 0;
    return this.#text;
  }

  /** Of a slot that has a text: a byte for each UTF-16 unit, as `unitBytes` has them; good until a text is asked for again. */
  unitsAt(slot: number): Uint8Array {
    const { start, end, isAscii } = this.textAt(slot);
    if (isAscii) return this.#bytes.subarray(start, end);
    if (this.#table === 0) {
      this.#table = this.#allocate(0x10000);
      this.#bytes.set(unitTable(), this.#table);
    }
    if (end - start > this.#unitsRoom) {
      this.#unitsRoom = 2 * (end - start);
      this.#units = this.#allocate(this.#unitsRoom);
    }
    return this.#bytes.subarray(this.#units, this.#walk.units(start, end, this.#units, this.#table));
  }

  /** Of a slot that has a text. A short one is the same string each time. */
  stringAt(slot: number): string {
    const { start, end, isAscii } = this.textAt(slot);
    if (!isAscii || end - start > keptLength) return this.#decode(start, end);
    const hash = (this.#words[(this.#places[slot] ?? 0) + 6] ?? 0) & (keptCount - 1);
    const known = this.#kept[hash];
    if (known !== undefined && this.#isSame(known, start, end)) return known;
    const made = end - start > fewUnits ? this.#decode(start, end) : this.#joined(start, end);
    this.#kept[hash] = made;
    return made;
  }

  /** The same of a text that seldom comes again. */
  newStringAt(slot: number): string {
    const { start, end, isAscii } = this.textAt(slot);
    return isAscii && end - start <= fewUnits ? this.#joined(start, end) : this.#decode(start, end);
  }

  #decode(start: number, end: number): string {
    return decoder.decode(this.#bytes.subarray(start, end));
  }

  /** Of few characters, in a third of the time that a decoder takes to begin. */
  #joined(start: number, end: number): string {
    const bytes = this.#bytes;
    let text = "";
    let at = start;
    for (; at + 4 <= end; at += 4) text += String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0);
    for (; at < end; at++) text += String.fromCharCode(bytes[at] ?? 0);
    return text;
  }

  #isSame(known: string, start: number, end: number): boolean {
    const length = end - start;
    if (known.length !== length) return false;
    for (let at = 0; at < length; at++) if (known.charCodeAt(at) !== this.#bytes[start + at]) return false;
    return true;
  }

  /** Room in the memory, of which everything is looked at anew, for it may have grown. */
  #allocate(room: number): number {
    const at = this.#walk.allocate(room);
    const { buffer } = this.#walk.memory;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Int32Array(buffer);
    this.#doubles = new Float64Array(buffer);
    this.#text.bytes = this.#bytes;
    return at;
  }
}
