/**
 * Conditions that no event can satisfy, or that every event does. The fragment decided is that of language.md §6:
 * conjunctions, after negation is pushed inwards, of equalities, sets, ranges, presence and types of one path. Of the
 * rest nothing is said.
 */
import type { Span } from "../source/span.ts";
import { unreachable } from "../source/invariant.ts";
import { negationInwards } from "./negate.ts";
import { canonical } from "./identity.ts";
import type { Predicate, Term } from "./plan.ts";

export type Conflict = { readonly span: Span; readonly other: Span; readonly reason: string };

/** What is known of paths before the condition: that `event_type` is one of the rule's, say. */
export type Known = ReadonlyMap<string, readonly (string | number | boolean)[]>;

/** The first contradictions of each conjunction, arms of ORs included. Empty: nothing is proved. */
export function contradictions(predicate: Predicate, known: Known = new Map()): Conflict[] {
  const conflicts: Conflict[] = [];
  const start: Facts = new Map(
    [...known].map(([path, values]) => [path, { present: true, allowed: values, excluded: [], first: predicate.span, label: path }]),
  );
  search(negationInwards(predicate), start, conflicts);
  return conflicts;
}

/** Whether every event satisfies an OR, because its opposite contradicts itself. */
export function tautologies(predicate: Predicate): Span[] {
  const spans: Span[] = [];
  const visit = (node: Predicate): void => {
    if (node.kind === "or") {
      const opposite = negationInwards({ kind: "not", part: node, span: node.span });
      if (
        contradictions(opposite).some((conflict) => conflict.span.start >= node.span.start && conflict.span.end <= node.span.end) &&
        opposite.kind === "and"
      )
        spans.push(node.span);
    }
    if (node.kind === "and" || node.kind === "or") for (const part of node.parts) visit(part);
  };
  visit(negationInwards(predicate));
  return spans;
}

type Scalar = string | number | boolean;
type Range = { readonly value: number; readonly strict: boolean };
type Fact = {
  readonly present?: boolean;
  readonly allowed?: readonly Scalar[];
  readonly excluded: readonly Scalar[];
  readonly low?: Range;
  readonly high?: Range;
  readonly first: Span;
  readonly label: string;
};
type Facts = ReadonlyMap<string, Fact>;

/** Conjuncts first, then each OR among them under what they say. */
function search(node: Predicate, facts: Facts, conflicts: Conflict[]): void {
  const leaves: Predicate[] = [];
  const choices: Predicate[] = [];
  const flatten = (one: Predicate): void => {
    if (one.kind === "and") for (const part of one.parts) flatten(part);
    else if (one.kind === "or") choices.push(one);
    else leaves.push(one);
  };
  flatten(node);
  const known = new Map(facts);
  // Presence first: a negated test says something of a value only where the value is known to be there.
  for (const positive of [true, false]) {
    for (const leaf of leaves) {
      if ((leaf.kind !== "not") !== positive) continue;
      const conflict = add(leaf, known);
      if (conflict) {
        conflicts.push(conflict);
        return;
      }
    }
  }
  for (const choice of choices) if (choice.kind === "or") for (const arm of choice.parts) search(arm, known, conflicts);
}

/** Adds what a leaf says of its path; a conflict where that leaves nothing. */
function add(leaf: Predicate, facts: Map<string, Fact>): Conflict | undefined {
  const positive = leaf.kind === "not" ? leaf.part : leaf;
  const isNegated = leaf.kind === "not";
  const subject = subjectOf(positive);
  if (!subject) return undefined;
  const key = subject.kind === "field" ? JSON.stringify(subject.path) : canonical(subject);
  const label = subject.kind === "field" ? subject.path.join(".") : "value";
  const before = facts.get(key) ?? facts.get(label) ?? { excluded: [], first: leaf.span, label, ...enumOf(subject) };
  const needsAbsence = isNegated && positive.kind === "exists";
  if (needsAbsence ? before.present === true : !isNegated && before.present === false) {
    return { span: leaf.span, other: before.first, reason: `\`${label}\` cannot be both present and missing` };
  }
  const after = isNegated ? exclude(positive, before, subject) : restrict(positive, before);
  if (!after) return undefined;
  const reason = emptiness(after);
  if (reason) return { span: leaf.span, other: before.first, reason: `\`${label}\` ${reason}` };
  facts.set(key, after);
  return undefined;
}

function enumOf(subject: Term): { readonly allowed?: readonly Scalar[] } {
  return subject.type.kind === "enum" ? { allowed: subject.type.values } : {};
}

function subjectOf(leaf: Predicate): Term | undefined {
  switch (leaf.kind) {
    case "test":
      return readable(leaf.subject);
    case "exists":
    case "holds":
      return readable(leaf.term);
    case "and":
    case "or":
    case "at-least":
    case "not":
    case "quantified":
    case "constant":
      return undefined;
    default:
      return unreachable(leaf);
  }
}

