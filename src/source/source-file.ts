/** One source text with its name, able to turn offsets into lines and columns. */
export type SourceFile = { readonly name: string; readonly text: string };

/** A place as people count: both numbers begin at 1, columns in UTF-16 units. */
export type Position = { readonly line: number; readonly column: number };

const lineStartsOf = new WeakMap<SourceFile, readonly number[]>();

/** Line and column of an offset; an offset past the end is the place behind the last character. O(log lines) after the first call. */
export function positionAt(file: SourceFile, offset: number): Position {
  const starts = lineStarts(file);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: Math.min(offset, file.text.length) - (starts[low] ?? 0) + 1 };
}

/** The text of a line, counted from 1, without its line break; empty where there is no such line. */
export function lineText(file: SourceFile, line: number): string {
  const starts = lineStarts(file);
  const start = starts[line - 1];
  if (start === undefined) return "";
  return file.text.slice(start, starts[line] ?? file.text.length).replace(/\r?\n$/, "");
}

function lineStarts(file: SourceFile): readonly number[] {
  const known = lineStartsOf.get(file);
  if (known) return known;
  const starts = [0];
  for (let at = file.text.indexOf("\n"); at >= 0; at = file.text.indexOf("\n", at + 1)) starts.push(at + 1);
  lineStartsOf.set(file, starts);
  return starts;
}
