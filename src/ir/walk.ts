/** Every node of a predicate or term, for passes that only look. */
import { unreachable } from "../source/invariant.ts";
import type { Condition, Predicate, RulePlan, Term } from "./plan.ts";
import type { Absence, Step } from "./state.ts";

export type Visitor = { readonly predicate?: (node: Predicate) => void; readonly term?: (node: Term) => void };

/** Depth first, a node before its parts; inside of state terms included. */
export function walkPredicate(node: Predicate, visit: Visitor): void {
  visit.predicate?.(node);
  switch (node.kind) {
    case "and":
    case "or":
    case "at-least":
      for (const part of node.parts) walkPredicate(part, visit);
      return;
    case "not":
      return walkPredicate(node.part, visit);
    case "test":
      walkTerm(node.subject, visit);
      return walkTerm(node.object, visit);
    case "exists":
    case "holds":
      return walkTerm(node.term, visit);
    case "quantified":
      walkTerm(node.list, visit);
      return walkPredicate(node.part, visit);
    case "constant":
      return;
    default:
      return unreachable(node);
  }
}

export function walkTerm(node: Term, visit: Visitor): void {
  visit.term?.(node);
  switch (node.kind) {
    case "literal":
    case "binding":
      return;
    case "field":
      if (node.fallback) walkTerm(node.fallback, visit);
      return;
    case "list":
      for (const item of node.items) walkTerm(item, visit);
      return;
    case "member":
    case "element":
      return walkTerm(node.of, visit);
    case "call":
      for (const argument of node.args) walkTerm(argument, visit);
      return;
    case "truth":
      return walkPredicate(node.predicate, visit);
    case "aggregate":
    case "baseline":
      if (node.statistic.kind !== "count") walkTerm(node.statistic.of, visit);
      break;
    case "novelty":
    case "frequency":
    case "previous":
    case "seen":
      walkTerm(node.value, visit);
      break;
    default:
      return unreachable(node);
  }
  for (const key of node.by) walkTerm(key, visit);
  if (node.source.where) walkPredicate(node.source.where, visit);
}

/** All predicates and terms of a rule's condition, those of steps and absences included. */
export function walkCondition(condition: Condition, visit: Visitor): void {
  if (condition.kind === "when") return walkPredicate(condition.predicate, visit);
  for (const step of condition.steps) {
    walkItem(step, visit);
    for (const absence of step.absentBefore) walkItem(absence, visit);
  }
  if (condition.kind === "sequence" && condition.absentAfter) walkItem(condition.absentAfter, visit);
}

function walkItem(item: Step | Absence, visit: Visitor): void {
  if (item.where) walkPredicate(item.where, visit);
  for (const key of item.by) walkTerm(key, visit);
}

/** All predicates and terms of a rule: of its condition, its exceptions, what its alert says and asks for, and what SUPPRESS goes by. */
export function walkRule(rule: RulePlan, visit: Visitor): void {
  walkCondition(rule.condition, visit);
  for (const { unless } of rule.exceptions) walkPredicate(unless, visit);
  for (const term of termsOfAlert(rule)) walkTerm(term, visit);
}

/** What an alert of the rule says and asks for, and what SUPPRESS goes by. */
export function termsOfAlert({ alert, actions, suppress }: RulePlan): readonly Term[] {
  const own = [alert.confidence, alert.description, ...(alert.attackVector === undefined ? [] : [alert.attackVector])];
  return [...own, ...actions.flatMap((action) => [...action.args.values()]), ...(suppress?.by ?? [])];
}

/** Whether the rule keeps anything of the past: then it learns from events that do not wake it. */
export function remembers(rule: RulePlan): boolean {
  return rule.condition.kind !== "when" || some((visit) => walkRule(rule, visit), readsState);
}

/** Whether the event in hand alone decides a predicate that reads no step: no state has a part in it. */
export function readsNoPast(predicate: Predicate): boolean {
  return !some((visit) => walkPredicate(predicate, visit), readsState);
}

/** Whether a predicate takes work that a rule is charged for: only what stands in quantifiers is. */
export function isCharged(predicate: Predicate): boolean {
  return some((visit) => walkPredicate(predicate, visit), isQuantified);
}

/** Whether the event in hand alone decides what a term is, and nothing in it is charged for its work. */
export function isOfEvent(term: Term): boolean {
  return !some(
    (visit) => walkTerm(term, visit),
    (part) => readsState(part) || isQuantified(part) || part.kind === "binding",
  );
}

function readsState(part: Predicate | Term): boolean {
  return "source" in part;
}

function isQuantified(part: Predicate | Term): boolean {
  return part.kind === "quantified";
}

function some(walk: (visit: Visitor) => void, is: (part: Predicate | Term) => boolean): boolean {
  let found = false;
  const visit = (part: Predicate | Term): void => void (found ||= is(part));
  walk({ term: visit, predicate: visit });
  return found;
}

/** Whether a predicate without quantifiers asks the event for nothing but the keys and values of its state terms. */
export function asksStateAlone(predicate: Predicate): boolean {
  const inside = new Set<Term>();
  let found = true;
  walkPredicate(predicate, {
    term: (term) => {
      if ("source" in term) walkTerm(term, { term: (part) => void inside.add(part) });
      found &&= "source" in term || inside.has(term) || (term.kind !== "field" && term.kind !== "binding");
    },
  });
  return found;
}

/** Names of steps, variables and alerts that a predicate reads. */
export function bindingsRead(predicate: Predicate): Set<string> {
  const names = new Set<string>();
  walkPredicate(predicate, { term: (term) => void (term.kind === "binding" && names.add(term.name)) });
  return names;
}
