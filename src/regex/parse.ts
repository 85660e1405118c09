/** Reads RE2 syntax: a tree, or what is wrong with it, where, and what to write instead. */
import { readClass } from "./parse-class.ts";
import { readEscape } from "./parse-escape.ts";
import { RegexScanner } from "./scanner.ts";
import type { RegexError } from "./scanner.ts";
import type { Regex, Repeat } from "./tree.ts";

export type ParsedRegex = { readonly tree: Regex } | { readonly error: RegexError };

/** Groups that a pattern may open inside each other. */
export const groupDepthMax = 100;
/** Highest count in braces, also of nested ones by their product. */
export const repeatMax = 1_000;

/** Parses a pattern with the flags `i m s` of its literal. Linear; never throws; one error, the first. */
export function parseRegex(source: string, flags: string): ParsedRegex {
  const scanner = new RegexScanner(source);
  const start: Flags = { fold: flags.includes("i"), lines: flags.includes("m"), dotAll: flags.includes("s"), swapGreed: false };
  const tree = parsePattern(scanner, start);
  return scanner.error ? { error: scanner.error } : { tree };
}

export type Flags = { readonly fold: boolean; readonly lines: boolean; readonly dotAll: boolean; readonly swapGreed: boolean };

/** A group that is open: what it has so far, and the flags to go back to after it. */
type Open = {
  readonly start: number;
  readonly capture: boolean;
  readonly name?: string;
  readonly outer: Flags;
  readonly branches: Regex[];
  parts: Regex[];
};

function parsePattern(scanner: RegexScanner, initial: Flags): Regex {
  let flags = initial;
  const stack: Open[] = [{ start: 0, capture: false, outer: initial, branches: [], parts: [] }];
  while (!scanner.isDone && !scanner.error) {
    const open = stack.at(-1);
    if (!open) break;
    readPlain(scanner, flags.fold, open.parts);
    if (scanner.isDone) break;
    const at = scanner.at;
    const character = scanner.peek;
    if (character === "(") {
      const opened = readGroupStart(scanner, flags);
      if (opened.flags) flags = opened.flags;
      if (opened.group) {
        stack.push(opened.group);
        if (stack.length > groupDepthMax) scanner.fail("groups nest too deep", `nest at most ${groupDepthMax} groups`, at, at + 1);
      }
    } else if (character === ")") {
      scanner.skip(1);
      const closed = stack.length > 1 ? stack.pop() : undefined;
      const outer = stack.at(-1);
      if (!closed || !outer) {
        scanner.fail("`)` closes no group", "write `\\)` for the character itself", at, at + 1);
        break;
      }
      flags = closed.outer;
      const body = closeBranches(closed, at);
      const name = closed.name === undefined ? {} : { name: closed.name };
      outer.parts.push({ kind: "group", capture: closed.capture, ...name, body, start: closed.start, end: scanner.at });
    } else if (character === "|") {
      scanner.skip(1);
      open.branches.push(sequence(open.parts, at));
      open.parts = [];
    } else if (isRepeatSign(scanner)) readRepeat(scanner, flags, open.parts);
    else {
      const atom = readAtom(scanner, flags);
      if (atom) open.parts.push(...atom);
    }
  }
  const left = stack.at(-1);
  if (!scanner.error && left && stack.length > 1)
    scanner.fail("the group is not closed", "add `)`, or write `\\(` for the character itself", left.start, left.start + 1);
  return closeBranches(stack[0] ?? { start: 0, capture: false, outer: initial, branches: [], parts: [] }, scanner.at);
}

function closeBranches(open: Open, end: number): Regex {
  const last = sequence(open.parts, end);
  if (open.branches.length === 0) return last;
  const parts = [...open.branches, last];
  return { kind: "alternation", parts, start: parts[0]?.start ?? open.start, end };
}

function sequence(parts: readonly Regex[], at: number): Regex {
  const [first] = parts;
  if (!first) return { kind: "empty", start: at, end: at };
  return parts.length === 1 ? first : { kind: "sequence", parts, start: first.start, end: parts.at(-1)?.end ?? at };
}

