/** Tests on texts in ES|QL: wildcards over the text in lower case, and Lucene's regular expressions where those do not suffice. */
import { foldOrbit } from "../../regex/orbits.ts";
import { knownRegex } from "../../regex/known.ts";
import type { LucenePattern } from "../../regex/print-lucene.ts";
import { printLucene, printLuceneParts } from "../../regex/print-lucene.ts";
import type { Range, Regex } from "../../regex/tree.ts";
import { wildcardsOf } from "../../regex/wildcards.ts";
import { call, isPresent, literally, one, or, run } from "../../targets/esql/build.ts";
import type { Expr, LikePattern } from "../../targets/esql/query.ts";
import type { Assumption, How, Lowered } from "../lowering.ts";
import { total, unknownIfMissing, unsupported, wider } from "../lowering.ts";
import type { TestWord } from "../words.ts";
import type { EsqlOperand, EsqlTest } from "./operands.ts";
import { likeAny } from "./patterns.ts";
import { isText, test, wrongKind } from "./operands.ts";

export const containsEsql = textTest("contains", (needle) => [run, literally(needle), run], "CONTAINS");
export const startsWithEsql = textTest("starts-with", (needle) => [literally(needle), run], "STARTS_WITH");
export const endsWithEsql = textTest("ends-with", (needle) => [run, literally(needle)], "ENDS_WITH");
export const likeEsql = textTest("like", likePattern);

/** `name`: the function that compares two columns, where case counts. */
function textTest(word: TestWord, patternOf: (needle: string) => LikePattern, name?: string): EsqlTest {
  return test(
    word,
    (subject, object, how) => {
      if (!isText(subject.shape)) return wrongKind(subject, "a text");
      if (!object.constant) return twoColumns(subject, object, how, name);
      const { value } = object.constant;
      return typeof value === "string" ? patternTest(subject.term, [patternOf(value)], how) : wrongKind(object, "a text");
    },
    (subject, objects, how) => {
      const values = objects.constant?.value;
      if (!isText(subject.shape) || !Array.isArray(values) || values.length === 0) return undefined;
      const needles = values.filter((value) => typeof value === "string");
      return needles.length === values.length ? patternTest(subject.term, needles.map(patternOf), how) : undefined;
    },
  );
}

function twoColumns(subject: EsqlOperand, object: EsqlOperand, how: How, name: string | undefined): Lowered<Expr> {
  if (!isText(object.shape)) return wrongKind(object, "a text");
  if (name === undefined)
    return unsupported(
      "no-field-compare",
      `\`${object.name}\` would be a pattern that only the event knows, and ES|QL takes patterns from the query alone`,
      "compare with the patterns themselves, or run the rule in aidr and ship its alerts",
    );
  if (how.fold)
    return unsupported(
      "non-ascii-fold",
      `ES|QL lowers whole columns by other rules than case folding, so \`${subject.name}\` and \`${object.name}\` cannot be compared without their case`,
      "write the test with CASED where the texts are machine-made",
    );
  return unknownIfMissing(call(name, subject.term, object.term));
}

/** The whole text looks like one of the patterns. */
export function patternTest(text: Expr, patterns: readonly LikePattern[], how: How): Lowered<Expr> {
  // `LIKE "*"` becomes IS NOT NULL, so that NOT LIKE keeps what has no text: written as what it means.
  if (patterns.some((pattern) => pattern.some((piece) => piece.kind === "run") && pattern.every(isIdle))) return total(isPresent(text));
  const kept = patterns.map((pattern) => pattern.filter((piece) => piece.kind !== "text" || piece.text !== ""));
  if (!how.fold) return likeAny(text, kept);
  const spelt = kept.filter((pattern) => needsSpelling(lettersOf(pattern), how));
  const plain = kept.filter((pattern) => !spelt.includes(pattern));
  const pieces: Expr[] = [];
  if (plain.length > 0) {
    const lowered = likeLowered(text, plain);
    if (!lowered.ok) return lowered;
    pieces.push(lowered.query);
  }
  for (const pattern of spelt) {
    const printed = printLucene(treeOf(pattern));
    if (!printed.ok) return printed;
    pieces.push({ kind: "rlike", of: text, pattern: printed.pattern });
  }
  return unknownIfMissing(or(pieces), foldAssumption(plain.map(lettersOf).join("")));
}

