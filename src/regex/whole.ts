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
  textsKey,
} from "./texts.ts";
import type { Assertion, Range, Regex } from "./tree.ts";
import { pointMax } from "./tree.ts";

export type Whole =
  | { readonly ok: true; readonly texts: Texts }
  | { readonly ok: false; readonly code: "regex-construct" | "regex-too-complex"; readonly reason: string; readonly alternative: string };

/** The texts in which the pattern is found; remembered for the tree. O(size × ways), at most `waysMax` ways. */
export function wholeTexts(tree: Regex): Whole {
  const known = remembered.get(tree);
  if (known) return known;
  const made = solved(tree);
  remembered.set(tree, made);
  return made;
}

const remembered = new WeakMap<Regex, Whole>();

function solved(tree: Regex): Whole {
  const ways = waysThrough(tree);
  if (!("ways" in ways)) return ways;
  const rows: (readonly Texts[])[] = [];
  for (const parts of ways.ways) {
    rows.push(...solve([anyText, ...parts, anyText]));
    if (rows.length > waysMax) return tooManyWays;
  }
  return { ok: true, texts: around(rows.map(withoutIdleParts)) };
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

/** Branches that make the same demands at their ends are one row. */
function alternation(parts: readonly Ways[]): Ways {
  const rows: (readonly Part[])[] = [];
  const groups = new Map<string, { readonly start: readonly Demand[]; readonly end: readonly Demand[]; readonly middles: Texts[] }>();
  for (const part of parts) {
    if (!("ways" in part)) return part;
    for (const way of part.ways) {
      const first = way.findIndex((each) => each.kind !== "demand");
      const start = demandsOf(way.slice(0, Math.max(first, 0)));
      const last = way.findLastIndex((each) => each.kind !== "demand");
      const end = demandsOf(way.slice(last + 1));
      const middle = first < 0 ? undefined : plainTexts(way.slice(first, last + 1));
      if (!middle) rows.push(way);
      else {
        const key = JSON.stringify([start, end]);
        const group = groups.get(key) ?? { start, end, middles: [] };
        group.middles.push(middle);
        groups.set(key, group);
      }
    }
  }
  const grouped = [...groups.values()].map(({ start, end, middles }) => [...start, choiceOf(middles), ...end]);
  const ways = [...grouped, ...rows];
  return ways.length > waysMax ? tooManyWays : { ways };
}

function demandsOf(parts: readonly Part[]): readonly Demand[] {
  return parts.filter((part) => part.kind === "demand");
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

/** The row's texts that begin as the neighbour asks; an empty row is at the edge of the text. Only a demand among what may be empty splits the row. */
function restricted(row: readonly Part[], neighbour: Neighbour): readonly (readonly Part[])[] {
  if (neighbour === anywhere) return [row];
  const [first, ...rest] = row;
  if (!first) return neighbour.edge ? [[]] : [];
  if (first.kind === "demand") {
    const met = first.places.map((place) => ({ before: place.before, after: both(place.after, neighbour) }));
    return [[{ kind: "demand", places: met }, ...rest]];
  }
  const head: Texts[] = [];
  for (const part of row) {
    if (part.kind === "demand") return splitAtDemand(head, row.slice(head.length), neighbour);
    head.push(part);
    if (!mayBeEmptyText(part)) break;
  }
  const whole = sequenceOf(head);
  const begun = beginningWith(whole, neighbour.set);
  const after = row.slice(head.length);
  if (!mayBeEmptyText(whole)) return isNoText(begun) ? [] : [[...partsOf(begun), ...after]];
  // `(.*[^a])?` at the edge of the text.
  if (neighbour.edge) return isNoText(begun) ? [[]] : [[repeatOf(begun, 0, 1)]];
  return isNoText(begun) ? [] : [partsOf(begun)];
}

/** What may be empty before a demand: either it is not, or the demand meets the neighbour itself. */
function splitAtDemand(head: readonly Texts[], rest: readonly Part[], neighbour: Neighbour): readonly (readonly Part[])[] {
  const begun = beginningWith(sequenceOf(head), neighbour.set);
  const rows: (readonly Part[])[] = isNoText(begun) ? [] : [[...partsOf(begun), ...rest]];
  rows.push(...restricted(rest, neighbour));
  return rows;
}

function partsOf(texts: Texts): readonly Texts[] {
  return texts.kind === "sequence" ? texts.parts : [texts];
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

/** The rows as one set: two rows that differ in one place only are written once, with a choice there. */
function around(rows: readonly (readonly Texts[])[]): Texts {
  let left = [...new Map(rows.map((row) => [row.map(textsKey).join(""), row])).values()];
  for (let pair = alike(left); pair; pair = alike(left)) {
    const { one, other, start, end } = pair;
    const choice = choiceOf([one, other].map((row) => sequenceOf(row.slice(start, row.length - end))));
    const joined = [...one.slice(0, start), choice, ...one.slice(one.length - end)];
    left = [...left.filter((row) => row !== one && row !== other), joined];
  }
  return choiceOf(left.map(sequenceOf));
}

/** The pair of rows that has most in common. */
function alike(rows: readonly (readonly Texts[])[]) {
  let best: { readonly one: readonly Texts[]; readonly other: readonly Texts[]; readonly start: number; readonly end: number } | undefined;
  let most = 0;
  const keys = new Map(rows.map((row) => [row, row.map(textsKey)]));
  for (const [index, one] of rows.entries())
    for (const other of rows.slice(index + 1)) {
      const [mine = [], theirs = []] = [keys.get(one), keys.get(other)];
      const shorter = Math.min(mine.length, theirs.length);
      let start = 0;
      while (start < shorter && mine[start] === theirs[start]) start++;
      let end = 0;
      while (end < shorter - start && mine.at(-1 - end) === theirs.at(-1 - end)) end++;
      const shared = [...mine.slice(0, start), ...mine.slice(mine.length - end)].reduce((size, key) => size + key.length, 0);
      if (shared > most) {
        most = shared;
        best = { one, other, start, end };
      }
    }
  return best;
}
