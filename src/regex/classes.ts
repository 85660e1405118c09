/** Sets of characters as sorted ranges, and the classes that RE2 has a name for. */
import { pointMax } from "./tree.ts";
import type { Range } from "./tree.ts";

const digits: readonly Range[] = [[0x30, 0x39]];
const blanks: readonly Range[] = [
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
];
const wordCharacters: readonly Range[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];

/** `\d \s \w`, which are ASCII; the capitals are their complements. */
export const perlClasses: ReadonlyMap<string, readonly Range[]> = new Map([
  ["d", digits],
  ["s", blanks],
  ["w", wordCharacters],
]);

/** `[[:name:]]`. */
export const posixClasses: ReadonlyMap<string, readonly Range[]> = new Map<string, readonly Range[]>([
  [
    "alnum",
    [
      [0x30, 0x39],
      [0x41, 0x5a],
      [0x61, 0x7a],
    ],
  ],
  [
    "alpha",
    [
      [0x41, 0x5a],
      [0x61, 0x7a],
    ],
  ],
  ["ascii", [[0x00, 0x7f]]],
  [
    "blank",
    [
      [0x09, 0x09],
      [0x20, 0x20],
    ],
  ],
  [
    "cntrl",
    [
      [0x00, 0x1f],
      [0x7f, 0x7f],
    ],
  ],
  ["digit", digits],
  ["graph", [[0x21, 0x7e]]],
  ["lower", [[0x61, 0x7a]]],
  ["print", [[0x20, 0x7e]]],
  [
    "punct",
    [
      [0x21, 0x2f],
      [0x3a, 0x40],
      [0x5b, 0x60],
      [0x7b, 0x7e],
    ],
  ],
  [
    "space",
    [
      [0x09, 0x0d],
      [0x20, 0x20],
    ],
  ],
  ["upper", [[0x41, 0x5a]]],
  ["word", wordCharacters],
  [
    "xdigit",
    [
      [0x30, 0x39],
      [0x41, 0x46],
      [0x61, 0x66],
    ],
  ],
]);

/** Sorted, and joined where they touch. */
export function merged(ranges: readonly Range[]): readonly Range[] {
  const joined: [number, number][] = [];
  for (const [first, last] of [...ranges].sort((left, right) => left[0] - right[0])) {
    const before = joined.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else joined.push([first, last]);
  }
  return joined;
}

export function complement(ranges: readonly Range[]): readonly Range[] {
  const others: Range[] = [];
  let next = 0;
  for (const [first, last] of merged(ranges)) {
    if (first > next) others.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= pointMax) others.push([next, pointMax]);
  return others;
}

/** A set of ASCII characters and what RE2 folds them with: the other case, `ſ` for `s`, the Kelvin sign for `k`. Undefined beyond ASCII. */
export function foldedAscii(ranges: readonly Range[]): readonly Range[] | undefined {
  if (ranges.some(([, last]) => last > 0x7f)) return undefined;
  const more: Range[] = [...ranges];
  for (const [first, last] of ranges) {
    for (let point = first; point <= last; point++) {
      const isLower = point >= 0x61 && point <= 0x7a;
      const isUpper = point >= 0x41 && point <= 0x5a;
      if (isLower || isUpper) more.push([point ^ 0x20, point ^ 0x20]);
      const letter = point | 0x20;
      if ((isLower || isUpper) && letter === 0x73) more.push([0x17f, 0x17f]);
      if ((isLower || isUpper) && letter === 0x6b) more.push([0x212a, 0x212a]);
    }
  }
  return merged(more);
}

export function hasPoint(ranges: readonly Range[], point: number): boolean {
  return ranges.some(([first, last]) => point >= first && point <= last);
}
