/** Tests on texts in EQL: wildcards where they say it, functions for literal wildcards, and spelt-out patterns where case folds in another way. */
import { foldOrbit } from "../../regex/orbits.ts";
import { knownRegex } from "../../regex/known.ts";
import { printLucene, printLuceneParts } from "../../regex/print-lucene.ts";
import type { Range, Regex } from "../../regex/tree.ts";
import { wildcardsOf } from "../../regex/wildcards.ts";
import { call, compare, exists, like, or, regex, text, within } from "../../targets/eql/build.ts";
import type { Expr } from "../../targets/eql/query.ts";
import type { Assumption, Constant, How, Lowered, Operand, Piece, TestLowering, Unsupported } from "../lowering.ts";
import { unknownIfMissing, unsupported, wider } from "../lowering.ts";
import type { TestWord } from "../words.ts";
import { bySides, halfCharacter, isWellFormed, noFieldCompare, type Sides, sided, wrongKind } from "./sides.ts";

/** What a whole text must look like, piece by piece: these characters, any run of characters, any one. */
type Part = { readonly kind: "text"; readonly text: string } | { readonly kind: "run" } | { readonly kind: "one" };
export type TextPattern = readonly Part[];

const run: Part = { kind: "run" };
const words = (text: string): Part => ({ kind: "text", text });

export const containsEql = patterned("contains", (needle) => [run, words(needle), run]);
export const startsWithEql = patterned("starts-with", (needle) => [words(needle), run]);
export const endsWithEql = patterned("ends-with", (needle) => [run, words(needle)]);
export const likeEql = patterned("like", likePattern);
export const containsWordEql = sided("contains-word", wordTest);
export const matchesEql: TestLowering<"eql"> = {
  one: (subject, object, how) => bySides("matches", subject, object, how, ({ value, constant }) => anyPattern(value, [constant], how)),
  any: (subject, objects, how) =>
    !subject.constant && Array.isArray(objects.constant?.value) ? anyPattern(subject, objects.constant.value, how) : undefined,
};

function patterned(word: TestWord, patternOf: (needle: string) => TextPattern): TestLowering<"eql"> {
  const lower = (sides: Sides): Lowered<Expr> => {
    if (sides.turned) return noFieldCompare(sides.object, sides.value);
    const wrong = notText(sides.value, sides.constant);
    if (wrong) return wrong;
    return patternTest(sides.value.term, [patternOf(String(sides.constant))], sides.how);
  };
  return {
    one: (subject, object, how) => bySides(word, subject, object, how, lower),
    any: (subject, objects, how) => {
      const needles = objects.constant?.value;
      if (subject.constant || !Array.isArray(needles) || needles.length === 0) return undefined;
      const wrong = needles.map((needle) => notText(subject, needle)).find((found) => found !== undefined);
      return (
        wrong ??
        patternTest(
          subject.term,
          needles.map((needle) => patternOf(String(needle))),
          how,
        )
      );
    },
  };
}

export function isTextual({ shape }: Operand<Expr>): boolean {
  return shape.kind === "keyword" || shape.kind === "wildcard";
}

function notText(value: Operand<Expr>, needle: Constant): Lowered<Expr> | undefined {
  if (!isTextual(value)) return wrongKind(value, "a text");
  if (typeof needle !== "string") return unsupported("wrong-kind", "what is looked for is no text", "write a text");
  return isWellFormed(needle) ? undefined : halfCharacter(needle);
}