/** By character: 1 where it stands for itself, wherever it is. */
const isPlain = Uint8Array.from({ length: 128 }, (_, code) => ("\\^$.|?*+()[{".includes(String.fromCharCode(code)) ? 0 : 1));

/** Characters of ASCII that stand for themselves, of which patterns mostly are. */
function readPlain(scanner: RegexScanner, fold: boolean, parts: Regex[]): void {
  const { source } = scanner;
  for (let code = source.charCodeAt(scanner.at); isPlain[code] === 1; code = source.charCodeAt(scanner.at)) {
    const start = scanner.at++;
    parts.push({ kind: "character", point: code, fold, start, end: start + 1 });
  }
}

function readAtom(scanner: RegexScanner, flags: Flags): readonly Regex[] | undefined {
  const start = scanner.at;
  switch (scanner.peek) {
    case ".":
      scanner.skip(1);
      return [{ kind: "any", newline: flags.dotAll, start, end: scanner.at }];
    case "^":
      scanner.skip(1);
      return [{ kind: "assertion", at: flags.lines ? "line-start" : "text-start", start, end: scanner.at }];
    case "$":
      scanner.skip(1);
      return [{ kind: "assertion", at: flags.lines ? "line-end" : "text-end", start, end: scanner.at }];
    case "[": {
      const found = readClass(scanner, flags.fold);
      return found && [{ ...found, start, end: scanner.at }];
    }
    case "\\":
      return readEscape(scanner, flags.fold);
    default: {
      const point = scanner.take();
      return [{ kind: "character", point, fold: flags.fold, start, end: scanner.at }];
    }
  }
}

const groupForm = /\(\?(?:P?<([A-Za-z0-9_]*)>|([imsU]*)(-[imsU]*)?([:)]))/y;

function readGroupStart(scanner: RegexScanner, flags: Flags): { readonly group?: Open; readonly flags?: Flags } {
  const start = scanner.at;
  const open = { start, outer: flags, branches: [], parts: [] };
  if (!scanner.startsWith("(?")) {
    scanner.skip(1);
    return { group: { ...open, capture: true } };
  }
  const found = scanner.match(groupForm);
  if (!found) {
    refuseGroup(scanner, start);
    return {};
  }
  const [, name, on = "", off = "", close] = found;
  if (name !== undefined) {
    if (name === "" || scanner.names.has(name))
      scanner.fail(
        name === "" ? "the group has an empty name" : `the name \`${name}\` is taken by an earlier group`,
        "give each group a name of its own",
        start,
        scanner.at,
      );
    scanner.names.add(name);
    return { group: { ...open, capture: true, name } };
  }
  if (off === "-") {
    scanner.fail(
      "a flag is missing after `-`",
      "write `(?-i)` to switch a flag off, `(?:…)` for a group without capture",
      start,
      scanner.at,
    );
    return {};
  }
  const changed = withFlags(flags, on, off.slice(1));
  return close === ":" ? { group: { ...open, capture: false }, flags: changed } : { flags: changed };
}

function withFlags(flags: Flags, on: string, off: string): Flags {
  const value = (flag: string, before: boolean) => (off.includes(flag) ? false : on.includes(flag) || before);
  return {
    fold: value("i", flags.fold),
    lines: value("m", flags.lines),
    dotAll: value("s", flags.dotAll),
    swapGreed: value("U", flags.swapGreed),
  };
}

const refusedGroups: readonly (readonly [string, string, string])[] = [
  ["(?=", "look-ahead is not part of RE2 syntax", "match the text that follows as well, or add a second MATCHES with AND"],
  ["(?!", "negative look-ahead is not part of RE2 syntax", "add `AND NOT … MATCHES` with what must not be there"],
  ["(?<=", "look-behind is not part of RE2 syntax", "match the text before as well"],
  ["(?<!", "negative look-behind is not part of RE2 syntax", "add `AND NOT … MATCHES` with what must not be there"],
  ["(?>", "atomic groups are not part of RE2 syntax", "write `(?:…)`: matching is linear without them"],
  ["(?#", "comments are not part of RE2 syntax", "put the comment on a line of its own, after `#`"],
  ["(?(", "conditions are not part of RE2 syntax", "write both cases, with `|`"],
  ["(?P=", "back-references are not part of RE2 syntax", "capture both parts elsewhere and compare them with `==`"],
  ["(?P>", "recursion is not part of RE2 syntax", "write the repeated part out"],
  ["(?R", "recursion is not part of RE2 syntax", "write the repeated part out"],
];

