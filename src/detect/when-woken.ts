/** A rule without a past, compiled when it is first woken: most rules of a large set never are, or much later. */
import { askedOf } from "../ir/asked.ts";
import { runtimeValue } from "../ir/pattern.ts";
import type { Literal, Predicate, RulePlan, Term, Test } from "../ir/plan.ts";
import { remembers, walkCondition, walkPredicate } from "../ir/walk.ts";
import type { Explanation } from "../runtime/alert.ts";
import type { EngineRule } from "../runtime/engine.ts";
import type { LiteralScan } from "../runtime/literal-scan.ts";
import { requiredOf } from "../runtime/pattern.ts";
import { Suppressor } from "../runtime/suppress.ts";
import type { ValueRecord } from "../runtime/value.ts";
import { late } from "../source/late.ts";
import { scopeOf } from "./compiler.ts";
import { type CompiledRule, compileRule, type RuleHost } from "./rule.ts";
import { residueOf } from "./residue.ts";
import type { Scope } from "./scope.ts";
import { completingParts, equalsOf, signsOf } from "./signs.ts";

/** At once where it keeps something of the past, and while somebody watches. */
export function compileWhenWoken(plan: RulePlan, host: RuleHost): CompiledRule {
  const { compiler } = host;
  const { condition } = plan;
  if (compiler.watch !== undefined || condition.kind !== "when" || remembers(plan)) return compileRule(plan, host);
  // What is not registered before the first event makes a new scan when the rule is woken.
  let isRegistered = false;
  const registerOnce = (): void => {
    if (isRegistered) return;
    isRegistered = true;
    register(plan, compiler.scan);
  };
  compiler.scan.later(registerOnce);
  const signs = signsOf(completingParts(condition, plan.on), compiler);
  const { predicate } = condition;
  const scope = late(() => scopeOf(plan.id, compiler));
  const looks = {
    id: plan.id,
    on: plan.on,
    // Signs and tests look for the same texts, whose keys are remembered for a while.
    signs:
      signs &&
      ((type: string) => {
        registerOnce();
        return signs(type);
      }),
    equals: () => equalsOf(askedOf(predicate), compiler),
    condition: residueOf(predicate, scope, compiler),
    suppressMs: plan.suppress?.durationMs,
  };
  return new SleepingRule(looks, () => plan, scope, host);
}

type Looks = Pick<EngineRule, "id" | "on" | "signs" | "equals"> & {
  /** Its number in the program. */
  readonly condition: number;
  readonly suppressMs: number | undefined;
};

/** A rule without a past that is what wakes it and its condition, until it fires or is asked why for the first time. */
export class SleepingRule implements CompiledRule {
  readonly engine: EngineRule;
  readonly #readPlan: () => RulePlan;
  readonly #compiled: () => CompiledRule;

  /** `scope`: that in which the closures of the condition are compiled. */
  constructor({ id, on, signs, equals, condition, suppressMs }: Looks, readPlan: () => RulePlan, scope: () => Scope, host: RuleHost) {
    const { program } = host.compiler;
    this.#readPlan = readPlan;
    this.#compiled = late(() => compileRule(readPlan(), host, scope()));
    this.engine = {
      id,
      on,
      signs,
      equals,
      condition,
      stateful: false,
      remembers: false,
      fires: (event) => program.holds(condition, event) && this.exceptionFor(event) === undefined,
      alertOf: (event, firing) => this.#compiled().engine.alertOf(event, firing),
      firedAt: -1,
      ...(suppressMs === undefined ? {} : { suppress: this.#suppression(suppressMs, host.compiler.host.limits.keysPerState) }),
    };
  }

  /** What was suppressed is known from the start, for a snapshot asks; for which key only a firing says. */
  #suppression(durationMs: number, keysMax: number): NonNullable<EngineRule["suppress"]> {
    return { suppressor: new Suppressor(durationMs, keysMax), keyOf: (event) => this.#compiled().engine.suppress?.keyOf(event) };
  }

  get plan(): RulePlan {
    return this.#readPlan();
  }

  explain(event: ValueRecord): Explanation {
    return this.#compiled().explain(event);
  }

  exceptionFor(event: ValueRecord): string | undefined {
    return this.#compiled().exceptionFor(event);
  }
}

/** What tests look for in texts, as they register it themselves when they are compiled. */
function register(plan: RulePlan, scan: LiteralScan): void {
  const visit = { predicate: (part: Predicate) => part.kind === "test" && registerTest(part, scan) };
  walkCondition(plan.condition, visit);
  for (const { unless } of plan.exceptions) walkPredicate(unless, visit);
}

function registerTest({ word, object }: Test, scan: LiteralScan): void {
  if (word !== "contains" && word !== "contains-word" && word !== "matches") return;
  for (const literal of literalsIn(object)) {
    if (word !== "matches") {
      if (typeof literal.value === "string") scan.needle(literal.value);
    } else for (const needed of requiredOf(runtimeValue(literal))) scan.oneOf(needed);
  }
}

function literalsIn(object: Term): readonly Literal[] {
  if (object.kind === "literal") return [object];
  return object.kind === "list" ? object.items.filter((item) => item.kind === "literal") : [];
}
