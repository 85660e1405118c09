/** Tests on texts in Query DSL: patterns over whole values, with case ignored as the language ignores it. */
import { fitsAutomaton } from "../../regex/determinize.ts";
import { knownRegex } from "../../regex/known.ts";
import { foldOrbit } from "../../regex/orbits.ts";

import { printLuceneParts } from "../../regex/print-lucene.ts";
import type { Texts } from "../../regex/texts.ts";
import { anyText, sequenceOf } from "../../regex/texts.ts";
import { pointMax } from "../../regex/tree.ts";
import { wildcardsOf } from "../../regex/wildcards.ts";
import { regexpText } from "../../targets/querydsl/pattern.ts";
import type { PatternPart, Query } from "../../targets/querydsl/query.ts";
import { any, matchNone } from "../../targets/querydsl/query.ts";
import type { Assumption, How, Lowered, Shape, TestLowering } from "../lowering.ts";
import { total, unsupported, wider } from "../lowering.ts";
import type { TestWord } from "../words.ts";
import type { FieldTest } from "./operands.ts";
import { fieldTest, wrongKind } from "./operands.ts";

const run: PatternPart = { kind: "run" };
/** `index.max_regex_length`. Elastic, "Regexp query". */
const regexpLengthMax = 1_000;

export const containsQuery = textTest("contains", (needle) => [run, text(needle), run]);
export const startsWithQuery = textTest("starts-with", (needle) => [text(needle), run]);
export const endsWithQuery = textTest("ends-with", (needle) => [run, text(needle)]);
export const likeQuery = textTest("like", likePattern);

function text(value: string): PatternPart {
  return { kind: "text", text: value };
}

function textTest(word: TestWord, patternOf: (needle: string) => readonly PatternPart[]): TestLowering<"querydsl"> {
  return fieldTest(word, (test) => {
    if (test.turned) return turnedText(test);
    if (typeof test.value !== "string") return total(matchNone);
    if (!isTextual(test.shape)) return wrongKind(test, "a text");
    return patternQuery(test.field, patternOf(test.value), test.how);
  });
}

export function isTextual(shape: Shape): boolean {
  return shape.kind === "keyword" || shape.kind === "wildcard";
}

function turnedText({ subject, object }: FieldTest): Lowered<Query> {
  return unsupported(
    "no-field-compare",
    `\`${subject.name}\` is looked for inside of \`${object.name}\`, and Query DSL looks for constants alone`,
    "export to KQL, SPL or ES|QL, or compute the answer where the event is made",
  );
}

/** The whole value looks like the pattern. */
export function patternQuery(field: string, pattern: readonly PatternPart[], how: How): Lowered<Query> {
  const kept = joined(pattern);
  if (!fits(kept))
    return unsupported(
      "regex-too-complex",
      "after a `*` each `?` may double the automaton that Elasticsearch builds for a wildcard pattern, and it builds none of more than 10,000 states",
      "use fewer `?`, or `*` in their place",
    );
  if (!how.fold) return total({ kind: "like", field, pattern: kept, caseInsensitive: false });
  const letters = kept.map((part) => (part.kind === "text" ? part.text : "")).join("");
  const hasFoldedTwins = /[sk]/i.test(letters);
  if ((how.folding === "strict" && hasFoldedTwins) || hasOtherCase(letters)) return speltOut(field, kept);
  const caseInsensitive = /[a-z]/i.test(letters);
  // Lucene's own folding may take U+017F for s and U+212A for k, the language's never does.
  const assumptions: readonly Assumption[] = hasFoldedTwins ? [{ kind: "ascii-fold" }] : [];
  return total({ kind: "like", field, pattern: kept, caseInsensitive }, assumptions);
}

/** Lucene's `Operations.DEFAULT_DETERMINIZE_WORK_LIMIT`. */
const limits = { states: 10_000, work: 50_000 };

function fits(pattern: readonly PatternPart[]): boolean {
  if (!pattern.some(({ kind }) => kind === "one") || !pattern.some(({ kind }) => kind === "run")) return true;
  return fitsAutomaton(sequenceOf(pattern.map(textsOf)), limits);
}

function textsOf(part: PatternPart): Texts {
  if (part.kind === "run") return anyText;
  if (part.kind === "one") return { kind: "set", ranges: [[0, pointMax]] };
  const characters = part.kind === "text" ? [...part.text].map((letter) => [letter]) : [part.characters];
  return sequenceOf(
    characters.map((members) => ({
      kind: "set",
      ranges: members.map((member) => [member.codePointAt(0) ?? 0, member.codePointAt(0) ?? 0]),
    })),
  );
}

/** Empty texts say nothing, and neighbouring runs are one. */
function joined(pattern: readonly PatternPart[]): readonly PatternPart[] {
  const parts: PatternPart[] = [];
  for (const part of pattern) {
    if (part.kind === "text" && part.text === "") continue;
    if (part.kind === "run" && parts.at(-1)?.kind === "run") continue;
    parts.push(part);
  }
  return parts;
}

/** Whether a character outside of ASCII has another case: `case_insensitive` was for ASCII alone in many versions. */
function hasOtherCase(letters: string): boolean {
  return [...letters].some((letter) => /[^\x00-\x7f]/.test(letter) && caseForms(letter).length > 1);
}

