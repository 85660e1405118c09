/** The scan of `automaton/literals.ts` in WebAssembly: the same answers in about half the time, from tables that are made in a fraction of it. */
import { setBit } from "../automaton/bits.ts";
import type { Findings } from "../automaton/literals.ts";
import { unitByte } from "../automaton/unit-bytes.ts";
import { instantiate, type Memory } from "./instance.ts";
import { bytes as standard } from "./scan.generated.ts";

/** What `assembly/scan.ts` exports; places are numbers of bytes in the memory. */
type Exports = {
  readonly memory: Memory;
  readonly make: (keys: number, textBytes: number) => number;
  readonly lengthsAt: () => number;
  readonly build: (smallTable: number) => void;
  readonly textAt: () => number;
  readonly reportsAt: () => number;
  readonly scan: (count: number, from: number, to: number, isFirst: boolean) => number;
};

/** So much of a text is in the memory at once, with what stands beside it: a literal that is met at the edge is compared in full. */
const pieceBytes = 1 << 16;
const marginBytes = 32;
/** A table of so many bytes need not be made smaller. */
const smallBytes = 1 << 20;
/** A literal has at most as many. */
const keyBytes = 32;

export class WasmLiterals {
  readonly #exports: Exports;
  readonly #bytes: Uint8Array;
  readonly #numbers: Int32Array;
  readonly #text: number;
  readonly #reports: number;

  constructor(exports: Exports) {
    this.#exports = exports;
    this.#bytes = new Uint8Array(exports.memory.buffer);
    this.#numbers = new Int32Array(exports.memory.buffer);
    this.#text = exports.textAt();
    this.#reports = exports.reportsAt() >> 2;
  }

  /** Marks the literals that a text has whose units are the first `length` of `bytes`. O(length + literals found). */
  scanBytes(bytes: Uint8Array, length: number, findings: Findings): void {
    for (let from = 0; from < length; from += pieceBytes) {
      const low = lowOf(from);
      const high = highOf(from, length);
      this.#bytes.set(high - low === bytes.length ? bytes : bytes.subarray(low, high), this.#text + low - from);
      this.#scan(from, length, findings);
    }
  }

  /** The same of any text. */
  scanText(text: string, findings: Findings): void {
    const { length } = text;
    for (let from = 0; from < length; from += pieceBytes) {
      const place = this.#text - from;
      for (let at = lowOf(from); at < highOf(from, length); at++) this.#bytes[place + at] = unitByte(text.charCodeAt(at));
      this.#scan(from, length, findings);
    }
  }

  #scan(from: number, length: number, findings: Findings): void {
    const count = Math.min(pieceBytes, length - from);
    const reported = this.#exports.scan(count, lowOf(from) - from, highOf(from, length) - from, from === 0);
    if (reported > 0) this.#read(reported, from, findings);
  }

  /** Pairs: a literal, and where it ends first, or -1 where it does so again. */
  #read(count: number, from: number, findings: Findings): void {
    const { bits, again, found, ends } = findings;
    const last = this.#reports + 2 * count;
    for (let at = this.#reports; at < last; at += 2) {
      const id = this.#numbers[at] ?? 0;
      const end = this.#numbers[at + 1] ?? 0;
      setBit(end < 0 ? again : bits, id);
      if (end < 0) continue;
      found[findings.count++] = id;
      ends[id] = from + end;
    }
  }
}

function lowOf(from: number): number {
  return Math.max(0, from - marginBytes);
}

function highOf(from: number, length: number): number {
  return Math.min(length, from + pieceBytes + marginBytes);
}

/** Of different literals, folded and without surrogates, none longer than thirty-two units; undefined where WebAssembly cannot be had, or has no room for them. `module` is what `assembly/scan.ts` is built to; a table of more than `smallTable` bytes has only beginnings of literals. */
export function wasmLiterals(keys: readonly string[], module = standard, smallTable = smallBytes): WasmLiterals | undefined {
  const exports = instantiate<Exports>(module, pagesFor(keys.length));
  if (exports === undefined) return undefined;
  try {
    const place = exports.make(keys.length, pieceBytes);
    const lengths = exports.lengthsAt();
    const memory = new Uint8Array(exports.memory.buffer);
    for (const [id, key] of keys.entries()) {
      memory[lengths + id] = key.length;
      for (let at = 0; at < key.length; at++) memory[place + id * keyBytes + at] = unitByte(key.charCodeAt(at));
    }
    exports.build(smallTable);
    return new WasmLiterals(exports);
  } catch {
    return undefined;
  }
}

/** What usual literals need, and more: 2 kB each. A memory of more than 32 MB grows: not everywhere is so much address space free. */
function pagesFor(count: number): number {
  return Math.min(512, 8 + (count >> 5));
}
