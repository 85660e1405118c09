/** A tree as a regular expression of PCRE that finds the same texts. */
import { complement, hasPoint } from "./classes.ts";
import { foldOrbit } from "./orbits.ts";
import type { CharacterClass, Range, Regex } from "./tree.ts";
import { pointMax } from "./tree.ts";

export type PcrePattern =
  | {
      readonly ok: true;
      readonly pattern: string;
      /** Whether it rests on there being no U+017F and U+212A in the text, which PCRE takes for letters of ASCII when it ignores case. */
      readonly asciiFold: boolean;
    }
  | { readonly ok: false; readonly reason: string; readonly alternative: string };

export type PcreOptions = {
  /** The pattern as it was written: names of Unicode properties are taken from it. */
  readonly source: string;
  /** `plain`: `(?i)` where the whole pattern ignores case; `strict`: both cases in classes. */
  readonly folding: "plain" | "strict";
};

/**
 * The pattern in PCRE's dialect ("pcre2pattern"), without options from outside. Characters with a meaning stand in classes of one (`[.]`), or as `\x5E`
 * where a class would need an escape as well; `^` and `\z` are the ends of the text, lines end at line feeds only; `\b` is ASCII's, as PCRE has it
 * without UCP. O(size).
 */
export function printPcre(tree: Regex, options: PcreOptions): PcrePattern {
  const flag = options.folding === "plain" && ignoresCase(tree);
  const dotAll = hasDotAll(tree);
  const printer: Printer = { ...options, flag, dotAll };
  const body = print(tree, printer);
  if (body === undefined)
    return {
      ok: false,
      reason: "a property of Unicode under flag `i` beside parts that heed case has no counterpart in PCRE",
      alternative: "write the characters out as a class, such as `[a-zà-ÿ]`",
    };
  const flags = `${flag ? "i" : ""}${dotAll ? "s" : ""}`;
  return { ok: true, pattern: `${flags === "" ? "" : `(?${flags})`}${body}`, asciiFold: flag && hasTwins(tree) };
}

type Printer = PcreOptions & { readonly flag: boolean; readonly dotAll: boolean };

function print(tree: Regex, printer: Printer): string | undefined {
  switch (tree.kind) {
    case "empty":
      return "";
    case "character":
      if (!tree.fold || printer.flag) return printPoint(tree.point);
      return printSet(foldOrbit(tree.point), printer);
    case "class":
      return printClass(tree, printer);
    case "any":
      return tree.newline ? "." : "[^\\n]";
    case "assertion":
      return assertions[tree.at];
    case "group":
      return grouped(tree.body, printer);
    case "sequence":
      return all(tree.parts.map((part) => (part.kind === "alternation" ? grouped(part, printer) : print(part, printer))))?.join("");
    case "alternation":
      return all(tree.parts.map((part) => print(part, printer)))?.join("|");
    case "repeat": {
      const isAtom = tree.body.kind === "character" || tree.body.kind === "class" || tree.body.kind === "any" || tree.body.kind === "group";
      const body = isAtom ? print(tree.body, printer) : grouped(tree.body, printer);
      return body === undefined ? undefined : `${body}${printCount(tree.min, tree.max)}${tree.greedy ? "" : "?"}`;
    }
  }
}

function grouped(tree: Regex, printer: Printer): string | undefined {
  const body = print(tree, printer);
  return body === undefined ? undefined : `(?:${body})`;
}

function all(parts: readonly (string | undefined)[]): readonly string[] | undefined {
  const printed = parts.filter((part) => part !== undefined);
  return printed.length === parts.length ? printed : undefined;
}