/** One of the patterns is the whole text: those that one list of EQL can say together, the others each by itself. */
export function patternTest(subject: Expr, patterns: readonly TextPattern[], how: How): Lowered<Expr> {
  const forms: Form[] = [];
  for (const pattern of patterns.map(joinedPieces)) {
    const form = formOf(subject, pattern, how);
    if (!("kind" in form)) return form;
    forms.push(form);
  }
  const verbatim = forms.flatMap((form) => (form.kind === "verbatim" ? [form.text] : []));
  const wildcards = forms.flatMap((form) => (form.kind === "wildcards" ? [form.text] : []));
  const spelt = forms.flatMap((form) => (form.kind === "spelt" ? [form.pattern] : []));
  const parts = [
    ...(verbatim.length === 0 ? [] : [equalTo(subject, verbatim, how.fold && hasLetters(verbatim))]),
    ...(wildcards.length === 0 ? [] : [like(subject, wildcards, how.fold && hasLetters(wildcards))]),
    ...forms.flatMap((form) => (form.kind === "test" ? [form.test] : [])),
    ...(spelt.length === 0 ? [] : [regex(subject, spelt)]),
  ];
  const assumptions: readonly Assumption[] = forms.some(({ foldsTwins }) => foldsTwins) ? [{ kind: "ascii-fold" }] : [];
  return unknownIfMissing(or(parts), assumptions);
}

/** How one pattern is said. `foldsTwins`: EQL may take U+017F, U+212A or U+0130 for one of its letters. */
type Form = { readonly foldsTwins: boolean } & (
  | { readonly kind: "verbatim" | "wildcards"; readonly text: string }
  | { readonly kind: "test"; readonly test: Expr }
  | { readonly kind: "spelt"; readonly pattern: string }
);

function formOf(subject: Expr, pattern: TextPattern, { fold, folding }: How): Form | Unsupported {
  const letters = pattern.map((part) => (part.kind === "text" ? part.text : "")).join("");
  const foldsTwins = fold && /[sk]/i.test(letters);
  const exact = { foldsTwins: false };
  if (pattern.length > 0 && pattern.every((part) => part.kind === "run")) return { ...exact, kind: "test", test: present(subject) };
  if (fold && (hasOtherCase(letters) || (folding === "strict" && foldsTwins))) return speltOut(pattern, fold, "non-ascii-fold");
  const [first, second] = pattern;
  if (!first) return { ...exact, kind: "verbatim", text: "" };
  // `==`, `in` and `in~` take `*` and `?` for themselves.
  if (first.kind === "text" && !second) return { foldsTwins, kind: "verbatim", text: first.text };
  if (!/[*?\u0001]/.test(letters)) {
    const text = pattern.map((part) => (part.kind === "text" ? part.text : part.kind === "run" ? "*" : "?")).join("");
    return { foldsTwins, kind: "wildcards", text };
  }
  // The functions fold by Java's lower case, in which U+0130 begins with an i.
  const mayCall = !(fold && folding === "strict" && /i/i.test(letters));
  const called = mayCall ? functionFor(subject, pattern, fold) : undefined;
  if (called) return { foldsTwins: fold && /[isk]/i.test(letters), kind: "test", test: called };
  return speltOut(pattern, fold, "literal-wildcard");
}

function speltOut(pattern: TextPattern, fold: boolean, code: "non-ascii-fold" | "literal-wildcard"): Form | Unsupported {
  const printed = printLucene(treeOf(pattern, fold));
  if (printed.ok) return { foldsTwins: false, kind: "spelt", pattern: printed.pattern };
  const why =
    code === "literal-wildcard" ? "EQL cannot escape a wildcard" : "EQL folds the case of other letters than ASCII's in another way";
  return unsupported(code, `${why}, and spelt out as a pattern the text is too long: ${printed.reason}`, printed.alternative);
}

function equalTo(subject: Expr, texts: readonly string[], fold: boolean): Expr {
  const [only = ""] = texts;
  return texts.length === 1 && !fold ? compare("==", subject, text(only)) : within(subject, texts.map(text), fold);
}

function hasLetters(texts: readonly string[]): boolean {
  return texts.some((one) => /[a-z]/i.test(one));
}

function present(subject: Expr): Expr {
  return subject.kind === "field" ? exists(subject.name) : like(subject, ["*"], false);
}

