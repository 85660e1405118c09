/** A plan with some of its terms replaced; nothing else moves. */
import { unreachable } from "../source/invariant.ts";
import type { Condition, Predicate, RulePlan, Term } from "./plan.ts";
import type { Absence, State, Statistic, Step } from "./state.ts";

/** What stands in a term's place; undefined: the term stays, and its parts are asked. */
export type Replace = (term: Term) => Term | undefined;

/** The rule with its condition and exceptions rewritten. State keeps its id: it is the same state, read from elsewhere. O(size). */
export function rewriteRule(rule: RulePlan, replace: Replace): RulePlan {
  return {
    ...rule,
    condition: rewriteCondition(rule.condition, replace),
    exceptions: rule.exceptions.map((exception) => ({ ...exception, unless: rewritePredicate(exception.unless, replace) })),
    ...(rule.suppress ? { suppress: { ...rule.suppress, by: rule.suppress.by.map((term) => rewriteTerm(term, replace)) } } : {}),
  };
}

function rewriteCondition(condition: Condition, replace: Replace): Condition {
  if (condition.kind === "when") return { ...condition, predicate: rewritePredicate(condition.predicate, replace) };
  const steps = condition.steps.map(
    (step): Step => ({ ...rewriteItem(step, replace), absentBefore: step.absentBefore.map((absence) => rewriteItem(absence, replace)) }),
  );
  if (condition.kind === "together" || !condition.absentAfter) return { ...condition, steps };
  return { ...condition, steps, absentAfter: rewriteItem(condition.absentAfter, replace) };
}

function rewriteItem<I extends Step | Absence>(item: I, replace: Replace): I {
  const where = item.where && rewritePredicate(item.where, replace);
  return { ...item, by: item.by.map((term) => rewriteTerm(term, replace)), ...(where ? { where } : {}) };
}

export function rewritePredicate(node: Predicate, replace: Replace): Predicate {
  switch (node.kind) {
    case "and":
    case "or":
    case "at-least":
      return { ...node, parts: node.parts.map((part) => rewritePredicate(part, replace)) };
    case "not":
      return { ...node, part: rewritePredicate(node.part, replace) };
    case "test":
      return { ...node, subject: rewriteTerm(node.subject, replace), object: rewriteTerm(node.object, replace) };
    case "exists":
    case "holds":
      return { ...node, term: rewriteTerm(node.term, replace) };
    case "quantified":
      return { ...node, list: rewriteTerm(node.list, replace), part: rewritePredicate(node.part, replace) };
    case "constant":
      return node;
    default:
      return unreachable(node);
  }
}

function rewriteTerm(node: Term, replace: Replace): Term {
  const replaced = replace(node);
  if (replaced) return replaced;
  switch (node.kind) {
    case "literal":
    case "binding":
      return node;
    case "field":
      return node.fallback ? { ...node, fallback: rewriteTerm(node.fallback, replace) } : node;
    case "list":
      return { ...node, items: node.items.map((item) => rewriteTerm(item, replace)) };
    case "member":
    case "element":
      return { ...node, of: rewriteTerm(node.of, replace) };
    case "call":
      return { ...node, args: node.args.map((argument) => rewriteTerm(argument, replace)) };
    case "truth":
      return { ...node, predicate: rewritePredicate(node.predicate, replace) };
    case "aggregate":
    case "baseline":
      return { ...rewriteState(node, replace), statistic: rewriteStatistic(node.statistic, replace) };
    case "novelty":
    case "frequency":
    case "previous":
    case "seen":
      return { ...rewriteState(node, replace), value: rewriteTerm(node.value, replace) };
    default:
      return unreachable(node);
  }
}

function rewriteState<S extends State>(node: S, replace: Replace): S {
  const { where } = node.source;
  const source = where ? { ...node.source, where: rewritePredicate(where, replace) } : node.source;
  return { ...node, source, by: node.by.map((term) => rewriteTerm(term, replace)) };
}

function rewriteStatistic(statistic: Statistic, replace: Replace): Statistic {
  return statistic.kind === "count" ? statistic : { ...statistic, of: rewriteTerm(statistic.of, replace) };
}
