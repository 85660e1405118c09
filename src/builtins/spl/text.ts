/** Tests on texts in Splunk: regular expressions inside the condition, never a command after it. Splunk, "match(<str>, <regex>)": found anywhere. */
import { parseRegex } from "../../regex/parse.ts";
import { printPcre } from "../../regex/print-pcre.ts";
import { mayBeEmpty } from "../../regex/shape.ts";
import { readLike } from "../../runtime/like.ts";
import { boolean, call, compare, match, number, or } from "../../targets/spl/build.ts";
import type { Expr } from "../../targets/spl/query.ts";
import type { Assumption, Constant, How, Lowered, TestLowering } from "../lowering.ts";
import { total, unknownIfMissing, unsupported } from "../lowering.ts";
import type { SplOperand } from "./operands.ts";
import { noWhole, onlyConstants, valueKind } from "./operands.ts";
import type { Ends, PatternPart } from "./pattern.ts";
import { patternOf } from "./pattern.ts";

const nowhere: Ends = { start: false, end: false };
const text = (value: string): PatternPart => ({ kind: "text", text: value });

export const containsSpl: TestLowering<"spl"> = {
  one: (subject, object, how) => (object.constant ? textTest(subject, [object], nowhere, how) : containsField(subject, object, how)),
  any: (subject, objects, how) => textTest(subject, elements(objects), nowhere, how),
};
export const startsWithSpl: TestLowering<"spl"> = textWord({ start: true, end: false });
export const endsWithSpl: TestLowering<"spl"> = textWord({ start: false, end: true });

function textWord(ends: Ends): TestLowering<"spl"> {
  return {
    one: (subject, object, how) => textTest(subject, [object], ends, how),
    any: (subject, objects, how) => textTest(subject, elements(objects), ends, how),
  };
}

/** One pattern for all needles. */
function textTest(subject: SplOperand, needles: readonly SplOperand[], ends: Ends, how: How): Lowered<Expr> {
  return onText(subject, needles, (values) => {
    const { pattern, assumptions } = patternOf(
      values.map((value) => [text(value)]),
      ends,
      how,
    );
    return unknownIfMissing(match(subject.term, pattern), [...assumptions, ...keepsEmpty(subject, values.includes(""))]);
  });
}

/** The needle is a text of the event too: split by it, a text that contains it has more than one part. Splunk, "split(<str>, <delim>)". */
function containsField(subject: SplOperand, object: SplOperand, { fold }: How): Lowered<Expr> {
  if (valueKind(subject.shape) !== "text" || valueKind(object.shape) !== "text")
    return subject.shape.kind === "json" || object.shape.kind === "json"
      ? noWhole(subject.shape.kind === "json" ? subject : object)
      : total(boolean(false));
  if (fold)
    return unsupported(
      "non-ascii-fold",
      `Splunk's documentation does not say how \`lower\` treats letters outside of ASCII, so \`${object.name}\` cannot be looked for without case`,
      "write `CONTAINS … CASED`, or compare where the event is made",
    );
  if (!object.nonempty)
    return unsupported(
      "empty-string-match",
      `\`${object.name}\` may be empty, and Splunk does not say what \`split\` by an empty text gives`,
      "promise `nonempty: true` for its column in the mapping, if that holds",
    );
  return unknownIfMissing(compare(call("mvcount", call("split", subject.term, object.term)), ">", number(1)));
}

export const likeSpl: TestLowering<"spl"> = {
  one: (subject, object, how) =>
    onText(subject, [object], ([pattern = ""]) => {
      const parts = likeParts(pattern);
      const { pattern: printed, assumptions } = patternOf([parts], { start: true, end: true }, how);
      const holdsOnEmpty = parts.every((part) => part.kind === "run");
      return unknownIfMissing(match(subject.term, printed), [...assumptions, ...keepsEmpty(subject, holdsOnEmpty)]);
    }),
};

function likeParts(pattern: string): readonly PatternPart[] {
  return readLike(pattern, false).pieces.flatMap((piece, index) => [
    ...(index === 0 ? [] : [{ kind: "run" } as const]),
    ...piece.flatMap((part, place): readonly PatternPart[] => [
      ...(place === 0 ? [] : [{ kind: "one" } as const]),
      ...(part === "" ? [] : [text(part)]),
    ]),
  ]);
}

