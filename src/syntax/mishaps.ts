/**
 * Where reading went off the rails. A file is cut into stretches at the words that begin a clause or a declaration, where reading
 * resumes; the first mishap in a stretch is reported and what follows from it is not.
 */
import type { IRecognitionException, IToken } from "chevrotain";
import { keywords } from "../../grammar/tokens.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import { report } from "./diagnostics.ts";

export class Mishaps {
  readonly #file: SourceFile;
  readonly #tokens: readonly IToken[];
  readonly #starts: readonly number[];
  readonly #report: (diagnostic: Diagnostic) => void;
  /** Where each derailed stretch went wrong, and where the part of it began that was being read, by the stretch's start. */
  readonly #derailed = new Map<number, { readonly at: number; readonly part: number }>();

  readonly #doubts: number[] = [];

  constructor(file: SourceFile, tokens: readonly IToken[], starts: readonly number[], sink: (diagnostic: Diagnostic) => void) {
    this.#file = file;
    this.#tokens = tokens;
    this.#starts = starts;
    this.#report = sink;
  }

  /** Whether a mishap lies in the stretch that begins at this offset. */
  isDerailed(start: number): boolean {
    return this.#derailed.has(start);
  }

  /** A mistake that has its diagnostic, and from which others would follow. */
  silence(offset: number): void {
    const stretch = this.#stretchOf(offset);
    this.#derail(stretch, offset, this.#partBefore(offset, stretch));
  }

  /** Where the first part begins that cannot be trusted, in the stretch that begins at this offset. */
  derailedFrom(start: number): number | undefined {
    return this.#derailed.get(start)?.part;
  }

  /** A guess that has its diagnostic: should the same part prove unreadable behind it, the guess was wrong and that is said enough. */
  doubt(offset: number): void {
    this.#doubts.push(offset);
  }

  /**
   * Whether what is wrong at a place may follow from a mishap: one behind it in the same stretch, or in the same part of an AND or
   * OR before it, where a missing bracket makes the rest look like something else.
   */
  follows(span: Span): boolean {
    const stretch = this.#stretchOf(span.start);
    const mishap = this.#derailed.get(stretch);
    // What is said of the word that begins the clause is about the clauses, not about what is in this one.
    return span.start !== stretch && mishap !== undefined && (span.start >= mishap.part || span.end > mishap.at);
  }

  #derail(stretch: number, at: number, part = at): void {
    if (!this.#derailed.has(stretch)) this.#derailed.set(stretch, { at, part });
  }

  /** The start of the part of a chain that ends before an offset: behind the last AND, OR or word that begins a clause. */
  #partBefore(offset: number, stretch: number): number {
    let index = this.#tokens.length - 1;
    while (index >= 0 && (this.#tokens[index]?.startOffset ?? 0) >= offset) index--;
    for (; index >= 0; index--) {
      const token = this.#tokens[index];
      if (!token || token.startOffset <= stretch) return stretch;
      if (partWords.has(token.tokenType.name)) return token.startOffset;
    }
    return 0;
  }

  /** What the parser could not go on with. It belongs to what was being read, not to the word that ended it. */
  unexpected(error: IRecognitionException): void {
    // chevrotain's exceptions carry the token before; its public interface does not say so.
    const previous = "previousToken" in error ? (error.previousToken as IToken | undefined) : undefined;
    const found = error.token;
    const before = previous && previous.startOffset >= 0 ? previous : this.#tokenBefore(found);
    this.#add(this.#stretchOf(before?.startOffset ?? found.startOffset), found, error.message, before);
  }

  /** A token that no clause could use. */
  leftover(token: IToken, expected: string): void {
    this.#add(this.#stretchOf(token.startOffset), token, expected, undefined);
  }

  /** Tokens between declarations, in order: those behind one mishap are one mistake, clauses among them or not. */
  strays(tokens: readonly IToken[]): void {
    let reported = -1;
    for (const token of tokens) {
      const stretch = this.#stretchOf(token.startOffset);
      const index = this.#tokens.indexOf(token, Math.max(0, reported));
      const follows = reported >= 0 && index === reported + 1;
      reported = index;
      if (follows) this.#derail(stretch, token.startOffset);
      else
        this.#add(
          stretch,
          token,
          "a declaration",
          undefined,
          clauses.has(token.image) ? ["a clause stands below the `RULE:` line of its rule"] : [],
        );
    }
  }

  #add(stretch: number, found: IToken, expected: string, before: IToken | undefined, help: readonly string[] = []): void {
    if (this.#derailed.has(stretch)) return;
    const isEnd = !(found.startOffset >= 0);
    const last = before ?? this.#tokens[this.#tokens.length - 1];
    const end = last ? (last.endOffset ?? last.startOffset) + 1 : 0;
    const at = isEnd ? end : Math.min(found.startOffset, end);
    const part = this.#partBefore(at, stretch);
    this.#derail(stretch, at, part);
    if (this.#doubts.some((doubt) => doubt >= part && doubt < at)) return;
    const span: Span = isEnd
      ? { file: this.#file.name, start: end, end }
      : { file: this.#file.name, start: found.startOffset, end: (found.endOffset ?? found.startOffset) + 1 };
    const name = found.tokenType.name === "Identifier" && found.image.length > 2 ? didYouMean(found.image.toUpperCase(), keywords) : [];
    this.#report(report.unexpectedToken(span, { expected, found: isEnd ? "the end" : describe(found) }, { help: [...help, ...name] }));
  }

  #tokenBefore(found: IToken): IToken | undefined {
    const at = this.#tokens.indexOf(found);
    return at < 0 ? this.#tokens[this.#tokens.length - 1] : this.#tokens[at - 1];
  }

  /** The last start at or before an offset; −1 before the first. */
  #stretchOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return this.#starts[low - 1] ?? -1;
  }
}

const partWords: ReadonlySet<string> = new Set(["AND", "OR", "STEP", "ABSENT"]);
const clauses: ReadonlySet<string> = new Set(["META", "ON", "IF", "THEN", "SUPPRESS", "FOR", "DO"]);

function describe(token: IToken): string {
  if (token.tokenType.name === "RuleTitle") return "`RULE:`";
  if (token.tokenType.name === "PlaybookTitle") return "`PLAYBOOK:`";
  return `\`${token.image.length > 40 ? `${token.image.slice(0, 37)}...` : token.image}\``;
}