function hasOtherCaseIn(pattern: readonly PatternPart[]): boolean {
  return hasOtherCase(pattern.map((part) => (part.kind === "text" ? part.text : "")).join(""));
}

function speltOut(field: string, pattern: readonly PatternPart[]): Lowered<Query> {
  const spelt = pattern.flatMap((part): readonly PatternPart[] => {
    if (part.kind !== "text") return [part];
    return [...part.text].map((letter) => {
      const characters = caseForms(letter);
      return characters.length > 1 ? { kind: "one-of", characters } : { kind: "text", text: letter };
    });
  });
  if (regexpText(spelt).length > regexpLengthMax)
    return unsupported(
      "regex-too-complex",
      `with both cases of each letter the text is a pattern of more than ${regexpLengthMax} characters, and Elasticsearch allows no longer ones`,
      "look for a shorter part of the text",
    );
  return total({ kind: "like", field, pattern: spelt, caseInsensitive: false });
}

/** A character and those that the language's folding takes for it: nothing outside ASCII becomes ASCII. */
function caseForms(letter: string): readonly string[] {
  const point = letter.codePointAt(0) ?? 0;
  const isAscii = point <= 0x7f;
  if (isAscii) return /[A-Za-z]/.test(letter) ? [letter.toLowerCase(), letter.toUpperCase()] : [letter];
  const forms: string[] = [];
  for (const [first, last] of foldOrbit(point))
    for (let member = first; member <= last; member++) if (member > 0x7f) forms.push(String.fromCodePoint(member));
  return forms;
}

/** `*` any run, `?` one character, `\` makes the next one ordinary; at the end it is a backslash. */
function likePattern(pattern: string): readonly PatternPart[] {
  const parts: PatternPart[] = [];
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? "";
    if (character === "*") parts.push(run);
    else if (character === "?") parts.push({ kind: "one" });
    else if (character === "\\" && at + 1 < characters.length) parts.push(text(characters[++at] ?? ""));
    else parts.push(text(character));
  }
  return merged(parts);
}

function merged(parts: readonly PatternPart[]): readonly PatternPart[] {
  const found: PatternPart[] = [];
  for (const part of parts) {
    const before = found.at(-1);
    if (part.kind === "text" && before?.kind === "text") found[found.length - 1] = text(before.text + part.text);
    else found.push(part);
  }
  return found;
}

/** A regular expression of RE2, found anywhere. */
export const matchesQuery = fieldTest("matches", (test) => {
  if (typeof test.value !== "object" || !("source" in test.value)) return test.turned ? turnedText(test) : total(matchNone);
  if (!isTextual(test.shape)) return wrongKind(test, "a text");
  return regexpQuery(test.field, test.value.source, test.value.flags, test.how.folding);
});

/**
 * As one clause, or as several of which one finds it: wildcards where they can say it, for an index finds those faster. Letters whose case is ignored need
 * no classes where the flag ignores it.
 */
function regexpQuery(field: string, source: string, flags: string, folding: How["folding"]): Lowered<Query> {
  const parsed = knownRegex(source, flags);
  if ("error" in parsed) return unsupported("regex-construct", parsed.error.message, parsed.error.help);
  const wildcards = wildcardsOf(parsed.tree, folding === "plain");
  if (wildcards && (!wildcards.lowered || !wildcards.patterns.some(hasOtherCaseIn))) {
    const clauses = wildcards.patterns.map((pattern): Query => ({ kind: "like", field, pattern, caseInsensitive: wildcards.lowered }));
    const hasTwins = wildcards.patterns.flat().some((part) => part.kind === "text" && /[sk]/i.test(part.text));
    return total(any(clauses), wildcards.lowered && hasTwins ? [{ kind: "ascii-fold" }] : []);
  }
  const caseless = folding === "plain" ? printLuceneParts(parsed.tree, "caseless") : undefined;
  const printed = caseless ?? printLuceneParts(parsed.tree, "plain");
  if (!printed?.ok) return printed ?? unsupported("regex-construct", "the pattern is found in no text", "take the pattern out of the rule");
  const caseInsensitive = printed === caseless;
  const clauses = printed.patterns.map((pattern): Query => ({ kind: "regexp", field, pattern, caseInsensitive }));
  return total(any(clauses), caseInsensitive ? [{ kind: "ascii-fold" }] : []);
}

/** Only the letters and digits of ASCII can be kept away from a word within the length that a pattern may have. */
export const containsWordQuery = fieldTest("contains-word", (test) => {
  if (test.turned) return turnedText(test);
  if (typeof test.value !== "string") return total(matchNone);
  if (!isTextual(test.shape)) return wrongKind(test, "a text");
  const needle = test.value.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const source = `(?:^|[^0-9A-Za-z_])${needle}(?:[^0-9A-Za-z_]|$)`;
  const lowered = regexpQuery(test.field, source, test.how.fold ? "i" : "", test.how.folding);
  if (!lowered.ok) return lowered;
  return wider(lowered, `beside \`${test.value}\` a letter of another script counts as none: \`é${test.value}\` is found as well`);
});
