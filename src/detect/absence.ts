/** Fields whose absence made a rule fire: a negated test held because one of its operands was missing. */
import type { Predicate, Term } from "../ir/plan.ts";
import type { ValueRecord } from "../runtime/value.ts";
import { unreachable } from "../source/invariant.ts";
import type { Explainer } from "./explain.ts";

/**
 * Paths, in the order of the condition. `x IS MISSING` and `NOT x EXISTS` ask for absence by name and do not count.
 * Call it on a condition that held.
 */
export function absentFields(condition: Predicate, event: ValueRecord, explainer: Explainer): readonly string[] {
  const absent = new Set<string>();
  visit(condition, event, explainer, absent);
  return [...absent];
}

/** Follows the parts to which the outcome of the node is due. */
function visit(node: Predicate, event: ValueRecord, explainer: Explainer, absent: Set<string>): void {
  switch (node.kind) {
    case "constant":
    case "exists":
    case "quantified":
      return;
    case "not":
      return visit(node.part, event, explainer, absent);
    case "and":
    case "or":
    case "at-least": {
      const outcome = explainer.predicate(node)(event);
      for (const part of node.parts) if (explainer.predicate(part)(event) === outcome) visit(part, event, explainer, absent);
      return;
    }
    case "holds":
      if (!explainer.predicate(node)(event)) missingIn(node.term, event, explainer, absent);
      return;
    case "test":
      if (explainer.predicate(node)(event)) return;
      missingIn(node.subject, event, explainer, absent);
      missingIn(node.object, event, explainer, absent);
      return;
    default:
      return unreachable(node);
  }
}

function missingIn(node: Term, event: ValueRecord, explainer: Explainer, absent: Set<string>): void {
  if (node.kind === "literal" || node.kind === "list" || explainer.term(node)(event) !== undefined) return;
  if (node.kind === "field") absent.add(node.path.join("."));
  else if (node.kind === "binding") {
    if (node.path.length > 0) absent.add([node.name, ...node.path].join("."));
  } else if (node.kind === "member" || node.kind === "element") missingIn(node.of, event, explainer, absent);
  else if (node.kind === "call") for (const argument of node.args) missingIn(argument, event, explainer, absent);
}
