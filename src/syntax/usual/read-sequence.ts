/** Sequences in their usual form: BY, WITHIN, and then steps, the clauses of each in order. */
import * as T from "../../../grammar/tokens.ts";
import { coverSpans, type Span } from "../../source/span.ts";
import type { Absent, Sequence, Step, Together } from "../ast.ts";
import { checkSequenceShape } from "../sequence-shape.ts";
import { readBy, readQuantity } from "./read-state.ts";
import type { UsualReader } from "./reader.ts";

const { K } = T;

/** SEQUENCE or TOGETHER, which is the next token; undefined also where its shape is wrong. */
export function readSequence(reader: UsualReader): Sequence | Together | undefined {
  const word = reader.next();
  const by = reader.take(K.BY) ? readBy(reader) : null;
  const within = by !== undefined && reader.take(K.WITHIN) ? readQuantity(reader) : null;
  if (word === undefined || by === undefined || !within) return undefined;
  const items: (Step | Absent)[] = [];
  for (let type = reader.type(); type === K.STEP || type === K.ABSENT; type = reader.type()) {
    const item = readItem(reader);
    if (item === undefined) return undefined;
    items.push(item);
  }
  const keyword = reader.span(word);
  const span = coverSpans(keyword, (items.at(-1) ?? within).span);
  const kind = word.tokenType === K.SEQUENCE ? "sequence" : "together";
  const condition: Sequence | Together = { kind, ...(by ? { by } : {}), within, items, span };
  let isSound = true;
  const report = (): void => {
    isSound = false;
  };
  return checkSequenceShape(condition, items.length, keyword, { report }) && isSound ? condition : undefined;
}

function readItem(reader: UsualReader): Step | Absent | undefined {
  const word = reader.next();
  const name = word?.tokenType === K.STEP ? reader.take(T.Identifier) : null;
  const from = reader.take(K.FROM) && reader.eventTypes();
  const where = from && reader.take(K.WHERE) ? reader.expression() : null;
  const repeat = where !== undefined && reader.take(K.REPEAT) ? readQuantity(reader) : null;
  const within = repeat !== undefined && reader.take(K.WITHIN) ? readQuantity(reader) : null;
  if (!word || name === undefined || !from || where === undefined || repeat === undefined || within === undefined) return undefined;
  const last: Span = (within ?? repeat ?? where ?? from).span;
  const clauses = { from, ...(where ? { where } : {}), ...(within ? { within } : {}), span: coverSpans(reader.span(word), last) };
  if (name) return { kind: "step", name: reader.name(name), ...clauses, ...(repeat ? { repeat } : {}) };
  return repeat ? undefined : { kind: "absent", ...clauses };
}
