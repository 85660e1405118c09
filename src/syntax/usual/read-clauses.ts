/** What rules and playbooks have in common: META, and calls of actions. */
import * as T from "../../../grammar/tokens.ts";
import { coverSpans } from "../../source/span.ts";
import type { ActionCall, Meta, MetaEntry } from "../ast.ts";
import { isArgument } from "../build-rule.ts";
import { readArguments } from "./read-expr.ts";
import type { UsualReader } from "./reader.ts";

/** `META(…)`; its word is the next token. */
export function readMeta(reader: UsualReader): Meta | undefined {
  const word = reader.next();
  if (word === undefined || !reader.take(T.LParen)) return undefined;
  const entries: MetaEntry[] = [];
  while (!reader.take(T.RParen)) {
    const token = reader.take(T.Identifier);
    const value = token && reader.take(T.Assign) && reader.arithmetic();
    if (!value) return undefined;
    const key = reader.name(token);
    entries.push({ key, value, span: coverSpans(key.span, value.span) });
    if (!reader.take(T.Comma) && reader.type() !== T.RParen) return undefined;
  }
  return reader.last && { entries, span: coverSpans(reader.span(word), reader.span(reader.last)) };
}

/** A call of an action, with its brackets. */
export function readCall(reader: UsualReader): ActionCall | undefined {
  const token = reader.take(T.Identifier);
  const args = token && reader.take(T.LParen) && readArguments(reader);
  if (!token || !args || reader.last === undefined || args.some(({ value }) => !isArgument(value))) return undefined;
  const name = reader.name(token);
  return { name, args, span: coverSpans(name.span, reader.span(reader.last)) };
}
