/** Conditions that one look at a field's value tells: they need no word of their own. */
import { nearest, present } from "../runtime/read.ts";
import type { Scalar, Wanted } from "../runtime/value.ts";
import type { FieldTerm, Predicate, Term, Test } from "./plan.ts";
import { isPattern } from "./witness.ts";

/** What is read, and what it must be. */
export type Asked = { readonly subject: FieldTerm } & Wanted;

/** What a condition asks for, where that is all that it does. No values: it never holds. */
export function askedBy(node: Predicate): Asked | undefined {
  switch (node.kind) {
    case "exists":
      return isPlain(node.term) ? { subject: { ...node.term, type: { kind: "any" } }, some: true } : undefined;
    case "holds":
      return isPlain(node.term) ? { subject: node.term, values: [true] } : undefined;
    case "test":
      return isPlain(node.subject) && node.of === "one" ? ofTest(node, node.subject) : undefined;
    default:
      return undefined;
  }
}

/** What stands beside others in a conjunction, as far as it is short: a list is not said again. O(parts). */
export function askedOf(where: Predicate): readonly Asked[] {
  if (where.kind !== "and") return [];
  return where.parts.map(askedBy).filter((one) => one !== undefined && (!("values" in one) || one.values.length === 1)) as Asked[]; // none is undefined
}

function ofTest({ word, object, fold }: Test, subject: FieldTerm): Asked | undefined {
  switch (word) {
    case "equal":
    case "in-list": {
      const items = object.kind === "list" && word === "in-list" ? object.items : word === "equal" ? [object] : [undefined];
      const values = items.map(scalarsOf);
      if (!values.every((value) => value !== undefined)) return undefined;
      return { subject, values: values.flat(), fold };
    }
    case "less":
    case "less-equal":
    case "greater":
    case "greater-equal": {
      const values = scalarsOf(object);
      const bound = nearest(values?.[0]);
      return values && (bound === undefined ? { subject, values: [] } : { subject, order: word, bound });
    }
    default:
      return undefined;
  }
}

/** The value of a literal; none where it is missing. Undefined for a pattern, and for another term. */
function scalarsOf(node: Term | undefined): readonly Scalar[] | undefined {
  if (node?.kind !== "literal" || isPattern(node.value)) return undefined;
  return node.value === undefined || present(node.value) === undefined ? [] : [node.value];
}

/** A field that is read as it stands. */
function isPlain(node: Term): node is FieldTerm {
  return node.kind === "field" && node.fallback === undefined;
}
