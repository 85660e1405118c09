/** Tests against literals, prepared once: what they need of the literals is folded, indexed and compiled before the first event. */
import { hasBit } from "./automaton/bits.ts";
import { startKeys, windowsOf } from "./automaton/windows.ts";
import { isWithin, hostIn, hostName } from "./domain.ts";
import { fold as foldText, isAscii } from "./fold.ts";
import { prefixKey, readBlock, readForms } from "./ip.ts";
import type { Block } from "./ip.ts";
import { matchLike, readLike } from "./like.ts";
import { equal } from "./list.ts";
import type { Answer, LiteralScan, Needle } from "./literal-scan.ts";
import { isBeyondAscii, patternOf, requiredOf, startsOf } from "./pattern.ts";
import { foldedKey, isList, isRecord, present, readElement, valueKey } from "./read.ts";
import { indexOf } from "./search.ts";
import { wordTests } from "./tests.ts";
import { indexOfWord, isWord } from "./text.ts";
import type { WordName } from "./tests.ts";
import type { Value } from "./value.ts";

export type Matcher = (subject: Value) => boolean;

/**
 * `subject word object`, for some (`any`) or all of the objects; `one` is for a single object. The same as calling the word for each, only
 * faster. `all` of no objects is false. For words that take a list (`in-list`, `in-domains`, `in-cidrs`) an object is that list. With a `scan`,
 * shared by all tests of a rule set, one pass over a text spares most tests their own.
 */
export function compileTest(
  word: WordName,
  objects: readonly Value[],
  of: "one" | "any" | "all",
  fold: boolean,
  scan?: LiteralScan,
): Matcher {
  if (objects.length === 0 || objects.some((object) => present(object) === undefined)) return compilePlain(word, objects, of, fold);
  if (of !== "all") {
    const needles = scan && isNeedleWord(word) ? anyNeedle(word, objects, fold, scan) : undefined;
    if (needles) return needles;
    const joined = joinAny(word, objects, fold);
    if (joined) return behindScan(joined, word, objects, scan);
  }
  const prepared = objects.map((object) => behindScan(prepare(word, object, fold, scan), word, [object], scan));
  const [first] = prepared;
  if (first && prepared.length === 1) return first;
  if (of !== "all" && word === "matches" && scan && objects.length >= manyPatterns) return anyPattern(prepared, objects, scan);
  return of === "all" ? (subject) => prepared.every((test) => test(subject)) : (subject) => prepared.some((test) => test(subject));
}

/** The exact test behind a look at what the scan found, where that can say anything. */
function behindScan(test: Matcher, word: WordName, objects: readonly Value[], scan: LiteralScan | undefined): Matcher {
  if (!scan) return test;
  const needs = literalsNeeded(word, objects).flatMap((literals) => scan.oneOf(literals) ?? []);
  const [first] = needs;
  if (!first) return test;
  if (needs.length === 1) return (subject) => typeof subject === "string" && scan.mayMeet(subject, first) && test(subject);
  return (subject) => typeof subject === "string" && needs.every((need) => scan.mayMeet(subject, need)) && test(subject);
}

const manyPatterns = 4;

/** Of many patterns only those are tried of which a text has a literal that they need, each once, and those that need none. */
function anyPattern(tests: readonly Matcher[], objects: readonly Value[], scan: LiteralScan): Matcher {
  const always: Matcher[] = [];
  const byLiteral = new Map<number, number[]>();
  for (const [index, test] of tests.entries()) {
    const needs = requiredOf(objects[index]).flatMap((literals) => scan.oneOf(literals) ?? []);
    const [fewest] = needs.sort((left, right) => left.ids.length - right.ids.length);
    if (fewest) for (const id of fewest.ids) append(byLiteral, id, index);
    else always.push(test);
  }
  const tried = new Uint32Array(tests.length);
  let round = 0;
  const tryAll = (numbers: readonly number[], subject: string): boolean => {
    for (const number of numbers) {
      if (tried[number] === round) continue;
      tried[number] = round;
      if (tests[number]?.(subject)) return true;
    }
    return false;
  };
  const some = someFound(byLiteral, tryAll);
  return (subject) => {
    if (typeof subject !== "string") return false;
    if (++round > 0xffff_fffe) {
      tried.fill(0);
      round = 1;
    }
    if (some(scan.answerFor(subject), subject)) return true;
    for (const test of always) if (test(subject)) return true;
    return false;
  };
}

