/** Tests on text in Kusto: its own operators where they mean the same, a regular expression where they do not. */
import * as kql from "../../targets/kql/build.ts";
import type { Expr } from "../../targets/kql/query.ts";
import { parseRegex } from "../../regex/parse.ts";
import { printKql } from "../../regex/print-kql.ts";
import type { Regex } from "../../regex/tree.ts";
import { isAscii } from "../../runtime/fold.ts";
import { readLike } from "../../runtime/like.ts";
import { compilePattern } from "../../runtime/pattern.ts";
import type { Assumption, Constant, How, Lowered, TestLowering } from "../lowering.ts";
import { total, unsupported } from "../lowering.ts";
import { foldClass } from "./fold-class.ts";
import { asText, emptyText, guarded, jsonAssumptions, type KqlOperand, nonemptyOf, presence, type Read } from "./operand.ts";

type Condition = Lowered<Expr>;

/** Where in the text a needle must stand. */
type Place = "anywhere" | "start" | "end" | "whole" | "word";

export const containsKql: TestLowering<"kql"> = placed("anywhere");
export const containsWordKql: TestLowering<"kql"> = placed("word");
export const startsWithKql: TestLowering<"kql"> = placed("start");
export const endsWithKql: TestLowering<"kql"> = placed("end");

/** So many needles make one alternation instead of a chain of OR. */
const chainMax = 24;

function placed(place: Place): TestLowering<"kql"> {
  return {
    one: (subject, object, how) => textTest(subject, object, how, place),
    any: (subject, objects, how) => alternation(subject, objects, how, place),
  };
}

/** `subject` has `object` at a place. Also equality without case, which is a test of the whole. */
export function textTest(subject: KqlOperand, object: KqlOperand, how: How, place: Place): Condition {
  const text = asText(subject);
  const needle = asText(object);
  if (!text || !needle) return total(kql.no);
  const constant = object.constant?.value;
  if (typeof constant === "string") return withNeedle(subject, text, constant, how, place);
  if (place === "word")
    return unsupported("no-field-compare", "Kusto finds a word only where it is written in the query", "use `CONTAINS`");
  const operator = operators[place];
  if (how.fold && how.folding === "strict") return notFolded(object.name);
  const there = presence(object);
  if ("ok" in there) return there;
  const test: Expr =
    operator === undefined
      ? kql.compare(how.fold ? "=~" : "==", text.value, needle.value)
      : kql.textTest(`${operator}${how.fold ? "" : "_cs"}`, text.value, needle.value);
  return total(guarded(kql.and([there.condition, test]), text, needle), [
    ...there.assumptions,
    ...(how.fold ? [asciiFold] : []),
    ...jsonAssumptions(subject, object),
  ]);
}

const asciiFold: Assumption = { kind: "ascii-fold" };

const operators: Readonly<Record<Exclude<Place, "word">, "contains" | "startswith" | "endswith" | undefined>> = {
  anywhere: "contains",
  start: "startswith",
  end: "endswith",
  whole: undefined,
};

function withNeedle(subject: KqlOperand, text: Read, needle: string, how: How, place: Place): Condition {
  if (needle === "" && place !== "whole") return place === "word" ? wordOfNothing(subject, text) : everyText(subject, text);
  if (needle === "") return emptyWhole(subject, text);
  const json = jsonAssumptions(subject);
  if (place === "word") {
    return total(guarded(matchesRegex(text.value, wordPattern(needle, how)), text), [...json, ...foldingOf([needle], how)]);
  }
  const plain = how.fold ? operatorFolding(needle, how) : [];
  if (plain === undefined) {
    const [before, after] = anchors[place];
    return total(guarded(matchesRegex(text.value, before + spelt(needle, true) + after), text), json);
  }
  const operator = operators[place];
  const test: Expr =
    operator === undefined
      ? kql.compare(how.fold ? "=~" : "==", text.value, kql.text(needle))
      : kql.textTest(`${operator}${how.fold ? "" : "_cs"}`, text.value, kql.text(needle));
  return total(guarded(test, text), [...json, ...plain]);
}

