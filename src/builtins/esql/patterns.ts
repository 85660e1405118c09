/**
 * One of several patterns, in forms that Elasticsearch can build: `LIKE (…)` is one automaton, which remembers each pattern that was found and so doubles
 * with each of them; a regular expression with a choice inside does not. Elasticsearch, `WildcardPatternList.createAutomaton`.
 */
import { fitsLucene, printTextsParts } from "../../regex/print-lucene.ts";
import type { Texts } from "../../regex/texts.ts";
import { anyText, choiceOf, sequenceOf } from "../../regex/texts.ts";
import { pointMax } from "../../regex/tree.ts";
import { compare, like, or } from "../../targets/esql/build.ts";
import type { Expr, LikePattern } from "../../targets/esql/query.ts";
import type { Lowered } from "../lowering.ts";
import { unknownIfMissing, unsupported } from "../lowering.ts";

/** Beyond so many patterns that are found anywhere no LIKE list fits, whatever they are. */
const listMax = 8;

/** The whole text looks like one of the patterns: by `IN`, `LIKE` or `RLIKE`. Unknown where the text is missing. */
export function likeAny(of: Expr, patterns: readonly LikePattern[]): Lowered<Expr> {
  const literal = patterns.filter((pattern) => pattern.every(({ kind }) => kind === "text"));
  const others = patterns.filter((pattern) => !literal.includes(pattern));
  const parts: Expr[] = literal.length === 0 ? [] : [oneOf(of, literal.map(textOf))];
  if (others.length > 0 && others.length <= listMax && fitsLucene(choiceOf(others.map(textsOf)))) parts.push(like(of, ...others));
  else
    for (const group of groupsOf(others)) {
      const printed = printTextsParts(group);
      if (!printed.ok) return unsupported(printed.code, printed.reason, printed.alternative);
      parts.push(...printed.patterns.map((pattern): Expr => ({ kind: "rlike", of, pattern })));
    }
  return unknownIfMissing(or(parts));
}

function oneOf(of: Expr, texts: readonly string[]): Expr {
  const values = [...new Set(texts)].map((value): Expr => ({ kind: "string", value }));
  const [only] = values;
  return only && values.length === 1 ? compare("==", of, only) : { kind: "in", of, values };
}

function textOf(pattern: LikePattern): string {
  return pattern.map((piece) => (piece.kind === "text" ? piece.text : "")).join("");
}

/** Patterns that may begin and end in the same way share what stands there. */
function groupsOf(patterns: readonly LikePattern[]): readonly Texts[] {
  const groups = new Map<string, { readonly start: readonly Texts[]; readonly end: readonly Texts[]; readonly middles: Texts[] }>();
  for (const pattern of patterns) {
    const isOpenBefore = pattern[0]?.kind === "run";
    const isOpenAfter = pattern.length > 1 && pattern.at(-1)?.kind === "run";
    const key = `${isOpenBefore} ${isOpenAfter}`;
    const group = groups.get(key) ?? { start: isOpenBefore ? [anyText] : [], end: isOpenAfter ? [anyText] : [], middles: [] };
    groups.set(key, group);
    group.middles.push(textsOf(pattern.slice(isOpenBefore ? 1 : 0, isOpenAfter ? -1 : undefined)));
  }
  return [...groups.values()].map(({ start, end, middles }) => sequenceOf([...start, choiceOf(middles), ...end]));
}

/** The texts that a wildcard pattern matches. */
function textsOf(pattern: LikePattern): Texts {
  return sequenceOf(
    pattern.map((piece): Texts => {
      if (piece.kind === "run") return anyText;
      if (piece.kind === "one") return { kind: "set", ranges: [[0, pointMax]] };
      return sequenceOf([...piece.text].map((letter): Texts => ({ kind: "set", ranges: [pointOf(letter)] })));
    }),
  );
}

function pointOf(letter: string): readonly [number, number] {
  const point = letter.codePointAt(0) ?? 0;
  return [point, point];
}
