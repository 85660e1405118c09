/** Many small texts as bytes in one buffer: no object for the garbage collector to look at, whatever their number. */

/** Where a text lies; 0 is no text. Changes when the arena makes room: its owner is asked to move each that it holds. */
type TextRef = number;

type ArenaOwner = {
  /** How many places `moveTexts` looks at, whether they hold a text or not. */
  readonly places: () => number;
  /** Calls `move` with each living reference and keeps what it gives instead. */
  readonly moveTexts: (move: (ref: TextRef) => TextRef) => void;
};

// The first byte of a text is its length, where each of its units fits a byte; else it says how the length and the units follow.
const long = 254;
const wide = 255;
const bytesMax = 2 ** 32 - 1;

export class TextArena {
  readonly #owner: ArenaOwner;
  #bytes = new Uint8Array(256);
  #used = 1;
  #dead = 0;

  constructor(owner: ArenaOwner) {
    this.#owner = owner;
  }

  /** Keeps a text, in the place of another where there is one (0: none). Amortised O(length). */
  put(text: string, instead: TextRef = 0): TextRef {
    const { length } = text;
    let isWide = false;
    for (let i = 0; i < length && !isWide; i++) isWide = text.charCodeAt(i) > 255;
    const head = isWide ? wide : length < long ? length : long;
    const size = head < long ? 1 + length : 5 + (isWide ? 2 * length : length);
    if (instead !== 0 && this.#sizeAt(instead) === size) {
      this.#write(instead, head, text);
      return instead;
    }
    if (instead !== 0) this.drop(instead);
    if (this.#used + size > this.#bytes.length) this.#makeRoom(size);
    const ref = this.#used;
    this.#used += size;
    this.#write(ref, head, text);
    return ref;
  }

  /** Forgets a text: its owner holds the reference no more. */
  drop(ref: TextRef): void {
    this.#dead += this.#sizeAt(ref);
  }

  /** Whether it is this text. */
  holds(ref: TextRef, text: string): boolean {
    const { length } = text;
    const head = this.#bytes[ref] ?? 0;
    if (head < long) {
      if (head !== length) return false;
      for (let i = 0; i < length; i++) if (this.#bytes[ref + 1 + i] !== text.charCodeAt(i)) return false;
      return true;
    }
    return this.#lengthAt(ref) === length && this.text(ref) === text;
  }

  text(ref: TextRef): string {
    const head = this.#bytes[ref] ?? 0;
    const length = head < long ? head : this.#lengthAt(ref);
    const start = head < long ? ref + 1 : ref + 5;
    const step = head === wide ? 2 : 1;
    let text = "";
    for (let from = 0; from < length; from += 1_024) {
      const units: number[] = [];
      for (let i = from; i < Math.min(length, from + 1_024); i++) {
        const at = start + i * step;
        units.push((this.#bytes[at] ?? 0) | (step === 2 ? (this.#bytes[at + 1] ?? 0) << 8 : 0));
      }
      text += String.fromCharCode(...units);
    }
    return text;
  }

  #write(ref: TextRef, head: number, text: string): void {
    const bytes = this.#bytes;
    const { length } = text;
    let at = ref;
    bytes[at++] = head;
    if (head >= long) for (let shift = 0; shift < 32; shift += 8) bytes[at++] = length >>> shift;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      bytes[at++] = unit;
      if (head === wide) bytes[at++] = unit >> 8;
    }
  }

  #sizeAt(ref: TextRef): number {
    const head = this.#bytes[ref] ?? 0;
    return head < long ? 1 + head : 5 + this.#lengthAt(ref) * (head === wide ? 2 : 1);
  }

  #lengthAt(ref: TextRef): number {
    const bytes = this.#bytes;
    return ((bytes[ref + 1] ?? 0) | ((bytes[ref + 2] ?? 0) << 8) | ((bytes[ref + 3] ?? 0) << 16) | ((bytes[ref + 4] ?? 0) << 24)) >>> 0;
  }

  /**
   * Room for so many bytes: the living texts close up, with half as much room again as they take, and no less than pays for the look at
   * all places, of which few may hold a text.
   */
  #makeRoom(size: number): void {
    const living = this.#used - this.#dead;
    const wanted = living + size + Math.max(256, living >> 1, 8 * this.#owner.places());
    if (living + size > bytesMax) throw new RangeError("state of more than 4 GiB of text");
    const old = this.#bytes;
    const kept = new Uint8Array(Math.min(wanted, bytesMax));
    let at = 1;
    this.#owner.moveTexts((ref) => {
      const moved = at;
      for (let end = ref + this.#sizeAt(ref), from = ref; from < end; from++) kept[at++] = old[from] ?? 0;
      return moved;
    });
    this.#bytes = kept;
    this.#used = at;
    this.#dead = 0;
  }
}
