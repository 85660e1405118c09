/** How Query DSL says AND, OR, NOT, presence and tests: `bool`, which is false and never unknown where a field is missing. */
import type { Lowered, Operand } from "../../../builtins/lowering.ts";
import { total, unsupported } from "../../../builtins/lowering.ts";
import type { Term, Test } from "../../../ir/plan.ts";
import { termText } from "../../../ir/prose.ts";
import { walkTerm } from "../../../ir/walk.ts";
import type { Mapping } from "../../../schema/mapping.ts";
import type { Query, Subject } from "../../../targets/querydsl/query.ts";
import { all, any, atLeast, matchAll, matchNone, not } from "../../../targets/querydsl/query.ts";
import type { Lowering, Sentences } from "../../context.ts";
import type { Terms } from "../../context.ts";
import type { Column, ColumnUse } from "../fields.ts";
import { columnOf, forbids } from "../fields.ts";
import { quantified } from "./quantified.ts";

export type Printer = "query" | "lucene";

export function sentencesOf(mapping: Mapping, as: Printer): Sentences<"querydsl"> {
  return {
    constant: (value) => (value ? matchAll : matchNone),
    and: all,
    or: any,
    not,
    notUnlessMissing: not,
    // Query strings cannot count clauses: there it becomes an OR of ANDs.
    ...(as === "query" ? { atLeast } : {}),
    exists,
    holds,
    quantified: (node, polarity, context) => quantified(node, polarity, context, mapping),
    test: (node, _polarity, context) => fieldTest(node, context, mapping, as),
  };
}

function exists({ term, name, shape, nonempty }: Operand<Subject>): Lowered<Query> {
  if (term.kind !== "field") return total(matchAll);
  const query: Query = { kind: "exists", field: term.name };
  if (shape.kind !== "list" && shape.kind !== "json") return total(query);
  // `[]` and `{}` have nothing to index. Elastic, "Exists query".
  if (nonempty) return total(query, [{ kind: "nonempty", column: term.name }]);
  return unsupported(
    "empty-string-match",
    `\`${name}\` may be empty, and what is empty is as good as missing in Elasticsearch`,
    `promise \`nonempty: true\` for \`${name}\` in the mapping, where the pipeline sees to it`,
  );
}

function holds({ term, name, shape }: Operand<Subject>): Lowered<Query> {
  if (term.kind === "condition") return total(term.query);
  if (term.kind === "field" && shape.kind === "boolean") return total({ kind: "term", field: term.name, value: true });
  return unsupported(
    "wrong-kind",
    `\`${name}\` is asked for as true or false, and the mapping says that it is of kind ${shape.kind}`,
    `map \`${name}\` to a boolean column`,
  );
}

/** What the columns of a test permit, and lists that lie in an index of their own. The word itself is lowered by its declaration. */
function fieldTest(node: Test, { account, terms }: Lowering<"querydsl">, mapping: Mapping, as: Printer): Lowered<Query> | undefined {
  if (readsFields(node.subject, terms) && readsFields(node.object, terms))
    return unsupported(
      "no-field-compare",
      `Query DSL compares a field with a constant, never \`${termText(node.subject)}\` with \`${termText(node.object)}\``,
      "export to KQL, SPL or ES|QL, or compute the answer where the event is made and map it as a field",
    );
  for (const side of ["subject", "object"] as const) {
    const column = fieldColumn(node[side], mapping);
    if (!column) continue;
    const isOpen = node[side].type.kind === "any";
    // CONTAINS on what an open schema leaves open asks for a substring or for an element: the column says which of the two can be.
    if (isOpen && node.word === "contains" && column.shape.kind === "list") return total(matchNone);
    if (isOpen && node.word === "has-element" && column.shape.kind !== "list" && side === "subject") return total(matchNone);
    const forbidden = forbids(column, "querydsl", useOf(node, side));
    if (forbidden) return forbidden;
    if (column.shape.kind !== "list") account.assume({ kind: "single", column: column.name });
  }
  return as === "query" ? lookup(node, mapping) : undefined;
}

/** Fields of the event in hand alone: what remembers has a better reason to be refused. */
function readsFields(node: Term, terms: Terms<"querydsl">): boolean {
  let fields = false;
  let remembers = false;
  walkTerm(node, {
    term(each) {
      if (each.kind === "field") fields = true;
      if (each.kind === "binding") {
        const bound = terms.binding(each);
        fields ||= !(bound.ok && bound.query.constant);
      }
      if ("by" in each) remembers = true;
    },
  });
  return fields && !remembers;
}

function fieldColumn(node: Term, mapping: Mapping): Column | undefined {
  if (node.kind !== "field") return undefined;
  const found = columnOf(mapping, node.path);
  return found.ok ? found.column : undefined;
}

function useOf({ word }: Test, side: "subject" | "object"): ColumnUse {
  switch (word) {
    case "equal":
    case "in-cidrs":
      return "whole";
    case "less":
    case "less-equal":
    case "greater":
    case "greater-equal":
      return "order";
    case "has-element":
      return side === "subject" ? "element" : "whole";
    case "in-list":
      return side === "subject" ? "whole" : "element";
    default:
      return "part";
  }
}

/** `field IN list`, where the mapping says that the list is kept in an index: one document of it, named after the list, holds the values. */
function lookup(node: Test, mapping: Mapping): Lowered<Query> | undefined {
  const { subject, object } = node;
  if (object.kind !== "list" || object.name === undefined || node.fold) return undefined;
  const kept = mapping.lists.get(object.name);
  const isAny = node.word === "in-list" || (node.word === "has-element" && node.of === "any");
  const column = fieldColumn(subject, mapping);
  if (!kept || !isAny || !column) return undefined;
  const shape = column.shape.kind === "list" ? column.shape.of : column.shape;
  if (shape.kind !== "keyword" && shape.kind !== "wildcard") return undefined;
  const what = `index \`${kept.lookup}\` with a document \`${object.name}\` whose \`${kept.column}\` holds the values of the list`;
  return total({ kind: "lookup", field: column.name, index: kept.lookup, id: object.name, path: kept.column }, [
    { kind: "deployed", what },
  ]);
}
