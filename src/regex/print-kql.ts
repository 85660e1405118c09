/**
 * A tree as a pattern of Kusto, whose `matches regex` finds it where RE2 would. Kusto's syntax is that of Rust's regex
 * (learn.microsoft.com/kusto/query/regex): found anywhere, case-sensitive, `\d \s \w \b` of all scripts, so those are spelt out.
 */
import { complement, foldedAscii, hasPoint, merged } from "./classes.ts";
import type { Range, Regex } from "./tree.ts";
import { pointMax } from "./tree.ts";

export type KqlPattern = { readonly source: string } | { readonly problem: string };

/** `source` and `flags` are what the tree was read from: classes that rest on tables of Unicode are printed from their text. */
export function printKql(tree: Regex, source: string, flags: string): KqlPattern {
  const facts = factsOf(tree);
  const folds = facts.folded && !facts.unfolded && (!facts.opaque || flags.includes("i")) && facts.classes.every(isFolded);
  if (facts.opaque && !folds && (facts.folded || flags.includes("i")))
    return { problem: "a class of Unicode stands where case is ignored in one place and not in another" };
  if (facts.noBoundary) return { problem: "`\\B` has no counterpart that is ASCII alone" };
  const dotAll = facts.anyNewline && !facts.anyLine;
  const printed = print(tree, { folds, dotAll, source });
  const prefix = `${folds ? "i" : ""}${dotAll ? "s" : ""}`;
  return { source: prefix === "" ? printed : `(?${prefix})${printed}` };
}

type Style = { readonly folds: boolean; readonly dotAll: boolean; readonly source: string };

type Facts = {
  folded: boolean;
  unfolded: boolean;
  opaque: boolean;
  noBoundary: boolean;
  anyNewline: boolean;
  anyLine: boolean;
  readonly classes: (readonly Range[])[];
};

function factsOf(tree: Regex): Facts {
  const facts: Facts = { folded: false, unfolded: false, opaque: false, noBoundary: false, anyNewline: false, anyLine: false, classes: [] };
  const visit = (node: Regex): void => {
    switch (node.kind) {
      case "character":
        if (hasCase(node.point)) facts[node.fold ? "folded" : "unfolded"] = true;
        return;
      case "class":
        if (node.opaque) facts.opaque = true;
        else facts.classes.push(node.ranges);
        return;
      case "any":
        facts[node.newline ? "anyNewline" : "anyLine"] = true;
        return;
      case "assertion":
        if (node.at === "no-word-boundary") facts.noBoundary = true;
        return;
      case "group":
      case "repeat":
        return visit(node.body);
      case "sequence":
      case "alternation":
        return node.parts.forEach(visit);
      case "empty":
        return;
    }
  };
  visit(tree);
  return facts;
}

function hasCase(point: number): boolean {
  const letter = String.fromCodePoint(point);
  return letter.toLowerCase() !== letter.toUpperCase();
}

/** Whether ignoring case adds nothing to a set: to it, or to what it leaves out. */
function isFolded(ranges: readonly Range[]): boolean {
  const written = smaller(ranges);
  const folded = foldedAscii(written.filter(([, last]) => last <= 0x7f));
  if (folded === undefined) return false;
  const whole = merged([...folded, ...written]);
  return (
    whole.length === written.length &&
    whole.every(([first, last], index) => first === written[index]?.[0] && last === written[index]?.[1]) &&
    onlyKnown(written)
  );
}

/** Beyond ASCII only the two characters that fold into it, and ranges without letters, are certain. */
function onlyKnown(ranges: readonly Range[]): boolean {
  return ranges.every(([first, last]) => last <= 0x7f || last - first > 0x400 || !anyCased(first, last, ranges));
}

function anyCased(first: number, last: number, ranges: readonly Range[]): boolean {
  for (let point = Math.max(first, 0x80); point <= last; point++) {
    if (point === 0x17f ? hasPoint(ranges, 0x73) : point === 0x212a ? hasPoint(ranges, 0x6b) : false) continue;
    if (hasCase(point)) return true;
  }
  return false;
}

/** A set or its complement, whichever is written shorter. */
function smaller(ranges: readonly Range[]): readonly Range[] {
  return hasPoint(ranges, pointMax) ? complement(ranges) : ranges;
}

function print(tree: Regex, style: Style): string {
  switch (tree.kind) {
    case "empty":
      return "";
    case "character":
      if (tree.fold && !style.folds && hasCase(tree.point)) return `(?i:${printPoint(tree.point)})`;
      return printPoint(tree.point);
    case "class":
      return tree.opaque ? printOpaque(style.source.slice(tree.start, tree.end)) : printClass(tree.ranges, style);
    case "any":
      return tree.newline && !style.dotAll ? "(?s:.)" : ".";
    case "assertion":
      return assertions[tree.at];
    case "group":
      return `(${tree.capture ? "" : "?:"}${print(tree.body, style)})`;
    case "sequence":
      return tree.parts.map((part) => (part.kind === "alternation" ? `(?:${print(part, style)})` : print(part, style))).join("");
    case "alternation":
      return tree.parts.map((part) => print(part, style)).join("|");
    case "repeat":
      return `${printRepeated(tree.body, style)}${signOf(tree.min, tree.max)}${tree.greedy ? "" : "?"}`;
  }
}

