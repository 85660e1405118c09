/** A detector of the rules of an emitted module: ready when what wakes rules is in place; a rule without a past is compiled when it is first woken. */
import { textOfCut } from "../ir/make.ts";
import type { EngineRule } from "../runtime/engine.ts";
import { LiteralScan } from "../runtime/literal-scan.ts";
import type { ValueRecord } from "../runtime/value.ts";
import { assemble } from "./assemble.ts";
import type { Alert, Detector, DetectOptions, Position, Why } from "./detector.ts";
import { type CompiledRule, compileRule, type RuleHost } from "./rule.ts";
import { scopeOf } from "./compiler.ts";
import type { Scope } from "./scope.ts";
import { signOf } from "./signs.ts";
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
  let scope: Scope | undefined;
  const rules = written.rules.map((rule) => {
    const plan = plans.get(rule.id);
    const compile = (host: RuleHost): CompiledRule => {
      if (plan !== undefined) return compileRule(plan, host);
      scope ??= scopeOf("", host.compiler);
      return compileWhenWoken(rule, host, scope);
    };
    return { id: rule.id, compile };
  });
  const playbooks = (written.playbooks ?? []).map((playbook) => ({ ...playbook, span: { file: "", start: 0, end: 0 } }));
  const parts = { rules, remembering: [...plans.values()], playbooks, scan: scanOf(written.literals) };
  // The module says which ids and events there are; at run time they are texts and records.
  return assemble(parts, { ...options, textOf: textOfCut }) as unknown as ModuleDetector<Id, Event>;
}

function scanOf(literals: readonly string[]): LiteralScan {
  const scan = new LiteralScan();
  scan.needOf(literals);
  return scan;
}

/** Until it is woken a rule is its id, its event types and its signs. */
function compileWhenWoken(rule: WrittenRule, host: RuleHost, scope: Scope): CompiledRule {
  let made: CompiledRule | undefined;
  const compiled = (): CompiledRule => {
    made ??= compileRule(planOf(rule), host);
    return made;
  };
  const { compiler } = host;
  const { on, wakes } = rule;
  const signs = compiler.watch === undefined ? wakes?.map((trace) => signOf(trace, scope, compiler)) : undefined;
  const engine: EngineRule = {
    id: rule.id,
    on,
    stateful: false,
    signs: () => signs,
    fires: (event) => compiled().engine.fires(event),
    alertOf: (event, firing) => compiled().engine.alertOf(event, firing),
    firedAt: -1,
  };
  if (rule.suppresses) Object.defineProperty(engine, "suppress", { get: () => compiled().engine.suppress });
  return {
    get plan() {
      return compiled().plan;
    },
    engine,
    explain: (event) => compiled().explain(event),
    exceptionFor: (event) => compiled().exceptionFor(event),
  };
}