/** The functions look for their text as it is; `like` has no escape for `*` and `?`, and none for U+0001, by which Elasticsearch escapes inside. */
function functionFor(subject: Expr, pattern: TextPattern, fold: boolean): Expr | undefined {
  const [first, second, third, ...more] = pattern;
  if (first?.kind === "text" && second?.kind === "run" && third === undefined) return call("startsWith", [subject, text(first.text)], fold);
  if (first?.kind === "run" && second?.kind === "text" && third === undefined) return call("endsWith", [subject, text(second.text)], fold);
  if (first?.kind === "run" && second?.kind === "text" && third?.kind === "run" && more.length === 0)
    return call("stringContains", [subject, text(second.text)], fold);
  return undefined;
}

/** Neighbouring texts as one, empty ones left out, neighbouring runs as one. */
function joinedPieces(pattern: TextPattern): TextPattern {
  const kept: Part[] = [];
  for (const piece of pattern) {
    const last = kept.at(-1);
    if (piece.kind === "text" && last?.kind === "text") kept[kept.length - 1] = words(last.text + piece.text);
    else if (piece.kind === "run" && last?.kind === "run") continue;
    else if (piece.kind !== "text" || piece.text !== "") kept.push(piece);
  }
  return kept;
}

/** `*` any run, `?` one character, `\` makes the next one itself. */
function likePattern(written: string): TextPattern {
  const pieces: Part[] = [];
  for (let at = 0; at < written.length; at++) {
    const character = written[at] ?? "";
    if (character === "\\" && at + 1 < written.length) pieces.push(words(written[++at] ?? ""));
    else pieces.push(character === "*" ? run : character === "?" ? { kind: "one" } : words(character));
  }
  return pieces;
}

/** Whether a character outside of ASCII has another case: there Elasticsearch's versions differ, so it is spelt out. */
export function hasOtherCase(letters: string): boolean {
  return [...letters].some(
    (letter) => letter > "\x7f" && foldedSet(letter).some(([first, last]) => first !== last || first !== letter.codePointAt(0)),
  );
}

/** The characters that are one under the language's folding: none from outside of ASCII is one with an ASCII letter. */
function foldedSet(letter: string): readonly Range[] {
  const point = letter.codePointAt(0) ?? 0;
  if (point > 0x7f) return foldOrbit(point).filter(([first]) => first > 0x7f);
  const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
  const points = [point, other.codePointAt(0) ?? point].sort((a, b) => a - b);
  return [...new Set(points)].map((one) => [one, one] as const);
}

const nowhere = { start: 0, end: 0 } as const;
const textStart: Regex = { ...nowhere, kind: "assertion", at: "text-start" };
const textEnd: Regex = { ...nowhere, kind: "assertion", at: "text-end" };

/** The pattern as a regular expression for whole texts, case spelt out. */
function treeOf(pattern: TextPattern, fold: boolean): Regex {
  const any: Regex = { ...nowhere, kind: "any", newline: true };
  const parts = pattern.flatMap((piece): readonly Regex[] => {
    if (piece.kind === "one") return [any];
    if (piece.kind === "run") return [{ ...nowhere, kind: "repeat", min: 0, max: undefined, greedy: true, body: any }];
    return charactersOf(piece.text, fold);
  });
  return { ...nowhere, kind: "sequence", parts: [textStart, ...parts, textEnd] };
}

function charactersOf(written: string, fold: boolean): readonly Regex[] {
  return [...written].map((letter): Regex => {
    if (fold) return { ...nowhere, kind: "class", ranges: foldedSet(letter), opaque: false };
    return { ...nowhere, kind: "character", point: letter.codePointAt(0) ?? 0, fold: false };
  });
}

const wordCharacters = "[^0-9A-Za-z_]";

