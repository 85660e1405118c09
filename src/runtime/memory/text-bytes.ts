/** Texts as bytes: a loop over bytes takes a fraction of the time of one that asks a string for each character. Where there is WebAssembly, they lie where it can hash them. */
import { instantiate, type Memory } from "../wasm/instance.ts";
import { bytes as hashing } from "../wasm/walk.generated.ts";

/** Texts whose bytes are kept: an event is hashed, then scanned. */
const slotCount = 4;
/** The bytes of a longer text are not kept. */
const keptMax = 1 << 20;
/** A text beyond all measure is read from the string. */
const lengthMax = 1 << 26;
/** A shorter text is read before the encoder is called. */
const bytesMinimum = 32;

/** What `assembly/walk.ts` exports. */
type Hasher = {
  readonly memory: Memory;
  readonly textAt: () => number;
  readonly hash: (length: number, low: number, high: number) => number;
  readonly highHalf: () => number;
};

/**
 * A text in UTF-8, the first `length` of `bytes`. `isAscii`: a byte is a character. `isExact`: no other text has these bytes, for it has no U+FFFD, as
 * which lone surrogates are written. `hasher` hashes them where they are. Good until a few other texts have come.
 */
export type TextBytes = {
  bytes: Uint8Array;
  view: DataView;
  length: number;
  isAscii: boolean;
  isExact: boolean;
  hasher: Hasher | undefined;
};
type Slot = TextBytes & { text: string };

/** Room for texts of 400,000 characters beside what the module itself needs. */
const pages = 32;

const encoder = new TextEncoder();
const slots: Slot[] = [];
let next = 0;

/** The bytes of a text; undefined where it is very short. O(length), and constant for the last few texts. */
export function textBytes(text: string): TextBytes | undefined {
  if (text.length < bytesMinimum || text.length > lengthMax) return undefined;
  for (let at = 0; at < slotCount; at++) {
    const slot = slots[at];
    // Lengths first: to compare texts is a call.
    if (slot !== undefined && slot.text.length === text.length && slot.text === text) return slot;
  }
  if (text.length > keptMax) return filled(slotWith(undefined), text);
  const slot = (slots[next] ??= slotWith(instantiate<Hasher>(hashing, pages)));
  next = (next + 1) % slotCount;
  return filled(slot, text);
}

/** Each has a memory of its own, so that one that grows takes no other's text away. */
function slotWith(hasher: Hasher | undefined): Slot {
  return { text: "", bytes: new Uint8Array(0), view: new DataView(new ArrayBuffer(0)), length: 0, isAscii: true, isExact: true, hasher };
}

function filled(slot: Slot, text: string): Slot {
  if (slot.bytes.length < text.length) makeRoom(slot, 2 * text.length);
  slot.text = text;
  let { read, written } = encoder.encodeInto(text, slot.bytes);
  if (read < text.length) {
    makeRoom(slot, 3 * text.length);
    ({ read, written } = encoder.encodeInto(text, slot.bytes));
  }
  slot.length = written;
  slot.isAscii = written === text.length;
  slot.isExact = slot.isAscii || !hasReplacement(slot.bytes.subarray(0, written));
  return slot;
}

function hasReplacement(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0xef); at >= 0; at = bytes.indexOf(0xef, at + 1))
    if (bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) return true;
  return false;
}

/** For at least so many bytes, and a word behind them. */
function makeRoom(slot: Slot, length: number): void {
  const { hasher } = slot;
  if (hasher === undefined || !grown(hasher, length)) {
    slot.hasher = undefined;
    slot.bytes = new Uint8Array((length + 7) & ~3);
    slot.view = new DataView(slot.bytes.buffer);
    return;
  }
  const { buffer } = hasher.memory;
  const at = hasher.textAt();
  slot.bytes = new Uint8Array(buffer, at, buffer.byteLength - at - spare);
  slot.view = new DataView(buffer, at);
}

/** Behind a text in the memory. */
const spare = 16;
const pageBytes = 1 << 16;

function grown({ memory, textAt }: Hasher, length: number): boolean {
  const missing = textAt() + length + spare - memory.buffer.byteLength;
  try {
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    return true;
  } catch {
    return false;
  }
}
