/**
 * Lines of a file or of standard input, plain or gzip, however large: memory is bounded by one line's limit, and a line
 * over it is counted and hashed but never cut to size.
 */
import { isUtf8 } from "node:buffer";
import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Readable, type Transform } from "node:stream";
import { createGunzip } from "node:zlib";
import type { Sighting } from "../runtime/sighting.ts";
import { errorCode, reasonOf } from "./read-text.ts";

export type Line =
  | TextLine
  | { readonly kind: "oversize"; readonly number: number; readonly offset: number; readonly bytes: number; readonly sha256: string };

/** The events of a line, and how many of its records were left out on purpose. */
export type SightedLine = {
  readonly sightings: readonly Sighting[];
  readonly skipped: number;
  /** Its bytes told that it is one event of aidr's own, which `JSON.parse` reads without a loss. */
  readonly isPlain: boolean;
};

/** A line as its bytes, which may be part of a larger piece of the input; the piece stays as long as the line does, and as it is. */
export class TextLine {
  readonly kind = "text";
  readonly number: number;
  /** The line is what is in it from `from` to `to`, without its end. */
  readonly piece: Buffer;
  readonly from: number;
  readonly to: number;
  /** Whether the bytes are not all UTF-8: U+FFFD then stands in the text where they are not. */
  readonly replaced: boolean;
  /** What was seen of its events ahead of their turn; nothing where nobody looked, or more is to be told of the line. */
  sighted: SightedLine | undefined;
  #text: string | undefined;

  constructor(number: number, piece: Buffer, replaced: boolean, from = 0, to = piece.length) {
    this.number = number;
    this.piece = piece;
    this.from = from;
    this.to = to;
    this.replaced = replaced;
    this.sighted = undefined;
  }

  /** Decoded when it is first read. */
  get text(): string {
    this.#text ??= this.piece.toString("utf8", this.from, this.to);
    return this.#text;
  }
}

/** Lines read, and bytes of the plain text up to the end of the last; `ended`: a line feed ended it, not the input. */
export type LinePlace = { readonly line: number; readonly offset: number; readonly ended: boolean };

/** Lines that came together; `bytesRead` counts the input as it lies on disk, for progress; `end` is where reading can go on. */
export type LineBatch = { readonly lines: readonly Line[]; readonly bytesRead: number; readonly end: LinePlace };

/** Reads on from a place: a plain file is opened there, gzip is unpacked from its start. */
export type ReadOn = {
  readonly from: LinePlace;
  readonly form: "plain" | "gzip";
};

/** The input broke off: it is no gzip to its end, or the system refused. What came before it was handed out. */
export class BrokenInput extends Error {
  readonly reason: string;
  readonly missing: boolean;
  constructor(reason: string, missing: boolean) {
    super(reason);
    this.reason = reason;
    this.missing = missing;
  }
}

/** A line of events has at most so many bytes. */
export const lineBytesMax = 1024 * 1024;
const unpackedBytes = 256 * 1024;

/** Between two pieces a run waits for the system: with pieces of 256 kB it takes a tenth longer, with 1 MB as long. */
const chunkBytesAlone = 512 * 1024;

export function openEvents(path: string, on?: ReadOn, chunkBytes: number = chunkBytesAlone): Readable {
  return createReadStream(path, { highWaterMark: chunkBytes, start: on?.form === "plain" ? on.from.offset : 0 });
}

/**
 * Splits a stream at line feeds, in batches as they arrive. Blank lines are skipped but counted in line numbers; a BOM
 * at the start and a CR before a line's end are dropped. Throws `BrokenInput` alone.
 */
