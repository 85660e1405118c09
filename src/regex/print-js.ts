/** A tree as a JavaScript pattern that finds the same matches at the same places. */
import { hasPoint } from "./classes.ts";
import { mayBeEmpty } from "./shape.ts";
import type { Range, Regex } from "./tree.ts";
import { pointMax } from "./tree.ts";

export type JsPattern = { readonly source: string; readonly flags: string };

/**
 * The pattern in JavaScript's dialect: no flags but `u` where characters beyond the first plane matter; case is spelt out, `\s \w \d . ^ $` and
 * lines are RE2's. Undefined where equality is not certain: tables of Unicode, other scripts' case, repetitions of what may be empty.
 */
export function printJs(tree: Regex): JsPattern | undefined {
  // Where an empty match may stand (inside a pair of surrogates?) differs; a pattern that matches everywhere is not worth it.
  if (mayBeEmpty(tree) || !isCertain(tree)) return undefined;
  const unicode = needsUnicode(tree);
  return { source: print(tree, unicode), flags: unicode ? "u" : "" };
}

function isCertain(tree: Regex): boolean {
  switch (tree.kind) {
    case "class":
      return !tree.opaque;
    case "character":
      return !isSurrogate(tree.point) && (!tree.fold || tree.point <= 0x7f);
    case "group":
      return isCertain(tree.body);
    case "repeat":
      return isCertain(tree.body) && !mayBeEmpty(tree.body);
    case "sequence":
    case "alternation":
      return tree.parts.every(isCertain);
    case "empty":
    case "any":
    case "assertion":
      return true;
  }
}

/** Whether units of a pair of surrogates could be taken for characters without the flag `u`. */
function needsUnicode(tree: Regex): boolean {
  switch (tree.kind) {
    case "any":
      return true;
    case "character":
      return tree.point > 0xffff;
    case "class":
      return tree.ranges.some(([first, last]) => last >= 0xd800 && first <= 0xdfff) || tree.ranges.some(([, last]) => last > 0xffff);
    case "assertion":
      return tree.at === "no-word-boundary" || tree.at === "line-start" || tree.at === "line-end";
    case "group":
      return needsUnicode(tree.body);
    case "repeat":
      return needsUnicode(tree.body);
    case "sequence":
    case "alternation":
      return tree.parts.some(needsUnicode);
    case "empty":
      return false;
  }
}

function print(tree: Regex, unicode: boolean): string {
  switch (tree.kind) {
    case "empty":
      return "(?:)";
    case "character":
      return tree.fold ? printFolded(tree.point, unicode) : printPoint(tree.point, unicode);
    case "class":
      return printClass(tree.ranges, unicode);
    case "any":
      return tree.newline ? "[^]" : "[^\\n]";
    case "assertion":
      return assertions[tree.at];
    case "group":
      return `(?:${print(tree.body, unicode)})`;
    case "sequence":
      return tree.parts.map((part) => (part.kind === "alternation" ? `(?:${print(part, unicode)})` : print(part, unicode))).join("");
    case "alternation":
      return tree.parts.map((part) => print(part, unicode)).join("|");
    case "repeat":
      return `${printRepeated(tree.body, unicode)}{${tree.min},${tree.max ?? ""}}${tree.greedy ? "" : "?"}`;
  }
}

function printRepeated(body: Regex, unicode: boolean): string {
  const isAtom = body.kind === "character" || body.kind === "class" || body.kind === "any" || body.kind === "group";
  return isAtom ? print(body, unicode) : `(?:${print(body, unicode)})`;
}

const assertions = {
  "text-start": "^",
  "text-end": "$",
  "line-start": "(?<![^\\n])",
  "line-end": "(?![^\\n])",
  "word-boundary": "\\b",
  "no-word-boundary": "\\B",
} as const;

function printFolded(point: number, unicode: boolean): string {
  const letter = String.fromCharCode(point);
  const forms = [...new Set([letter.toLowerCase(), letter.toUpperCase()])].map((form) => printPoint(form.charCodeAt(0), unicode));
  if (letter === "s" || letter === "S") forms.push("\\u017f");
  if (letter === "k" || letter === "K") forms.push("\\u212a");
  return forms.length === 1 ? (forms[0] ?? "") : `[${forms.join("")}]`;
}

function printClass(ranges: readonly Range[], unicode: boolean): string {
  if (ranges.length === 0) return "[]";
  // A set that goes to the end of Unicode is shorter, and faster, as the complement of what it lacks.
  const isOpen = hasPoint(ranges, pointMax);
  const written = isOpen ? gaps(ranges) : ranges;
  const parts = written.map(([first, last]) =>
    first === last ? printPoint(first, unicode) : `${printPoint(first, unicode)}-${printPoint(last, unicode)}`,
  );
  return `[${isOpen ? "^" : ""}${parts.join("")}]`;
}

function gaps(ranges: readonly Range[]): readonly Range[] {
  const found: Range[] = [];
  let next = 0;
  for (const [first, last] of ranges) {
    if (first > next) found.push([next, first - 1]);
    next = last + 1;
  }
  return found;
}

function printPoint(point: number, unicode: boolean): string {
  const character = String.fromCodePoint(point);
  if (/[A-Za-z0-9]/.test(character)) return character;
  if (point <= 0xff) return `\\x${point.toString(16).padStart(2, "0")}`;
  return unicode ? `\\u{${point.toString(16)}}` : `\\u${point.toString(16).padStart(4, "0")}`;
}

function isSurrogate(point: number): boolean {
  return point >= 0xd800 && point <= 0xdfff;
}
