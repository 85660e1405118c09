/** Comparison and arithmetic: total, finite or missing. Timestamps and durations are numbers of milliseconds here. */
import { nearest } from "./read.ts";
import type { Value } from "./value.ts";

/** Ordered comparisons hold between numbers only; an integer beyond 2^53 counts as its nearest double. */
export function less(subject: Value, object: Value): boolean {
  const [left, right] = [nearest(subject), nearest(object)];
  return left !== undefined && right !== undefined && left < right;
}
export function lessEqual(subject: Value, object: Value): boolean {
  const [left, right] = [nearest(subject), nearest(object)];
  return left !== undefined && right !== undefined && left <= right;
}
export function greater(subject: Value, object: Value): boolean {
  return less(object, subject);
}
export function greaterEqual(subject: Value, object: Value): boolean {
  return lessEqual(object, subject);
}

/** Arithmetic gives a missing value for a missing operand, one that is no number, and a result that is not finite. */
export function add(left: Value, right: Value): Value {
  return finite(nearest(left), nearest(right), (a, b) => a + b);
}
export function subtract(left: Value, right: Value): Value {
  return finite(nearest(left), nearest(right), (a, b) => a - b);
}
export function multiply(left: Value, right: Value): Value {
  return finite(nearest(left), nearest(right), (a, b) => a * b);
}
/** Division by zero is missing. */
export function divide(left: Value, right: Value): Value {
  return finite(nearest(left), nearest(right), (a, b) => a / b);
}
/** What is left of a truncated division, with the sign of the dividend; by zero it is missing. */
export function remainder(left: Value, right: Value): Value {
  return finite(nearest(left), nearest(right), (a, b) => a % b);
}
export function negate(value: Value): Value {
  return finite(nearest(value), 0, (a) => 0 - a);
}

function finite(left: number | undefined, right: number | undefined, apply: (left: number, right: number) => number): Value {
  if (left === undefined || right === undefined) return undefined;
  const result = apply(left, right);
  if (!Number.isFinite(result)) return undefined;
  return result === 0 ? 0 : result;
}

/** Mean radius of the Earth in kilometres, R1 of the International Union of Geodesy and Geophysics. */
const earthRadiusKm = 6371.0088;

/**
 * Kilometres between two places in degrees, on a sphere, by the haversine formula (R. W. Sinnott, Virtues of the haversine, 1984);
 * off by at most 0.6 % from the ellipsoid. Missing for latitudes beyond ±90 and longitudes beyond ±180.
 */
export function distanceKm(latitude1: Value, longitude1: Value, latitude2: Value, longitude2: Value): Value {
  const [phi1, lambda1, phi2, lambda2] = [
    radians(latitude1, 90),
    radians(longitude1, 180),
    radians(latitude2, 90),
    radians(longitude2, 180),
  ];
  if (phi1 === undefined || lambda1 === undefined || phi2 === undefined || lambda2 === undefined) return undefined;
  const chord = Math.sin((phi2 - phi1) / 2) ** 2 + Math.cos(phi1) * Math.cos(phi2) * Math.sin((lambda2 - lambda1) / 2) ** 2;
  return 2 * earthRadiusKm * Math.asin(Math.sqrt(Math.min(1, chord)));
}

function radians(value: Value, limit: number): number | undefined {
  const degrees = nearest(value);
  return degrees === undefined || Math.abs(degrees) > limit ? undefined : (degrees * Math.PI) / 180;
}
