/** What is known of an event's fields where a condition holds (language.md §5, "Narrowing"). */
import type { Predicate, Term } from "../ir/plan.ts";
import { type Fact, type Facts, noFacts, pathKey } from "./scope.ts";

/** Facts of a predicate that holds: which strings a path can only be. */
export function factsOf(predicate: Predicate): Facts {
  switch (predicate.kind) {
    case "and":
      return predicate.parts.map(factsOf).reduce(bothHold, noFacts);
    case "or": {
      const [first, ...rest] = predicate.parts.map(factsOf);
      return rest.reduce(eitherHolds, first ?? noFacts);
    }
    case "test": {
      if (predicate.subject.kind !== "field" || predicate.fold || predicate.of !== "one") return noFacts;
      const equals = stringsOf(predicate.object);
      const known = equals && (predicate.word === "equal" || predicate.word === "in-list");
      return known ? new Map([[pathKey(predicate.subject.path), { equals }]]) : noFacts;
    }
    default:
      return noFacts;
  }
}

export function bothHold(left: Facts, right: Facts): Facts {
  const facts = new Map(left);
  for (const [path, fact] of right) {
    const other = facts.get(path);
    facts.set(path, other ? meet(other, fact) : fact);
  }
  return facts;
}

function eitherHolds(left: Facts, right: Facts): Facts {
  const facts = new Map<string, Fact>();
  for (const [path, fact] of left) {
    const other = right.get(path);
    if (fact.equals && other?.equals) facts.set(path, { equals: [...new Set([...fact.equals, ...other.equals])] });
  }
  return facts;
}

function meet(left: Fact, right: Fact): Fact {
  if (!left.equals || !right.equals) return { ...left, ...right };
  const { equals } = right;
  return { equals: left.equals.filter((value) => equals.includes(value)) };
}

function stringsOf(term: Term): readonly string[] | undefined {
  if (term.kind === "literal") return typeof term.value === "string" ? [term.value] : undefined;
  if (term.kind !== "list") return undefined;
  const values: string[] = [];
  for (const item of term.items) {
    if (item.kind !== "literal" || typeof item.value !== "string") return undefined;
    values.push(item.value);
  }
  return values;
}
