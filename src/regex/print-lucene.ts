/** A tree as a regular expression of Lucene that matches exactly the whole texts in which the pattern is found. */
import { complement, merged } from "./classes.ts";
import type { AutomatonLimits } from "./determinize.ts";
import { fitsAutomaton } from "./determinize.ts";
import type { Texts } from "./texts.ts";
import { caselessTexts, choiceOf, isNoText, loweredTexts, sequenceOf } from "./texts.ts";
import type { Range, Regex } from "./tree.ts";
import { pointMax } from "./tree.ts";
import { wholeTexts } from "./whole.ts";

export type LucenePattern =
  | { readonly ok: true; readonly pattern: string }
  /** A refusal in the terms of exports: a stable code, why, and what to do instead. */
  | { readonly ok: false; readonly code: "regex-construct" | "regex-too-complex"; readonly reason: string; readonly alternative: string };

/** `index.max_regex_length`, and Lucene's `Operations.DEFAULT_DETERMINIZE_WORK_LIMIT`. */
const lengthMax = 1_000;
const limits: AutomatonLimits = { states: 10_000, work: 50_000 };

/**
 * The pattern for `RLIKE`, EQL's `regex` and Query DSL's `regexp`: anchored, without shorthand classes, anchors, flags or lazy repetitions, every
 * operator of Lucene's full syntax escaped. Case is spelt out, so it is for the case-sensitive forms. Elastic, "Regular expression syntax".
 */
export function printLucene(tree: Regex): LucenePattern {
  const whole = wholeTexts(tree);
  return whole.ok ? printTexts(whole.texts, print(whole.texts)) : whole;
}

export type LucenePatterns = { readonly ok: true; readonly patterns: readonly string[] } | Extract<LucenePattern, { readonly ok: false }>;

/**
 * As `printLucene`, but several patterns where one would be too long or too large: one of them matches. `lowered`: for the text in lower case, shorter
 * than one that spells out both cases; undefined where that would be another question, or where the pattern has no letters. It is exact for texts
 * without U+017F, U+0130 and U+212A, which lower-casing and folding treat differently. `caseless`: the same for an engine that ignores case by itself
 * (EQL's `regex~`). Remembered for the tree.
 */
export function printLuceneParts(tree: Regex, form: LuceneForm): LucenePatterns | undefined {
  const known = remembered.get(tree) ?? new Map<LuceneForm, LucenePatterns | undefined>();
  remembered.set(tree, known);
  if (!known.has(form)) known.set(form, partsOf(tree, form));
  return known.get(form);
}

export type LuceneForm = "plain" | "lowered" | "caseless";
const remembered = new WeakMap<Regex, Map<LuceneForm, LucenePatterns | undefined>>();

function partsOf(tree: Regex, form: LuceneForm): LucenePatterns | undefined {
  const whole = wholeTexts(tree);
  if (!whole.ok) return whole;
  const texts = form === "plain" ? whole.texts : loweredTexts(whole.texts);
  if (!texts || (form !== "plain" && print(texts) === print(whole.texts))) return undefined;
  return printTextsParts(texts, form === "caseless" ? (part) => print(caselessTexts(part)) : print);
}

/** The texts as one pattern, or as several where one would be too long or too large. */
export function printTextsParts(texts: Texts, write: (part: Texts) => string = print): LucenePatterns {
  const whole = printTexts(texts, write(texts));
  if (whole.ok) return { ok: true, patterns: [whole.pattern] };
  // Most of what cannot be said cannot be said in its smallest part either, and that is told at once.
  const smallest = smallestPart(texts);
  const least = printTexts(smallest, write(smallest));
  if (!least.ok) return least;
  const patterns: string[] = [];
  const waiting = [...(halved(texts) ?? [])];
  if (waiting.length === 0) return whole;
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    const answer = printTexts(part, write(part));
    if (answer.ok) patterns.push(answer.pattern);
    else {
      const halves = patterns.length + waiting.length < partsMax ? halved(part) : undefined;
      if (!halves) return answer;
      waiting.push(...halves);
    }
  }
  return { ok: true, patterns };
}

const partsMax = 32;

/** Half of a half, until there is no choice left. */
function smallestPart(texts: Texts): Texts {
  let part = texts;
  for (let halves = halved(part); halves; halves = halved(part))
    part = print(halves[0]).length > print(halves[1]).length ? halves[0] : halves[1];
  return part;
}

/** The same texts as two sets, by the longest choice that stands in the row; undefined where there is none. */
function halved(texts: Texts): readonly [Texts, Texts] | undefined {
  if (texts.kind === "choice") {
    const middle = Math.ceil(texts.parts.length / 2);
    return [choiceOf(texts.parts.slice(middle)), choiceOf(texts.parts.slice(0, middle))];
  }
  if (texts.kind !== "sequence") return undefined;
  const longest = texts.parts.reduce<Texts | undefined>(
    (best, part) => (part.kind === "choice" && (!best || print(part).length > print(best).length) ? part : best),
    undefined,
  );
  const halves = longest && halved(longest);
  if (!halves) return undefined;
  const [first, second] = halves.map((half) => sequenceOf(texts.parts.map((part) => (part === longest ? half : part))));
  return first && second && [first, second];
}

