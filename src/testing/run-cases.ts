/** Runs the cases of a rule in virtual time and compares the alerts that come with those that should. */
import { isUnwritten, layUnder } from "../adapt/lay-under.ts";
import { detect, type Detector } from "../detect/detect.ts";
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { ProjectPlan, RulePlan } from "../ir/plan.ts";
import type { Alert, Explanation } from "../runtime/alert.ts";
import type { ValueRecord } from "../runtime/value.ts";
import type { EventModel } from "../schema/event-type.ts";
import { validateEvent } from "../schema/validate-event.ts";
import type { Span } from "../source/span.ts";
import { eventId } from "./case-event.ts";
import { compareAlerts } from "./compare-alerts.ts";
import { report } from "./diagnostics.ts";
import type { Case, CaseEvent, TestFile } from "./test-file.ts";

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
  const { plan } = context;
  const rule = plan.rules.find((one) => one.id === test.rule);
  if (!rule) {
    const disabled = plan.disabled.find((one) => one.id === test.rule);
    if (disabled) return { value: [], diagnostics: [report.disabledRule(test.ruleSpan, { id: test.rule, reason: disabled.reason })] };
    const help = didYouMean(
      test.rule,
      plan.rules.map((one) => one.id),
    );
    return { value: [], diagnostics: [report.untestableRule(test.ruleSpan, { id: test.rule }, { help })] };
  }
  // What the rule reads lies in lower layers; the others could only cost time.
  const rules = plan.rules.filter((one) => one.id === rule.id || one.layer < rule.layer);
  const diagnostics: Diagnostic[] = [];
  const outcomes = test.cases.flatMap((one) => {
    const events = buildEvents(one, rule, context.model);
    diagnostics.push(...events.diagnostics);
    return events.diagnostics.length > 0
      ? []
      : runCase(one, rule, () => detect({ ...plan, rules }, { textOf: context.textOf }), events.value);
  });
  return { value: outcomes, diagnostics };
}

function runCase(one: Case, rule: RulePlan, makeDetector: () => Detector, events: readonly ValueRecord[]): CaseOutcome {
  const detector = makeDetector();
  const alerts: Alert[] = [];
  for (const event of events) alerts.push(...detector.push(event));
  if (one.untilMs !== undefined) alerts.push(...detector.tick(one.startMs + one.untilMs));
  alerts.push(...detector.flush());
  const own = alerts.filter((alert) => alert.rule_id === rule.id);
  const compared = compareAlerts(one, own);
  const outcome = { case: one, problems: compared.problems, alerts: own };
  const index = compared.missed === undefined ? -1 : events.length - one.events.length + compared.missed;
  const missed = events[index] === undefined ? undefined : whyNot(rule, makeDetector(), events.slice(0, index), events[index]);
  return missed ? { ...outcome, missed } : outcome;
}

/** Asks the rule about an event, with those before it as its past. */
function whyNot(rule: RulePlan, detector: Detector, before: readonly ValueRecord[], event: ValueRecord): Explanation | undefined {
  for (const earlier of before) detector.judge(earlier);
  return detector.why(rule.id, event)?.explanation;
}

/** History, then the case's own events, as the detector takes them. */
function buildEvents(one: Case, rule: RulePlan, model: EventModel): Result<readonly ValueRecord[]> {
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<number>();
  const build = (event: CaseEvent, id: string): ValueRecord => {
    const built = buildEvent(event, id, one, rule, model);
    // A repeated event of the history has one place and one mistake.
    if (!seen.has(event.span.start)) diagnostics.push(...built.diagnostics);
    seen.add(event.span.start);
    return built.value;
  };
  const history = one.history.map((event, index) => build(event, `h${index}`));
  return { value: [...history, ...one.events.map((event, index) => build(event, eventId(index)))], diagnostics };
}

function buildEvent(event: CaseEvent, id: string, one: Case, rule: RulePlan, model: EventModel): Result<ValueRecord> {
  const type = typeOf(event, rule, model);
  const diagnostics: Diagnostic[] = [];
  let fields: ValueRecord = { event_id: id, timestamp: new Date(one.startMs + event.atMs).toISOString(), ...(event.fields as ValueRecord) }; // JSON, whose nulls read as missing
  if (typeof type !== "string")
    diagnostics.push(report.unclearType(event.span, { types: type.map((name) => `\`${name}\``).join(", ") || "any" }));
  else {
    fields = { ...fields, event_type: type };
    const known = model.types.get(type);
    // What a default brings may fit another event; what the event itself says must fit this one.
    for (const issue of known ? validateEvent(fields, known) : []) {
      if (issue.kind !== "missing") diagnostics.push(report.wrongEvent(event.span, { path: issue.path, problem: issue.message }));
    }
    if (!known)
      diagnostics.push(
        report.wrongEvent(
          event.span,
          { path: "event_type", problem: `is \`${type}\`, which is no event type` },
          { help: didYouMean(type, model.types.keys()) },
        ),
      );
  }
  for (const defaults of [...one.defaults].reverse()) fields = layUnder(fields, defaults as ValueRecord, isUnwritten);
  return { value: fields, diagnostics };
}

/** The event's own word; else the one type whose own fields it has; else the one type that the rule reads. */
function typeOf(event: CaseEvent, rule: RulePlan, model: EventModel): string | readonly string[] {
  const written = event.fields["event_type"];
  if (typeof written === "string") return written;
  const names = Object.keys(event.fields);
  const fitting = [...model.types.values()].filter((type) => names.some((name) => type.ownFields.has(name)));
  const candidates = fitting.filter((type) => names.every((name) => type.ownFields.has(name) || model.shared.has(name)));
  const read = rule.on.filter((name) => fitting.length === 0 || candidates.some((type) => type.name === name));
  if (candidates.length === 1 && candidates[0]) return candidates[0].name;
  if (read.length === 1 && read[0] !== undefined) return read[0];
  return (candidates.length > 0 ? candidates.map((type) => type.name) : read).slice(0, 8);
}
