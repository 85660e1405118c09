/** Sets of texts as regular expressions without assertions, flags or greed: what an engine that matches whole texts only can say. */
import { complement, hasPoint, merged } from "./classes.ts";
import { foldOrbit } from "./orbits.ts";
import { isWithin } from "./shape.ts";
import type { Range } from "./tree.ts";
import { pointMax } from "./tree.ts";

export type Texts =
  /** One character of a set; of an empty set, no text at all. */
  | { readonly kind: "set"; readonly ranges: readonly Range[] }
  | { readonly kind: "sequence"; readonly parts: readonly Texts[] }
  | { readonly kind: "choice"; readonly parts: readonly Texts[] }
  | { readonly kind: "repeat"; readonly body: Texts; readonly min: number; readonly max: number | undefined };

export const noText: Texts = { kind: "set", ranges: [] };
export const emptyText: Texts = { kind: "sequence", parts: [] };
const anyCharacter: Texts = { kind: "set", ranges: [[0, pointMax]] };
export const anyText: Texts = { kind: "repeat", body: anyCharacter, min: 0, max: undefined };

/** Equal for equal trees. Remembered, for parts are asked for it again and again. */
export function textsKey(texts: Texts): string {
  const known = keys.get(texts);
  if (known !== undefined) return known;
  const made = keyOf(texts);
  keys.set(texts, made);
  return made;
}

const keys = new WeakMap<Texts, string>();

function keyOf(texts: Texts): string {
  switch (texts.kind) {
    case "set":
      return `[${texts.ranges.join()}]`;
    case "sequence":
      return `(${texts.parts.map(textsKey).join("")})`;
    case "choice":
      return `(${texts.parts.map(textsKey).join("|")}|)`;
    case "repeat":
      return `${textsKey(texts.body)}{${texts.min},${texts.max}}`;
  }
}

export function isAnyText(texts: Texts): boolean {
  if (texts.kind !== "repeat" || texts.min !== 0 || texts.max !== undefined || texts.body.kind !== "set") return false;
  const [only, ...more] = texts.body.ranges;
  return only !== undefined && more.length === 0 && only[0] === 0 && only[1] === pointMax;
}

export function isNoText(texts: Texts): boolean {
  return texts.kind === "set" && texts.ranges.length === 0;
}

export function sequenceOf(parts: readonly Texts[]): Texts {
  const flat = parts.flatMap((part) => (part.kind === "sequence" ? part.parts : [part]));
  if (flat.some(isNoText)) return noText;
  const [only] = flat;
  return only && flat.length === 1 ? only : { kind: "sequence", parts: flat };
}

export function choiceOf(parts: readonly Texts[]): Texts {
  const kept = new Map<string, Texts>();
  for (const part of parts.flatMap((each) => (each.kind === "choice" ? each.parts : [each])))
    if (!isNoText(part)) kept.set(textsKey(part), part);
  const [first, ...rest] = kept.values();
  if (!first) return noText;
  if (rest.length === 0) return first;
  return { kind: "choice", parts: [first, ...rest] };
}

export function repeatOf(body: Texts, min: number, max: number | undefined): Texts {
  if (max === 0) return emptyText;
  if (isNoText(body)) return min === 0 ? emptyText : noText;
  if (min === 1 && max === 1) return body;
  return { kind: "repeat", body, min, max };
}

export function mayBeEmptyText(texts: Texts): boolean {
  switch (texts.kind) {
    case "set":
      return false;
    case "sequence":
      return texts.parts.every(mayBeEmptyText);
    case "choice":
      return texts.parts.some(mayBeEmptyText);
    case "repeat":
      return texts.min === 0 || mayBeEmptyText(texts.body);
  }
}

/** The same texts read backwards. */
export function reversed(texts: Texts): Texts {
  switch (texts.kind) {
    case "set":
      return texts;
    case "sequence":
      return { kind: "sequence", parts: texts.parts.map(reversed).reverse() };
    case "choice":
      return { kind: "choice", parts: texts.parts.map(reversed) };
    case "repeat":
      return { ...texts, body: reversed(texts.body) };
  }
}

