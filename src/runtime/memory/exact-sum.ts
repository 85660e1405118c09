/**
 * Sums with what rounding took from them, so that means and deviations come out as if there were no rounding: `a + b` is
 * exactly the rounded sum and what was lost (D. E. Knuth, The Art of Computer Programming 2, 4.2.2), and so is a product (T. J. Dekker, 1971).
 */

/** What `a + b` lacks of the exact sum. */
export function lostInSum(a: number, b: number): number {
  const sum = a + b;
  const ofB = sum - a;
  return a - (sum - ofB) + (b - ofB);
}

/** What `a * b` lacks of the exact product; not a number where it is beyond the range of doubles. */
export function lostInProduct(a: number, b: number): number {
  const [aHigh, bHigh] = [high(a), high(b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  return aHigh * bHigh - a * b + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/** The upper half of a number's digits. */
function high(value: number): number {
  const shifted = 134_217_729 * value;
  return shifted - (shifted - value);
}

/** Sum of squares of the distances from the mean: Σx² − (Σx)² / n, each sum with what it lost. Rounded once, at the end. */
export function squaredDistances(count: number, sum: number, sumLost: number, squares: number, squaresLost: number): number {
  const whole = sum + sumLost;
  const rest = lostInSum(sum, sumLost);
  const squared = whole * whole;
  const squaredLost = lostInProduct(whole, whole) + 2 * whole * rest;
  const ofMean = squared / count;
  const ofMeanLost = (squared - ofMean * count - lostInProduct(ofMean, count) + squaredLost) / count;
  return squares - ofMean + (lostInSum(squares, -ofMean) + squaresLost - ofMeanLost);
}
