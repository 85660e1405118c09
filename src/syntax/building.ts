/** What every part of the tree builder shares: the file, its mishaps, and how to point at tokens. */
import type { IToken } from "chevrotain";
import type { ArithmeticCstNode, ExpressionCstNode, TestCstNode } from "../../grammar/cst.generated.ts";
import type { Diagnostic, Fix, TextEdit } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import type { ErrorExpr, Expr, Name, StringLiteral } from "./ast.ts";
import { textValue } from "./literal-values.ts";

export type Building = {
  readonly file: SourceFile;
  readonly report: (diagnostic: Diagnostic) => void;
  /** Whether reading went off the rails between this token, which begins a clause or a declaration, and the next such. */
  readonly isDerailed: (start: IToken) => boolean;
  /** Where such a stretch stops being what was meant; undefined where it does not. */
  readonly derailedFrom: (start: IToken) => number | undefined;
  /** Leftover tokens: reported once for what they are left over from. */
  readonly leftover: (token: IToken, expected: string) => void;
  /** Tokens between the declarations. */
  readonly strays: (tokens: readonly IToken[]) => void;
  readonly expression: (node: ExpressionCstNode | undefined, after: Span) => Expr;
  readonly arithmetic: (node: ArithmeticCstNode | undefined, after: Span) => Expr;
  readonly test: (node: TestCstNode | undefined, after: Span) => Expr;
  /** How much deeper the tree may still become; see `buildArithmetic`. */
  room: number;
  /** Whether the next value may be a list in the wrong brackets: `IN (a, b)`. */
  isListNext: boolean;
};

/** The children of one concrete node. After a mistake any of them may be absent. */
export type Tokens = readonly IToken[] | undefined;

export function spanOf(build: Pick<Building, "file">, token: IToken): Span {
  return { file: build.file.name, start: token.startOffset, end: (token.endOffset ?? token.startOffset) + 1 };
}

export function spanBetween(build: Pick<Building, "file">, start: number, end: number): Span {
  return { file: build.file.name, start, end };
}

/** The first token that the user wrote; one that recovery invented has no place. */
export function first(tokens: Tokens): IToken | undefined {
  const token = tokens?.[0];
  return token && !Number.isNaN(token.startOffset) ? token : undefined;
}

/** The empty place behind a span: where something is missing. */
export function behind(span: Span): Span {
  return { file: span.file, start: span.end, end: span.end };
}

export function errorExpr(span: Span): ErrorExpr {
  return { kind: "error", span };
}

export function nameOf(build: Pick<Building, "file">, token: IToken): Name {
  const quoted = token.image.startsWith("`");
  return { name: quoted ? token.image.slice(1, -1) : token.image, quoted, span: spanOf(build, token) };
}

export function stringOf(build: Pick<Building, "file">, token: IToken): StringLiteral {
  return { kind: "string", value: textValue(token.image), span: spanOf(build, token) };
}

/** A safe fix of one edit. */
export function fix(title: string, span: Span, text: string): Fix {
  return { title, safe: true, edits: [{ span, text }] };
}

export function fixAll(title: string, edits: readonly TextEdit[]): Fix {
  return { title, safe: true, edits };
}

export function sourceText(build: Building, span: Span): string {
  return build.file.text.slice(span.start, span.end);
}
