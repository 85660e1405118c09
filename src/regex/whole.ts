/**
 * A pattern that is found anywhere in a text, as the set of whole texts in which it is found. Ends of texts and lines and word boundaries are
 * solved: each becomes a demand on the character before and the character after, and the parts beside it keep those of their texts that meet it.
 */
import { complement, foldedAscii, perlClasses } from "./classes.ts";
import { foldOrbit } from "./orbits.ts";
import type { Texts } from "./texts.ts";
import {
  anyText,
  beginningWith,
  choiceOf,
  intersection,
  isAnyText,
  isNoText,
  mayBeEmptyText,
  repeatOf,
  reversed,
  sequenceOf,
} from "./texts.ts";
import type { Assertion, Range, Regex } from "./tree.ts";
import { pointMax } from "./tree.ts";

export type Whole =
  | { readonly ok: true; readonly texts: Texts }
  | { readonly ok: false; readonly code: "regex-construct" | "regex-too-complex"; readonly reason: string; readonly alternative: string };

/** The texts in which the pattern is found. O(size × ways), at most `waysMax` ways. */
export function wholeTexts(tree: Regex): Whole {
  const ways = waysThrough(tree);
  if (!("ways" in ways)) return ways;
  const solved: (readonly Texts[])[] = [];
  for (const parts of ways.ways) {
    solved.push(...solve([anyText, ...parts, anyText]));
    if (solved.length > waysMax) return tooManyWays;
  }
  return { ok: true, texts: around(solved.map(withoutIdleParts)) };
}

/** What stands directly before or after a place: a character of the set, or (`edge`) nothing. */
type Neighbour = { readonly set: readonly Range[]; readonly edge: boolean };
type Place = { readonly before: Neighbour; readonly after: Neighbour };
/** Holds where one of the places is met. */
type Demand = { readonly kind: "demand"; readonly places: readonly Place[] };
type Part = Texts | Demand;

const waysMax = 64;
const repeatsMax = 4;
const everything: readonly Range[] = [[0, pointMax]];
const lineFeed: readonly Range[] = [[10, 10]];
const wordSet = perlClasses.get("w") ?? [];
const anywhere: Neighbour = { set: everything, edge: true };
const edge: Neighbour = { set: [], edge: true };
const word: Neighbour = { set: wordSet, edge: false };
const noWord: Neighbour = { set: complement(wordSet), edge: true };

const places: { readonly [K in Assertion]: readonly Place[] } = {
  "text-start": [{ before: edge, after: anywhere }],
  "text-end": [{ before: anywhere, after: edge }],
  "line-start": [{ before: { set: lineFeed, edge: true }, after: anywhere }],
  "line-end": [{ before: anywhere, after: { set: lineFeed, edge: true } }],
  "word-boundary": [
    { before: noWord, after: word },
    { before: word, after: noWord },
  ],
  "no-word-boundary": [
    { before: word, after: word },
    { before: noWord, after: noWord },
  ],
};

type Ways = { readonly ways: readonly (readonly Part[])[] } | Extract<Whole, { readonly ok: false }>;

const tooManyWays: Extract<Whole, { readonly ok: false }> = {
  ok: false,
  code: "regex-too-complex",
  reason: "the pattern has boundaries inside too many alternatives",
  alternative: "split the pattern into several, joined by OR",
};

/** A pattern as rows of parts, so that its assertions stand in rows and not inside of alternatives. */
function waysThrough(tree: Regex): Ways {
  switch (tree.kind) {
    case "empty":
      return { ways: [[]] };
    case "character":
      return characterWays(tree.point, tree.fold);
    case "class":
      return tree.opaque ? opaque("a property of Unicode, or a range of another script under flag `i`,") : setWays(tree.ranges);
    case "any":
      return setWays(tree.newline ? everything : complement(lineFeed));
    case "assertion":
      return { ways: [[{ kind: "demand", places: places[tree.at] }]] };
    case "group":
      return waysThrough(tree.body);
    case "sequence":
      return product(tree.parts.map(waysThrough));
    case "alternation":
      return alternation(tree.parts.map(waysThrough));
    case "repeat":
      return repeated(tree);
  }
}

function setWays(ranges: readonly Range[]): Ways {
  return { ways: [[{ kind: "set", ranges }]] };
}

function opaque(what: string): Ways {
  return {
    ok: false,
    code: "regex-construct",
    reason: `${what} has no counterpart in Lucene's regular expressions`,
    alternative: "write the characters out as a class, such as `[a-zà-ÿ]`",
  };
}

function characterWays(point: number, fold: boolean): Ways {
  const written: Range = [point, point];
  if (!fold) return setWays([written]);
  return setWays(foldedAscii([written]) ?? foldOrbit(point));
}

/** Parts without assertions are kept in one row. */
function product(parts: readonly Ways[]): Ways {
  let rows: readonly (readonly Part[])[] = [[]];
  for (const part of parts) {
    if (!("ways" in part)) return part;
    const { ways } = part;
    rows = rows.flatMap((row) => ways.map((way) => [...row, ...way]));
    if (rows.length > waysMax) return tooManyWays;
  }
  return { ways: rows };
}

