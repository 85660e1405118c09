/** Rules in their usual form: clauses in order, none missing, none twice. */
import * as T from "../../../grammar/tokens.ts";
import { coverSpans } from "../../source/span.ts";
import type { ActionCall, Condition, Rule, Suppress } from "../ast.ts";
import { buildTitle } from "../build-rule.ts";
import { readCall, readMeta } from "./read-clauses.ts";
import { readSequence } from "./read-sequence.ts";
import { readBy, readQuantity } from "./read-state.ts";
import type { UsualReader } from "./reader.ts";

const { K } = T;

/** A rule whose title is the next token. */
export function readRule(reader: UsualReader): Rule | undefined {
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

function readCondition(reader: UsualReader): Condition | undefined {
  if (!reader.take(K.IF)) return undefined;
  const type = reader.type();
  if (type === K.SEQUENCE || type === K.TOGETHER) return readSequence(reader);
  const expr = reader.expression();
  return expr && { kind: "when", expr, span: expr.span };
}

function readThen(reader: UsualReader): ActionCall[] | undefined {
  if (!reader.take(K.THEN)) return undefined;
  const calls: ActionCall[] = [];
  do {
    const call = readCall(reader);
    if (call === undefined) return undefined;
    calls.push(call);
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
