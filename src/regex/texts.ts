/** Sets of texts as regular expressions without assertions, flags or greed: what an engine that matches whole texts only can say. */
import { merged } from "./classes.ts";
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
    if (!isNoText(part)) kept.set(JSON.stringify(part), part);
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

export function intersection(left: readonly Range[], right: readonly Range[]): readonly Range[] {
  const both: Range[] = [];
  for (const [first, last] of left)
    for (const [from, to] of right) if (first <= to && from <= last) both.push([Math.max(first, from), Math.min(last, to)]);
  return merged(both);
}