function readable(term: Term): Term | undefined {
  return term.kind === "field" || (term.kind === "binding" && term.path.length > 0) ? term : undefined;
}

/** What a leaf that holds says. Every positive test needs a value. */
function restrict(leaf: Predicate, fact: Fact): Fact | undefined {
  if (leaf.kind === "exists") return { ...fact, present: true };
  if (leaf.kind === "holds") return meetAllowed({ ...fact, present: true }, [true]);
  if (leaf.kind !== "test") return undefined;
  const here: Fact = { ...fact, present: true };
  const values = scalarsOf(leaf.object);
  if (leaf.word === "equal" && leaf.of === "one" && !leaf.fold && values?.length === 1) return meetAllowed(here, values);
  if (leaf.word === "in-list" && !leaf.fold && values && leaf.object.kind === "list") return meetAllowed(here, values);
  const bound = values?.length === 1 && typeof values[0] === "number" ? values[0] : undefined;
  if (bound === undefined || leaf.of !== "one") return here;
  switch (leaf.word) {
    case "less":
      return { ...here, high: tighter(here.high, { value: bound, strict: true }, -1) };
    case "less-equal":
      return { ...here, high: tighter(here.high, { value: bound, strict: false }, -1) };
    case "greater":
      return { ...here, low: tighter(here.low, { value: bound, strict: true }, 1) };
    case "greater-equal":
      return { ...here, low: tighter(here.low, { value: bound, strict: false }, 1) };
    default:
      return here;
  }
}

/** What a leaf that does not hold says: of a value only where the value is there and of the tested type. */
function exclude(leaf: Predicate, fact: Fact, subject: Term): Fact | undefined {
  if (leaf.kind === "exists") return { ...fact, present: false };
  if (fact.present !== true || subject.type.kind === "any") return undefined;
  if (leaf.kind === "holds")
    return subject.type.kind === "boolean" && typedPresence(fact) ? { ...fact, excluded: [...fact.excluded, true] } : undefined;
  if (leaf.kind !== "test" || leaf.fold || leaf.of !== "one") return undefined;
  const values = scalarsOf(leaf.object);
  if (!values) return undefined;
  if (leaf.word === "equal" && values.length === 1) return { ...fact, excluded: [...fact.excluded, ...values] };
  if (leaf.word === "in-list" && leaf.object.kind === "list") return { ...fact, excluded: [...fact.excluded, ...values] };
  const bound = typeof values[0] === "number" && values.length === 1 && typedPresence(fact) ? values[0] : undefined;
  if (bound === undefined) return undefined;
  switch (leaf.word) {
    case "less":
      return { ...fact, low: tighter(fact.low, { value: bound, strict: false }, 1) };
    case "less-equal":
      return { ...fact, low: tighter(fact.low, { value: bound, strict: true }, 1) };
    case "greater":
      return { ...fact, high: tighter(fact.high, { value: bound, strict: false }, -1) };
    case "greater-equal":
      return { ...fact, high: tighter(fact.high, { value: bound, strict: true }, -1) };
    default:
      return undefined;
  }
}

/** A value is known to be of its declared type only where a typed test of it holds; EXISTS alone does not say so. */
function typedPresence(fact: Fact): boolean {
  return fact.allowed !== undefined || fact.low !== undefined || fact.high !== undefined;
}

function meetAllowed(fact: Fact, values: readonly Scalar[]): Fact {
  return { ...fact, allowed: fact.allowed ? fact.allowed.filter((value) => values.includes(value)) : values };
}

function tighter(known: Range | undefined, next: Range, direction: 1 | -1): Range {
  if (!known) return next;
  const order = (next.value - known.value) * direction;
  if (order !== 0) return order > 0 ? next : known;
  return next.strict ? next : known;
}

function scalarsOf(term: Term): readonly Scalar[] | undefined {
  if (term.kind === "literal") return isScalar(term.value) ? [term.value] : undefined;
  // An empty list with a name waits for somebody's values; written out it is a mistake.
  if (term.kind !== "list" || (term.items.length === 0 && term.name !== undefined)) return undefined;
  const values: Scalar[] = [];
  for (const item of term.items) {
    if (item.kind !== "literal" || !isScalar(item.value)) return undefined;
    values.push(item.value);
  }
  return values;
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** Why no value is left, if none is. */
function emptiness(fact: Fact): string | undefined {
  const { allowed, excluded, low, high } = fact;
  if (low && high && (low.value > high.value || (low.value === high.value && (low.strict || high.strict))))
    return "cannot be in this range";
  if (!allowed) return undefined;
  const left = allowed.filter((value) => !excluded.includes(value) && fits(value, low, high));
  return left.length === 0 ? "cannot have two values at once" : undefined;
}

function fits(value: Scalar, low: Range | undefined, high: Range | undefined): boolean {
  if (typeof value !== "number") return true;
  if (low && (low.strict ? value <= low.value : value < low.value)) return false;
  return !(high && (high.strict ? value >= high.value : value > high.value));
}
