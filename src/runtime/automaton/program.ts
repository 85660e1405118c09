/** A pattern as numbers, as `regex/program.ts` writes it and `lazy-dfa.ts` runs it. */

/**
 * Instructions of three numbers each, from `start` on; characters are code points. `[0,0,0]` found · `[1,s,next]` one character of set s ·
 * `[2,first,other]` both ways, the first preferred · `[3,a,next]` where assertion a holds.
 */
export type Program = {
  readonly start: number;
  readonly code: readonly number[];
  /** Each a flat list of inclusive ranges, sorted and apart. */
  readonly sets: readonly (readonly number[])[];
};

/** A pattern for searching, and the same read from right to left; `back` is missing where only whether it is found is certain. */
export type Programs = { readonly forward: Program; readonly back?: Program | undefined };

export const operation = { found: 0, set: 1, either: 2, assert: 3 } as const;
/** Numbers of the assertions. */
export const assertion = { textStart: 0, textEnd: 1, lineStart: 2, lineEnd: 3, wordBoundary: 4, noWordBoundary: 5 } as const;