function alternation(parts: readonly Ways[]): Ways {
  const rows: (readonly Part[])[] = [];
  const plain: Texts[] = [];
  for (const part of parts) {
    if (!("ways" in part)) return part;
    for (const way of part.ways) {
      const texts = plainTexts(way);
      if (texts) plain.push(texts);
      else rows.push(way);
    }
  }
  const ways = plain.length === 0 ? rows : [[choiceOf(plain)], ...rows];
  return ways.length > waysMax ? tooManyWays : { ways };
}

function plainTexts(row: readonly Part[]): Texts | undefined {
  const texts = row.filter((part) => part.kind !== "demand");
  return texts.length === row.length ? sequenceOf(texts) : undefined;
}

function repeated(tree: Extract<Regex, { readonly kind: "repeat" }>): Ways {
  const body = waysThrough(tree.body);
  if (!("ways" in body)) return body;
  const [row] = body.ways;
  const texts = row && body.ways.length === 1 ? plainTexts(row) : undefined;
  if (texts) return { ways: [[repeatOf(texts, tree.min, tree.max)]] };
  if (tree.max === undefined || tree.max > repeatsMax)
    return {
      ok: false,
      code: "regex-construct",
      reason: "a boundary or an end of text inside a repetition cannot be said in Lucene's regular expressions",
      alternative: "move the boundary out of the repetition",
    };
  const counts: Ways[] = [];
  for (let count = tree.min; count <= tree.max; count++) counts.push(product(new Array<Ways>(count).fill(body)));
  return alternation(counts);
}

/** The rows of texts that meet every demand. Each step solves the first demand of a row. */
function solve(parts: readonly Part[]): readonly (readonly Texts[])[] {
  const before: Texts[] = [];
  for (const [at, part] of parts.entries()) {
    if (part.kind !== "demand") {
      before.push(part);
      continue;
    }
    const backwards = before.map(reversed).reverse();
    return part.places.flatMap((place) =>
      restricted(backwards, place.before)
        .map((row) => row.filter((each) => each.kind !== "demand"))
        .flatMap((row) => {
          const left = row.map(reversed).reverse();
          return restricted(parts.slice(at + 1), place.after).flatMap((right) => solve([...left, ...right]));
        }),
    );
  }
  return [before];
}

/** The row's texts that begin as the neighbour asks; an empty row is at the edge of the text. */
function restricted(row: readonly Part[], neighbour: Neighbour): readonly (readonly Part[])[] {
  const [first, ...rest] = row;
  if (!first) return neighbour.edge ? [[]] : [];
  if (neighbour === anywhere) return [row];
  if (first.kind === "demand") {
    const met = first.places.map((place) => ({ before: place.before, after: both(place.after, neighbour) }));
    return [[{ kind: "demand", places: met }, ...rest]];
  }
  const begun = beginningWith(first, neighbour.set);
  const empty = mayBeEmptyText(first);
  // `(.*[^a])?` at the edge of the text reads better than the row twice.
  if (empty && rest.length === 0 && neighbour.edge) return isNoText(begun) ? [[]] : [[repeatOf(begun, 0, 1)]];
  const rows: (readonly Part[])[] = isNoText(begun) ? [] : [[begun, ...rest]];
  if (empty) rows.push(...restricted(rest, neighbour));
  return rows;
}

function both(left: Neighbour, right: Neighbour): Neighbour {
  return { set: intersection(left.set, right.set), edge: left.edge && right.edge };
}

/** Beside `.*` a part that may be empty adds nothing, and one more repetition adds nothing to the fewest. */
function withoutIdleParts(row: readonly Texts[]): readonly Texts[] {
  const flat = row.flatMap((part) => (part.kind === "sequence" ? part.parts : [part]));
  return trimmedStart(trimmedStart(flat).reverse()).reverse();
}

function trimmedStart(row: readonly Texts[]): Texts[] {
  const [first, ...rest] = row;
  if (!first || !isAnyText(first)) return [...row];
  while (rest[0] && mayBeEmptyText(rest[0])) rest.shift();
  const [next, ...others] = rest;
  if (next?.kind === "repeat" && next.max !== next.min) return [first, repeatOf(next.body, next.min, next.min), ...others];
  return [first, ...rest];
}

/** `.*(a|b).*` for the rows that are open at both ends, each other row by itself. */
function around(rows: readonly (readonly Texts[])[]): Texts {
  const isOpen = ([first, ...rest]: readonly Texts[]) => {
    const last = rest.at(-1);
    return first !== undefined && last !== undefined && isAnyText(first) && isAnyText(last);
  };
  const open = rows.filter(isOpen).map((row) => sequenceOf(row.slice(1, -1)));
  const rest = rows.filter((row) => !isOpen(row)).map(sequenceOf);
  return choiceOf(open.length === 0 ? rest : [sequenceOf([anyText, choiceOf(open), anyText]), ...rest]);
}
