/** A tree as a regular expression of Lucene that matches exactly the whole texts in which the pattern is found. */
import { complement, merged } from "./classes.ts";
import type { AutomatonLimits } from "./determinize.ts";
import { fitsAutomaton } from "./determinize.ts";
import type { Texts } from "./texts.ts";
import { isNoText, loweredTexts } from "./texts.ts";
import type { Range, Regex } from "./tree.ts";
import { pointMax } from "./tree.ts";
import { wholeTexts } from "./whole.ts";

export type LucenePattern =
  | { readonly ok: true; readonly pattern: string }
  /** A refusal in the terms of exports: a stable code, why, and what to do instead. */
  | { readonly ok: false; readonly code: "regex-construct" | "regex-too-complex"; readonly reason: string; readonly alternative: string };

/** `index.max_regex_length`, and half of what Lucene's `Operations.DEFAULT_DETERMINIZE_WORK_LIMIT` lets through: UTF-8 takes more states than characters. */
const lengthMax = 1_000;
const limits: AutomatonLimits = { states: 5_000, work: 50_000 };

/**
 * The pattern for `RLIKE`, EQL's `regex` and Query DSL's `regexp`: anchored, without shorthand classes, anchors, flags or lazy repetitions, every
 * operator of Lucene's full syntax escaped. Case is spelt out, so it is for the case-sensitive forms. Elastic, "Regular expression syntax".
 */
export function printLucene(tree: Regex): LucenePattern {
  const whole = wholeTexts(tree);
  return whole.ok ? printTexts(whole.texts) : whole;
}

/**
 * The pattern for a text in lower case, shorter than one that spells out both cases; undefined where that would be another question, or where
 * the pattern has no letters. Exact for texts without U+017F, U+0130 and U+212A, which lower-casing and folding treat differently.
 */
export function printLuceneLowered(tree: Regex): LucenePattern | undefined {
  const whole = wholeTexts(tree);
  if (!whole.ok) return whole;
  const lowered = loweredTexts(whole.texts);
  return lowered && JSON.stringify(lowered) !== JSON.stringify(whole.texts) ? printTexts(lowered) : undefined;
}

function printTexts(texts: Texts): LucenePattern {
  if (isNoText(texts))
    return {
      ok: false,
      code: "regex-construct",
      reason: "the pattern is found in no text, and Lucene's regular expressions have no form for that",
      alternative: "take the pattern out of the rule",
    };
  const pattern = print(texts);
  if (pattern.length > lengthMax)
    return {
      ok: false,
      code: "regex-too-complex",
      reason: `the pattern is ${pattern.length} characters long in Lucene's syntax, and Elasticsearch allows ${lengthMax}`,
      alternative: "split the pattern into several, joined by OR",
    };
  if (!fitsAutomaton(texts, limits))
    return {
      ok: false,
      code: "regex-too-complex",
      reason: "Lucene's automaton for the pattern passes Elasticsearch's limit of 10,000 states",
      alternative: "use smaller counts in `{…}`, or `+` and `*` in their place",
    };
  return { ok: true, pattern };
}

function print(texts: Texts): string {
  switch (texts.kind) {
    case "set":
      return printSet(texts.ranges);
    case "sequence":
      return texts.parts.length === 0
        ? "()"
        : texts.parts.map((part) => (part.kind === "choice" ? `(${print(part)})` : print(part))).join("");
    case "choice":
      return printChoice(texts.parts);
    case "repeat":
      return `${printRepeated(texts.body)}${printCount(texts.min, texts.max)}`;
  }
}

function printChoice(parts: readonly Texts[]): string {
  const others = parts.filter((part) => !(part.kind === "sequence" && part.parts.length === 0));
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
