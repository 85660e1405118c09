/** `[…]`. */
import { complement, foldedAscii, merged, posixClasses } from "./classes.ts";
import { readEscapedPoint, readNamedClass } from "./parse-escape.ts";
import type { RegexScanner } from "./scanner.ts";
import type { CharacterClass, Range } from "./tree.ts";

/** Reads a class that begins here. `]` is ordinary directly after `[` or `[^`, `-` wherever it is between no two characters. */
export function readClass(scanner: RegexScanner, fold: boolean): CharacterClass | undefined {
  const start = scanner.at;
  scanner.skip(1);
  const negated = scanner.peek === "^";
  if (negated) scanner.skip(1);
  const ranges: Range[] = [];
  let opaque = false;
  for (let first = true; first || scanner.peek !== "]"; first = false) {
    if (scanner.isDone) scanner.fail("the class is not closed", "add `]`, or write `\\[` for the character itself", start, start + 1);
    if (scanner.error) return undefined;
    const named = readPosix(scanner, fold) ?? (scanner.peek === "\\" ? readNamedClass(scanner, fold) : undefined);
    if (named) {
      ranges.push(...named.ranges);
      opaque ||= named.opaque;
      continue;
    }
    const range = readRange(scanner);
    if (!range) return undefined;
    const folded = fold ? foldedAscii([range]) : [range];
    // How other scripts fold is a matter of tables; the written range is in the set in any case.
    ranges.push(...(folded ?? [range]));
    opaque ||= folded === undefined;
  }
  scanner.skip(1);
  return { kind: "class", ranges: negated && !opaque ? complement(ranges) : merged(ranges), opaque };
}

/** RE2 takes all from `[:` to the next `:]` for a name, wherever that stands and whatever lies between: of `[[:]` it says that no class is called so. */
const posixForm = /\[(?=:)[\s\S]*?:\]/y;
const posixName = /^\[:(\^?)([a-z]+):\]$/;

function readPosix(scanner: RegexScanner, fold: boolean): CharacterClass | undefined {
  const start = scanner.at;
  const found = scanner.match(posixForm);
  if (!found) return undefined;
  const [written] = found;
  const [, sign, name = written] = posixName.exec(written) ?? [];
  const ranges = posixClasses.get(name);
  if (!ranges) {
    scanner.fail(`\`${name}\` is no class of characters`, `known are ${[...posixClasses.keys()].join(", ")}`, start, scanner.at);
    return undefined;
  }
  const folded = fold ? (foldedAscii(ranges) ?? ranges) : ranges;
  return { kind: "class", ranges: sign === "^" ? complement(folded) : folded, opaque: false };
}

function readRange(scanner: RegexScanner): Range | undefined {
  const start = scanner.at;
  const first = readPoint(scanner);
  if (first === undefined) return undefined;
  const after = scanner.slice(scanner.at + 1, scanner.at + 2);
  if (scanner.peek !== "-" || after === "]" || after === "") return [first, first];
  scanner.skip(1);
  const last = readPoint(scanner);
  if (last === undefined) return undefined;
  if (last >= first) return [first, last];
  scanner.fail("the range runs backwards", "write the smaller character first, or `\\-` for the character itself", start, scanner.at);
  return undefined;
}

function readPoint(scanner: RegexScanner): number | undefined {
  return scanner.peek === "\\" ? readEscapedPoint(scanner) : scanner.take();
}
