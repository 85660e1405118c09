/** Runs the cases of a rule in virtual time and compares the alerts that come with those that should. */
import { detect, type DetectOptions, type Detector } from "../detect/detect.ts";
import { Questioned } from "../detect/why-not.ts";
import type { Result } from "../diagnostics/diagnostic.ts";
import type { ProjectPlan, RulePlan } from "../ir/plan.ts";
import type { Alert, Explanation } from "../runtime/alert.ts";
import type { ValueRecord } from "../runtime/value.ts";
import type { EventModel } from "../schema/event-type.ts";
import type { Span } from "../source/span.ts";
import { compareAlerts } from "./compare-alerts.ts";
import { type PreparedCase, type PreparedCases, prepareCases } from "./prepare-cases.ts";
import type { Case, TestFile } from "./test-file.ts";

export type CaseOutcome = {
  readonly case: Case;
  /** Sentences about what came out wrong; none when the case passed. */
  readonly problems: readonly string[];
  /** Alerts of the rule under test, in the order in which they came. */
  readonly alerts: readonly Alert[];
  /** Where an expected alert did not come: why the rule did not fire on the last event it could have. */
  readonly missed?: Explanation;
};

export type TestContext = {
  readonly plan: ProjectPlan;
  readonly model: EventModel;
  /** The text of a rule at a place, for explanations. */
  readonly textOf: (span: Span) => string;
};

/** Outcomes of all cases, in order; a mistake in the file is a diagnostic, a case that it touches is not run. */
export function runCases(test: TestFile, context: TestContext): Result<readonly CaseOutcome[]> {
  const prepared = prepareCases(test, context.plan, context.model);
  const { value, diagnostics } = prepared;
  return { value: value === undefined ? [] : runPrepared(value, context), diagnostics };
}

/** The outcomes of cases whose events are made. */
export function runPrepared({ rule, cases }: PreparedCases, context: TestContext): readonly CaseOutcome[] {
  return cases.map((one) => runCase(one, rule, [...one.below, rule], context));
}

/** The rule's alerts on a case. */
export function alertsOf(
  { case: one, events }: PreparedCase,
  rules: readonly RulePlan[],
  ruleId: string,
  plan: ProjectPlan,
  options: DetectOptions,
): readonly Alert[] {
  return judgeCase(one, events, detect({ ...plan, rules }, options)).filter((alert) => alert.rule_id === ruleId);
}

function judgeCase(one: Case, events: readonly ValueRecord[], detector: Detector): readonly Alert[] {
  const alerts: Alert[] = [];
  for (const event of events) alerts.push(...detector.push(event));
  if (one.untilMs !== undefined) alerts.push(...detector.tick(one.startMs + one.untilMs));
  alerts.push(...detector.flush());
  return alerts;
}

function runCase({ case: one, events }: PreparedCase, rule: RulePlan, rules: readonly RulePlan[], context: TestContext): CaseOutcome {
  const detector = detect({ ...context.plan, rules }, { textOf: context.textOf });
  const own = judgeCase(one, events, detector).filter((alert) => alert.rule_id === rule.id);
  const compared = compareAlerts(one, own);
  const outcome = { case: one, problems: compared.problems, alerts: own };
  const index = compared.missed === undefined ? -1 : events.length - one.events.length + compared.missed;
  const missed = events[index] === undefined ? undefined : whyNot(rule, rules, context, events.slice(0, index), events[index]);
  return missed ? { ...outcome, missed } : outcome;
}

/** Asks the rule about an event, with those before it as its past. */
function whyNot(
  rule: RulePlan,
  rules: readonly RulePlan[],
  context: TestContext,
  before: readonly ValueRecord[],
  event: ValueRecord,
): Explanation | undefined {
  const questioned = new Questioned({ ...context.plan, rules }, [rule], context.textOf);
  for (const earlier of before) questioned.judge(earlier);
  return questioned.why(rule.id, event)?.explanation;
}
