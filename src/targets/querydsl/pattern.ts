/** Patterns over whole values in the two syntaxes that Elasticsearch has for them: wildcards and regular expressions. */
import { unreachable } from "../../source/invariant.ts";
import type { PatternPart } from "./query.ts";

/** The pattern as wildcards, where `\` escapes; undefined where it has a set of characters. */
export function wildcardText(pattern: readonly PatternPart[], escapeText = escapeWildcard): string | undefined {
  let text = "";
  for (const part of pattern) {
    if (part.kind === "one-of") return undefined;
    text += part.kind === "text" ? escapeText(part.text) : part.kind === "run" ? "*" : "?";
  }
  return text;
}

export function escapeWildcard(text: string): string {
  return text.replace(/[\\*?]/g, "\\$&");
}

/** The pattern as a regular expression of Lucene, which always matches whole values; its `.` is any character, line breaks too. */
export function regexpText(pattern: readonly PatternPart[]): string {
  return pattern.map(regexpPart).join("");
}

function regexpPart(part: PatternPart): string {
  switch (part.kind) {
    case "text":
      return escapeRegexp(part.text);
    case "one-of":
      return `[${part.characters.map((character) => character.replace(/[\][\\^\-"&~]/g, "\\$&")).join("")}]`;
    case "one":
      return ".";
    case "run":
      return ".*";
    default:
      return unreachable(part);
  }
}

/** Every operator of the full syntax, the optional ones too. Elastic, "Regular expression syntax". */
function escapeRegexp(text: string): string {
  return text.replace(/[.?+*|{}[\]()"\\#@&<>~^$]/g, "\\$&");
}

/** A pattern that ignores the case of ASCII letters, as one that spells it out. */
export function withBothCases(pattern: readonly PatternPart[]): readonly PatternPart[] {
  return pattern.flatMap((part): readonly PatternPart[] => {
    if (part.kind !== "text") return [part];
    return (part.text.match(/[A-Za-z]|[^A-Za-z]+/g) ?? []).map((piece) =>
      /^[A-Za-z]$/.test(piece)
        ? { kind: "one-of", characters: [piece, piece === piece.toLowerCase() ? piece.toUpperCase() : piece.toLowerCase()] }
        : { kind: "text", text: piece },
    );
  });
}
