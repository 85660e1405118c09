/** Texts as bytes: a loop over bytes takes a fraction of the time of one that asks a string for each character. */

/** Texts whose bytes are kept: an event is hashed, then scanned. */
const slotCount = 4;
/** The bytes of a longer text are not kept. */
const keptMax = 1 << 20;
/** A text beyond all measure is read from the string. */
const lengthMax = 1 << 26;
/** A shorter text is read before the encoder is called. */
const bytesMinimum = 32;

/**
 * A text in UTF-8, the first `length` of `bytes`. `isAscii`: a byte is a character. `isExact`: no other text has these bytes, for it has no U+FFFD, as
 * which lone surrogates are written. Good until a few other texts have come.
 */
export type TextBytes = { bytes: Uint8Array; view: DataView; length: number; isAscii: boolean; isExact: boolean };
type Slot = TextBytes & { text: string };

const encoder = new TextEncoder();
const slots: readonly Slot[] = Array.from({ length: slotCount }, emptySlot);
let next = 0;

/** The bytes of a text; undefined where it is very short. O(length), and constant for the last few texts. */
export function textBytes(text: string): TextBytes | undefined {
  if (text.length < bytesMinimum || text.length > lengthMax) return undefined;
  for (let at = 0; at < slotCount; at++) {
    const slot = slots[at];
    if (slot !== undefined && slot.text === text) return slot;
  }
  if (text.length > keptMax) return filled(emptySlot(), text);
  const slot = slots[next];
  next = (next + 1) % slotCount;
  return slot && filled(slot, text);
}

function emptySlot(): Slot {
  return { text: "", ...room(0), length: 0, isAscii: true, isExact: true };
}

function filled(slot: Slot, text: string): Slot {
  if (slot.bytes.length < text.length) Object.assign(slot, room(2 * text.length));
  slot.text = text;
  let { read, written } = encoder.encodeInto(text, slot.bytes);
  if (read < text.length) {
    Object.assign(slot, room(3 * text.length));
    ({ read, written } = encoder.encodeInto(text, slot.bytes));
  }
  slot.length = written;
  slot.isAscii = written === text.length;
  slot.isExact = slot.isAscii || !hasReplacement(slot.bytes, written);
  return slot;
}

function hasReplacement(bytes: Uint8Array, length: number): boolean {
  for (let at = bytes.indexOf(0xef); at >= 0 && at < length; at = bytes.indexOf(0xef, at + 1))
    if (bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) return true;
  return false;
}

/** A multiple of four bytes, so that they can be read as words. */
function room(length: number): Pick<Slot, "view" | "bytes"> {
  const bytes = new Uint8Array((length + 7) & ~3);
  return { bytes, view: new DataView(bytes.buffer) };
}
