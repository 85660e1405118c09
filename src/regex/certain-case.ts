/** Characters beyond ASCII whose case is the same in every version of Unicode and engine: what folds with them under flag `i`. */
import { merged } from "./classes.ts";
import type { Range } from "./tree.ts";

/** The character and what folds with it; undefined where this page does not know. A test compares all of it with the linear engine. */
export function certainOrbit(point: number): readonly Range[] | undefined {
  if (isCaseless(point)) return [[point, point]];
  if (!isRegular(point)) return undefined;
  const letter = String.fromCharCode(point);
  const members = new Set([point, letter.toLowerCase().charCodeAt(0), letter.toUpperCase().charCodeAt(0)]);
  for (const member of [...members]) for (const other of strays.get(member) ?? []) members.add(other);
  return merged([...members].map((member) => [member, member] as const));
}

/** Blocks of scripts without case, and punctuation. */
const caseless: readonly Range[] = [
  [0x80, 0xb4],
  [0xb6, 0xbf],
  [0xd7, 0xd7],
  [0xf7, 0xf7],
  [0x590, 0x6ff],
  [0x900, 0xeff],
  [0x2000, 0x206f],
  [0x20a0, 0x20bf],
  [0x2190, 0x23ff],
  [0x2500, 0x2bff],
  [0x3000, 0x9fff],
  [0xac00, 0xd7a3],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xff00, 0xff20],
];

function isCaseless(point: number): boolean {
  return caseless.some(([first, last]) => point >= first && point <= last);
}

/** Latin-1, Latin Extended-A, Cyrillic and Vietnamese, but for the letters that are odd. */
function isRegular(point: number): boolean {
  const isLetter = (point >= 0xc0 && point <= 0x17e) || (point >= 0x400 && point <= 0x481) || (point >= 0x1ea0 && point <= 0x1ef9);
  return isLetter && !odd.has(point);
}

const odd: ReadonlySet<number> = new Set([0xdf, 0x130, 0x131, 0x138, 0x149]);

/** Later additions that fold with letters of these blocks: the Ångström sign, old letters of Cyrillic. */
const strays: ReadonlyMap<number, readonly number[]> = new Map([
  [0xe5, [0x212b]],
  [0x432, [0x1c80]],
  [0x434, [0x1c81]],
  [0x43e, [0x1c82]],
  [0x441, [0x1c83]],
  [0x442, [0x1c84, 0x1c85]],
  [0x44a, [0x1c86]],
  [0x463, [0x1c87]],
]);
