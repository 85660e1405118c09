/** The parts of a detector put together: rules compiled in their order, what they remember, playbooks, and the engine over all of them. */
import type { PlaybookPlan, ProjectPlan, RulePlan, Term } from "../ir/plan.ts";
import { walkCondition, walkPredicate } from "../ir/walk.ts";
import type { Alert } from "../runtime/alert.ts";
import { type Deadline, Engine, type EngineOptions, type Learner } from "../runtime/engine.ts";
import { Frame } from "../runtime/frame.ts";
import { defaultLimits, type Limits } from "../runtime/limits.ts";
import { LiteralScan } from "../runtime/literal-scan.ts";
import { shardCount } from "../runtime/memory/shard-of.ts";
import { Program } from "../runtime/program.ts";
import { asTimestamp, readKey } from "../runtime/read.ts";
import { KeyBudget } from "../runtime/state/key-table.ts";
import type { ValueRecord } from "../runtime/value.ts";
import type { Compiler } from "./compiler.ts";
import type { Detector, DetectOptions, Why } from "./detector.ts";
import { compilePlaybooks, type Playbooks } from "./playbooks.ts";
import type { CompiledRule, RuleHost } from "./rule.ts";
import { signsOf } from "./signs.ts";
import { loadAll, saveAll } from "./snapshot.ts";
import type { Section } from "./store.ts";
import { compileWhenWoken } from "./when-woken.ts";

/** What a detector is made of: plans, or rules that have theirs made when they are woken. */
export type Parts = {
  /** In the order in which they are asked. */
  readonly rules: readonly { readonly id: string; readonly compile: (host: RuleHost) => CompiledRule }[];
  /** Plans of the rules that remember, at least. */
  readonly remembering: readonly RulePlan[];
  readonly playbooks: readonly PlaybookPlan[];
  /** What texts are searched for may be registered already. */
  readonly scan: LiteralScan;
};

/** What a detector of the plan looks for in texts, in the order in which it registers it. */
export function literalsOf(plan: ProjectPlan): readonly string[] {
  const scan = new LiteralScan();
  assemble({ ...partsOf(plan), scan }, { onDecision: () => {} });
  return scan.keys;
}

/** The parts of a plan: rules without a past are compiled when they are woken. */
export function partsOf(plan: ProjectPlan): Parts {
  const rules = plan.rules.map((rule) => ({ id: rule.id, compile: (host: RuleHost) => compileWhenWoken(rule, host) }));
  return { rules, remembering: plan.rules, playbooks: plan.playbooks, scan: new LiteralScan() };
}