function printCount(min: number, max: number | undefined): string {
  if (max === undefined) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
  if (min === 0 && max === 1) return "?";
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

const assertions = {
  "text-start": "^",
  "text-end": "\\z",
  // PCRE's own `^` of lines does not stand behind a last line feed, RE2's does.
  "line-start": "(?<![^\\n])",
  "line-end": "(?![^\\n])",
  "word-boundary": "\\b",
  "no-word-boundary": "\\B",
} as const;

function printClass(tree: CharacterClass & { readonly start: number; readonly end: number }, printer: Printer): string | undefined {
  if (!tree.opaque) return printSet(tree.ranges, printer);
  const written = printer.source.slice(tree.start, tree.end);
  // Under a flag that the class cannot show, its own text would mean something else.
  return printer.flag || !/i/.test(flagsBefore(printer.source)) ? written : undefined;
}

function flagsBefore(source: string): string {
  return [...source.matchAll(/\(\?([a-zA-Z]*)/g)].map((found) => found[1] ?? "").join("");
}

/** A set; under `(?i)` one case of its letters is enough. */
function printSet(ranges: readonly Range[], { flag }: Printer): string {
  if (ranges.length === 0) return "(?!)";
  const isOpen = hasPoint(ranges, pointMax);
  const whole = isOpen ? complement(ranges) : ranges;
  if (isOpen && whole.length === 0) return "(?s:.)";
  const written = flag ? withoutTwins(whole) : whole;
  const [only] = written;
  if (!isOpen && written.length === 1 && only && only[0] === only[1]) return printPoint(only[0]);
  return `[${isOpen ? "^" : ""}${written.map(printRange).join("")}]`;
}

/** Without capitals and other characters that `(?i)` reads into what is left. */
function withoutTwins(ranges: readonly Range[]): readonly Range[] {
  const kept: Range[] = [];
  for (const range of ranges) {
    const [first, last] = range;
    const isCapitals = first >= 0x41 && last <= 0x5a && isWithin([first + 32, last + 32], ranges);
    const isTwin = first === last && ((first === 0x17f && hasPoint(ranges, 0x73)) || (first === 0x212a && hasPoint(ranges, 0x6b)));
    if (!isCapitals && !isTwin) kept.push(range);
  }
  return kept;
}

function isWithin([first, last]: Range, ranges: readonly Range[]): boolean {
  return ranges.some((range) => range[0] <= first && last <= range[1]);
}

function printRange([first, last]: Range): string {
  if (first === last) return printInside(first);
  return last === first + 1 ? printInside(first) + printInside(last) : `${printInside(first)}-${printInside(last)}`;
}

function printPoint(point: number): string {
  const character = String.fromCodePoint(point);
  if (".|()*+?{}".includes(character)) return `[${character}]`;
  return character === "-" ? character : printInside(point);
}

/** A character of a class. What has a meaning there, to the quotes around a pattern, or to the eye only, is written by its number. */
function printInside(point: number): string {
  const character = String.fromCodePoint(point);
  if (/^[A-Za-z0-9 _.,:;!?@#%&*+/<>=~'(){}|]$/.test(character)) return character;
  if (character === "-") return "\\-";
  if (character === "\n") return "\\n";
  if (character === "\r") return "\\r";
  if (character === "\t") return "\\t";
  if (point < 0x80) return `\\x${point.toString(16).toUpperCase().padStart(2, "0")}`;
  return /^[\p{L}\p{N}]$/u.test(character) ? character : `\\x{${point.toString(16).toUpperCase()}}`;
}

/** Whether every letter of the pattern stands for both of its cases, so that one flag says it. */
function ignoresCase(tree: Regex): boolean {
  const seen = { folded: false, cased: false };
  look(tree, seen);
  return seen.folded && !seen.cased;
}

function look(tree: Regex, seen: { folded: boolean; cased: boolean }): void {
  switch (tree.kind) {
    case "character":
      if (tree.fold && isCased(tree.point)) seen.folded = true;
      else if (!tree.fold && isCased(tree.point)) seen.cased = true;
      return;
    case "class":
      if (!tree.opaque && !isClosed(tree.ranges)) seen.cased = true;
      return;
    case "group":
    case "repeat":
      return look(tree.body, seen);
    case "sequence":
    case "alternation":
      for (const part of tree.parts) look(part, seen);
      return;
    default:
      return;
  }
}

function isCased(point: number): boolean {
  const orbit = foldOrbit(point);
  return orbit.length > 1 || (orbit[0] !== undefined && orbit[0][0] !== orbit[0][1]);
}

const pointsMax = 5_000;

/** Whether a set has all cases of its letters; U+017F and U+212A may lack. */
function isClosed(ranges: readonly Range[]): boolean {
  const written = hasPoint(ranges, pointMax) ? complement(ranges) : ranges;
  if (written.reduce((sum, [first, last]) => sum + last - first + 1, 0) > pointsMax) return false;
  return written.every(([first, last]) => {
    for (let point = first; point <= last; point++) {
      const orbit = foldOrbit(point).flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
      if (orbit.some((member) => member !== 0x17f && member !== 0x212a && !hasPoint(written, member))) return false;
    }
    return true;
  });
}

/** Whether the pattern has an `s` or `k` that U+017F or U+212A could stand for. */
function hasTwins(tree: Regex): boolean {
  switch (tree.kind) {
    case "character":
      return /[sk]/i.test(String.fromCodePoint(tree.point));
    case "class":
      return tree.ranges.some(([first, last]) => [0x4b, 0x53, 0x6b, 0x73].some((point) => first <= point && point <= last));
    case "group":
    case "repeat":
      return hasTwins(tree.body);
    case "sequence":
    case "alternation":
      return tree.parts.some(hasTwins);
    default:
      return false;
  }
}

function hasDotAll(tree: Regex): boolean {
  switch (tree.kind) {
    case "any":
      return tree.newline;
    case "group":
    case "repeat":
      return hasDotAll(tree.body);
    case "sequence":
    case "alternation":
      return tree.parts.some(hasDotAll);
    default:
      return false;
  }
}
