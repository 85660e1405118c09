/** Strings of JSON: where they end, whether they are UTF-8, and what their escapes stand for. */

/** 16 bytes all set, then 16 clear: from place 16 - n, a mask of n bytes. */
const masks = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

/** As many bytes as there are, at most sixteen, and zeros. */
// @ts-ignore: decorator
@inline
export function firstBytes(at: usize, length: usize): v128 {
  return firstOf(v128.load(at), length);
}

// @ts-ignore: decorator
@inline
function firstOf(block: v128, length: usize): v128 {
  return v128.and(block, v128.load(masks + 16 - length));
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

/** The same in a text that has bytes beyond ASCII: the first byte that is a quote, a backslash or a control character. */
export function wideEnd(at: usize): usize {
  while (true) {
    const special = specialIn(v128.load(at));
    if (special != 0) return at + ctz(special);
    at += 16;
  }
}

// @ts-ignore: decorator
@inline
function specialIn(block: v128): i32 {
  return i8x16.bitmask(
    v128.or(
      v128.or(i8x16.eq(block, i8x16.splat(0x22)), i8x16.eq(block, i8x16.splat(0x5c))),
      i8x16.lt_u(block, i8x16.splat(0x20)),
    ),
  );
}

/** Of the text that `unescape` wrote: where it ends, and whether there are bytes beyond ASCII in it. */
export let writtenEnd: usize = 0;
export let isWide: bool = false;

/**
 * Writes a text without its escapes, of which the first is at `slash`, from `to` on. The quote that ends it; 0 where it has a control character, an escape that is
 * none, or half a pair. At most 16 bytes behind what is written are overwritten.
 */
export function unescape(from: usize, slash: usize, to: usize): usize {
  memory.copy(to, from, slash - from);
  to += slash - from;
  isWide = false;
  let at = slash;
  let wide = i8x16.splat(0);
  while (true) {
    // A backslash is here.
    const mark = load<u8>(at + 1);
    const plain = load<u8>(escapes + mark);
    if (plain != 0) {
      store<u8>(to++, plain);
      at += 2;
    } else {
      if (mark != 0x75) return 0;
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
    }
    while (true) {
      const block = v128.load(at);
      v128.store(to, block);
      const special = specialIn(block);
      if (special != 0) {
        const run: usize = ctz(special);
        wide = v128.or(wide, firstOf(block, run));
        at += run;
        to += run;
        break;
      }
      wide = v128.or(wide, block);
      at += 16;
      to += 16;
    }
    const found = load<u8>(at);
    if (found == 0x5c) continue;
    writtenEnd = to;
    isWide = isWide || i8x16.bitmask(wide) != 0;
    return found == 0x22 ? at : 0;
  }
}

/** By the byte behind a backslash: what it stands for; 0 for `u`, and for what is no escape. */
const escapes = memory.data(256);
store<u8>(escapes + 0x22, 0x22);
store<u8>(escapes + 0x5c, 0x5c);
store<u8>(escapes + 0x2f, 0x2f);
store<u8>(escapes + 0x62, 0x08);
store<u8>(escapes + 0x66, 0x0c);
store<u8>(escapes + 0x6e, 0x0a);
store<u8>(escapes + 0x72, 0x0d);
store<u8>(escapes + 0x74, 0x09);

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

/**
 * Writes a byte for each UTF-16 unit of a text, from `to` on: an ASCII character is itself, `table` has the bytes of the others. Where they end; at most 16 bytes
 * behind them are overwritten.
 */
export function writeUnits(at: usize, end: usize, to: usize, table: usize): usize {
  while (at < end) {
    const first = <usize>load<u8>(at);
    if (first < 0x80) {
      const block = v128.load(at);
      v128.store(to, block);
      const wide = i8x16.bitmask(block);
      const run = min<usize>(wide == 0 ? 16 : ctz(wide), end - at);
      at += run;
      to += run;
    } else if (first < 0xe0) {
      store<u8>(to++, load<u8>(table + (((first & 0x1f) << 6) | after(at, 1))));
      at += 2;
    } else if (first < 0xf0) {
      store<u8>(to++, load<u8>(table + (((first & 0x0f) << 12) | (after(at, 1) << 6) | after(at, 2))));
      at += 3;
    } else {
      // A pair of surrogates, all of which have one byte.
      store<u16>(to, <u16>load<u8>(table + 0xd800) * 0x101);
      to += 2;
      at += 4;
    }
  }
  return to;
}

/** The bits of a byte that continues a character. */
// @ts-ignore: decorator
@inline
function after(at: usize, place: usize): usize {
  return <usize>load<u8>(at + place) & 0x3f;
}
