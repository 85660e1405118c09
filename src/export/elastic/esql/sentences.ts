/** How ES|QL says AND, OR, NOT and presence, where every comparison with a missing value is unknown and stays so under NOT. */
import type { Assumption, Lowered } from "../../../builtins/lowering.ts";
import { total, unknownIfMissing, unsupported } from "../../../builtins/lowering.ts";
import { isText, wrongKind } from "../../../builtins/esql/operands.ts";
import type { Test } from "../../../ir/plan.ts";
import type { Mapping } from "../../../schema/mapping.ts";
import { and, call, column, compare, isNull, isPresent, not, or, text } from "../../../targets/esql/build.ts";
import { printExpression } from "../../../targets/esql/print.ts";
import type { Expr } from "../../../targets/esql/query.ts";
import type { Lowering, Sentences } from "../../context.ts";
import { operandOf } from "../../term.ts";
import { columnOf } from "../fields.ts";
import { quantified, someElement } from "./quantified.ts";
import type { Stages } from "./stages.ts";
import type { Reading, Value } from "./terms.ts";

export function sentencesOf(reading: Reading, stages: Stages): Sentences<"esql"> {
  return {
    constant: (value) => ({ kind: "boolean", value }),
    and,
    or,
    not: (part) => not(part.kind === "and" || part.kind === "or" ? known(part) : part),
    notUnlessMissing: (part, operands) => or([...guards(operands), not(part)]),
    exists,
    holds,
    quantified: (node, polarity, context) => quantified(node, polarity, context, reading, stages),
    test: (node, _polarity, context) =>
      openKind(node, reading.mapping) ?? lookup(node, context, reading, stages) ?? domains(node, context, stages),
  };
}

/** False where it would be unknown, so that NOT may stand before it. */
function known(condition: Expr): Expr {
  return call("COALESCE", condition, { kind: "boolean", value: false });
}

/** `f IS NULL` for each operand that an event can lack. */
function guards(operands: readonly Value[]): readonly Expr[] {
  const missable = operands.filter(({ missable, constant }) => missable && !constant);
  return [...new Map(missable.map(({ term }) => [printExpression(term), isNull(term)])).values()];
}

function exists({ term, name, shape, nonempty, constant }: Value): Lowered<Expr> {
  if (constant) return total({ kind: "boolean", value: constant.value !== undefined });
  if (shape.kind !== "list") return total(isPresent(term));
  // `[]` has nothing to index, so that it is missing there.
  const assumptions: readonly Assumption[] = term.kind === "column" ? [{ kind: "nonempty", column: term.name }] : [];
  if (nonempty) return total(isPresent(term), assumptions);
  return unsupported(
    "empty-string-match",
    `\`${name}\` may be an empty list, which is as good as missing in Elasticsearch`,
    `promise \`nonempty: true\` for \`${name}\` in the mapping, where the pipeline sees to it`,
  );
}

function holds({ term, name, shape }: Value): Lowered<Expr> {
  if (shape.kind === "boolean") return unknownIfMissing(term);
  return unsupported(
    "wrong-kind",
    `\`${name}\` is asked for as true or false, and the mapping says that it is of kind ${shape.kind}`,
    `map \`${name}\` to a boolean column`,
  );
}

/** CONTAINS on what an open schema leaves open asks for a substring or for an element: the column says which of the two can be. */
function openKind({ word, subject }: Test, mapping: Mapping): Lowered<Expr> | undefined {
  if (subject.kind !== "field" || subject.type.kind !== "any" || (word !== "contains" && word !== "has-element")) return undefined;
  const found = columnOf(mapping, subject.path);
  if (!found.ok) return undefined;
  const isList = found.column.shape.kind === "list";
  return isList === (word === "has-element") ? undefined : total({ kind: "boolean", value: false });
}

/** `value IN list`, where the mapping says that the list is kept in a lookup index: joined by the value, a mark says that it is there. */
function lookup(node: Test, context: Lowering<"esql">, { mapping }: Reading, stages: Stages): Lowered<Expr> | undefined {
  const { subject, object } = node;
  if (object.kind !== "list" || object.name === undefined || node.fold) return undefined;
  const kept = mapping.lists.get(object.name);
  const isMember = node.word === "in-list" || (node.word === "equal" && node.of === "any");
  const items = object.items.map((item) => (item.kind === "literal" && typeof item.value === "string" ? item.value : undefined));
  if (!kept || !isMember || items.includes(undefined)) return undefined;
  const value = operandOf(subject, context.terms, context, "both");
  if (!value.ok) return value;
  if (value.query.shape.kind !== "keyword" && value.query.shape.kind !== "wildcard") return undefined;
  const { lookup: index, column: on } = kept;
  const mark = "listed";
  const known = stages.joins.find((join) => join.index === index);
  if (known && printExpression(known.key) !== printExpression(value.query.term)) return undefined;
  if (!known) stages.joins.push({ index, on, key: value.query.term, mark });
  context.account.lookup({
    name: index,
    columns: [on, mark],
    rows: [...new Set(items)].flatMap((item) => (item === undefined ? [] : [[item, "true"]])),
  });
  return total(isPresent(column(mark)), [
    { kind: "deployed", what: `lookup index \`${index}\` with one document for each value of the list` },
  ]);
}

/** `host IN domains`, where the domains are a list of the event: some element is the host, or a domain above it. */
function domains(node: Test, context: Lowering<"esql">, stages: Stages): Lowered<Expr> | undefined {
  if (node.word !== "in-domains" || node.object.kind === "list" || node.object.kind === "literal") return undefined;
  const subject = operandOf(node.subject, context.terms, context, "both");
  if (!subject.ok) return subject;
  const list = operandOf(node.object, context.terms, context, "both");
  if (!list.ok) return list;
  const { term } = subject.query;
  if (list.query.shape.kind !== "list" || list.query.term.kind !== "column" || term.kind !== "column") return undefined;
  if (!isText(subject.query.shape)) return wrongKind(subject.query, "a text");
  if (!isText(list.query.shape.of)) return wrongKind(list.query, "a list of texts");
  const within = (domain: Expr): Expr => {
    const [host, listed] = [call("TO_LOWER", term), call("TO_LOWER", domain)];
    const ends = (mark: string) => call("ENDS_WITH", host, call("CONCAT", text(mark), listed));
    return or([compare("==", host, listed), ends("@"), ends(".")]);
  };
  const { name } = list.query.term;
  const hits = someElement(list.query, "domain", stages, within);
  return total(hits, [
    { kind: "bare-addresses", column: term.name },
    { kind: "bare-addresses", column: name },
  ]);
}