function isIdle(piece: LikePattern[number]): boolean {
  return piece.kind === "run" || (piece.kind === "text" && piece.text === "");
}

function lettersOf(pattern: LikePattern): string {
  return pattern.map((piece) => (piece.kind === "text" ? piece.text : "")).join("");
}

function likeLowered(text: Expr, patterns: readonly LikePattern[]): Lowered<Expr> {
  const lowered = patterns.map((pattern) =>
    pattern.map((piece) => (piece.kind === "text" ? literally(piece.text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())) : piece)),
  );
  const hasLetters = patterns.some((pattern) => /[a-z]/i.test(lettersOf(pattern)));
  return likeAny(hasLetters ? call("TO_LOWER", text) : text, lowered);
}

/** TO_LOWER makes k of the Kelvin sign and i with a dot of U+0130; Lucene's folding, to which LIKE is handed down, may make s of U+017F. */
function foldAssumption(letters: string): readonly Assumption[] {
  return /[ski]/i.test(letters) ? [{ kind: "ascii-fold" }] : [];
}

/** Whether the cases must be spelt out: letters beyond ASCII fold otherwise than TO_LOWER lowers them, and `strict` allows no assumption. */
function needsSpelling(letters: string, how: How): boolean {
  if (how.folding === "strict" && /[ski]/i.test(letters)) return true;
  return [...letters].some(
    (letter) => /[^\x00-\x7f]/.test(letter) && (letter === "\u0307" || letter !== letter.toLowerCase() || caseRanges(letter).length > 0),
  );
}

/** The other cases of a character, by the language's folding: nothing outside ASCII becomes ASCII. Empty where it has none. */
function caseRanges(letter: string): readonly Range[] {
  const point = letter.codePointAt(0) ?? 0;
  if (point <= 0x7f) {
    const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
    return other === letter ? [] : [[other.charCodeAt(0), other.charCodeAt(0)]];
  }
  const others: Range[] = [];
  for (const [first, last] of foldOrbit(point))
    for (let member = Math.max(first, 0x80); member <= last; member++) if (member !== point) others.push([member, member]);
  return others;
}

/** A wildcard pattern as a regular expression of both cases. */
function treeOf(pattern: LikePattern): Regex {
  const place = { start: 0, end: 0 };
  const any: Regex = { ...place, kind: "any", newline: true };
  const parts = pattern.flatMap((piece): readonly Regex[] => {
    if (piece.kind === "run") return [{ ...place, kind: "repeat", min: 0, max: undefined, greedy: true, body: any }];
    if (piece.kind === "one") return [any];
    return [...piece.text].map((letter) => {
      const point = letter.codePointAt(0) ?? 0;
      const ranges = [...caseRanges(letter), [point, point] as const].sort((left, right) => left[0] - right[0]);
      return { ...place, kind: "class", ranges, opaque: false };
    });
  });
  const start: Regex = { ...place, kind: "assertion", at: "text-start" };
  const end: Regex = { ...place, kind: "assertion", at: "text-end" };
  return { ...place, kind: "sequence", parts: [start, ...parts, end] };
}

/** `*` any run, `?` one character, `\` makes the next one ordinary; at the end it is a backslash. */
function likePattern(pattern: string): LikePattern {
  const pieces: LikePattern[number][] = [];
  let text = "";
  const endText = () => {
    if (text !== "") pieces.push(literally(text));
    text = "";
  };
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? "";
    if (character === "\\" && at + 1 < pattern.length) text += pattern[++at] ?? "";
    else if (character === "*" || character === "?") {
      endText();
      pieces.push(character === "*" ? run : one);
    } else text += character;
  }
  endText();
  return pieces;
}

export const matchesEsql = test(
  "matches",
  (subject, object, how) => matchesAny(subject, [object.constant?.value], object, how),
  (subject, objects, how) => {
    const values = objects.constant?.value;
    return Array.isArray(values) && values.length > 0 ? matchesAny(subject, values, objects, how) : undefined;
  },
);

