/** Numbers as people read them. */
import type { Share } from "../statistics.ts";

/** `1234567` as `1,234,567`. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** One digit behind the point, where it says something. */
export function short(value: number): string {
  return value >= 100 || Number.isInteger(value) ? grouped(Math.round(value)) : value.toFixed(1);
}

/** What a share can be in truth, as `42–67 %`; nothing where there is nothing to count. */
export function interval(share: Share): string {
  return share.whole === 0 ? "" : `${(100 * share.low).toFixed(0)}–${(100 * share.high).toFixed(0)} %`;
}
