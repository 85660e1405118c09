/** Regular expressions of Splunk made of texts: case is ignored as the language ignores it. */
import { foldOrbit } from "../../regex/orbits.ts";
import { printPcre } from "../../regex/print-pcre.ts";
import type { Regex } from "../../regex/tree.ts";
import type { Assumption, How } from "../lowering.ts";

/** A part of a pattern: a text as it is, any run of characters, any one character. */
export type PatternPart = { readonly kind: "text"; readonly text: string } | { readonly kind: "run" } | { readonly kind: "one" };

export type Ends = { readonly start: boolean; readonly end: boolean };
export type PatternText = { readonly pattern: string; readonly assumptions: readonly Assumption[] };

const nowhere = { start: 0, end: 0 } as const;

/**
 * A pattern that is found in what begins (`start`) and ends (`end`) with one of the choices. Letters of ASCII ignore case by `(?i)`, under the assumption
 * that the data has no U+017F and U+212A, or by classes; other letters always by classes.
 */
export function patternOf(choices: readonly (readonly PatternPart[])[], ends: Ends, { fold, folding }: How): PatternText {
  const letters = choices.flat().flatMap((part) => (part.kind === "text" ? [part.text] : []));
  const strict = folding === "strict" || letters.some((text) => /[\u017f\u212a]/.test(text));
  const bodies = choices.map((parts) => sequenceOf(parts.flatMap((part) => nodesOf(part, fold, strict))));
  const [only] = bodies;
  const body: Regex = only && bodies.length === 1 ? only : group({ kind: "alternation", parts: bodies, ...nowhere });
  const tree = sequenceOf([...(ends.start ? [assertion("text-start")] : []), body, ...(ends.end ? [assertion("text-end")] : [])]);
  const printed = printPcre(tree, { source: "", folding: strict ? "strict" : "plain" });
  if (!printed.ok) throw new Error("aidr is wrong: a pattern made of texts cannot be printed");
  return { pattern: printed.pattern, assumptions: printed.asciiFold ? [{ kind: "ascii-fold" }] : [] };
}

function nodesOf(part: PatternPart, fold: boolean, strict: boolean): readonly Regex[] {
  const any: Regex = { kind: "any", newline: true, ...nowhere };
  if (part.kind === "one") return [any];
  if (part.kind === "run") return [{ kind: "repeat", min: 0, max: undefined, greedy: true, body: any, ...nowhere }];
  return [...part.text].map((character): Regex => {
    const point = character.codePointAt(0) ?? 0;
    if (!fold) return { kind: "character", point, fold: false, ...nowhere };
    if (point < 0x80 && !strict) return { kind: "character", point, fold: true, ...nowhere };
    // Nothing outside of ASCII folds into it in aidr.
    const ranges = foldOrbit(point).filter(([first]) => first < 0x80 === point < 0x80);
    return { kind: "class", ranges: ranges.length === 0 ? [[point, point]] : ranges, opaque: false, ...nowhere };
  });
}

function sequenceOf(parts: readonly Regex[]): Regex {
  return { kind: "sequence", parts, ...nowhere };
}
function group(body: Regex): Regex {
  return { kind: "group", capture: false, body, ...nowhere };
}
function assertion(at: "text-start" | "text-end"): Regex {
  return { kind: "assertion", at, ...nowhere };
}
