/** Values of a `LIST … FROM "file"`: a text with one a line, or one column of a table. */
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import { report } from "./diagnostics.ts";

export type ListPlaces = { readonly path: Span; readonly column?: Span };

/** The values in the order of the file; blanks around a value of a text file are no part of it. `at` is where the rule names file and column. */
export function readList(file: SourceFile, column: string | undefined, at: ListPlaces): Result<readonly string[]> {
  const text = file.text.replace(/^\uFEFF/, "");
  if (file.name.toLowerCase().endsWith(".csv")) return readColumn({ ...file, text }, column, at);
  const wrong = column === undefined ? [] : [report.columnOfText(at.column ?? at.path, { path: file.name })];
  return { value: linesOf(text), diagnostics: wrong };
}

function linesOf(text: string): string[] {
  const values: string[] = [];
  for (const line of text.split(/\r\n|[\n\r]/)) {
    // A comment begins at the line's first character or after a blank, so that `https://x/#y` stays whole.
    const value = line.replace(/(?:^|\s)#.*$/, "").trim();
    if (value !== "") values.push(value);
  }
  return values;
}

function readColumn(file: SourceFile, column: string | undefined, at: ListPlaces): Result<readonly string[]> {
  const table = readTable(file.text);
  const broken: Diagnostic[] =
    table.unclosedLine === undefined ? [] : [report.brokenTable(at.path, { path: file.name, line: table.unclosedLine })];
  const [header = [], ...rows] = table.rows;
  const names = header.map((name) => name.trim());
  const columns = names.map((name) => `\`${name}\``).join(", ") || "none";
  if (column === undefined) return { value: [], diagnostics: [...broken, report.columnNeeded(at.path, { path: file.name, columns })] };
  const index = names.indexOf(column);
  if (index < 0) {
    const unknown = report.unknownColumn(at.column ?? at.path, { path: file.name, column, columns }, { help: didYouMean(column, names) });
    return { value: [], diagnostics: [...broken, unknown] };
  }
  return { value: rows.map((row) => row[index] ?? "").filter((value) => value !== ""), diagnostics: broken };
}

/** Rows of RFC 4180: comma, quotes doubled inside quotes, any line ending; empty lines are no rows. O(length). */
export function readTable(text: string): { readonly rows: readonly (readonly string[])[]; readonly unclosedLine?: number } {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length) {
    let value = "";
    if (text[at] === '"') {
      const opened = line;
      for (at++; ; at++) {
        const close = text.indexOf('"', at);
        if (close < 0) return { rows, unclosedLine: opened };
        const piece = text.slice(at, close);
        line += piece.split("\n").length - 1;
        value += piece;
        at = close + 1;
        if (text[at] !== '"') break;
        value += '"';
      }
    }
    const end = endOfCell(text, at);
    row.push(value + text.slice(at, end));
    at = end;
    if (text[at] === ",") {
      at++;
      if (at === text.length) row.push("");
      continue;
    }
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
    if (text[at] === "\r" && text[at + 1] === "\n") at++;
    at++;
    line++;
  }
  if (row.length > 0) rows.push(row);
  return { rows };
}

function endOfCell(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== "," && text[at] !== "\n" && text[at] !== "\r") at++;
  return at;
}
