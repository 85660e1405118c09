/** `# aidr-ignore name[, name]: reason` among a file's comments. */
import type { LexedComment } from "../../grammar/lexing.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Comment, Ignore, Module, Name } from "./ast.ts";
import { report } from "./diagnostics.ts";

const shape = /^#[ \t]*aidr-ignore(-file)?(?![A-Za-z0-9-])([^:]*)(?::(.*))?$/s;

/** The comments of a file, and what they tell the checker and the linter to leave alone. */
export function readIgnores(
  file: SourceFile,
  lexed: readonly LexedComment[],
  sink: (diagnostic: Diagnostic) => void,
): { comments: Comment[]; ignores: Ignore[] } {
  const comments: Comment[] = [];
  const ignores: Ignore[] = [];
  for (const { start, end } of lexed) {
    const span = { file: file.name, start, end };
    const text = file.text.slice(start, end);
    comments.push({ text: text.trimEnd(), span });
    const match = shape.exec(text);
    if (!match) continue;
    const names = readNames(file, match[2] ?? "", start + text.indexOf("aidr-ignore") + "aidr-ignore".length + (match[1]?.length ?? 0));
    const reason = (match[3] ?? "").trim();
    if (names.length > 0 && reason !== "" && isAlone(file.text, start))
      ignores.push({ scope: match[1] === undefined ? "declaration" : "file", names, reason, span });
    else sink(report.ignoreComment(span));
  }
  return { comments, ignores };
}

/** Whether a comment covers a diagnostic of its module: one of its names, in the file or in the declaration after it. */
export function ignores(ignore: Ignore, diagnostic: Diagnostic, module: Module): boolean {
  if (!ignore.names.some((name) => name.name === diagnostic.name)) return false;
  if (ignore.scope === "file") return true;
  const next = module.declarations.find((declaration) => declaration.span.start >= ignore.span.end);
  return next !== undefined && diagnostic.span.start >= next.span.start && diagnostic.span.end <= next.span.end;
}

function readNames(file: SourceFile, list: string, start: number): Name[] {
  return [...list.matchAll(/[A-Za-z0-9][A-Za-z0-9-]*/g)].map((found) => ({
    name: found[0],
    quoted: false,
    span: { file: file.name, start: start + found.index, end: start + found.index + found[0].length },
  }));
}

function isAlone(text: string, at: number): boolean {
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  return /^[\s\ufeff]*$/.test(text.slice(lineStart, at));
}