/** Those of the texts that begin with a character of the set. */
export function beginningWith(texts: Texts, set: readonly Range[]): Texts {
  if (!mayBeEmptyText(texts) && isWithin(firstCharacters(texts), set)) return texts;
  switch (texts.kind) {
    case "set":
      return { kind: "set", ranges: intersection(texts.ranges, set) };
    case "sequence": {
      const [first, ...rest] = texts.parts;
      if (!first) return noText;
      const begun = sequenceOf([beginningWith(first, set), ...rest]);
      return mayBeEmptyText(first) ? choiceOf([begun, beginningWith(sequenceOf(rest), set)]) : begun;
    }
    case "choice":
      return choiceOf(texts.parts.map((part) => beginningWith(part, set)));
    case "repeat": {
      // Where the body may be empty, any lower count gives the same texts.
      const min = mayBeEmptyText(texts.body) ? 0 : Math.max(0, texts.min - 1);
      const max = texts.max === undefined ? undefined : texts.max - 1;
      return sequenceOf([beginningWith(texts.body, set), repeatOf(texts.body, min, max)]);
    }
  }
}

function firstCharacters(texts: Texts): readonly Range[] {
  switch (texts.kind) {
    case "set":
      return texts.ranges;
    case "sequence": {
      const end = texts.parts.findIndex((part) => !mayBeEmptyText(part));
      return texts.parts.slice(0, end < 0 ? undefined : end + 1).flatMap(firstCharacters);
    }
    case "choice":
      return texts.parts.flatMap(firstCharacters);
    case "repeat":
      return firstCharacters(texts.body);
  }
}

const capitals: readonly Range[] = [[0x41, 0x5a]];
/** Letters outside ASCII that lower-casing, or folding, takes for ASCII ones: İ, ſ and the Kelvin sign. */
const strangers: readonly Range[] = [
  [0x130, 0x130],
  [0x17f, 0x17f],
  [0x212a, 0x212a],
];

/** The texts in lower case, by sets without capital letters; undefined where some set tells a letter from its other case. */
export function loweredTexts(texts: Texts): Texts | undefined {
  switch (texts.kind) {
    case "set":
      return loweredSet(texts.ranges);
    case "sequence":
    case "choice": {
      const parts = texts.parts.flatMap((part) => loweredTexts(part) ?? []);
      if (parts.length < texts.parts.length) return undefined;
      return texts.kind === "sequence" ? sequenceOf(parts) : choiceOf(parts);
    }
    case "repeat": {
      const body = loweredTexts(texts.body);
      return body && repeatOf(body, texts.min, texts.max);
    }
  }
}

/** Texts in lower case, for an engine that ignores the case of ASCII letters outside of classes: single letters as they are, classes with both cases. */
export function caselessTexts(lowered: Texts): Texts {
  switch (lowered.kind) {
    case "set":
      return { kind: "set", ranges: withBothCases(lowered.ranges) };
    case "sequence":
      return sequenceOf(lowered.parts.map(caselessTexts));
    case "choice":
      return choiceOf(lowered.parts.map(caselessTexts));
    case "repeat":
      return repeatOf(caselessTexts(lowered.body), lowered.min, lowered.max);
  }
}

function withBothCases(ranges: readonly Range[]): readonly Range[] {
  const [only, ...more] = ranges;
  if (only && more.length === 0 && only[0] === only[1]) return ranges;
  const letters = intersection(ranges, [[0x61, 0x7a]]);
  return merged([...intersection(ranges, complement(capitals)), ...letters.map(([first, last]) => [first - 0x20, last - 0x20] as const)]);
}

/** A set that is the same for both cases; beyond ASCII it must hold everything, nothing, or whole orbits. */
function loweredSet(ranges: readonly Range[]): Texts | undefined {
  for (let letter = 0x61; letter <= 0x7a; letter++) if (hasPoint(ranges, letter) !== hasPoint(ranges, letter - 0x20)) return undefined;
  const isOpen = hasPoint(ranges, pointMax);
  const beyond = intersection(isOpen ? complement(ranges) : ranges, [[0x80, pointMax]]);
  const others = intersection(beyond, complement(strangers));
  if (others.some(([first, last]) => last - first > pointsMax)) return undefined;
  for (const [first, last] of others)
    for (let point = first; point <= last; point++) if (!isWithin(foldOrbit(point), beyond)) return undefined;
  if (isOpen) return { kind: "set", ranges: merged([...ranges, ...capitals, ...strangers]) };
  return { kind: "set", ranges: intersection(ranges, complement(merged([...capitals, ...strangers]))) };
}

/** Sets of more letters beyond ASCII are not looked through. */
const pointsMax = 64;

export function intersection(left: readonly Range[], right: readonly Range[]): readonly Range[] {
  const both: Range[] = [];
  for (const [first, last] of left)
    for (const [from, to] of right) if (first <= to && from <= last) both.push([Math.max(first, from), Math.min(last, to)]);
  return merged(both);
}