/** `pattern`: how the texts are written. */
function printTexts(texts: Texts, pattern: string): LucenePattern {
  if (isNoText(texts))
    return {
      ok: false,
      code: "regex-construct",
      reason: "the pattern is found in no text, and Lucene's regular expressions have no form for that",
      alternative: "take the pattern out of the rule",
    };
  if (pattern.length > lengthMax)
    return {
      ok: false,
      code: "regex-too-complex",
      reason: `the pattern is ${pattern.length} characters long in Lucene's syntax, and Elasticsearch allows ${lengthMax}`,
      alternative: "split the pattern into several, joined by OR",
    };
  if (!fitsLucene(texts))
    return {
      ok: false,
      code: "regex-too-complex",
      reason: "Lucene's automaton for the pattern may pass Elasticsearch's limit of 10,000 states",
      alternative: "use smaller counts in `{…}`, or `+` and `*` in their place",
    };
  return { ok: true, pattern };
}

/** Verdicts by what is printed: lists stand in many rules, and to build an automaton is slow. That one is remembered changes nothing. */
const verdicts = new Map<string, boolean>();
const verdictsMax = 10_000;

/** Whether Elasticsearch builds the automaton of the texts. Remembered. */
export function fitsLucene(texts: Texts): boolean {
  const key = print(texts);
  const known = verdicts.get(key);
  if (known !== undefined) return known;
  const verdict = fitsAutomaton(texts, limits);
  if (verdicts.size >= verdictsMax) verdicts.clear();
  verdicts.set(key, verdict);
  return verdict;
}

function print(texts: Texts): string {
  const known = printed.get(texts);
  if (known !== undefined) return known;
  const made = printAnew(texts);
  printed.set(texts, made);
  return made;
}

const printed = new WeakMap<Texts, string>();

function printAnew(texts: Texts): string {
  switch (texts.kind) {
    case "set":
      return printSet(texts.ranges);
    case "sequence":
      return texts.parts.length === 0 ? "()" : texts.parts.map((part) => (isBareChoice(part) ? `(${print(part)})` : print(part))).join("");
    case "choice":
      return printChoice(texts.parts);
    case "repeat":
      return `${printRepeated(texts.body)}${printCount(texts.min, texts.max)}`;
  }
}

/** `a|b`, which needs parentheses inside of a sequence; `(a|b)?` has its own. */
function isBareChoice(texts: Texts): boolean {
  return texts.kind === "choice" && !texts.parts.some(isEmptyText);
}

function isEmptyText(texts: Texts): boolean {
  return texts.kind === "sequence" && texts.parts.length === 0;
}

function printChoice(parts: readonly Texts[]): string {
  const others = parts.filter((part) => !isEmptyText(part));
  const choice = others.map(print).join("|");
  return others.length === parts.length ? choice : `(${choice})?`;
}

function printRepeated(body: Texts): string {
  return body.kind === "set" ? printSet(body.ranges) : `(${print(body)})`;
}

function printCount(min: number, max: number | undefined): string {
  if (max === undefined) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
  if (min === 0 && max === 1) return "?";
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

/** A set that goes to the end of Unicode is shorter as the complement of what it lacks. Surrogates are no characters there. */
function printSet(ranges: readonly Range[]): string {
  const isOpen = ranges.some(([, last]) => last === pointMax);
  const written = withoutSurrogates(isOpen ? complement(ranges) : ranges);
  if (isOpen && written.length === 0) return ".";
  const [first] = written;
  if (!isOpen && first && written.length === 1 && first[0] === first[1]) return printPoint(first[0], reserved);
  const parts = written.map(([from, to]) => {
    const start = printPoint(from, reservedInClass);
    return from === to ? start : `${start}${to === from + 1 ? "" : "-"}${printPoint(to, reservedInClass)}`;
  });
  return `[${isOpen ? "^" : ""}${parts.join("")}]`;
}

function withoutSurrogates(ranges: readonly Range[]): readonly Range[] {
  return merged(
    ranges.flatMap(([first, last]): Range[] => {
      const low: Range = [first, Math.min(last, 0xd7ff)];
      const high: Range = [Math.max(first, 0xe000), last];
      return [low, high].filter(([from, to]) => from <= to);
    }),
  );
}

const reserved = /[.?+*|{}[\]()"\\#@&<>~^$]/;
const reservedInClass = /[\][\\^\-"&~]/;

/** Control characters stand as they are: Lucene's `\n` is the letter n. */
function printPoint(point: number, escaped: RegExp): string {
  const character = String.fromCodePoint(point);
  return escaped.test(character) ? `\\${character}` : character;
}
