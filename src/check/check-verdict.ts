/** Passes over a finished condition: what can never hold, what always does, what also holds when a field is absent. */
import { contradictions, type Known, tautologies } from "../ir/satisfiable.ts";
import { negationInwards } from "../ir/negate.ts";
import type { Condition, Predicate, Term } from "../ir/plan.ts";
import { walkTerm } from "../ir/walk.ts";
import { type Report, report } from "./diagnostics.ts";
import { pathKey, showPath } from "./scope.ts";

/** Checks every conjunction of a rule, and each step against its own event types. */
export function checkVerdict(condition: Condition, on: readonly string[], add: Report): void {
  if (condition.kind === "when") return checkPredicate(condition.predicate, on, add);
  for (const step of condition.steps) {
    if (step.where) checkPredicate(step.where, step.events, add);
    for (const absence of step.absentBefore) if (absence.where) checkPredicate(absence.where, absence.events, add);
  }
  const after = condition.kind === "sequence" ? condition.absentAfter : undefined;
  if (after?.where) checkPredicate(after.where, after.events, add);
}

export function checkPredicate(predicate: Predicate, on: readonly string[], add: Report): void {
  const known: Known = new Map([["event_type", on]]);
  const conflicts = contradictions(predicate, known);
  for (const conflict of conflicts) {
    const labels = conflict.other.start === conflict.span.start ? [] : [{ span: conflict.other, text: "because of this" }];
    const help = conflict.reason.includes("two values") ? ["for two different events write a SEQUENCE"] : [];
    add(report.neverTrue(conflict.span, { reason: conflict.reason }, { labels, help }));
  }
  if (conflicts.length === 0)
    for (const span of tautologies(predicate)) add(report.alwaysTrue(span, { reason: "its parts leave nothing out" }));
  checkAbsences(negationInwards(predicate), new Set(), add);
}

/**
 * Warns of a negated test on a field that may be missing, unless a test beside it needs the field. A `!=` under the
 * same OR is not a guard; a conjunct is, wherever it stands, because an AND has no order.
 */
function checkAbsences(node: Predicate, guarded: ReadonlySet<string>, add: Report): void {
  if (node.kind === "and") {
    const here = new Set(guarded);
    for (const part of node.parts) for (const path of pathsNeeded(part)) here.add(path);
    for (const part of node.parts) checkAbsences(part, here, add);
    return;
  }
  if (node.kind === "or" || node.kind === "at-least") {
    for (const part of node.parts) checkAbsences(part, guarded, add);
    return;
  }
  if (node.kind === "quantified") return checkAbsences(node.part, guarded, add);
  if (node.kind !== "not") return;
  const { part } = node;
  if (part.kind !== "test" && part.kind !== "holds") return;
  const terms = part.kind === "test" ? [part.subject, part.object] : [part.term];
  for (const term of terms) {
    const open = optionalField(term, guarded);
    if (!open) continue;
    add(report.negationOnOptional(node.span, { field: showPath(open.path) }));
    return;
  }
}

/** Fields without which a predicate cannot hold. */
function pathsNeeded(node: Predicate): string[] {
  switch (node.kind) {
    case "test":
      return [...fieldsOf(node.subject), ...fieldsOf(node.object)];
    case "exists":
    case "holds":
      return fieldsOf(node.term);
    case "and":
      return node.parts.flatMap(pathsNeeded);
    default:
      return [];
  }
}

type Field = Extract<Term, { kind: "field" }>;

function fieldsOf(term: Term): string[] {
  return term.kind === "field" ? [pathKey(term.path)] : term.kind === "call" && term.word !== "coalesce" ? term.args.flatMap(fieldsOf) : [];
}

/** A field of the event in hand that may be missing; what a state term keeps is not meant. */
function optionalField(term: Term, guarded: ReadonlySet<string>): Field | undefined {
  let found: Field | undefined;
  if (
    term.kind === "aggregate" ||
    term.kind === "baseline" ||
    term.kind === "novelty" ||
    term.kind === "frequency" ||
    term.kind === "previous" ||
    term.kind === "seen"
  )
    return undefined;
  if (term.kind === "call" && term.word === "coalesce") return undefined;
  walkTerm(term, {
    term: (one) => {
      if (one.kind === "field" && one.optional && !found && !guarded.has(pathKey(one.path))) found = one;
    },
  });
  return found;
}