const anchors: Readonly<Record<Exclude<Place, "word">, readonly [string, string]>> = {
  anywhere: ["", ""],
  start: ["^", ""],
  end: ["", "$"],
  whole: ["^", "$"],
};

/** A test that every text passes: what is left is whether there is one. */
function everyText(subject: KqlOperand, text: Read): Condition {
  if (text.guard) return total(text.guard, jsonAssumptions(subject));
  const there = presence(subject);
  return "ok" in there ? there : total(there.condition, there.assumptions);
}

/** The empty word stands in a text that is empty or has two places beside each other where no word is. */
function wordOfNothing(subject: KqlOperand, text: Read): Condition {
  const there = presence(subject);
  if ("ok" in there) return there;
  const pattern = "^$|^[^\\p{L}\\p{N}_]|[^\\p{L}\\p{N}_]$|[^\\p{L}\\p{N}_]{2}";
  return total(guarded(kql.and([there.condition, matchesRegex(text.value, pattern)]), text), there.assumptions);
}

function emptyWhole(subject: KqlOperand, text: Read): Condition {
  if (text.guard) return total(guarded(kql.compare("==", text.value, kql.text("")), text), jsonAssumptions(subject));
  return subject.nonempty ? total(kql.no, [nonemptyOf(subject.term)]) : emptyText(subject.name);
}

/** What Kusto's own way to ignore case rests on for a needle; undefined where it may differ from aidr's. */
function operatorFolding(needle: string, how: How): readonly Assumption[] | undefined {
  if (!isAscii(needle)) return undefined;
  if (!/[sk]/i.test(needle)) return [];
  return how.folding === "plain" ? [asciiFold] : undefined;
}

function foldingOf(needles: readonly string[], how: How): readonly Assumption[] {
  return how.fold && how.folding === "plain" && needles.some((needle) => /[sk]/i.test(needle)) ? [asciiFold] : [];
}

function notFolded(name: string): Condition {
  return unsupported(
    "non-ascii-fold",
    `how Kusto ignores case in \`${name}\` is not known letter for letter`,
    "write `CASED`, or export without `fold: strict`",
  );
}

export function matchesRegex(value: Expr, source: string): Expr {
  return kql.textTest("matches regex", value, kql.regex(source));
}

/** A text as a pattern: each letter with all that folds with it, so that nothing rests on how the target ignores case. */
export function spelt(text: string, fold: boolean): string {
  const parts = Array.from(text, (character): Regex => {
    const points = fold ? foldClass(character.codePointAt(0) ?? 0) : [character.codePointAt(0) ?? 0];
    return { kind: "class", ranges: points.map((point) => [point, point] as const), opaque: false, ...nowhere };
  }).map((part): Regex => {
    const [only] = part.kind === "class" ? part.ranges : [];
    return part.kind === "class" && part.ranges.length === 1 && only
      ? { kind: "character", point: only[0], fold: false, ...nowhere }
      : part;
  });
  const printed = printKql({ kind: "sequence", parts, ...nowhere }, "", "");
  return "source" in printed ? printed.source : "";
}

const nowhere = { start: 0, end: 0 } as const;

/** A needle in a pattern that ignores case by `(?i)`, or with its letters spelt out. */
function inPattern(needle: string, how: How): string {
  return isPlainlyFolded(needle, how) ? `(?i:${spelt(needle, false)})` : spelt(needle, how.fold);
}

function isPlainlyFolded(needle: string, how: How): boolean {
  return how.fold && operatorFolding(needle, how) !== undefined && /[a-z]/i.test(needle);
}

function wordPattern(needle: string, how: How): string {
  return `(?:^|[^\\p{L}\\p{N}_])${inPattern(needle, how)}(?:[^\\p{L}\\p{N}_]|$)`;
}

