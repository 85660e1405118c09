/** Playbooks in their usual form: META, FOR, and each DO with its LIMIT before its REQUIRES APPROVAL. */
import * as T from "../../../grammar/tokens.ts";
import { coverSpans } from "../../source/span.ts";
import type { Playbook, PlaybookStep } from "../ast.ts";
import { buildTitle } from "../build-rule.ts";
import { readCall, readMeta } from "./read-clauses.ts";
import { readQuantity } from "./read-state.ts";
import type { UsualReader } from "./reader.ts";

const { K } = T;

/** A playbook whose title is the next token. */
export function readPlaybook(reader: UsualReader): Playbook | undefined {
  const token = reader.next();
  const meta = reader.type() === K.META ? readMeta(reader) : null;
  const condition = meta !== undefined && reader.take(K.FOR) ? reader.expression() : null;
  if (token === undefined || meta === undefined || condition === undefined) return undefined;
  const steps: PlaybookStep[] = [];
  while (reader.type() === K.DO) {
    const step = readStep(reader);
    if (step === undefined) return undefined;
    steps.push(step);
  }
  if (steps.length === 0 || reader.last === undefined) return undefined;
  return {
    kind: "playbook",
    title: buildTitle(token, reader),
    ...(meta ? { meta } : {}),
    ...(condition ? { for: condition } : {}),
    steps,
    span: coverSpans(reader.span(token), reader.span(reader.last)),
  };
}

function readStep(reader: UsualReader): PlaybookStep | undefined {
  const word = reader.next();
  const call = word && readCall(reader);
  const limit = call && reader.type() === K.LIMIT ? readLimit(reader) : null;
  const requires = call && reader.take(K.REQUIRES);
  if (!call || limit === undefined || (requires && !reader.take(K.APPROVAL)) || reader.last === undefined) return undefined;
  const span = coverSpans(reader.span(word), reader.span(reader.last));
  return { call, ...(limit ? { limit } : {}), requiresApproval: requires !== undefined, span };
}

function readLimit(reader: UsualReader): PlaybookStep["limit"] {
  const word = reader.next();
  const count = readQuantity(reader);
  const per = count && reader.take(K.PER) && readQuantity(reader);
  return word && per && { count, per, span: coverSpans(reader.span(word), per.span) };
}
