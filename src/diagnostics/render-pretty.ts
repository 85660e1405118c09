/** Diagnostics for people: the line, the exact text underlined, what else matters, and what to do about it. */
import { lineText, positionAt, type SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import type { Diagnostic, Severity } from "./diagnostic.ts";
import { columnsOf, escapeText } from "./escape.ts";
import { placeOf, type Report, showPlace } from "./report.ts";

/** Paints a piece of text, or leaves it as it is where there is no colour. */
export type Paint = (style: PaintStyle, text: string) => string;
export type PaintStyle = Severity | "place" | "help" | "strong" | "good";

export function renderPretty(report: Report, paint: Paint): string {
  return report.diagnostics.map((diagnostic) => `${block(diagnostic, report, paint).join("\n")}\n\n`).join("");
}

/** Columns of source text shown at most; longer lines are cut around what is underlined. */
const columnsMax = 120;

type Mark = { readonly span: Span; readonly text: string; readonly primary: boolean };

function block(diagnostic: Diagnostic, report: Report, paint: Paint): string[] {
  const code = diagnostic.code ?? diagnostic.name;
  const head = `${paint(diagnostic.severity, `${diagnostic.severity}[${escapeText(code)}]`)}${paint("strong", `: ${escapeText(diagnostic.message)}`)}`;
  const marks: Mark[] = [{ span: diagnostic.span, text: "", primary: true }];
  for (const label of diagnostic.labels) {
    const isMain =
      label.span.file === diagnostic.span.file && label.span.start === diagnostic.span.start && label.span.end === diagnostic.span.end;
    if (isMain) marks[0] = { span: label.span, text: label.text, primary: true };
    else marks.push({ span: label.span, text: label.text, primary: false });
  }
  const lines = [head, ...frames(marks, diagnostic.severity, report, paint)];
  for (const help of diagnostic.help) lines.push(`  ${paint("help", "help:")} ${escapeText(help)}`);
  for (const fix of diagnostic.fixes) lines.push(`  ${paint("help", fix.safe ? "fix:" : "possible fix:")} ${escapeText(fix.title)}`);
  return lines;
}

function frames(marks: readonly Mark[], severity: Severity, report: Report, paint: Paint): string[] {
  const lines: string[] = [];
  const width = String(Math.max(...marks.map((mark) => placeOf(mark.span, report.sources).start?.line ?? 0))).length;
  const files = [...new Set(marks.map((mark) => mark.span.file))];
  for (const [index, file] of files.entries()) {
    const own = marks.filter((mark) => mark.span.file === file);
    const source = report.sources.get(file);
    const first = own[0];
    if (!first || (file === "" && !source)) continue;
    lines.push(
      paint("place", `${" ".repeat(width)} ${index === 0 ? "-->" : ":::"} ${escapeText(showPlace(placeOf(first.span, report.sources)))}`),
    );
    if (source) lines.push(...sourceLines(source, own, width, severity, paint));
    else for (const mark of own) if (mark.text !== "") lines.push(`${" ".repeat(width)}   ${escapeText(mark.text)}`);
  }
  return lines;
}

function sourceLines(source: SourceFile, marks: readonly Mark[], width: number, severity: Severity, paint: Paint): string[] {
  const gutter = paint("place", `${" ".repeat(width)} |`);
  const sorted = [...marks].sort((a, b) => a.span.start - b.span.start);
  const lines = [gutter];
  let shown = 0;
  for (const mark of sorted) {
    const { line } = positionAt(source, mark.span.start);
    const frame = cutLine(source, mark.span, line);
    if (line !== shown) {
      if (shown > 0 && line > shown + 1) lines.push(paint("place", `${" ".repeat(width)} :`));
      lines.push(`${paint("place", `${String(line).padStart(width)} |`)} ${frame.text}`);
      shown = line;
    }
    const underline = (mark.primary ? "^" : "-").repeat(Math.max(1, frame.length));
    const text = mark.text === "" ? "" : ` ${escapeText(mark.text)}`;
    lines.push(`${gutter} ${" ".repeat(frame.indent)}${paint(mark.primary ? severity : "place", `${underline}${frame.more}${text}`)}`);
  }
  return lines;
}

/** The line as it can be shown, and where in it, in terminal columns, the span lies. A span over several lines is marked to the end of its first. */
function cutLine(source: SourceFile, span: Span, line: number): { text: string; indent: number; length: number; more: string } {
  const whole = lineText(source, line);
  const start = positionAt(source, span.start).column - 1;
  const end = positionAt(source, span.end);
  const stop = end.line === line ? end.column - 1 : whole.length;
  // Far more units than columns are never needed on either side, so a line of a megabyte costs nothing.
  const from = whole.length <= columnsMax ? 0 : Math.max(0, Math.min(start - 40, whole.length - columnsMax));
  const to = whole.length <= columnsMax ? whole.length : from + columnsMax;
  const before = `${from > 0 ? "…" : ""}${showSource(whole.slice(from, start))}`;
  const inside = showSource(whole.slice(start, Math.min(stop, to)));
  const after = `${showSource(whole.slice(Math.min(stop, to), to))}${to < whole.length ? "…" : ""}`;
  const more = end.line === line ? "" : ` … to line ${end.line}`;
  return { text: `${before}${inside}${after}`.trimEnd(), indent: columns(before), length: columns(inside), more };
}

function showSource(text: string): string {
  return escapeText(text.replaceAll("\t", "  "));
}

function columns(text: string): number {
  let sum = 0;
  for (const character of text) sum += columnsOf(character);
  return sum;
}