/** Of many needles only those are looked for whose beginning the scan found: in a long text each look costs as much as the scan. */
function anyNeedle(word: NeedleWord, objects: readonly Value[], fold: boolean, scan: LiteralScan): Matcher | undefined {
  const byLiteral = new Map<number, PlacedNeedle[]>();
  for (const object of objects) {
    if (typeof object !== "string") continue;
    const needle = scan.needle(object);
    if (!needle) return undefined;
    append(byLiteral, needle.id, placedNeedle(object, needle, fold));
  }
  const some = someFound(byLiteral, (needles, subject, answer) => {
    for (const needle of needles) if (needleAt(word, subject, needle, fold, answer) >= 0) return true;
    return false;
  });
  return (subject) => typeof subject === "string" && some(scan.answerFor(subject), subject);
}

/** Whether what hangs on one of the literals that were found holds. A text has many that belong to other tests, so the shorter of the two lists is walked. */
function someFound<T>(
  byLiteral: ReadonlyMap<number, T>,
  holds: (hanging: T, subject: string, answer: Answer) => boolean,
): (answer: Answer, subject: string) => boolean {
  const ids = Int32Array.from(byLiteral.keys());
  const hanging = [...byLiteral.values()];
  return (answer, subject) => {
    const { bits, found, count } = answer;
    if (ids.length <= mapCost * count) {
      for (let at = 0; at < ids.length; at++) {
        const own = hanging[at];
        if (own !== undefined && hasBit(bits, ids[at] ?? 0) && holds(own, subject, answer)) return true;
      }
      return false;
    }
    for (let at = 0; at < count; at++) {
      const own = byLiteral.get(found[at] ?? 0);
      if (own !== undefined && holds(own, subject, answer)) return true;
    }
    return false;
  };
}

/** So many looks at a bit cost about one into a map. */
const mapCost = 8;

function append<T>(lists: Map<number, T[]>, id: number, one: T): void {
  const list = lists.get(id);
  if (list) list.push(one);
  else lists.set(id, [one]);
}

type NeedleWord = "contains" | "contains-word";

function isNeedleWord(word: WordName): word is NeedleWord {
  return word === "contains" || word === "contains-word";
}

/** A literal, folded where case is ignored, and its place in the scan. */
type PlacedNeedle = Needle & { readonly text: string; readonly hasSurrogates: boolean };

function placedNeedle(literal: string, { id, end }: Needle, fold: boolean): PlacedNeedle {
  return { id, end, text: fold ? foldText(literal) : literal, hasSurrogates: /[\ud800-\udfff]/.test(literal) };
}

/**
 * Where the needle stands first, or -1. The scan says where its beginning stands first: most often that is the place, and only so much of the text is
 * folded. Where there is no second place, there is no more to look for.
 */
function needleAt(word: NeedleWord, text: string, sought: PlacedNeedle, fold: boolean, { ends, again }: Answer): number {
  const { id, end, text: needle, hasSurrogates } = sought;
  const from = (ends[id] ?? 0) - end;
  if (from >= 0 && !hasSurrogates) {
    // With the characters beside it, for a word ends where the folded text says.
    const start = Math.max(0, from - 2);
    const around = text.slice(start, from + needle.length + 2);
    const near = fold ? foldText(around) : around;
    if (near.startsWith(needle, from - start) && (word === "contains" || isWord(near, from - start, needle.length))) return from;
  }
  if (!hasSurrogates && !hasBit(again, id)) return -1;
  const whole = fold ? foldText(text) : text;
  return word === "contains" ? indexOf(whole, needle, Math.max(0, from)) : indexOfWord(whole, needle, Math.max(0, from));
}

/** Lists of literals, of each of which a text must have one. */
function literalsNeeded(word: WordName, objects: readonly Value[]): readonly (readonly string[])[] {
  if (isNeedleWord(word)) return [objects.map((object) => (typeof object === "string" ? object : ""))];
  return word === "matches" && objects.length === 1 ? requiredOf(objects[0]) : [];
}

function compilePlain(word: WordName, objects: readonly Value[], of: "one" | "any" | "all", fold: boolean): Matcher {
  const test = wordTests[word];
  if (of === "all") return (subject) => objects.length > 0 && objects.every((object) => test(subject, object, fold));
  return (subject) => objects.some((object) => test(subject, object, fold));
}

