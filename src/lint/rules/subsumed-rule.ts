/** A rule that never fires without another one of the same category and at least its severity: two alerts, one finding. */
import type { Severity } from "../../ir/plan.ts";
import { mustHold } from "../conditions.ts";
import { type Fact, factOf, implies } from "../implies.ts";
import type { Finding, LintProject, LintRule, PlannedRule } from "../rule.ts";

export const subsumedRule: LintRule = {
  name: "subsumed-rule",
  topic: "meaning",
  severity: "warning",
  summary: "a rule that fires only where another one does",
  visit: { project: inProject },
};

type Read = { readonly rule: PlannedRule; readonly facts: readonly Fact[] };

const order: readonly Severity[] = ["INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL"];
/** Rules about one value are compared with each other; of more than so many, only the first. */
const alikeMax = 300;

function inProject({ rules }: LintProject): Finding[] {
  const read = rules.flatMap((rule): Read[] => {
    const facts = mustHold(rule.plan.condition).map(factOf);
    return facts.length === 0 || facts.some((fact) => fact.node.kind === "constant") ? [] : [{ rule, facts }];
  });
  const bySubject = new Map<string, Read[]>();
  for (const one of read)
    for (const name of new Set(one.facts.map(groupOf))) {
      const known = bySubject.get(name);
      if (!known) bySubject.set(name, [one]);
      else if (known.length < alikeMax) known.push(one);
    }
  // One wider rule is reason enough.
  const told = new Set<PlannedRule>();
  return read.flatMap((wide) => {
    // Whatever fires inside of `wide` has all of its conditions, the rarest of them too.
    const groups = wide.facts.map((fact) => bySubject.get(groupOf(fact)) ?? []);
    const fewest = groups.reduce((least, group) => (group.length < least.length ? group : least), groups[0] ?? []);
    return fewest.flatMap((narrow) => {
      if (told.has(narrow.rule) || !isInside(narrow, wide)) return [];
      told.add(narrow.rule);
      return said(narrow.rule, wide.rule);
    });
  });
}

/** Facts that may say the same or more stand in one group. */
function groupOf({ node, subject }: Fact): string {
  return subject ?? ("parts" in node ? `${node.kind} of ${node.parts.length}` : node.kind);
}

function isInside(narrow: Read, wide: Read): boolean {
  const [one, other] = [narrow.rule.plan, wide.rule.plan];
  if (one === other || other.exceptions.length > 0 || one.alert.category !== other.alert.category) return false;
  if (order.indexOf(one.alert.severity) > order.indexOf(other.alert.severity)) return false;
  if (!one.on.every((type) => other.on.includes(type))) return false;
  if (!wide.facts.every((need) => narrow.facts.some((fact) => implies(fact, need)))) return false;
  // Of two that say the same, the later one is too many.
  return !narrow.facts.every((need) => wide.facts.some((fact) => implies(fact, need))) || isLater(narrow.rule, wide.rule);
}

function isLater({ plan }: PlannedRule, other: PlannedRule): boolean {
  const { span } = other.plan;
  return plan.span.file > span.file || (plan.span.file === span.file && plan.span.start > span.start);
}

function said(narrow: PlannedRule, wide: PlannedRule): Finding {
  return {
    span: narrow.node.title.span,
    message: `this rule fires only where \`${wide.plan.id}\` does, which is of the same category and no milder`,
    labels: [{ span: wide.node.title.span, text: "the wider rule" }],
    help: ["delete one of them, give the narrower a higher severity, or take out of the wider what the narrower finds"],
  };
}