/** Compiles the parts in their order, and sets the engine over them. */
export function assemble(parts: Parts, options: DetectOptions): Detector {
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const shards = shardCount(Math.min(limits.keysPerState, limits.keysTotal));
  // Under other limits other keys may lie together: what was kept so is not this.
  const sharded = (name: string): string => `${name}/${shards}`;
  const frame = new Frame(limits.workSteps);
  const learners: Learner[] = [];
  const rules = new Map<string, CompiledRule>();
  const sections: Section[] = [];
  const users = new Map<string, string[]>();
  const engineRef: { engine: Engine | undefined } = { engine: undefined };
  const compiler: Compiler = {
    frame,
    scan: parts.scan,
    slots: new Map(),
    memos: new Map(),
    program: new Program(),
    readings: new Map(),
    readingsOf: new Map(),
    watch: options.observer === undefined ? undefined : { observer: options.observer, isQuiet: false },
    host: {
      frame,
      limits,
      budgets: Array.from({ length: shards }, () => new KeyBudget(Math.floor(limits.keysTotal / shards), options.seed, shards)),
      // Other forms of a condition may ask for more than its own.
      enoughOf: options.observer === undefined ? enoughOf(parts.remembering) : () => undefined,
      firedAt: (ruleId) => rules.get(ruleId)?.engine.firedAt ?? -1,
      report: (kind, rule, key, limit) =>
        engineRef.engine?.report({ kind, rule, source: frame.source, limit, ...(key === "" ? {} : { key }) }, frame.timeMs),
      add: (section, learner) => {
        sections.push({ ...section, name: sharded(section.name) });
        learners.push(learner);
      },
      uses: (name, ruleId) => void users.set(sharded(name), [...(users.get(sharded(name)) ?? []), ruleId]),
      signs: (source) => signsOf([source], compiler),
      known: new Map(),
    },
  };
  for (const [place, { id, compile }] of parts.rules.entries()) {
    const openDeadline = (deadline: Deadline): void => engineRef.engine?.openDeadline(deadline);
    rules.set(id, compile({ compiler, textOf: options.textOf ?? (() => ""), place, openDeadline }));
  }
  const playbooks = playbooksOf(parts.playbooks, options, compiler, engineRef);
  const engineOptions: EngineOptions = {
    limits,
    latenessMs: options.latenessMs ?? 0,
    inlineLatenessMs: options.latenessMs ?? 60_000,
    sources: options.sources ?? [],
    seed: options.seed ?? 0,
    scan: compiler.scan,
    program: compiler.program,
    ...(playbooks === undefined ? {} : { onAlert: (alert: Alert) => playbooks.run(alert, frame.timeMs) }),
    ...(options.onOutside === undefined ? {} : { onOutside: options.onOutside }),
    ...(options.onEngineEvent === undefined ? {} : { onEngineEvent: options.onEngineEvent }),
  };
  const engine = new Engine(
    [...rules.values()].map((rule) => rule.engine),
    learners,
    frame,
    engineOptions,
  );
  engineRef.engine = engine;
  return {
    judge: (event, at) => engine.judge(event, at),
    push: (event, at) => engine.push(event, at),
    sight: (event) => engine.sight(event),
    lineSight: () => engine.lineSight(),
    pushSighted: (sighting, read, at) => engine.pushSighted(sighting, read, at),
    tick: (nowMs) => engine.tick(nowMs),
    finish: (source) => engine.finish(source),
    flush: () => engine.flush(),
    why: (ruleId, event) => explainVerdict(rules.get(ruleId), event, frame),
    stats: () => engine.stats(),
    snapshot: () => saveAll(engine, sections, rules, playbooks?.budgets ?? new Map(), options.sha256),
    restore: (snapshot) => loadAll(snapshot, engine, sections, rules, users, playbooks?.budgets ?? new Map(), options.sha256),
  };
}

/** Only where somebody acts or listens: otherwise an alert names what it asks for, and that is all. */
function playbooksOf(
  plans: readonly PlaybookPlan[],
  options: DetectOptions,
  compiler: Compiler,
  engineRef: { readonly engine: Engine | undefined },
): Playbooks | undefined {
  const { handlers, onDecision } = options;
  if (handlers === undefined && onDecision === undefined) return undefined;
  const { frame } = compiler;
  return compilePlaybooks(plans, compiler, {
    handlers: handlers ?? new Map(),
    onDecision: onDecision ?? (() => {}),
    onOverLimit: (playbook, limit) =>
      engineRef.engine?.report({ kind: "action_limit", key: playbook, source: frame.source, limit }, frame.timeMs),
  });
}

function explainVerdict(rule: CompiledRule | undefined, event: ValueRecord, frame: Frame): Why | undefined {
  if (rule === undefined) return undefined;
  const type = readKey(event, "event_type");
  const id = readKey(event, "event_id");
  frame.beginMade({
    timeMs: asTimestamp(readKey(event, "timestamp")) ?? Number.NaN,
    type: typeof type === "string" ? type : "",
    source: "",
    madeBy: "",
    identity: typeof id === "string" ? id : "",
    eventId: typeof id === "string" ? id : "",
  });
  frame.work = 0;
  const judged = rule.plan.on.includes(frame.type);
  const explanation = rule.explain(event);
  const exception = rule.exceptionFor(event);
  return {
    fires: judged && explanation.held && exception === undefined && !frame.exhausted,
    judged,
    explanation,
    ...(exception === undefined ? {} : { exception }),
  };
}

/** Terms of one id share a store, which must keep enough for the one that asks for most. */
function enoughOf(plans: readonly RulePlan[]): (id: string) => number | undefined {
  const known = new Map<string, number>();
  const visit = {
    term: (term: Term) => {
      if (term.kind === "aggregate") known.set(term.id, Math.max(known.get(term.id) ?? 0, term.enough ?? Number.POSITIVE_INFINITY));
    },
  };
  for (const rule of plans) {
    walkCondition(rule.condition, visit);
    for (const exception of rule.exceptions) walkPredicate(exception.unless, visit);
  }
  return (id) => {
    const enough = known.get(id);
    return enough === undefined || enough === Number.POSITIVE_INFINITY ? undefined : enough;
  };
}
