/** What several lints ask of a rule's condition. */
import type { Condition, Predicate, Term } from "../ir/plan.ts";
import type { Aggregate, Stateful } from "../ir/state.ts";
import { walkCondition, walkPredicate, walkTerm } from "../ir/walk.ts";
import { conjunctsOf } from "./implies.ts";

/** What must hold, of a condition that is one predicate; nothing of a sequence. */
export function mustHold(condition: Condition): readonly Predicate[] {
  return condition.kind === "when" ? conjunctsOf(condition.predicate) : [];
}

/** Everything that a rule remembers, its sequence included. */
export function statesOf(condition: Condition): Stateful[] {
  const states = new Map<string, Stateful>();
  walkCondition(condition, { term: (term) => void ("source" in term && states.set(term.id, term)) });
  if (condition.kind !== "when") states.set(condition.id, condition);
  return [...states.values()];
}

/** The terms inside of terms, those of its states' own conditions left out. */
export function termsIn(term: Term): Term[] {
  if ("source" in term) return [term];
  const terms: Term[] = [];
  walkTerm(term, { term: (one) => void terms.push(one) });
  return terms;
}

/** Sliding counts and sums in a value. */
export function aggregatesIn(term: Term): Aggregate[] {
  return termsIn(term).filter((one) => one.kind === "aggregate");
}

/** Whether a predicate reads anything that the rule remembers. */
export function remembers(predicate: Predicate): boolean {
  let found = false;
  walkPredicate(predicate, { term: (term) => void (found ||= "source" in term) });
  return found;
}

/** The number that a comparison bounds from below: `x > 5`, `5 <= x`. */
export function lowerBound(node: Predicate): { readonly value: Term; readonly bound: Term } | undefined {
  if (node.kind !== "test") return undefined;
  if (node.word === "greater" || node.word === "greater-equal") return { value: node.subject, bound: node.object };
  return node.word === "less" || node.word === "less-equal" ? { value: node.object, bound: node.subject } : undefined;
}

export function numberIn(term: Term): number | undefined {
  return term.kind === "literal" && typeof term.value === "number" ? term.value : undefined;
}
