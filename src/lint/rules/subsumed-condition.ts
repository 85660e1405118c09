/** A condition that another one beside it already says: it looks like a restriction, or like an alternative, and is neither. */
import type { Predicate } from "../../ir/plan.ts";
import { type Fact, factOf, implies } from "../implies.ts";
import type { Finding, LintRule } from "../rule.ts";

export const subsumedCondition: LintRule = {
  name: "subsumed-condition",
  topic: "meaning",
  severity: "warning",
  summary: "a part of AND or OR that another part makes superfluous",
  visit: { predicate: { and: inChain, or: inChain } },
};

type Chain = Extract<Predicate, { readonly kind: "and" | "or" }>;

/** Of one value at most so many tests are compared with each other. */
const alikeMax = 60;

function inChain(chain: Chain): Finding[] {
  const groups = new Map<string, Fact[]>();
  for (const part of chain.parts) {
    if (sharesPlace(part, chain)) continue;
    const fact = factOf(part);
    if (fact.subject === undefined) continue;
    const known = groups.get(fact.subject);
    if (known) known.push(fact);
    else groups.set(fact.subject, [fact]);
  }
  return [...groups.values()].flatMap((facts) => (facts.length < 2 || facts.length > alikeMax ? [] : inGroup(facts, chain.kind)));
}

/** The two halves of a BETWEEN stand in one place: to call one of them superfluous would help nobody. */
function sharesPlace(part: Predicate, chain: Chain): boolean {
  return chain.parts.some((other) => other !== part && other.span.start === part.span.start && other.span.file === part.span.file);
}

function inGroup(facts: readonly Fact[], kind: Chain["kind"]): Finding[] {
  return facts.flatMap((fact, index) => {
    const other = facts.find((one, at) => {
      if (one === fact || !(kind === "and" ? implies(one, fact) : implies(fact, one))) return false;
      // The same twice is `duplicate-condition`; of two that say each other, the later one is too many.
      return one.key !== fact.key && (at < index || !(kind === "and" ? implies(fact, one) : implies(one, fact)));
    });
    if (!other) return [];
    return {
      span: fact.node.span,
      message: kind === "and" ? "what stands beside this says it already" : "whatever fulfils this fulfils what stands beside it",
      labels: [{ span: other.node.span, text: "this" }],
      help: ["delete it, or write what was meant"],
    };
  });
}