export async function* readLines(input: Readable, bytesMax: number = lineBytesMax, on?: ReadOn): AsyncGenerator<LineBatch> {
  const splitter = new Splitter(bytesMax, on?.from);
  const counter = { bytes: on?.form === "plain" ? on.from.offset : 0 };
  try {
    for await (const chunk of await (on ? bytesFrom(input, counter, on) : plainBytes(input, counter))) {
      yield { lines: splitter.push(chunk), bytesRead: counter.bytes, end: splitter.end };
    }
  } catch (error) {
    const lines = splitter.finish();
    if (lines.length > 0 && !isTruncation(error)) yield { lines, bytesRead: counter.bytes, end: splitter.end };
    const code = errorCode(error);
    throw new BrokenInput(isTruncation(error) || code?.startsWith("Z_") ? gzipReason(error) : reasonOf(error), code === "ENOENT");
  }
  yield { lines: splitter.finish(), bytesRead: counter.bytes, end: splitter.end };
}

/** The plain bytes from a place on. */
async function* bytesFrom(input: Readable, counter: { bytes: number }, { from, form }: ReadOn): AsyncGenerator<Buffer> {
  const chunks = countedChunks(input, counter);
  if (form === "plain") return yield* chunks;
  let skipped = 0;
  for await (const chunk of unpacked(chunks)) {
    const rest = chunk.subarray(Math.min(chunk.length, from.offset - skipped));
    skipped += chunk.length - rest.length;
    if (rest.length > 0) yield rest;
  }
}

/** The stream itself, or unpacked where it begins with gzip's two magic bytes. */
async function plainBytes(input: Readable, counter: { bytes: number }): Promise<AsyncIterable<Buffer>> {
  const chunks = countedChunks(input, counter);
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 2) {
    const next = await chunks.next();
    if (next.done) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  const whole = prepend(head, chunks);
  if (head[0] !== 0x1f || head[1] !== 0x8b) return whole;
  return unpacked(whole);
}

/** Errors of the source reach the reader of the unpacked bytes too. */
async function* unpacked(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip: Transform = createGunzip({ chunkSize: unpackedBytes });
  const source = Readable.from(packed);
  source.on("error", (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    for await (const chunk of gunzip) yield asBuffer(chunk);
  } finally {
    source.destroy();
  }
}

async function* countedChunks(input: Readable, counter: { bytes: number }): AsyncGenerator<Buffer> {
  for await (const chunk of input) {
    const bytes = asBuffer(chunk);
    counter.bytes += bytes.length;
    yield bytes;
  }
}

async function* prepend(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}

function asBuffer(chunk: unknown): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
}

function isTruncation(error: unknown): boolean {
  return errorCode(error) === "Z_BUF_ERROR";
}

function gzipReason(error: unknown): string {
  return isTruncation(error) ? "the gzip data ends too early" : "the gzip data is damaged";
}

/** Cuts chunks into lines. What is kept between chunks is at most one line of the limit. */
class Splitter {
  readonly #bytesMax: number;
  #number = 0;
  #offset = 0;
  #isFirst = true;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  /** Set while a line is over the limit: its bytes are hashed and forgotten. */
  #hash: Hash | undefined;

  #isEnded = true;

  constructor(bytesMax: number, from: LinePlace = { line: 0, offset: 0, ended: true }) {
    this.#bytesMax = bytesMax;
    this.#number = from.line;
    this.#offset = from.offset;
    this.#isFirst = from.offset === 0;
    this.#isEnded = from.ended;
  }

