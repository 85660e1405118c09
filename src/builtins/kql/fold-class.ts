/** Which characters aidr takes for one another where case is ignored: the inverse of `runtime/fold.ts`. */
import { fold } from "../../runtime/fold.ts";

/** All characters that fold as this one does, in order. The first call reads the table once. */
export function foldClass(point: number): readonly number[] {
  if (point < 0x80) return asciiClass(point);
  classes ??= readClasses();
  return classes.get(imageOf(point)) ?? [point];
}

function asciiClass(point: number): readonly number[] {
  const isUpper = point >= 0x41 && point <= 0x5a;
  const isLower = point >= 0x61 && point <= 0x7a;
  if (!isUpper && !isLower) return [point];
  return isUpper ? [point, point | 0x20] : [point & ~0x20, point];
}

let classes: ReadonlyMap<number, readonly number[]> | undefined;

/** No cased character lies beyond the Adlam block. */
const lastCased = 0x1e943;

function readClasses(): ReadonlyMap<number, readonly number[]> {
  const members = new Map<number, number[]>();
  for (let point = 0x80; point <= lastCased; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const image = imageOf(point);
    if (image === point) continue;
    members.set(
      image,
      [...(members.get(image) ?? [image]), point].sort((left, right) => left - right),
    );
  }
  return members;
}

function imageOf(point: number): number {
  return fold(String.fromCodePoint(point)).codePointAt(0) ?? point;
}