/** Lucene has no classes of letters of all scripts, so beside the word stands what is no ASCII letter, digit or `_`: `éignore` has the word, for Elastic. */
function wordTest({ value, constant, object, turned, how }: Sides): Lowered<Expr> {
  if (turned) return noFieldCompare(object, value);
  const wrong = notText(value, constant);
  if (wrong) return wrong;
  const border = knownRegex(wordCharacters, "");
  if ("error" in border || typeof constant !== "string")
    return unsupported("regex-construct", "the word cannot be written", "use CONTAINS");
  const side = (edge: Regex): Regex => ({ ...nowhere, kind: "alternation", parts: [edge, border.tree] });
  const parts = [side(textStart), ...charactersOf(constant, how.fold), side(textEnd)];
  const printed = printLucene({ ...nowhere, kind: "sequence", parts });
  if (!printed.ok) return printed;
  return wider(
    unknownIfMissing(regex(value.term, [printed.pattern])),
    "a letter of another script beside the word does not count as a letter in Elastic's regular expressions",
  );
}

/** One of the regular expressions is found in the text: by wildcards where they can say it, else by patterns of Lucene. */
function anyPattern(value: Operand<Expr>, patterns: readonly Constant[], { folding }: How): Lowered<Expr> {
  if (!isTextual(value)) return wrongKind(value, "a text");
  const said: Said[] = [];
  for (const pattern of patterns) {
    if (typeof pattern !== "object" || !("source" in pattern))
      return unsupported("regex-construct", "the pattern is not known when the rule is compiled", "write the pattern in the rule");
    const one = sayPattern(pattern.source, pattern.flags, folding);
    if (!("kind" in one)) return one;
    said.push(one);
  }
  const parts: Expr[] = [];
  const assumptions: Assumption[] = [];
  for (const fold of [false, true]) {
    const own = said.filter((one) => one.fold === fold);
    const wildcards = own.flatMap((one) => (one.kind === "wildcards" ? one.patterns : []));
    const printed = own.flatMap((one) => (one.kind === "printed" ? one.patterns : []));
    if (fold && own.length > 0) assumptions.push({ kind: "ascii-fold" });
    const liked = wildcards.length === 0 ? undefined : patternTest(value.term, wildcards, { fold, folding: "plain" });
    if (liked && !liked.ok) return liked;
    if (liked) parts.push(liked.query);
    if (printed.length > 0) parts.push(regex(value.term, [...new Set(printed)], fold));
  }
  return parts.length === 0 ? nothingToFind : unknownIfMissing(or(parts), assumptions);
}

/** What finds a regular expression; `fold`: by a form that ignores case. */
type Said = { readonly fold: boolean } & (
  | { readonly kind: "wildcards"; readonly patterns: readonly TextPattern[] }
  | { readonly kind: "printed"; readonly patterns: readonly string[] }
);

function sayPattern(source: string, flags: string, folding: How["folding"]): Said | Unsupported {
  const parsed = knownRegex(source, flags);
  if ("error" in parsed) return unsupported("regex-construct", parsed.error.message, parsed.error.help);
  const { tree } = parsed;
  const wildcards = wildcardsOf(tree, folding === "plain");
  const isAscii = wildcards?.patterns.flat().every((part) => part.kind !== "text" || !wildcards.lowered || !hasOtherCase(part.text));
  if (wildcards && isAscii) return { kind: "wildcards", patterns: wildcards.patterns, fold: wildcards.lowered };
  const caseless = folding === "plain" ? printLuceneParts(tree, "caseless") : undefined;
  if (caseless?.ok) return { kind: "printed", patterns: caseless.patterns, fold: true };
  const printed = caseless ?? printLuceneParts(tree, "plain");
  if (!printed?.ok) return printed ?? unsupported("regex-construct", "the pattern is found in no text", "take the pattern out of the rule");
  return { kind: "printed", patterns: printed.patterns, fold: false };
}

const nothingToFind: Piece<Expr> = { ok: true, query: { kind: "boolean", value: false }, whenMissing: "false", assumptions: [] };