/** One object. */
function prepare(word: WordName, object: Value, fold: boolean, scan: LiteralScan | undefined): Matcher {
  const text = typeof object === "string" ? (fold ? foldText(object) : object) : undefined;
  switch (word) {
    case "contains":
      return onText(text, fold, (subject, needle) => indexOf(subject, needle, 0) >= 0);
    case "contains-word":
      return onText(text, fold, (subject, needle) => indexOfWord(subject, needle) >= 0);
    case "starts-with":
    case "ends-with":
      return word === "starts-with" ? prefixTest(text, fold) : suffixTest(text, fold);
    case "like": {
      if (typeof object !== "string") return never;
      const pattern = readLike(object, fold);
      return (subject) => typeof subject === "string" && matchLike(pattern, fold ? foldText(subject) : subject);
    }
    case "matches": {
      // Compiled by the first text that gets here: behind a scan, that is none for most patterns.
      let test: ((text: string) => boolean) | undefined;
      return (subject) => {
        if (typeof subject !== "string") return false;
        test ??= patternTest(object, scan);
        return test(subject);
      };
    }
    case "equal":
      if (text !== undefined && !fold) return (subject) => subject === text;
      return (subject) => equal(subject, object, fold);
    case "in-list":
      return isList(object) ? memberTest(elements(object), fold) : never;
    case "in-domains":
      return isList(object) ? domainTest(elements(object)) : never;
    case "in-cidrs":
      return isList(object) ? blockTest(elements(object)) : never;
    default: {
      const test = wordTests[word];
      return (subject) => test(subject, object, fold);
    }
  }
}

/** A text is read only near the literals with which matches begin, where the scan knows them. */
function patternTest(object: Value, scan: LiteralScan | undefined): (text: string) => boolean {
  const pattern = patternOf(object);
  if (pattern === undefined) return () => false;
  const { test, testWithin } = pattern;
  if (isBeyondAscii(object)) return (text) => !isAscii(text) && test(text);
  const starts = testWithin && scan ? startsOf(object) : undefined;
  const keys = starts && scan ? startKeys(starts, scan) : undefined;
  if (keys === undefined || scan === undefined || testWithin === undefined) return test;
  return (text) => {
    const windows = text.length < windowsMinimum ? undefined : windowsOf(text, keys, scan.answerFor(text));
    return windows === undefined ? test(text) : testWithin(text, windows);
  };
}

/** A shorter text is read whole. */
const windowsMinimum = 64;

/** Several objects of which one is enough, where that has a form of its own. */
function joinAny(word: WordName, objects: readonly Value[], fold: boolean): Matcher | undefined {
  if (word === "equal") return memberTest(objects, fold);
  if (objects.length < 2) return undefined;
  if (word === "has-element") {
    const member = memberTest(objects, fold);
    return (subject) => isList(subject) && someElement(subject, member);
  }
  if (word === "contains") {
    const needles = objects.filter((object) => typeof object === "string").map((object) => (fold ? foldText(object) : object));
    return (subject) => {
      if (typeof subject !== "string") return false;
      const text = fold ? foldText(subject) : subject;
      for (const needle of needles) if (indexOf(text, needle, 0) >= 0) return true;
      return false;
    };
  }
  return undefined;
}

const never: Matcher = () => false;

function elements(list: readonly Value[]): readonly Value[] {
  return Array.from(list, (_, index) => readElement(list, index)).filter((value) => value !== undefined);
}

function someElement(list: readonly Value[], test: Matcher): boolean {
  for (let index = 0; index < list.length; index++) if (test(readElement(list, index))) return true;
  return false;
}

function onText(needle: string | undefined, fold: boolean, test: (text: string, needle: string) => boolean): Matcher {
  if (needle === undefined) return never;
  return fold
    ? (subject) => typeof subject === "string" && subject.length >= needle.length && test(foldText(subject), needle)
    : (subject) => typeof subject === "string" && test(subject, needle);
}

function prefixTest(prefix: string | undefined, fold: boolean): Matcher {
  if (prefix === undefined) return never;
  if (!fold) return (subject) => typeof subject === "string" && subject.startsWith(prefix);
  return (subject) =>
    typeof subject === "string" && subject.length >= prefix.length && foldText(subject.slice(0, prefix.length)) === prefix;
}

function suffixTest(suffix: string | undefined, fold: boolean): Matcher {
  if (suffix === undefined) return never;
  if (!fold) return (subject) => typeof subject === "string" && subject.endsWith(suffix);
  return (subject) =>
    typeof subject === "string" && subject.length >= suffix.length && foldText(subject.slice(subject.length - suffix.length)) === suffix;
}