/** One regular expression for a list that is long or of words. */
function alternation(subject: KqlOperand, objects: KqlOperand, how: How, place: Place): Condition | undefined {
  const text = asText(subject);
  const needles = textsOf(objects.constant?.value);
  if (!text || !needles || needles.length < 2 || needles.includes("")) return undefined;
  if (needles.length <= chainMax && place !== "word") return undefined;
  const folds = needles.every((needle) => !how.fold || operatorFolding(needle, how) !== undefined);
  const choice = `(?:${needles.map((needle) => (folds ? spelt(needle, false) : inPattern(needle, how))).join("|")})`;
  const [before, after] = place === "word" ? ["(?:^|[^\\p{L}\\p{N}_])", "(?:[^\\p{L}\\p{N}_]|$)"] : anchors[place];
  const source = `${folds && how.fold ? "(?i)" : ""}${before}${choice}${after}`;
  return total(guarded(matchesRegex(text.value, source), text), [...jsonAssumptions(subject), ...foldingOf(needles, how)]);
}

/** Texts of a constant list; undefined where something else is among them. */
export function textsOf(value: Constant): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((one): one is string => typeof one === "string");
  return texts.length === value.length ? texts : undefined;
}

/** `LIKE`: one of the simple operators where the stars stand at the ends, else an anchored pattern. */
export const likeKql: TestLowering<"kql"> = {
  one(subject, object, how) {
    const text = asText(subject);
    const pattern = object.constant?.value;
    if (!text || (object.constant && typeof pattern !== "string")) return total(kql.no);
    if (typeof pattern !== "string")
      return unsupported("no-field-compare", `the pattern \`${object.name}\` is known only to the event`, "write the pattern in the rule");
    const { pieces } = readLike(pattern, false);
    if (pieces.every((texts) => texts.length === 1)) {
      const simple = simpleLike(pieces.map(([only = ""]) => only));
      if (simple) return withNeedle(subject, text, simple.needle, how, simple.place);
    }
    const source = pieces.map((texts) => texts.map((one) => inPattern(one, how)).join("(?s:.)")).join("(?s:.*)");
    const test = matchesRegex(text.value, `^${source}$`);
    const assumptions = [...jsonAssumptions(subject), ...foldingOf([pattern], how)];
    if (pieces.length === 1 || pieces.some((texts) => texts.length > 1 || texts[0] !== "")) return total(guarded(test, text), assumptions);
    return everyText(subject, text);
  },
};

/** `abc`, `abc*`, `*abc` and `*abc*`. */
function simpleLike(pieces: readonly string[]): { readonly needle: string; readonly place: Place } | undefined {
  const [first = "", second = "", third = ""] = pieces;
  if (pieces.length === 1) return { needle: first, place: "whole" };
  if (pieces.length === 2 && second === "" && first !== "") return { needle: first, place: "start" };
  if (pieces.length === 2 && first === "" && second !== "") return { needle: second, place: "end" };
  return pieces.length === 3 && first === "" && third === "" && second !== "" ? { needle: second, place: "anywhere" } : undefined;
}

export const matchesKql: TestLowering<"kql"> = {
  one(subject, object) {
    const text = asText(subject);
    const pattern = object.constant?.value;
    if (!text) return total(kql.no);
    if (typeof pattern !== "object" || pattern === null || !("source" in pattern))
      return unsupported("regex-construct", "the pattern is known only to the event", "write the pattern in the rule");
    const printed = kqlPattern(pattern.source, pattern.flags);
    if ("problem" in printed) return unsupported("regex-construct", printed.problem, "write the pattern without it");
    const test = guarded(matchesRegex(text.value, printed.source), text);
    if (!printed.matchesEmpty || text.guard) return total(test, jsonAssumptions(subject));
    const there = presence(subject);
    return "ok" in there ? there : total(kql.and([there.condition, test]), there.assumptions);
  },
};

/** A pattern of RE2 in Kusto's syntax. */
export function kqlPattern(
  source: string,
  flags: string,
): { readonly source: string; readonly matchesEmpty: boolean } | { readonly problem: string } {
  const parsed = parseRegex(source, flags);
  if ("error" in parsed) return { problem: parsed.error.message };
  const printed = printKql(parsed.tree, source, flags);
  if ("problem" in printed) return printed;
  const compiled = compilePattern(source, flags);
  return { source: printed.source, matchesEmpty: "error" in compiled || compiled.pattern.test("") };
}
