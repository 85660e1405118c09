/** Many small texts as bytes in one buffer: no object for the garbage collector to look at, whatever their number. */

/** Where a text lies; 0 is no text. Changes when the arena makes room: its owner is asked to move each that it holds. */
type TextRef = number;

type ArenaOwner = {
  /** Calls `move` with each living reference and keeps what it gives instead. */
  readonly moveTexts: (move: (ref: TextRef) => TextRef) => void;
};

// The first byte of a text is its length, where each of its units fits a byte; else it says how the length and the units follow.
const long = 254;
const wide = 255;
const bytesMax = 2 ** 32 - 1;

export class TextArena {
  private readonly owner: ArenaOwner;
  private bytes = new Uint8Array(256);
  private used = 1;
  private dead = 0;

  constructor(owner: ArenaOwner) {
    this.owner = owner;
  }

  /** Keeps a text. Amortised O(length). */
  put(text: string): TextRef {
    const { length } = text;
    let isWide = false;
    for (let i = 0; i < length && !isWide; i++) isWide = text.charCodeAt(i) > 255;
    const head = isWide ? wide : length < long ? length : long;
    const size = head < long ? 1 + length : 5 + (isWide ? 2 * length : length);
    if (this.used + size > this.bytes.length) this.makeRoom(size);
    const ref = this.used;
    let at = this.used;
    this.bytes[at++] = head;
    if (head >= long) for (let shift = 0; shift < 32; shift += 8) this.bytes[at++] = length >>> shift;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      this.bytes[at++] = unit;
      if (isWide) this.bytes[at++] = unit >> 8;
    }
    this.used = at;
    return ref;
  }

  /** Forgets a text: its owner holds the reference no more. */
  drop(ref: TextRef): void {
    const head = this.bytes[ref] ?? 0;
    this.dead += head < long ? 1 + head : 5 + this.lengthAt(ref) * (head === wide ? 2 : 1);
  }

  /** Whether it is this text. */
  holds(ref: TextRef, text: string): boolean {
    const { length } = text;
    const head = this.bytes[ref] ?? 0;
    if (head < long) {
      if (head !== length) return false;
      for (let i = 0; i < length; i++) if (this.bytes[ref + 1 + i] !== text.charCodeAt(i)) return false;
      return true;
    }
    return this.lengthAt(ref) === length && this.text(ref) === text;
  }

  text(ref: TextRef): string {
    const head = this.bytes[ref] ?? 0;
    const length = head < long ? head : this.lengthAt(ref);
    const start = head < long ? ref + 1 : ref + 5;
    const step = head === wide ? 2 : 1;
    let text = "";
    for (let from = 0; from < length; from += 1_024) {
      const units: number[] = [];
      for (let i = from; i < Math.min(length, from + 1_024); i++) {
        const at = start + i * step;
        units.push((this.bytes[at] ?? 0) | (step === 2 ? (this.bytes[at + 1] ?? 0) << 8 : 0));
      }
      text += String.fromCharCode(...units);
    }
    return text;
  }

  private lengthAt(ref: TextRef): number {
    const { bytes } = this;
    return ((bytes[ref + 1] ?? 0) | ((bytes[ref + 2] ?? 0) << 8) | ((bytes[ref + 3] ?? 0) << 16) | ((bytes[ref + 4] ?? 0) << 24)) >>> 0;
  }

  /** Room for so many bytes: the living texts close up, into a larger buffer where more than half of them live. */
  private makeRoom(size: number): void {
    const living = this.used - this.dead;
    const wanted = Math.max(256, living + size + (living >> 1));
    if (living + size > bytesMax) throw new RangeError("state of more than 4 GiB of text");
    const old = this.bytes;
    const kept = new Uint8Array(Math.min(wanted, bytesMax));
    let at = 1;
    this.owner.moveTexts((ref) => {
      const head = old[ref] ?? 0;
      const length = head < long ? 1 + head : 5 + this.lengthAt(ref) * (head === wide ? 2 : 1);
      const moved = at;
      for (let i = 0; i < length; i++) kept[at++] = old[ref + i] ?? 0;
      return moved;
    });
    this.bytes = kept;
    this.used = at;
    this.dead = 0;
  }
}
