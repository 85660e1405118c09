/** The double nearest to a decimal fraction, where that can be told from words of the machine. */

/** Stands for a number that is not told here; no JSON text has it. */
export const unknown: f64 = NaN;

/** Powers of ten that a double has exactly. */
const powers = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]);

/** `digits` × 10^`scale`. One rounding of two exact numbers is right; a fraction with more digits is divided bit by bit. */
export function decimal(digits: u64, scale: i32): f64 {
  if (digits == 0) return 0;
  if (digits <= 0x20000000000000 && scale >= -22 && scale <= 22) {
    const exact = <f64>digits;
    return scale < 0 ? exact / load<f64>(powers + (<usize>-scale << 3)) : exact * load<f64>(powers + (<usize>scale << 3));
  }
  if (scale >= 0 || scale < -19) return unknown;
  let divisor: u64 = 1;
  for (; scale < 0; scale++) divisor *= 10;
  return quotient(digits, divisor);
}

/** Rounded to nearest, ties to even. */
function quotient(digits: u64, divisor: u64): f64 {
  let whole = digits / divisor;
  let rest = digits % divisor;
  let exponent = 0;
  // One bit more than a double has, so that the rest decides how it is rounded.
  while (whole < 0x20000000000000) {
    const isBeyond = rest >> 63 != 0;
    rest <<= 1;
    whole <<= 1;
    exponent--;
    if (isBeyond || rest >= divisor) {
      rest -= divisor;
      whole |= 1;
    }
  }
  let lost: u64 = rest != 0 ? 1 : 0;
  for (; whole >= 0x40000000000000; exponent++) {
    lost |= whole & 1;
    whole >>= 1;
  }
  const half = whole & 1;
  let rounded = whole >> 1;
  exponent++;
  if (half != 0 && (lost != 0 || (rounded & 1) != 0)) rounded++;
  // At most 20 whole digits and 19 behind the point: no exponent is out of range, and scaling is exact.
  return <f64>rounded * reinterpret<f64>(<u64>(1023 + exponent) << 52);
}
