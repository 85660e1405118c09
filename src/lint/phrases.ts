/** Phrases that a rule looks for in prose and that decide alone: nothing beside them has to be there too. */
import type { Literal, Predicate, RulePlan, Test } from "../ir/plan.ts";
import { walkPredicate } from "../ir/walk.ts";
import { isProse } from "./fields.ts";

export type Phrase = { readonly item: Literal; readonly text: string; readonly how: "anywhere" | "asWord" };

/** The phrases of CONTAINS and CONTAINS WORD over prose, those under a NOT or beside another sign left out. */
export function lonePhrases({ condition }: RulePlan): Phrase[] {
  const phrases: Phrase[] = [];
  const look = (node: Predicate | undefined): void => void (node && collect(node, "alone", phrases));
  if (condition.kind === "when") look(condition.predicate);
  // A step has the other steps beside it.
  return phrases;
}

/** Whether something else in the text must speak against it as well. */
type Company = "alone" | "beside another";

function collect(node: Predicate, company: Company, phrases: Phrase[]): void {
  switch (node.kind) {
    case "and": {
      const signs = node.parts.filter((part) => part.kind !== "not" && readsProse(part)).length;
      for (const part of node.parts) collect(part, signs > 1 ? "beside another" : company, phrases);
      return;
    }
    case "or":
      for (const part of node.parts) collect(part, company, phrases);
      return;
    case "at-least":
      for (const part of node.parts) collect(part, node.count > 1 ? "beside another" : company, phrases);
      return;
    case "quantified":
      return collect(node.part, company, phrases);
    case "test":
      if (company === "alone") phrases.push(...phrasesOf(node));
      return;
    default:
      return;
  }
}

function phrasesOf({ word, subject, object, of }: Test): Phrase[] {
  if ((word !== "contains" && word !== "contains-word") || of === "all" || !isProse(subject)) return [];
  const items = object.kind === "list" ? object.items : [object];
  return items.flatMap((item) =>
    item.kind === "literal" && typeof item.value === "string" && item.value.trim() !== ""
      ? [{ item, text: item.value, how: word === "contains" ? "anywhere" : "asWord" }]
      : [],
  );
}

/** Whether a condition looks at a text, or asks a classifier about one. */
function readsProse(predicate: Predicate): boolean {
  let found = false;
  walkPredicate(predicate, {
    term: (term) => void (found ||= isProse(term) || (term.kind === "field" && term.path[0] === "scores")),
  });
  return found;
}
