/** A file in its usual forms, and its rules: clauses in order, none missing, none twice. */
import type { IToken, TokenType } from "chevrotain";
import * as T from "../../../grammar/tokens.ts";
import type { SourceFile } from "../../source/source-file.ts";
import { coverSpans } from "../../source/span.ts";
import type { ActionCall, Condition, Declaration, Meta, MetaEntry, Rule, Suppress } from "../ast.ts";
import { buildTitle, isArgument } from "../build-rule.ts";
import { readNamed } from "./read-declaration.ts";
import { readArguments, readArithmetic, readExpression } from "./read-expr.ts";
import { readBy, readQuantity } from "./read-state.ts";
import { readTest } from "./read-test.ts";
import { UsualReader } from "./reader.ts";

const { K } = T;

/** All declarations of a file; one in another form is handed to `otherwise`, with its tokens. Undefined where that gives up. O(tokens). */
export function readUsual(
  file: SourceFile,
  tokens: readonly IToken[],
  otherwise: (tokens: IToken[]) => readonly Declaration[] | undefined,
): readonly Declaration[] | undefined {
  const reader = new UsualReader(file, tokens, { expression: readExpression, arithmetic: readArithmetic, test: readTest });
  const declarations: Declaration[] = [];
  while (!reader.isAtEnd) {
    const from = reader.at;
    const declaration = readDeclaration(reader);
    if (declaration !== undefined && (reader.isAtEnd || starts.has(reader.type()))) {
      declarations.push(declaration);
      continue;
    }
    // `EXTEND LIST` is one start.
    reader.at = from + (tokens[from]?.tokenType === K.EXTEND ? 2 : 1);
    while (!reader.isAtEnd && !starts.has(reader.type())) reader.at++;
    const read = otherwise(tokens.slice(from, reader.at));
    if (read === undefined) return undefined;
    declarations.push(...read);
  }
  return declarations;
}

const named: ReadonlySet<TokenType> = new Set([K.IMPORT, K.LIST, K.PARAM, K.DEFINE, K.ACTION]);
const starts: ReadonlySet<TokenType | undefined> = new Set(T.declarationStarts);

/** The declaration at the next token; undefined where it has another form. */
function readDeclaration(reader: UsualReader): Declaration | undefined {
  const type = reader.type();
  if (type === T.RuleTitle) return readRule(reader);
  return type !== undefined && named.has(type) ? readNamed(reader) : undefined;
}

function readRule(reader: UsualReader): Rule | undefined {
  const token = reader.next();
  if (token === undefined) return undefined;
  const meta = reader.type() === K.META ? readMeta(reader) : null;
  const on = meta !== undefined && reader.take(K.ON) ? reader.eventTypes() : null;
  const condition = meta === undefined || on === undefined ? undefined : readCondition(reader);
  const actions = condition && readThen(reader);
  const suppress = actions && reader.type() === K.SUPPRESS ? readSuppress(reader) : null;
  if (!meta && meta !== null) return undefined;
  if (on === undefined || !condition || !actions || suppress === undefined || reader.last === undefined) return undefined;
  return {
    kind: "rule",
    title: buildTitle(token, reader),
    ...(meta ? { meta } : {}),
    ...(on ? { on } : {}),
    condition,
    actions,
    ...(suppress ? { suppress } : {}),
    span: coverSpans(reader.span(token), reader.span(reader.last)),
  };
}

function readMeta(reader: UsualReader): Meta | undefined {
  const word = reader.next();
  if (word === undefined || !reader.take(T.LParen)) return undefined;
  const entries: MetaEntry[] = [];
  while (!reader.take(T.RParen)) {
    const token = reader.take(T.Identifier);
    const value = token && reader.take(T.Assign) && readArithmetic(reader);
    if (!value) return undefined;
    const key = reader.name(token);
    entries.push({ key, value, span: coverSpans(key.span, value.span) });
    if (!reader.take(T.Comma) && reader.type() !== T.RParen) return undefined;
  }
  return reader.last && { entries, span: coverSpans(reader.span(word), reader.span(reader.last)) };
}

function readCondition(reader: UsualReader): Condition | undefined {
  const expr = reader.take(K.IF) && readExpression(reader);
  return expr && { kind: "when", expr, span: expr.span };
}

function readThen(reader: UsualReader): ActionCall[] | undefined {
  if (!reader.take(K.THEN)) return undefined;
  const calls: ActionCall[] = [];
  do {
    const token = reader.take(T.Identifier);
    const args = token && reader.take(T.LParen) && readArguments(reader);
    if (!token || !args || reader.last === undefined || args.some(({ value }) => !isArgument(value))) return undefined;
    const name = reader.name(token);
    calls.push({ name, args, span: coverSpans(name.span, reader.span(reader.last)) });
  } while (reader.take(T.Comma));
  return calls;
}

function readSuppress(reader: UsualReader): Suppress | undefined {
  const word = reader.next();
  const duration = word && readQuantity(reader);
  const by = duration && reader.take(K.BY) ? readBy(reader) : null;
  if (!duration || by === undefined) return undefined;
  return { duration, ...(by ? { by } : {}), span: coverSpans(reader.span(word), (by?.at(-1) ?? duration).span) };
}
