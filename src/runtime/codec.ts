/** Our own binary form of state: canonical (equal state gives equal bytes), versioned, checked. Portable to the browser. */
import { isList, ownKeys, readKey } from "./read.ts";
import { sha256Hex } from "./sha256.ts";
import { ExactInteger, type Value } from "./value.ts";

const magic = "aidr state\n";
/** Raised when the form of any section changes. */
export const stateVersion = 3;

export type Sections = ReadonlyMap<string, Uint8Array>;
export type Unsealed =
  | { readonly kind: "sections"; readonly sections: Sections }
  | { readonly kind: "damaged"; readonly reason: string }
  | { readonly kind: "newer"; readonly version: number };

/** SHA-256 in lower-case hexadecimal; a host may bring its own, which is faster. */
export type Sha256 = (bytes: Uint8Array) => string;

/** Named sections as one piece, with version and SHA-256. */
export function seal(sections: Sections, sha256: Sha256 = sha256Hex): Uint8Array {
  const writer = new Writer();
  writer.text(magic);
  writer.count(stateVersion);
  writer.count(sections.size);
  for (const [name, bytes] of [...sections].sort(([a], [b]) => (a < b ? -1 : 1))) {
    writer.text(name);
    writer.bytes(bytes);
  }
  const body = writer.take();
  writer.text(sha256(body));
  const check = writer.take();
  const whole = new Uint8Array(body.length + check.length);
  whole.set(body);
  whole.set(check, body.length);
  return whole;
}

/** The sections of a piece, or what is wrong with it: torn, bit-flipped, of a newer version. Never throws. */
export function unseal(whole: Uint8Array, sha256: Sha256 = sha256Hex): Unsealed {
  const checkLength = 5 + 64;
  if (whole.length < checkLength + magic.length) return { kind: "damaged", reason: "too short" };
  const body = whole.subarray(0, whole.length - checkLength);
  try {
    const check = new Reader(whole.subarray(whole.length - checkLength)).text();
    if (check !== sha256(body)) return { kind: "damaged", reason: "the checksum does not fit" };
    const reader = new Reader(body);
    if (reader.text() !== magic) return { kind: "damaged", reason: "not a state of aidr" };
    const version = reader.count();
    if (version > stateVersion) return { kind: "newer", version };
    if (version < stateVersion) return { kind: "damaged", reason: `is of version ${version}, which this version of aidr does not read` };
    const sections = new Map<string, Uint8Array>();
    for (let left = reader.count(); left > 0; left--) {
      const name = reader.text();
      sections.set(name, reader.bytes());
    }
    return { kind: "sections", sections };
  } catch {
    return { kind: "damaged", reason: "breaks off" };
  }
}

/** Writes what `Reader` reads, in the same order. */
export class Writer {
  #buffer = new Uint8Array(256);
  #view = new DataView(this.#buffer.buffer);
  #length = 0;

  /** A whole number from 0 to 2^32 − 1. */
  count(value: number): void {
    this.#room(4);
    this.#view.setUint32(this.#length, value);
    this.#length += 4;
  }
  number(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.#length, value);
    this.#length += 8;
  }
  flag(value: boolean): void {
    this.#room(1);
    this.#buffer[this.#length++] = value ? 1 : 0;
  }
  /** UTF-16 units, also lone surrogates: one byte each where all are below 256, else two. */
  text(value: string): void {
    let wide = false;
    for (let i = 0; i < value.length && !wide; i++) wide = value.charCodeAt(i) > 255;
    this.flag(wide);
    this.count(value.length);
    this.#room(value.length * 2);
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (wide) this.#buffer[this.#length++] = unit >> 8;
      this.#buffer[this.#length++] = unit & 255;
    }
  }
  optionalText(value: string | undefined): void {
    this.flag(value !== undefined);
    if (value !== undefined) this.text(value);
  }
  bytes(value: Uint8Array): void {
    this.count(value.length);
    this.#room(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }
  list<T>(items: readonly T[], write: (item: T) => void): void {
    this.count(items.length);
    for (const item of items) write(item);
  }
  /** JSON's values, and integers with all their digits. Nesting beyond 1,000 is left out. */
  value(value: Value, depth = 0): void {
    if (typeof value === "string") {
      this.count(1);
      this.text(value);
    } else if (typeof value === "number") {
      this.count(2);
      this.number(value);
    } else if (typeof value === "boolean") this.count(value ? 3 : 4);
    else if (value === undefined || value === null || depth > 1_000) this.count(0);
    else if (value instanceof ExactInteger) {
      this.count(5);
      this.text(value.digits);
    } else if (isList(value)) {
      this.count(6);
      this.list(value, (item) => this.value(item, depth + 1));
    } else {
      this.count(7);
      this.list(ownKeys(value), (key) => {
        this.text(key);
        this.value(readKey(value, key), depth + 1);
      });
    }
  }

  /** The bytes so far; the writer is empty then. */
  take(): Uint8Array {
    const taken = this.#buffer.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length + bytes));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** Reads what `Writer` wrote; throws a RangeError past the end, which `unseal` has ruled out for whole pieces. */
export class Reader {
  readonly #buffer: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(buffer: Uint8Array) {
    this.#buffer = buffer;
    this.#view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  }

  count(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4);
  }
  number(): number {
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8);
  }
  flag(): boolean {
    this.#at += 1;
    const flag = this.#view.getUint8(this.#at - 1);
    if (flag > 1) throw new RangeError("neither true nor false");
    return flag === 1;
  }
  text(): string {
    const wide = this.flag();
    const length = this.count();
    const size = wide ? length * 2 : length;
    if (this.#at + size > this.#buffer.length) throw new RangeError("text past the end");
    const units: string[] = [];
    for (let start = 0; start < length; start += 4_096) {
      const codes: number[] = [];
      for (let i = start; i < Math.min(length, start + 4_096); i++)
        codes.push(wide ? this.#view.getUint16(this.#at + i * 2) : (this.#buffer[this.#at + i] ?? 0));
      units.push(String.fromCharCode(...codes));
    }
    this.#at += size;
    return units.join("");
  }
  optionalText(): string | undefined {
    return this.flag() ? this.text() : undefined;
  }
  bytes(): Uint8Array {
    const length = this.count();
    if (this.#at + length > this.#buffer.length) throw new RangeError("bytes past the end");
    this.#at += length;
    return this.#buffer.subarray(this.#at - length, this.#at);
  }
  list<T>(read: () => T): T[] {
    const items: T[] = [];
    for (let left = this.count(); left > 0; left--) items.push(read());
    return items;
  }
  value(): Value {
    switch (this.count()) {
      case 1:
        return this.text();
      case 2:
        return this.number();
      case 3:
        return true;
      case 4:
        return false;
      case 5:
        return new ExactInteger(this.text());
      case 6:
        return this.list(() => this.value());
      case 7:
        return Object.fromEntries(this.list(() => [this.text(), this.value()] as const));
      default:
        return undefined;
    }
  }
}

/** What a snapshot has a section of. */
export type Savable = { save(writer: Writer): void; load(reader: Reader): void };
