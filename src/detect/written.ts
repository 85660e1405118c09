/** A detector of the rules of an emitted module: ready when what wakes rules is in place; a rule without a past is compiled when it is first woken. */
import { textOfCut } from "../ir/make.ts";
import type { RulePlan } from "../ir/plan.ts";
import { LiteralScan } from "../runtime/literal-scan.ts";
import type { ValueRecord } from "../runtime/value.ts";
import { late } from "../source/late.ts";
import { assemble } from "./assemble.ts";
import { type Compiler, scopeOf } from "./compiler.ts";
import type { Alert, Detector, DetectOptions, Position, Why } from "./detector.ts";
import { type CompiledRule, compileRule, type RuleHost } from "./rule.ts";
import { residueBehind, residueOf } from "./residue.ts";
import type { PredicateFunction, Scope } from "./scope.ts";
import { equalsOf, signsOfWitness } from "./signs.ts";
import { SleepingRule } from "./when-woken.ts";
import { planOf, type WrittenRule, type WrittenRules } from "./written-rule.ts";

/** What a host may say to the detector of a module. */
export type DetectorOptions = Omit<DetectOptions, "textOf" | "observer">;

/** A detector whose rules and events are known by name and type. */
export type ModuleDetector<Id extends string = string, Event = ValueRecord> = Omit<Detector, "judge" | "push" | "why"> & {
  /** Judges an event now: the order of arrival is the order. */
  readonly judge: (event: Event, at?: Position) => readonly ModuleAlert<Id>[];
  /** Takes an event into event-time order; gives the alerts of the events whose turn has come. */
  readonly push: (event: Event, at?: Position) => readonly ModuleAlert<Id>[];
  /** Asks a rule about an event, against the state as it is, and changes nothing. */
  readonly why: (ruleId: Id, event: Event) => Why | undefined;
};
export type ModuleAlert<Id extends string> = Alert & { readonly rule_id: Id };

/** Runs the rules as `detect` runs their plans: the same alerts, with the same ids and explanations, and snapshots that either can go on from. */
export function detectorOf<Id extends string = string, Event = ValueRecord>(
  written: WrittenRules,
  options: DetectorOptions,
): ModuleDetector<Id, Event> {
  const plans = new Map(written.rules.filter((rule) => rule.remembers).map((rule) => [rule.id, planOf(rule)]));
  const rules = written.rules.map((rule) => ({ id: rule.id, compile: (host: RuleHost) => compileWritten(rule, plans.get(rule.id), host) }));
  const playbooks = (written.playbooks ?? []).map((playbook) => ({ ...playbook, span: { file: "", start: 0, end: 0 } }));
  const parts = { rules, remembering: [...plans.values()], playbooks, scan: scanOf(written.literals) };
  // The module says which ids and events there are; at run time they are texts and records.
  return assemble(parts, { ...options, textOf: textOfCut }) as unknown as ModuleDetector<Id, Event>;
}

function scanOf(literals: WrittenRules["literals"]): LiteralScan {
  const scan = new LiteralScan();
  if (literals !== "") scan.later(() => scan.needOf(typeof literals === "string" ? literals.split("|") : literals));
  return scan;
}

function compileWritten(rule: WrittenRule, plan: RulePlan | undefined, host: RuleHost): CompiledRule {
  if (plan !== undefined) return compileRule(plan, host);
  const { compiler } = host;
  const { id, on, wakes, asks = [] } = rule;
  const scope = late(() => scopeOf(id, compiler));
  const readPlan = late(() => planOf(rule));
  const looks = {
    id,
    on,
    signs: wakes && signsOfWitness(wakes, compiler),
    equals: () => equalsOf(asks, compiler),
    condition: residueBehind(asks, () => conditionOf(readPlan(), scope, compiler), compiler),
    suppressMs: rule.suppressMs,
  };
  return new SleepingRule(looks, readPlan, scope, host);
}

/** The whole of it, when it is read. */
function conditionOf({ condition }: RulePlan, scope: () => Scope, compiler: Compiler): PredicateFunction {
  if (condition.kind !== "when") return () => false;
  const number = residueOf(condition.predicate, scope, compiler);
  return (event) => compiler.program.holds(number, event);
}