function matchesAny(subject: EsqlOperand, patterns: readonly unknown[], object: EsqlOperand, how: How): Lowered<Expr> {
  if (!isText(subject.shape)) return wrongKind(subject, "a text");
  const forms: Form[] = [];
  for (const pattern of patterns) {
    if (!isPattern(pattern)) return wrongKind(object, "a regular expression of the rule");
    forms.push(formOf(pattern.source, pattern.flags, how));
  }
  return formsTest(subject.term, forms);
}

function isPattern(value: unknown): value is { readonly source: string; readonly flags: string } {
  return typeof value === "object" && value !== null && "source" in value && "flags" in value;
}

/** How a pattern is said: by wildcards or by regular expressions, of the text as it is or in lower case. */
type Form =
  | { readonly kind: "wildcards"; readonly lowered: boolean; readonly patterns: readonly LikePattern[] }
  | { readonly kind: "regexes"; readonly lowered: boolean; readonly patterns: readonly string[] }
  | Extract<LucenePattern, { readonly ok: false }>;

function formOf(source: string, flags: string, { folding }: How): Form {
  const mayLower = folding === "plain";
  const parsed = knownRegex(source, flags);
  if ("error" in parsed) return { ok: false, code: "regex-construct", reason: parsed.error.message, alternative: parsed.error.help };
  const wildcards = wildcardsOf(parsed.tree, mayLower);
  if (wildcards) return { kind: "wildcards", ...wildcards };
  const lowered = mayLower ? printLuceneParts(parsed.tree, "lowered") : undefined;
  if (lowered?.ok) return { kind: "regexes", lowered: true, patterns: lowered.patterns };
  const plain = lowered ?? printLuceneParts(parsed.tree, "plain");
  return plain?.ok ? { kind: "regexes", lowered: false, patterns: plain.patterns } : (plain ?? missingForm);
}

const missingForm: Form = {
  ok: false,
  code: "regex-construct",
  reason: "the pattern has no form in ES|QL",
  alternative: "write it otherwise",
};

/** All forms as one condition, on the text as it is and on the text in lower case. */
function formsTest(text: Expr, forms: readonly Form[]): Lowered<Expr> {
  const failed = forms.find((form) => "ok" in form);
  if (failed && "ok" in failed) return failed;
  const parts: Expr[] = [];
  for (const lowered of [true, false]) {
    const of = lowered ? call("TO_LOWER", text) : text;
    const own = forms.flatMap((form) => ("kind" in form && form.lowered === lowered ? [form] : []));
    const wildcards = own.flatMap((form) => (form.kind === "wildcards" ? form.patterns : []));
    if (wildcards.some((pattern) => pattern.length > 0 && pattern.every(isIdle))) return total(isPresent(text));
    const liked = wildcards.length === 0 ? undefined : likeAny(of, wildcards);
    if (liked && !liked.ok) return liked;
    if (liked) parts.push(liked.query);
    const patterns = own.flatMap((form) => (form.kind === "regexes" ? form.patterns : []));
    parts.push(...patterns.map((pattern): Expr => ({ kind: "rlike", of, pattern })));
  }
  const assumes = forms.some((form) => "kind" in form && form.lowered);
  return unknownIfMissing(or(parts), assumes ? [{ kind: "ascii-fold" }] : []);
}

/** Only letters and digits of ASCII can be kept away from a word: the other scripts' would take a pattern longer than Elasticsearch allows. */
export const containsWordEsql = test("contains-word", (subject, object, how) => {
  if (!isText(subject.shape)) return wrongKind(subject, "a text");
  const needle = object.constant?.value;
  if (typeof needle !== "string") return twoColumns(subject, object, how, undefined);
  const quoted = needle.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const form = formOf(`(?:^|[^0-9A-Za-z_])${quoted}(?:[^0-9A-Za-z_]|$)`, how.fold ? "i" : "", how);
  const lowered = formsTest(subject.term, [form]);
  return lowered.ok
    ? wider(lowered, `a letter of another script beside \`${needle}\` counts as none: \`é${needle}\` is found as well`)
    : lowered;
});
