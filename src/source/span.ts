/** A stretch of one source text: what every tree node and every diagnostic points at. */
export type Span = {
  /** Name of the file as the user knows it, relative to the project. */
  readonly file: string;
  /** Offset of the first UTF-16 unit. */
  readonly start: number;
  /** Offset behind the last UTF-16 unit; equal to `start` for a place between two units. */
  readonly end: number;
};

/** The smallest span that holds both; they must be of one file. */
export function coverSpans(first: Span, last: Span): Span {
  return { file: first.file, start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
}
