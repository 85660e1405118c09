/** One bound written out in several rules: whoever tunes one forgets the others. */
import { canonical } from "../../ir/identity.ts";
import type { Literal, Predicate } from "../../ir/plan.ts";
import { walkCondition } from "../../ir/walk.ts";
import type { Finding, LintProject, LintRule } from "../rule.ts";

export const magicNumber: LintRule = {
  name: "magic-number",
  topic: "tuning",
  severity: "info",
  summary: "the same bound of the same field in three rules or more",
  visit: { project: inProject },
};

const rulesMin = 3;
const ordered: ReadonlySet<string> = new Set(["less", "less-equal", "greater", "greater-equal"]);

function inProject({ rules, textOf }: LintProject): Finding[] {
  const bounds = new Map<string, Map<string, Literal>>();
  for (const { plan } of rules) {
    walkCondition(plan.condition, {
      predicate: (node) => {
        const bound = boundOf(node);
        if (!bound) return;
        const places = bounds.get(bound.key) ?? new Map<string, Literal>();
        bounds.set(bound.key, places.set(plan.id, bound.literal));
      },
    });
  }
  return [...bounds.values()].flatMap((places) => {
    const literals = [...places.values()];
    const [first, ...others] = literals;
    // A parameter stands in one place, however many rules read it.
    const distinct = new Set(literals.map(({ span }) => `${span.file} ${span.start}`));
    if (!first || distinct.size < rulesMin) return [];
    return {
      span: first.span,
      message: `\`${textOf(first.span)}\` bounds the same field in ${distinct.size} rules`,
      labels: others.slice(0, 3).map(({ span }) => ({ span, text: "and here" })),
      help: ["give it a name: `PARAM …`, which configuration can set without touching a rule"],
    };
  });
}

function boundOf(node: Predicate): { readonly key: string; readonly literal: Literal } | undefined {
  if (node.kind !== "test" || !ordered.has(node.word)) return undefined;
  const { subject, object } = node;
  if (object.kind !== "literal" || typeof object.value !== "number" || Math.abs(object.value) <= 1) return undefined;
  if (subject.kind === "literal") return undefined;
  return { key: canonical([subject, object.value]), literal: object };
}