function printRepeated(body: Regex, style: Style): string {
  const isAtom = body.kind === "character" || body.kind === "class" || body.kind === "any" || body.kind === "group";
  return isAtom ? print(body, style) : `(?:${print(body, style)})`;
}

function signOf(min: number, max: number | undefined): string {
  if (max === undefined && min <= 1) return min === 0 ? "*" : "+";
  if (min === 0 && max === 1) return "?";
  return max === min ? `{${min}}` : `{${min},${max ?? ""}}`;
}

const assertions = {
  "text-start": "^",
  "text-end": "$",
  "line-start": "(?m:^)",
  "line-end": "(?m:$)",
  "word-boundary": "(?-u:\\b)",
  "no-word-boundary": "",
} as const;

function printClass(ranges: readonly Range[], { folds }: Style): string {
  if (ranges.length === 0) return "[^\\x{0}-\\x{10ffff}]";
  const isOpen = hasPoint(ranges, pointMax);
  const written = isOpen ? complement(ranges) : ranges;
  if (written.length === 0) return "(?s:.)";
  const shown = (folds ? withoutDoubles(written) : written).flatMap(withoutHalves);
  return `[${isOpen ? "^" : ""}${shown.map(printRange).join("")}]`;
}

/** One case of each letter is enough where case is ignored. */
function withoutDoubles(ranges: readonly Range[]): readonly Range[] {
  const kept: Range[] = [];
  for (const [first, last] of ranges) {
    for (const [from, to] of [
      [first, Math.min(last, 0x40)],
      [Math.max(first, 0x5b), Math.min(last, 0x17e)],
      [Math.max(first, 0x180), Math.min(last, 0x2129)],
      [Math.max(first, 0x212b), last],
    ] as const)
      if (from <= to) kept.push([from, to]);
  }
  return merged(kept);
}

/** No pattern of Kusto names half a pair of surrogates, and no text has one. */
function withoutHalves([first, last]: Range): readonly Range[] {
  const halves: Range[] = [];
  if (first < 0xd800) halves.push([first, Math.min(last, 0xd7ff)]);
  if (last > 0xdfff) halves.push([Math.max(first, 0xe000), last]);
  return halves;
}

function printRange([first, last]: Range): string {
  if (first === last) return printInClass(first);
  return last === first + 1 ? printInClass(first) + printInClass(last) : `${printInClass(first)}-${printInClass(last)}`;
}

const named: ReadonlyMap<number, string> = new Map([
  [9, "\\t"],
  [10, "\\n"],
  [12, "\\f"],
  [13, "\\r"],
]);

function printPoint(point: number): string {
  return shownPoint(point, /[\\.+*?()|[\]{}^$]/);
}

/** `&& -- ~~ [` make sets of sets there; a class in order has no character twice, so that `-` and `[` alone are escaped. */
function printInClass(point: number): string {
  return shownPoint(point, /[\\[\]^-]/);
}

function shownPoint(point: number, special: RegExp): string {
  const character = String.fromCodePoint(point);
  if (special.test(character)) return `\\${character}`;
  if (/^[\x20-\x7e]$|^[\p{L}\p{N}]$/u.test(character)) return character;
  return named.get(point) ?? `\\x{${point.toString(16)}}`;
}

/** A property, or a class with one: its text, with what Kusto reads otherwise spelt out. */
function printOpaque(text: string): string {
  if (text.startsWith("\\")) return printProperty(text);
  let printed = "";
  let at = 1;
  if (text[at] === "^") printed += text[at++];
  for (let first = true; first || text[at] !== "]"; first = false) {
    const [piece] = /^(?:\[:\^?[a-z]+:\]|\\[pP](?:\{[^}]*\}|.)|\\x\{[0-9A-Fa-f]+\}|\\x..|\\.|.)/su.exec(text.slice(at)) ?? [""];
    if (piece === "") break;
    at += piece.length;
    const isRangeSign = piece === "-" && !first && text[at] !== "]";
    printed += isRangeSign ? "-" : printPiece(piece);
  }
  return `[${printed}]`;
}

function printPiece(piece: string): string {
  if (/^\\[pP]/.test(piece)) return printProperty(piece);
  if (piece.startsWith("[:")) return piece;
  if (piece.startsWith("\\")) return inClass.get(piece) ?? (/^\\[a-zA-Z0-9]/.test(piece) ? piece : printWritten(piece.codePointAt(1) ?? 0));
  return printWritten(piece.codePointAt(0) ?? 0);
}

/** As somebody wrote it, perhaps twice. */
function printWritten(point: number): string {
  return shownPoint(point, /[\\[\]^&~-]/);
}

const inClass: ReadonlyMap<string, string> = new Map([
  ["\\d", "0-9"],
  ["\\D", "[^0-9]"],
  ["\\s", "\\t\\n\\f\\r "],
  ["\\S", "[^\\t\\n\\f\\r ]"],
  ["\\w", "0-9A-Za-z_"],
  ["\\W", "[^0-9A-Za-z_]"],
]);

function printProperty(text: string): string {
  const negated = (text[1] === "P") !== text.startsWith("^", 3);
  return `\\${negated ? "P" : "p"}{${text.slice(2).replace(/[{}^]/g, "")}}`;
}