/** Equal to one of the values: strings and numbers by a set, the rest by their keys. */
function memberTest(values: readonly Value[], fold: boolean): Matcher {
  const strings = new Set<string>();
  const numbers = new Set<number>();
  const keys = new Set<string>();
  for (const value of values) {
    if (typeof value === "string") strings.add(fold ? foldText(value) : value);
    else if (typeof value === "number" && Number.isSafeInteger(value)) numbers.add(value);
    else if (present(value) !== undefined) keys.add(fold ? foldedKey(value) : valueKey(value));
  }
  return (subject) => {
    if (typeof subject === "string") return strings.has(fold ? foldText(subject) : subject);
    if (typeof subject === "number" && numbers.has(subject)) return true;
    return keys.size > 0 && present(subject) !== undefined && keys.has(fold ? foldedKey(subject) : valueKey(subject));
  };
}

/** Walks from the host to its parents, each one look-up. */
function domainTest(values: readonly Value[]): Matcher {
  const listed = new Set<string>();
  for (const value of values) {
    const host = typeof value === "string" ? hostName(value) : undefined;
    if (host !== undefined) listed.add(host);
  }
  return (subject) => {
    const host = typeof subject === "string" ? hostIn(subject) : undefined;
    if (host === undefined) return false;
    for (let domain = host; ; ) {
      if (listed.has(domain) && isWithin(host, domain)) return true;
      const dot = domain.indexOf(".");
      if (dot < 0) return false;
      domain = domain.slice(dot + 1);
    }
  };
}

/** One look-up for each length of prefix that the list has. */
function blockTest(values: readonly Value[]): Matcher {
  const blocks = values.map(readBlock).filter((block): block is Block => block !== undefined);
  const widths = new Set(blocks.map((block) => block.address.length * 1_000 + block.bits));
  const prefixes = new Set(blocks.map((block) => prefixKey(block.address, block.bits)));
  return (subject) => {
    if (typeof subject !== "string") return false;
    for (const form of readForms(subject)) {
      for (const width of widths) {
        if (Math.floor(width / 1_000) === form.length && prefixes.has(prefixKey(form, width % 1_000))) return true;
      }
    }
    return false;
  };
}

export type Located = { readonly text: string; readonly offset: number; readonly length: number };

/**
 * What a test found in a text, and where, in UTF-16 units of the text as it is; undefined where the test is false, or finds no place (equality,
 * membership). For explanations: called on a hit only.
 */
export function locateMatch(word: WordName, object: Value, subject: Value, fold: boolean): Located | undefined {
  if (typeof subject !== "string") return undefined;
  if (word === "matches") {
    const found = patternOf(object)?.find(subject);
    return found && located(subject, found.start, found.end - found.start);
  }
  if (typeof object !== "string" || isRecord(object)) return undefined;
  const text = fold ? foldText(subject) : subject;
  const needle = fold ? foldText(object) : object;
  switch (word) {
    case "contains":
      return located(subject, indexOf(text, needle, 0), needle.length);
    case "contains-word":
      return located(subject, indexOfWord(text, needle), needle.length);
    case "starts-with":
      return text.startsWith(needle) ? located(subject, 0, needle.length) : undefined;
    case "ends-with":
      return text.endsWith(needle) ? located(subject, text.length - needle.length, needle.length) : undefined;
    case "like":
      return matchLike(readLike(object, fold), text) ? located(subject, 0, text.length) : undefined;
    default:
      return undefined;
  }
}

/**
 * The same for the first of several literals that is found, where a scan knows them all: it says which are worth a look, and where. Undefined for
 * other words and literals.
 */
export function compileLocator(
  word: WordName,
  objects: readonly Value[],
  fold: boolean,
  scan: LiteralScan,
): ((subject: string) => Located | undefined) | undefined {
  if (!isNeedleWord(word)) return undefined;
  const needles: PlacedNeedle[] = [];
  for (const object of objects) {
    const needle = typeof object === "string" ? scan.knownNeedle(object) : undefined;
    if (typeof object !== "string" || !needle) return undefined;
    needles.push(placedNeedle(object, needle, fold));
  }
  return (subject) => {
    const answer = scan.answerFor(subject);
    for (const needle of needles) {
      if (!hasBit(answer.bits, needle.id)) continue;
      const at = needleAt(word, subject, needle, fold, answer);
      if (at >= 0) return located(subject, at, needle.text.length);
    }
    return undefined;
  };
}

function located(text: string, offset: number, length: number): Located | undefined {
  return offset < 0 ? undefined : { text: text.slice(offset, offset + length), offset, length };
}
