/** A regular expression of RE2 as a tree, with flags already applied: what each part means does not depend on what surrounds it. */

/** Offsets into the source, in UTF-16 units. */
export type Place = { readonly start: number; readonly end: number };

export type Regex = Place &
  (
    | { readonly kind: "empty" }
    /** One character; `fold`: any member of its case-folding orbit, as RE2 has it (`k` also matches the Kelvin sign). */
    | { readonly kind: "character"; readonly point: number; readonly fold: boolean }
    | CharacterClass
    /** `.`: any character, a line feed only with flag `s`. */
    | { readonly kind: "any"; readonly newline: boolean }
    | { readonly kind: "assertion"; readonly at: Assertion }
    | { readonly kind: "group"; readonly capture: boolean; readonly name?: string; readonly body: Regex }
    | { readonly kind: "sequence"; readonly parts: readonly Regex[] }
    | { readonly kind: "alternation"; readonly parts: readonly Regex[] }
    | Repeat
  );

export type Repeat = {
  readonly kind: "repeat";
  readonly min: number;
  readonly max: number | undefined;
  readonly greedy: boolean;
  readonly body: Regex;
};

/**
 * One character of a set. `ranges` (sorted, apart, inclusive) are the whole set, unless it is `opaque`: then it also depends on tables of
 * Unicode (properties, case of other scripts) that engines have in different versions.
 */
export type CharacterClass = { readonly kind: "class"; readonly ranges: readonly Range[]; readonly opaque: boolean };
export type Range = readonly [first: number, last: number];

/** Lines end at line feeds only; word characters are `[0-9A-Za-z_]`. */
export type Assertion = "text-start" | "text-end" | "line-start" | "line-end" | "word-boundary" | "no-word-boundary";

export const pointMax = 0x10ffff;
