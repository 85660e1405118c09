/** Strings of JSON: where they end, whether they are UTF-8, and what their escapes stand for. */

/** 16 bytes all set, then 16 clear: from place 16 - n, a mask of n bytes. */
const masks = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

/** As many bytes as there are, at most sixteen, and zeros. */
// @ts-ignore: decorator
@inline
export function firstBytes(at: usize, length: usize): v128 {
  return v128.and(v128.load(at), v128.load(masks + 16 - length));
}

/** The first byte that is a quote, a backslash, a control character or beyond ASCII. */
// @ts-ignore: decorator
@inline
export function plainEnd(at: usize): usize {
  while (true) {
    const block = v128.load(at);
    // As signed numbers, bytes beyond ASCII are less than a blank, too.
    const special = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(block, i8x16.splat(0x22)), i8x16.eq(block, i8x16.splat(0x5c))),
        i8x16.lt_s(block, i8x16.splat(0x20)),
      ),
    );
    if (special != 0) return at + ctz(special);
    at += 16;
  }
}

/** Whether the text that `anyEnd` went through has escapes, or bytes beyond ASCII. */
export let hasEscapes: bool = false;
export let isWide: bool = false;

/** The quote that ends the text; 0 where it has a control character. Goes on from a place in it. */
export function anyEnd(at: usize): usize {
  hasEscapes = false;
  isWide = false;
  while (true) {
    const block = v128.load(at);
    const special = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(block, i8x16.splat(0x22)), i8x16.eq(block, i8x16.splat(0x5c))),
        i8x16.lt_u(block, i8x16.splat(0x20)),
      ),
    );
    const wide = i8x16.bitmask(block);
    if (special == 0) {
      isWide = isWide || wide != 0;
      at += 16;
      continue;
    }
    const before = (special & -special) - 1;
    isWide = isWide || (wide & before) != 0;
    at += ctz(special);
    const found = load<u8>(at);
    if (found == 0x22) return at;
    if (found != 0x5c) return 0;
    hasEscapes = true;
    // What is escaped is looked at when it is decoded; nothing that ends the line is skipped.
    if (load<u8>(at + 1) < 0x20) return 0;
    at += 2;
  }
}

/** Where the text without its escapes ends, written from `to` on; 0 where an escape is none, or half a pair. At most 16 bytes behind it are overwritten. */
export function unescape(at: usize, end: usize, to: usize): usize {
  while (true) {
    const block = v128.load(at);
    v128.store(to, block);
    const slash = i8x16.bitmask(i8x16.eq(block, i8x16.splat(0x5c)));
    const run: usize = slash == 0 ? 16 : ctz(slash);
    if (at + run >= end) return to + (end - at);
    at += run;
    to += run;
    if (slash == 0) continue;
    const mark = load<u8>(at + 1);
    if (mark == 0x75) {
      let unit = hexUnit(at + 2);
      at += 6;
      if (unit < 0) return 0;
      if ((unit & 0xf800) == 0xd800) {
        if (unit >= 0xdc00 || load<u16>(at) != 0x755c) return 0;
        const second = hexUnit(at + 2);
        at += 6;
        if ((second & ~0x3ff) != 0xdc00) return 0;
        unit = 0x10000 + ((unit & 0x3ff) << 10) + (second & 0x3ff);
      }
      to = putPoint(unit, to);
      continue;
    }
    const plain = unescaped(mark);
    if (plain == 0) return 0;
    store<u8>(to++, plain);
    at += 2;
  }
}

function unescaped(mark: u8): u8 {
  switch (mark) {
    case 0x22:
    case 0x5c:
    case 0x2f:
      return mark;
    case 0x62:
      return 0x08;
    case 0x66:
      return 0x0c;
    case 0x6e:
      return 0x0a;
    case 0x72:
      return 0x0d;
    case 0x74:
      return 0x09;
    default:
      return 0;
  }
}

/** Four hexadecimal digits, or -1. */
function hexUnit(at: usize): i32 {
  let unit = 0;
  for (let place: usize = 0; place < 4; place++) {
    const byte = <i32>load<u8>(at + place);
    const letter = byte | 0x20;
    const digit = byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
    if (digit < 0) return -1;
    unit = (unit << 4) | digit;
  }
  return unit;
}

function putPoint(point: i32, to: usize): usize {
  if (point < 0x80) {
    store<u8>(to, <u8>point);
    return to + 1;
  }
  isWide = true;
  if (point < 0x800) {
    store<u8>(to, <u8>(0xc0 | (point >> 6)));
    store<u8>(to + 1, <u8>(0x80 | (point & 0x3f)));
    return to + 2;
  }
  if (point < 0x10000) {
    store<u8>(to, <u8>(0xe0 | (point >> 12)));
    store<u8>(to + 1, <u8>(0x80 | ((point >> 6) & 0x3f)));
    store<u8>(to + 2, <u8>(0x80 | (point & 0x3f)));
    return to + 3;
  }
  store<u8>(to, <u8>(0xf0 | (point >> 18)));
  store<u8>(to + 1, <u8>(0x80 | ((point >> 12) & 0x3f)));
  store<u8>(to + 2, <u8>(0x80 | ((point >> 6) & 0x3f)));
  store<u8>(to + 3, <u8>(0x80 | (point & 0x3f)));
  return to + 4;
}

/**
 * Whether the bytes are UTF-8, of which `end` is the place of one more that is ASCII. Three tables looked up by half bytes say what is wrong with a byte and the
 * one before (J. Keiser, D. Lemire: Validating UTF-8 in less than one instruction per byte, 2021).
 */
export function isUtf8(at: usize, end: usize): bool {
  let before = i8x16.splat(0);
  let wrong = i8x16.splat(0);
  for (end++; at < end; at += 16) {
    const block = end - at < 16 ? firstBytes(at, end - at) : v128.load(at);
    const one = i8x16.shuffle(before, block, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
    const two = i8x16.shuffle(before, block, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
    const three = i8x16.shuffle(before, block, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
    // Bits: 1 too short, 2 too long, 4 and 32 and 64 longer than needed, 8 and 64 too large, 16 a surrogate, 128 two that continue.
    const lead = i8x16.swizzle(i8x16(2, 2, 2, 2, 2, 2, 2, 2, -128, -128, -128, -128, 0x21, 0x01, 0x15, 0x49), i8x16.shr_u(one, 4));
    const rest = i8x16.swizzle(
      i8x16(
        <i8>0xe7, <i8>0xa3, <i8>0x83, <i8>0x83, <i8>0x8b, <i8>0xcb, <i8>0xcb, <i8>0xcb,
        <i8>0xcb, <i8>0xcb, <i8>0xcb, <i8>0xcb, <i8>0xcb, <i8>0xdb, <i8>0xcb, <i8>0xcb,
      ),
      v128.and(one, i8x16.splat(0x0f)),
    );
    const next = i8x16.swizzle(i8x16(1, 1, 1, 1, 1, 1, 1, 1, <i8>0xe6, <i8>0xae, <i8>0xba, <i8>0xba, 1, 1, 1, 1), i8x16.shr_u(block, 4));
    const continues = v128.or(i8x16.sub_sat_u(two, i8x16.splat(0x60)), i8x16.sub_sat_u(three, i8x16.splat(0x70)));
    wrong = v128.or(wrong, v128.xor(v128.and(continues, i8x16.splat(-128)), v128.and(v128.and(lead, rest), next)));
    before = block;
  }
  return !v128.any_true(wrong);
}
