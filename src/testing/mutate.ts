/** Mutation testing: each small change of a rule that its cases do not notice is a line that nothing tests. */
import type { Observer } from "../detect/detect.ts";
import type { Predicate, ProjectPlan, RulePlan } from "../ir/plan.ts";
import type { Span } from "../source/span.ts";
import { compareAlerts } from "./compare-alerts.ts";
import { mutantsOf } from "./mutants.ts";
import type { Mutation, MutationKind } from "./mutations.ts";
import type { PreparedCase, PreparedCases } from "./prepare-cases.ts";
import { alertsOf } from "./run-cases.ts";

/** A change that every case let pass. */
export type Survivor = { readonly kind: MutationKind; readonly span: Span; readonly what: string };

export type RuleMutation = {
  readonly rule: string;
  readonly cases: number;
  readonly mutants: number;
  readonly killed: number;
  readonly survivors: readonly Survivor[];
};

/**
 * Tries every mutant of the rule on its cases, up to the first that fails. One watched run tells on which cases a changed
 * condition comes to anything else; only there is a mutant worth a run. Undefined where a case fails without any change.
 */
export function mutate(prepared: PreparedCases, plan: ProjectPlan): RuleMutation | undefined {
  const { rule, cases } = prepared;
  const fails = (one: PreparedCase, changed: RulePlan): boolean =>
    compareAlerts(one.case, alertsOf(one, [...one.below, changed], rule.id, plan, {})).problems.length > 0;
  if (cases.some((one) => fails(one, rule))) return undefined;
  const mutants = mutantsOf(rule);
  const differing = whereTheyDiffer(mutants, prepared, plan);
  const survivors = mutants.filter((mutant) => !(differing.get(mutant) ?? cases).some((one) => fails(one, mutant.value)));
  return {
    rule: rule.id,
    cases: cases.length,
    mutants: mutants.length,
    killed: mutants.length - survivors.length,
    survivors: survivors.map(({ kind, span, what }) => ({ kind, span, what })),
  };
}

type Mutant = Mutation<RulePlan>;

/** For each mutant with a probe the cases on which its condition came to something else at least once. */
function whereTheyDiffer(
  mutants: readonly Mutant[],
  { rule, cases }: PreparedCases,
  plan: ProjectPlan,
): ReadonlyMap<Mutant, readonly PreparedCase[]> {
  const byNode = new Map<Predicate, Probed>();
  const differing = new Map<Mutant, PreparedCase[]>();
  for (const mutant of mutants) {
    const { probe } = mutant;
    if (probe === undefined) continue;
    differing.set(mutant, []);
    const probed = byNode.get(probe.node) ?? { whole: [], entries: [] };
    byNode.set(probe.node, probed);
    if (probe.entry === undefined) probed.whole.push({ mutant, variant: probe.variant });
    else probed.entries.push({ mutant, variant: probe.entry.only });
  }
  for (const one of cases) {
    const found = new Set<Mutant>();
    const observer: Observer = {
      variantsOf: (node) => [...(byNode.get(node)?.whole ?? []), ...(byNode.get(node)?.entries ?? [])].map(({ variant }) => variant),
      asked: (node, held, variants) => {
        const probed = byNode.get(node);
        if (probed !== undefined) noteDifferences(probed, node, held, variants, found);
      },
      met: () => {},
    };
    alertsOf(one, [...one.below, rule], rule.id, plan, { observer });
    for (const mutant of found) differing.get(mutant)?.push(one);
  }
  return differing;
}

type Variant = { readonly mutant: Mutant; readonly variant: Predicate };
type Probed = { readonly whole: Variant[]; readonly entries: Variant[] };

/** Asking n lists of n − 1 entries would be dear. Each entry alone tells the same: only the one that decides makes a difference. */
function noteDifferences(probed: Probed, node: Predicate, held: boolean, variants: readonly boolean[], found: Set<Mutant>): void {
  for (const [index, { mutant }] of probed.whole.entries()) if (variants[index] !== held) found.add(mutant);
  if (probed.entries.length === 0) return;
  const alone = variants.slice(probed.whole.length);
  const needsAll = node.kind === "test" && node.of === "all";
  const deciding = alone.flatMap((entryHeld, index) => (entryHeld === needsAll ? [] : index));
  const [only] = deciding;
  if (only === undefined || deciding.length > 1) return;
  const one = probed.entries[only];
  if (one !== undefined) found.add(one.mutant);
}