export const containsWordSpl: TestLowering<"spl"> = {
  one: (subject, object, how) => wordTest(subject, [object], how),
  any: (subject, objects, how) => wordTest(subject, elements(objects), how),
};

/** No letter, digit or `_` of any script before and after. */
function wordTest(subject: SplOperand, needles: readonly SplOperand[], how: How): Lowered<Expr> {
  return onText(subject, needles, (values) => {
    const { pattern, assumptions } = patternOf(
      values.map((value) => [text(value)]),
      nowhere,
      how,
    );
    const [, flags = "", body = ""] = /^(\(\?[a-z]+\))?(.*)$/s.exec(pattern) ?? [];
    const bounded = `${flags}(?<![\\p{L}\\p{N}_])${body}(?![\\p{L}\\p{N}_])`;
    return unknownIfMissing(match(subject.term, bounded), [...assumptions, ...keepsEmpty(subject, values.includes(""))]);
  });
}

export const matchesSpl: TestLowering<"spl"> = {
  one: (subject, object, how) => {
    if (!object.constant) return onlyConstants(object, "a regular expression");
    if (subject.shape.kind === "json") return noWhole(subject);
    if (valueKind(subject.shape) !== "text") return total(boolean(false));
    const printed = regexText(object.constant.value, how);
    if (!printed.ok) return printed;
    return unknownIfMissing(match(subject.term, printed.query), [...printed.assumptions, ...keepsEmpty(subject, printed.matchesEmpty)]);
  },
};

type RegexText =
  | (Lowered<string> & { readonly ok: true; readonly matchesEmpty: boolean })
  | Extract<Lowered<string>, { readonly ok: false }>;

/** A pattern of the rule in PCRE's dialect. Splunk stops PCRE at `match_limit` steps (limits.conf, [rex]): a cap for patterns that repeat. */
export function regexText(value: Constant, { folding }: Pick<How, "folding">): RegexText {
  if (typeof value !== "object" || !("source" in value))
    return unsupported("wrong-kind", "the pattern is no regular expression", "write it between slashes");
  const parsed = parseRegex(value.source, value.flags);
  if ("error" in parsed) return unsupported("regex-construct", parsed.error.message, "write the pattern in RE2 syntax");
  const printed = printPcre(parsed.tree, { source: value.source, folding });
  if (!printed.ok) return unsupported("regex-construct", printed.reason, printed.alternative);
  const repeats = /[*+}]/.test(printed.pattern);
  const assumptions: readonly Assumption[] = [
    ...(printed.asciiFold ? [{ kind: "ascii-fold" } as const] : []),
    ...(repeats
      ? [{ kind: "cap", what: "steps of a regular expression on one text (match_limit of limits.conf)", count: 100_000 } as const]
      : []),
  ];
  return { ok: true, query: printed.pattern, whenMissing: "false", assumptions, matchesEmpty: mayBeEmpty(parsed.tree) };
}

function onText(subject: SplOperand, needles: readonly SplOperand[], make: (values: readonly string[]) => Lowered<Expr>): Lowered<Expr> {
  if (subject.shape.kind === "json") return noWhole(subject);
  const unknown = needles.find((needle) => !needle.constant);
  if (unknown) return onlyConstants(unknown, "a pattern");
  if (valueKind(subject.shape) !== "text") return total(boolean(false));
  const values = needles.flatMap(({ constant }) => (typeof constant?.value === "string" ? [constant.value] : []));
  return values.length === 0 ? total(or([])) : make(values);
}

/** Each element of a constant list as an operand of its own. */
export function elements(objects: SplOperand): readonly SplOperand[] {
  const value = objects.constant?.value;
  if (value === undefined) return [objects];
  const values: readonly Constant[] = Array.isArray(value) ? value : [value];
  return values.map((one) => ({ ...objects, constant: { value: one } }));
}

/** What a test that holds on the empty text rests on. */
export function keepsEmpty(subject: SplOperand, holdsOnEmpty: boolean): readonly Assumption[] {
  return holdsOnEmpty && !subject.nonempty ? [{ kind: "empty-kept" }] : [];
}