  /** Behind the last line that was handed out. */
  get end(): LinePlace {
    return { line: this.#number, offset: this.#offset, ended: this.#isEnded };
  }

  push(whole: Buffer): Line[] {
    const chunk = this.#behindBreak(whole);
    const lines: Line[] = [];
    let from = 0;
    const first = chunk.indexOf(10);
    if (first < 0) {
      this.#keep(chunk);
      return lines;
    }
    if (this.#keptBytes > 0 || this.#isFirst) {
      this.#keep(chunk.subarray(0, first));
      this.#endLine(lines, 1);
      from = first + 1;
    }
    const last = chunk.lastIndexOf(10);
    if (last >= from) this.#wholeLines(chunk.subarray(from, last + 1), lines);
    this.#keep(chunk.subarray(Math.max(from, last + 1)));
    return lines;
  }

  /** The line that no line feed ended, if any. */
  finish(): Line[] {
    const lines: Line[] = [];
    if (this.#keptBytes > 0) this.#endLine(lines, 0);
    return lines;
  }

  /** The line feed that ended the last line came after its line was read: it is no line of its own. */
  #behindBreak(chunk: Buffer): Buffer {
    if (this.#isEnded || chunk.length === 0) return chunk;
    this.#isEnded = true;
    const breakBytes = chunk[0] === 10 ? 1 : chunk[0] === 13 && chunk[1] === 10 ? 2 : 0;
    this.#offset += breakBytes;
    return chunk.subarray(breakBytes);
  }

  #keep(bytes: Buffer): void {
    this.#keptBytes += bytes.length;
    if (!this.#hash && this.#keptBytes > this.#bytesMax + 1) {
      // One byte more than the limit may still be the CR of a line of exactly the limit.
      this.#hash = createHash("sha256");
      for (const kept of this.#kept) this.#hash.update(kept);
      this.#kept = [];
    }
    if (this.#hash) this.#hash.update(bytes);
    // A copy, so that a short rest does not hold a whole chunk in memory.
    else if (bytes.length > 0) this.#kept.push(Buffer.from(bytes));
  }

  #endLine(lines: Line[], breakBytes: number): void {
    this.#number++;
    const bytes = this.#keptBytes;
    const offset = this.#offset;
    this.#offset += bytes + breakBytes;
    this.#isEnded = breakBytes > 0;
    if (this.#hash) {
      lines.push({ kind: "oversize", number: this.#number, offset, bytes, sha256: this.#hash.digest("hex") });
      this.#hash = undefined;
    } else this.#pushText(Buffer.concat(this.#kept), offset, lines);
    this.#kept = [];
    this.#keptBytes = 0;
    this.#isFirst = false;
  }

  #pushText(whole: Buffer, offset: number, lines: Line[]): void {
    const hasBom = this.#isFirst && whole[0] === 0xef && whole[1] === 0xbb && whole[2] === 0xbf;
    const bytes = whole.subarray(hasBom ? 3 : 0, whole[whole.length - 1] === 13 ? -1 : undefined);
    if (bytes.length > this.#bytesMax) {
      const sha256 = createHash("sha256").update(whole).digest("hex");
      lines.push({ kind: "oversize", number: this.#number, offset, bytes: whole.length, sha256 });
      return;
    }
    this.#pushUnlessBlank(new TextLine(this.#number, bytes, !isUtf8(bytes)), lines);
  }

  /** What begins with an ASCII character that is no white space is not blank; nothing else is common. */
  #pushUnlessBlank(line: TextLine, lines: Line[]): void {
    const first = line.from < line.to ? (line.piece[line.from] ?? 0x20) : 0x20;
    if ((first > 0x20 && first < 0x7f) || line.text.trim() !== "") lines.push(line);
  }

  /** Complete lines in one piece, shorter than a chunk each: cut where they lie where all are UTF-8, which is the common case. */
  #wholeLines(bytes: Buffer, lines: Line[]): void {
    if (bytes.length > this.#bytesMax || !isUtf8(bytes)) {
      let from = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
        this.#keep(bytes.subarray(from, end));
        this.#endLine(lines, 1);
        from = end + 1;
      }
      return;
    }
    this.#offset += bytes.length;
    for (let from = 0, end = bytes.indexOf(10); end >= 0; from = end + 1, end = bytes.indexOf(10, from)) {
      this.#number++;
      const to = end > from && bytes[end - 1] === 13 ? end - 1 : end;
      this.#pushUnlessBlank(new TextLine(this.#number, bytes, false, from, to), lines);
    }
  }
}
