/** The hash of an event's content, as `content-hash.ts` has it: two halves of 32 bits, keyed, in which the order of keys does not count. */

/** What a value is begins its hash. */
export const textTag: i32 = 1;
export const integerTag: i32 = 2;
export const trueTag: i32 = 3;
export const falseTag: i32 = 4;
export const nullTag: i32 = 5;
export const listTag: i32 = 6;
export const recordTag: i32 = 7;
export const nameTag: i32 = 8;
export const fractionTag: i32 = 9;

/** Shorter texts are hashed word by word alone. */
const stripesMin: usize = 32;

// @ts-ignore: decorator
@inline
export function lowOf(hash: u64): i32 {
  return <i32>hash;
}

// @ts-ignore: decorator
@inline
export function highOf(hash: u64): i32 {
  return <i32>(hash >> 32);
}

// @ts-ignore: decorator
@inline
function both(low: i32, high: i32): u64 {
  return <u64>(<u32>low) | (<u64>(<u32>high) << 32);
}

// @ts-ignore: decorator
@inline
export function mix(low: i32, high: i32): u64 {
  let one = (low ^ <i32>(<u32>low >> 16)) * 0x7feb352d;
  one = ((one ^ <i32>(<u32>one >> 15)) * <i32>0x846ca68b) ^ <i32>(<u32>high >> 3);
  let other = (high ^ <i32>(<u32>high >> 15)) * 0x2c1b3c6d;
  other = ((other ^ <i32>(<u32>other >> 12)) * 0x297a2d39) ^ low;
  return both(one, other);
}

// @ts-ignore: decorator
@inline
function stepLow(low: i32, word: i32): i32 {
  return rotl<i32>((low ^ word) * 0x01000193, 15);
}

// @ts-ignore: decorator
@inline
function stepHigh(high: i32, word: i32): i32 {
  return ((high + word) * <i32>0x85ebca6b) ^ <i32>(<u32>high >> 13);
}

/** Of a number: two words. */
export function hashWords(first: i32, second: i32, low: i32, high: i32): u64 {
  return mix(stepLow(stepLow(low, first), second), stepHigh(stepHigh(high, first), second));
}

/** Not mixed: a name's begins the hash of its value. */
export function hashBytes(at: usize, end: usize, low: i32, high: i32): u64 {
  high ^= <i32>(end - at);
  if (end - at >= stripesMin) {
    let key = i32x4.splat(low ^ high);
    let a = v128.xor(i32x4.splat(low), i32x4(0x243f6a88, 0x05a308d3, 0x13198a2e, 0x03707344));
    let b = v128.xor(i32x4.splat(high), i32x4(0x24093822, 0x299f31d0, 0x082efa98, 0x6c4e6c89));
    for (const last = end - 16; at <= last; at += 16) {
      const word = v128.xor(v128.load(at), key);
      key = i32x4.add(key, i32x4.splat(<i32>0x9e3779b9));
      a = i32x4.add(v128.or(i32x4.shl(a, 5), i32x4.shr_u(a, 27)), i32x4.mul(word, i32x4.splat(<i32>0x9e3779b1)));
      b = i32x4.add(v128.or(i32x4.shl(b, 11), i32x4.shr_u(b, 21)), v128.xor(word, a));
    }
    low = stepLow(low, i32x4.extract_lane(a, 0));
    high = stepHigh(high, i32x4.extract_lane(b, 0));
    low = stepLow(low, i32x4.extract_lane(a, 1));
    high = stepHigh(high, i32x4.extract_lane(b, 1));
    low = stepLow(low, i32x4.extract_lane(a, 2));
    high = stepHigh(high, i32x4.extract_lane(b, 2));
    low = stepLow(low, i32x4.extract_lane(a, 3));
    high = stepHigh(high, i32x4.extract_lane(b, 3));
    low = stepLow(low, high);
    high = stepHigh(high, low);
  }
  for (; at + 4 <= end; at += 4) {
    const word = load<i32>(at);
    low = stepLow(low, word);
    high = stepHigh(high, word);
  }
  if (at < end) {
    const word = load<i32>(at) & ((1 << (<i32>(end - at) << 3)) - 1);
    low = stepLow(low, word);
    high = stepHigh(high, word);
  }
  return both(low, high);
}
