/** Looks at texts that lie in the memory, sixteen bytes at a time. */

/** Room for so many bytes, and sixteen that may be read behind them; it stays where it is. */
export function allocate(bytes: i32): usize {
  return heap.alloc(bytes + 16);
}

/** Whether no byte of the text is above 127. */
export function isAscii(text: usize, length: i32): bool {
  let at = 0;
  for (; at + 16 <= length; at += 16) if (i8x16.bitmask(v128.load(text + at)) != 0) return false;
  for (; at < length; at++) if (load<u8>(text + at) > 127) return false;
  return true;
}