function refuseGroup(scanner: RegexScanner, start: number): void {
  const known = refusedGroups.find(([opening]) => scanner.startsWith(opening));
  if (known) scanner.fail(known[1], known[2], start, start + known[0].length);
  else
    scanner.fail(
      "`(?` begins no group that RE2 knows",
      "flags are `i`, `m`, `s` and `U`, a name is written `(?<name>…)`",
      start,
      start + 2,
    );
}

const countForm = /\{(\d{1,9})(?:(,)(\d{1,9})?)?\}/y;

function isRepeatSign(scanner: RegexScanner): boolean {
  if (scanner.peek === "*" || scanner.peek === "+" || scanner.peek === "?") return true;
  return scanner.peek === "{" && scanner.lookAt(countForm) !== undefined;
}

function readRepeat(scanner: RegexScanner, flags: Flags, parts: Regex[]): void {
  const start = scanner.at;
  const bounds = readBounds(scanner);
  if (!bounds) return;
  const lazy = scanner.peek === "?";
  if (lazy) scanner.skip(1);
  const end = scanner.at;
  const body = parts.pop();
  if (!body) {
    scanner.fail("there is nothing to repeat", `write \`\\${scanner.slice(start, start + 1)}\` for the character itself`, start, end);
    return;
  }
  if (isRepeatSign(scanner)) {
    const [from, sign] = [scanner.at, scanner.peek];
    const help =
      sign === "+" && !lazy
        ? "possessive repetition is not part of RE2 syntax: leave out the second `+`"
        : "put the inner repetition into `(?:…)`";
    scanner.fail("a repetition is repeated", help, start, from + 1);
    return;
  }
  const repeat: Regex = { kind: "repeat", ...bounds, greedy: lazy === flags.swapGreed, body, start: body.start, end };
  if (countsIn(repeat) > repeatMax) {
    scanner.fail(
      `a part may be repeated at most ${repeatMax} times`,
      "nested counts are multiplied; use `*` or `+`, or a smaller count",
      start,
      end,
    );
  }
  parts.push(repeat);
}

function readBounds(scanner: RegexScanner): { readonly min: number; readonly max: number | undefined } | undefined {
  const sign = scanner.peek;
  const start = scanner.at;
  if (sign !== "{") {
    scanner.skip(1);
    return { min: sign === "+" ? 1 : 0, max: sign === "?" ? 1 : undefined };
  }
  const [, low = "0", comma, high] = scanner.match(countForm) ?? [];
  const min = Number(low);
  const max = comma === undefined ? min : high === undefined ? undefined : Number(high);
  if (min > repeatMax || (max ?? 0) > repeatMax) {
    scanner.fail(`a part may be repeated at most ${repeatMax} times`, "use `*` or `+`, or a smaller count", start, scanner.at);
    return undefined;
  }
  if (max !== undefined && max < min) {
    scanner.fail("the higher count comes first", `write \`{${max},${min}}\``, start, scanner.at);
    return undefined;
  }
  return { min, max };
}

/** The most that nested counts multiply to; `* + ?` count once. Each part is looked at once, whoever repeats it. */
function countsIn(tree: Regex): number {
  const known = counts.get(tree);
  if (known !== undefined) return known;
  const made = multiplied(tree);
  if ("body" in tree || "parts" in tree) counts.set(tree, made);
  return made;
}

const counts = new WeakMap<Regex, number>();

function multiplied(tree: Regex): number {
  switch (tree.kind) {
    case "repeat": {
      const count = countOf(tree);
      return count === 0 ? 0 : count * countsIn(tree.body);
    }
    case "group":
      return countsIn(tree.body);
    case "sequence":
    case "alternation":
      return tree.parts.reduce((most, part) => Math.max(most, countsIn(part)), 0);
    default:
      return 1;
  }
}

/** `x{0}` is empty whatever is in it. */
function countOf(repeat: Repeat): number {
  if (repeat.max === undefined) return Math.max(1, repeat.min);
  return repeat.max;
}
