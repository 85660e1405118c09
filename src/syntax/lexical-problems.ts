/** What the lexer could not read as written, as diagnostics with their fixes. */
import { type LexicalProblem, type LexicalProblemKind, limits } from "../../grammar/lexing.ts";
import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import { report } from "./diagnostics.ts";

type Facts = { readonly text: string; readonly meant: string; readonly fixes: readonly Fix[] };

const describe: { readonly [K in LexicalProblemKind]: (span: Span, facts: Facts) => Diagnostic } = {
  fileTooLarge: (span) => report.fileTooLarge(span, { limit: limits.bytes / 1024 }),
  tooManyTokens: (span) => report.tooManyTokens(span, { limit: limits.tokens }),
  tooDeep: (span) => report.nestedTooDeep(span, { limit: limits.nesting }),
  unexpectedCharacter: (span, { text }) => report.unexpectedCharacter(span, { text: showCharacters(text) }),
  oddSpace: (span, { text, fixes }) => report.oddSpace(span, { text: codePoints(text), meant: "a space" }, { fixes }),
  loneCarriageReturn: (span, { fixes }) => report.oddSpace(span, { text: "a carriage return alone", meant: "a line feed" }, { fixes }),
  unclosedString: (span) => report.unclosedString(span),
  singleQuotes: (span, { meant, fixes }) => report.singleQuotes(span, { meant }, { fixes }),
  badEscape: (span, { text, fixes }) => report.badEscape(span, { text }, { fixes }),
  controlCharacter: (span, { meant, fixes }) => report.controlCharacter(span, { meant }, { fixes }),
  unclosedPattern: (span) => report.unclosedPattern(span),
  emptyPattern: (span) => report.emptyPattern(span),
  badFlags: (span, { text, fixes }) => report.badFlags(span, { text }, { fixes }),
  unclosedName: (span) => report.badName(span),
  emptyName: (span) => report.badName(span),
  badNumber: (span, { text, meant, fixes }) =>
    report.badNumber(span, { text }, { fixes, help: meant === "" ? [] : [`write \`${meant}\``] }),
  badDate: (span, { text, meant, fixes }) => report.badDate(span, { text }, { fixes, help: meant === "" ? [] : [`write \`${meant}\``] }),
  emptyTitle: (span) => report.emptyTitle(span),
  titleCase: (span, { meant, fixes }) => report.titleWord(span, { meant: `${meant}:` }, { fixes }),
  titleColon: (span, { meant, fixes }) => report.titleWord(span, { meant }, { fixes }),
  keywordCase: (span, { text, meant, fixes }) => report.keywordCase(span, { text, meant }, { fixes }),
  keywordSegment: (span, { text, meant, fixes }) => report.keywordSegment(span, { text, meant }, { fixes }),
  booleanCase: (span, { text, meant, fixes }) => report.booleanCase(span, { text, meant }, { fixes }),
  foreignOperator: (span, { text, meant, fixes }) => report.foreignOperator(span, { text, meant: meant.trim() }, { fixes }),
};

/** A problem of the lexer as the user reads it. */
export function describeProblem(file: SourceFile, problem: LexicalProblem): Diagnostic {
  const span = { file: file.name, start: problem.start, end: problem.end };
  const meant = problem.replacement;
  const fixes = meant === undefined ? [] : [{ title: fixTitle(meant), safe: true, edits: [{ span, text: meant }] }];
  return describe[problem.kind](span, { text: file.text.slice(problem.start, problem.end), meant: meant ?? "", fixes });
}

function fixTitle(meant: string): string {
  if (meant === "") return "remove it";
  if (meant.trim() === "") return "write white space";
  return meant.startsWith("`") ? `write ${meant}` : `write \`${meant.trim()}\``;
}

/**
 * The problems without those on the line of an unexpected character behind it: a line that is no aidr at all, such as a pattern
 * whose slash was taken for a division, is one mistake.
 */
export function withoutEchoes(file: SourceFile, problems: readonly LexicalProblem[]): readonly LexicalProblem[] {
  let lineEnd = -1;
  return problems.filter((problem) => {
    if (problem.start < lineEnd) return false;
    if (problem.kind === "unexpectedCharacter") {
      const end = file.text.indexOf("\n", problem.start);
      lineEnd = end < 0 ? file.text.length : end;
    }
    return true;
  });
}

/** Whether other mistakes in the same clause may follow from this one. */
export function derails(problem: LexicalProblem): boolean {
  return derailing.has(problem.kind);
}

const derailing: ReadonlySet<LexicalProblemKind> = new Set([
  "unexpectedCharacter",
  "unclosedString",
  "unclosedPattern",
  "unclosedName",
  "emptyName",
  "tooManyTokens",
  "tooDeep",
]);

/** Characters that a terminal would not show are named by their numbers. */
function showCharacters(text: string): string {
  // Variation selectors are looked for one by one, which the rule against joined characters cannot know.
  return text.length <= 20 && /^[\p{L}\p{N}\p{P}\p{S}]+$/u.test(text) ? text : codePoints(text);
}

function codePoints(text: string): string {
  const points = [...text]
    .slice(0, 4)
    .map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`);
  return points.join(" ");
}
