/** What is one token in the tree: literals, and the quantities behind WITHIN, OVER, MIN, REPEAT, SUPPRESS, LIMIT. */
import type { IToken } from "chevrotain";
import type { QuantityCstNode } from "../../grammar/cst.generated.ts";
import { dateMs, durationMs } from "../../grammar/lex-number.ts";
import type { Span } from "../source/span.ts";
import type { DateLiteral, Expr } from "./ast.ts";
import { type Building, behind, errorExpr, nameOf, spanOf, stringOf } from "./building.ts";
import { firstToken } from "./first-token.ts";
import { numberValue, splitPattern } from "./literal-values.ts";

/** A literal of one token. */
export function buildLiteral(token: IToken, build: Pick<Building, "file">): Expr {
  const span = spanOf(build, token);
  const { image } = token;
  switch (token.tokenType.name) {
    case "Text":
      return stringOf(build, token);
    case "Number":
      return { kind: "number", value: numberValue(image), raw: image, span };
    case "Duration":
      return { kind: "duration", ms: durationMs(image), raw: image, span };
    case "Date":
      return buildDate(token, build);
    case "Pattern":
      return { kind: "pattern", ...splitPattern(image), span };
    case "True":
    case "False":
      return { kind: "boolean", value: image === "true", span };
    case "BadLiteral":
      return errorExpr(span);
    default:
      return { kind: "constant", name: image, span };
  }
}

export function buildDate(token: IToken, build: Pick<Building, "file">): DateLiteral {
  return { kind: "date", ms: dateMs(token.image) ?? 0, raw: token.image, span: spanOf(build, token) };
}

/** A literal, or the name of a PARAM. */
export function buildQuantity(node: QuantityCstNode | undefined, after: Span, build: Building): Expr {
  const token = node ? firstToken(node) : undefined;
  if (!token || token.startOffset < 0) return errorExpr(behind(after));
  if (token.tokenType.name !== "Identifier") return buildLiteral(token, build);
  const name = nameOf(build, token);
  return { kind: "name", name: name.name, quoted: name.quoted, span: name.span };
}
