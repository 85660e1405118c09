/** A condition in which nothing can be looked up: it is judged anew on every event of its types. */
import type { Predicate, Term } from "../../ir/plan.ts";
import { walkPredicate } from "../../ir/walk.ts";
import { remembers } from "../conditions.ts";
import { isProse } from "../fields.ts";
import { hasNeededText, patternsOf } from "../patterns.ts";
import type { Finding, LintRule, PlannedRule } from "../rule.ts";

export const everyEventRule: LintRule = {
  name: "every-event-rule",
  topic: "cost",
  severity: "info",
  summary: "a look through every text, without a word or a value that can be looked up",
  visit: { rule: inRule },
};

/** Rare enough to judge each of them. */
const rare: ReadonlySet<string> = new Set([
  "alert",
  "engine",
  "deployment",
  "artifact",
  "approval",
  "auth",
  "session_start",
  "session_end",
  "tool_definition",
]);

function inRule({ plan, node }: PlannedRule): Finding | undefined {
  const { condition } = plan;
  if (condition.kind !== "when" || !node.condition || plan.on.every((type) => rare.has(type))) return undefined;
  // What remembers sees every event anyway.
  if (remembers(condition.predicate) || canBeLookedUp(condition.predicate)) return undefined;
  if (!readsProse(condition.predicate)) return undefined;
  return {
    span: node.condition.span,
    message: `nothing in this condition can be looked up: it is judged on every ${plan.on.length === 1 ? `\`${plan.on[0]}\`` : "event of its types"}`,
    help: ["add what every such event has: a tool, a source, a word"],
  };
}

/** A look at a few plain fields costs nothing worth a word; a look through a text does. */
function readsProse(predicate: Predicate): boolean {
  let found = false;
  walkPredicate(predicate, { term: (term) => void (found ||= isProse(term)) });
  return found;
}

/** Whether it can hold only where a certain text or value is. */
function canBeLookedUp(node: Predicate): boolean {
  switch (node.kind) {
    case "and":
      return node.parts.some(canBeLookedUp);
    case "or":
      return node.parts.every(canBeLookedUp);
    case "at-least":
      return node.parts.filter((part) => !canBeLookedUp(part)).length < node.count;
    case "quantified":
      return canBeLookedUp(node.part);
    case "test":
      return isLookedUp(node);
    default:
      return false;
  }
}

const found: ReadonlySet<string> = new Set([
  "contains",
  "contains-word",
  "starts-with",
  "ends-with",
  "equal",
  "in-list",
  "in-domains",
  "in-cidrs",
  "has-element",
  "like",
]);

function isLookedUp(test: Extract<Predicate, { readonly kind: "test" }>): boolean {
  if (test.word === "matches") return patternsOf(test).every(hasNeededText);
  return found.has(test.word) && (isWritten(test.object) || isWritten(test.subject));
}

function isWritten(term: Term): boolean {
  if (term.kind === "list") return term.items.every(isWritten);
  return term.kind === "literal" && term.value !== "" && typeof term.value !== "boolean";
}
