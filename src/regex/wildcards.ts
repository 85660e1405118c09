/** A pattern that wildcards can say as well: whole texts made of characters, runs of any characters and single ones. */
import { loweredTexts } from "./texts.ts";
import type { Texts } from "./texts.ts";
import { isAnyText } from "./texts.ts";
import type { Regex } from "./tree.ts";
import { pointMax } from "./tree.ts";
import { wholeTexts } from "./whole.ts";

export type Wildcard = readonly ({ readonly kind: "text"; readonly text: string } | { readonly kind: "run" } | { readonly kind: "one" })[];

/** Wildcard patterns; a text has the pattern when one of them matches the whole of it. `lowered`: when one of them matches it in lower case. */
export type Wildcards = { readonly lowered: boolean; readonly patterns: readonly Wildcard[] };

/** Written out, a choice inside of a text is one pattern for each of its branches. */
const patternsMax = 200;
const productMax = 16;

/**
 * The wildcards of a pattern, or undefined where they cannot say it. With `mayLower` they may be for the text in lower case, under the conditions of
 * the lowered form of `printLuceneParts`.
 */
export function wildcardsOf(tree: Regex, mayLower: boolean): Wildcards | undefined {
  const known = remembered.get(tree) ?? new Map<boolean, Wildcards | undefined>();
  remembered.set(tree, known);
  if (!known.has(mayLower)) known.set(mayLower, findWildcards(tree, mayLower));
  return known.get(mayLower);
}

const remembered = new WeakMap<Regex, Map<boolean, Wildcards | undefined>>();

function findWildcards(tree: Regex, mayLower: boolean): Wildcards | undefined {
  const whole = wholeTexts(tree);
  if (!whole.ok) return undefined;
  const plain = patternsOf(whole.texts);
  if (plain) return { lowered: false, patterns: plain };
  const texts = mayLower ? loweredTexts(whole.texts) : undefined;
  const patterns = texts && patternsOf(texts);
  return patterns && { lowered: true, patterns };
}

function patternsOf(texts: Texts): readonly Wildcard[] | undefined {
  const found = expanded(texts, patternsMax);
  return found?.map(joined);
}

function expanded(texts: Texts, most: number): readonly Wildcard[] | undefined {
  switch (texts.kind) {
    case "set": {
      const [only, ...more] = texts.ranges;
      if (!only || more.length > 0) return undefined;
      if (only[0] === only[1]) return [[{ kind: "text", text: String.fromCodePoint(only[0]) }]];
      return only[0] === 0 && only[1] === pointMax ? [[{ kind: "one" }]] : undefined;
    }
    case "repeat":
      return isAnyText(texts) ? [[{ kind: "run" }]] : repeated(texts, most);
    case "choice": {
      const all: Wildcard[] = [];
      for (const part of texts.parts) {
        const found = expanded(part, most);
        if (!found) return undefined;
        all.push(...found);
      }
      return all.length > most ? undefined : all;
    }
    case "sequence":
      return product(texts.parts, most);
  }
}

function repeated({ body, min, max }: Extract<Texts, { kind: "repeat" }>, most: number): readonly Wildcard[] | undefined {
  if (max === undefined || max > productMax || max - min > 1) return undefined;
  const counts: (readonly Wildcard[])[] = [];
  for (let count = min; count <= max; count++) {
    const found = product(new Array<Texts>(count).fill(body), most);
    if (!found) return undefined;
    counts.push(found);
  }
  return counts.flat();
}

/** A choice alone between runs may be long; choices that multiply may not. */
function product(parts: readonly Texts[], most: number): readonly Wildcard[] | undefined {
  let rows: readonly Wildcard[] = [[]];
  let choices = 0;
  for (const part of parts) {
    const found = expanded(part, most);
    if (!found) return undefined;
    if (found.length > 1) choices++;
    rows = rows.flatMap((row) => found.map((way) => [...row, ...way]));
    if (rows.length > (choices > 1 ? productMax : most)) return undefined;
  }
  return rows;
}

function joined(pattern: Wildcard): Wildcard {
  const parts: Wildcard[number][] = [];
  for (const part of pattern) {
    const before = parts.at(-1);
    if (part.kind === "text" && before?.kind === "text") parts[parts.length - 1] = { kind: "text", text: before.text + part.text };
    else if (part.kind !== "run" || before?.kind !== "run") parts.push(part);
  }
  return parts;
}
