/** Characters outside ASCII that RE2 takes for one another under flag `i`: the orbits of simple case folding. */
import { merged } from "./classes.ts";
import type { Range } from "./tree.ts";

/** The orbit of a character, itself included. The first call reads all letters once. */
export function foldOrbit(point: number): readonly Range[] {
  orbits ??= readOrbits();
  return merged((orbits.get(point) ?? [point]).map((member) => [member, member] as const));
}

let orbits: ReadonlyMap<number, readonly number[]> | undefined;

const firstCased = 0x41;
const lastCased = 0x1e943;

/** Joins each letter with its upper and lower case where JavaScript's own simple folding (flags `iu`) agrees that they are one. */
function readOrbits(): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (let point = firstCased; point <= lastCased; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const letter = String.fromCodePoint(point);
    for (const other of [letter.toLowerCase(), letter.toUpperCase()]) {
      const image = other.codePointAt(0) ?? point;
      if (image === point || other.length !== String.fromCodePoint(image).length || !foldsWith(letter, other)) continue;
      const joined = [...new Set([...(found.get(point) ?? [point]), ...(found.get(image) ?? [image])])];
      for (const member of joined) found.set(member, joined);
    }
  }
  return found;
}

function foldsWith(letter: string, other: string): boolean {
  return new RegExp(`^${letter}$`, "iu").test(other);
}
