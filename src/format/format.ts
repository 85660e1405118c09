/** Ast and comments -> text, in the one canonical layout. */
import type { SourceFile } from "../source/source-file.ts";
import type { Declaration, Expr, Module } from "../syntax/ast.ts";
import { Comments } from "./comments.ts";
import { concat, type Doc, hardline, print } from "./doc.ts";
import { declarationDoc } from "./format-declaration.ts";
import { exprDoc } from "./format-expr.ts";

/** Lines are at most so long, where what they hold can be broken. */
export const lineWidth = 100;

/**
 * The canonical text of a module: one layout, no options, comments kept, LF, no byte order mark, a line feed at the end.
 * What it gives parses to the same tree, and formats to itself. A tree that was made, not read, has no places: its comments are
 * left out.
 */
export function format(module: Module): string {
  const comments = new Comments(module.file, module.comments);
  const docs: Doc[] = [];
  let previous: Declaration | undefined;
  let end = 0;
  for (const declaration of module.declarations) {
    const lead = comments.takeBefore(declaration.span.start);
    const start = lead[0]?.span.start ?? declaration.span.start;
    if (previous) docs.push(hardline, isApart(previous, declaration) || comments.hasBlankLine(end, start) ? hardline : "");
    for (const [index, one] of lead.entries()) {
      const next = lead[index + 1]?.span.start ?? declaration.span.start;
      docs.push(one.text, hardline, comments.hasBlankLine(one.span.end, next) ? hardline : "");
    }
    const before = docs.length;
    const doc = declarationDoc(declaration, comments);
    // Comments at places that hold none go above the declaration.
    const misplaced = comments.takeBefore(declaration.span.end);
    docs.splice(before, 0, ...misplaced.flatMap((one): Doc[] => [one.text, hardline]));
    docs.push(doc, comments.takeBehind(declaration.span.end));
    previous = declaration;
    end = declaration.span.end;
  }
  const tail = comments.takeBefore(Number.POSITIVE_INFINITY);
  for (const [index, one] of tail.entries()) {
    const from = tail[index - 1]?.span.end ?? end;
    const isFirst = index === 0 && !previous;
    docs.push(isFirst ? "" : hardline, !isFirst && comments.hasBlankLine(from, one.span.start) ? hardline : "", one.text);
  }
  const text = print(concat(docs), lineWidth);
  return text === "" ? "" : `${text}\n`;
}

/** The canonical text of one declaration, without comments; the way from a made tree to text. */
export function formatDeclaration(declaration: Declaration): string {
  return print(declarationDoc(declaration, noComments), lineWidth);
}

/** The canonical text of one expression, without comments. */
export function formatExpr(expr: Expr): string {
  return print(exprDoc(expr, noComments), lineWidth);
}

const nowhere: SourceFile = { name: "", text: "" };
const noComments = new Comments(nowhere, []);

/** Rules and playbooks stand apart, and so do declarations of different kinds. */
function isApart(above: Declaration, below: Declaration): boolean {
  return above.kind !== below.kind || below.kind === "rule" || below.kind === "playbook";
}
