/** Literals that must occur in every text in which a pattern is found: what a scan can look for before the pattern runs. */
import { certainOrbit } from "./certain-case.ts";
import type { Range, Regex } from "./tree.ts";

/**
 * A list of needs, all of which a matching text meets; a need is a list of strings of which one occurs. Strings are at least two long; they and the
 * text are to be compared by simple case folding, with `ſ` read as `s` and the Kelvin sign as `k`, for RE2 folds these. Empty: nothing is certain.
 */
export function requiredLiterals(tree: Regex): readonly (readonly string[])[] {
  return requiredNeeds(tree).map(({ strings }) => strings);
}

/** One of the strings begins at most `before` characters behind the begin of a match. */
export type LiteralNeed = { readonly strings: readonly string[]; readonly before: number };

/** The same with their places. */
export function requiredNeeds(tree: Regex): readonly LiteralNeed[] {
  const { exact, needs } = read(tree);
  return exact ? withNeed(needs, exact, 0) : needs;
}

/** `exact`: all strings that the part matches, when they are few; `needs`: what it needs beside them. */
type Found = { readonly exact: readonly string[] | undefined; readonly needs: readonly LiteralNeed[] };

const stringsMax = 64;
const classSizeMax = 8;
const lengthMax = 64;
const nothing: Found = { exact: undefined, needs: [] };

function read(tree: Regex): Found {
  switch (tree.kind) {
    case "empty":
    case "assertion":
      return { exact: [""], needs: [] };
    case "character":
      return ofPoint(tree.point, tree.fold);
    case "class":
      return tree.opaque ? nothing : { exact: members(tree.ranges), needs: [] };
    case "any":
      return nothing;
    case "group":
      return read(tree.body);
    case "sequence":
      return readSequence(tree.parts);
    case "alternation":
      return readAlternation(tree.parts);
    case "repeat":
      return readRepeat(tree);
  }
}

/** A character that folds with others is certain only where all agree on which. */
function ofPoint(point: number, fold: boolean): Found {
  if (point <= 0x7f) return { exact: [String.fromCharCode(point).toLowerCase()], needs: [] };
  return isUnit(point) && (!fold || certainOrbit(point)) ? { exact: [String.fromCharCode(point)], needs: [] } : nothing;
}

/** Whether the character is one UTF-16 unit. */
function isUnit(point: number): boolean {
  return point <= 0xffff && (point < 0xd800 || point > 0xdfff);
}

function members(ranges: readonly Range[]): readonly string[] | undefined {
  const found = new Set<string>();
  for (const [first, last] of ranges) {
    if (last - first >= classSizeMax * 2) return undefined;
    for (let point = first; point <= last; point++) {
      // ſ and the Kelvin sign are read as s and k by whoever looks.
      if (point === 0x17f || point === 0x212a) found.add(point === 0x17f ? "s" : "k");
      else if (!isUnit(point)) return undefined;
      else found.add(point > 0x7f ? String.fromCharCode(point) : String.fromCharCode(point).toLowerCase());
    }
  }
  return found.size > 0 && found.size <= classSizeMax ? [...found] : undefined;
}

function readSequence(parts: readonly Regex[]): Found {
  let exact: readonly string[] | undefined = [""];
  let isWhole = true;
  let needs: readonly LiteralNeed[] = [];
  // Of the parts so far, and of those before the first one that `exact` is of.
  let width = 0;
  let before = 0;
  for (const part of parts) {
    const found = read(part);
    needs = found.needs.length === 0 ? needs : [...needs, ...found.needs.map((need) => ({ ...need, before: width + need.before }))];
    const joined: readonly string[] | undefined = found.exact && exact && product(exact, found.exact);
    if (joined) exact = joined;
    else {
      isWhole = false;
      if (exact) needs = withNeed(needs, exact, before);
      exact = found.exact ?? [""];
      before = width;
    }
    width += widthOf(part);
    if (!found.exact) {
      isWhole = false;
      before = width;
    }
  }
  return isWhole ? { exact, needs } : { exact: undefined, needs: exact ? withNeed(needs, exact, before) : needs };
}

/** Most characters that a part matches. */
function widthOf(tree: Regex): number {
  switch (tree.kind) {
    case "empty":
    case "assertion":
      return 0;
    case "character":
    case "class":
    case "any":
      return 1;
    case "group":
      return widthOf(tree.body);
    case "sequence":
      return tree.parts.reduce((sum, part) => sum + widthOf(part), 0);
    case "alternation":
      return tree.parts.reduce((most, part) => Math.max(most, widthOf(part)), 0);
    case "repeat": {
      const width = widthOf(tree.body);
      return width === 0 ? 0 : width * (tree.max ?? Number.POSITIVE_INFINITY);
    }
  }
}

function product(left: readonly string[], right: readonly string[]): readonly string[] | undefined {
  if (left.length * right.length > stringsMax) return undefined;
  if (left.length === 1 && left[0] === "") return right;
  if (right.length === 1 && right[0] === "") return left;
  const joined: string[] = [];
  // One for each character of most patterns: loops, for they are a sixth of what a pattern costs otherwise.
  for (const head of left) {
    for (const tail of right) {
      if (head.length + tail.length > lengthMax) return undefined;
      joined.push(head + tail);
    }
  }
  return joined;
}

function readAlternation(parts: readonly Regex[]): Found {
  const branches = parts.map(read);
  const exact = branches.flatMap((branch) => branch.exact ?? []);
  if (branches.every((branch) => branch.exact && branch.needs.length === 0) && exact.length <= stringsMax)
    return { exact: [...new Set(exact)], needs: [] };
  const best = branches.map((branch) => bestNeed(branch.exact ? withNeed(branch.needs, branch.exact, 0) : branch.needs));
  if (best.some((need) => need === undefined)) return nothing;
  const joined = few([...new Set(best.flatMap((need) => need?.strings ?? []))]);
  const before = best.reduce((most, need) => Math.max(most, need?.before ?? 0), 0);
  return joined.length > stringsMax ? nothing : { exact: undefined, needs: [{ strings: joined, before }] };
}

/** Where they are many, those that begin with another one are left out: whoever finds them finds that. */
function few(strings: readonly string[]): readonly string[] {
  return strings.length <= stringsMax
    ? strings
    : strings.filter((text) => !strings.some((other) => other !== text && text.startsWith(other)));
}

function readRepeat({ body, min, max }: Extract<Regex, { kind: "repeat" }>): Found {
  const found = read(body);
  if (max === 0) return { exact: [""], needs: [] };
  if (min === 0) {
    const isSmall = max === 1 && found.exact && found.needs.length === 0 && found.exact.length < stringsMax;
    return isSmall && found.exact ? { exact: ["", ...found.exact], needs: [] } : nothing;
  }
  if (min === 1 && max === 1) return found;
  return { exact: undefined, needs: found.exact ? withNeed(found.needs, found.exact, 0) : found.needs };
}

/** A need is worth nothing when one of its strings is hardly a string. */
function withNeed(needs: readonly LiteralNeed[], strings: readonly string[], before: number): readonly LiteralNeed[] {
  return strings.every((text) => text.length >= 2) ? [...needs, { strings: [...new Set(strings)], before }] : needs;
}

function bestNeed(needs: readonly LiteralNeed[]): LiteralNeed | undefined {
  return [...needs].sort(
    (left, right) => shortest(right.strings) - shortest(left.strings) || left.strings.length - right.strings.length,
  )[0];
}

function shortest(strings: readonly string[]): number {
  return Math.min(...strings.map((text) => text.length));
}
