/** Cases of a test file as the events that a detector takes, with the rule they are about and those that it rests on. */
import { isUnwritten, layUnder } from "../adapt/lay-under.ts";
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { ProjectPlan, RulePlan } from "../ir/plan.ts";
import type { ValueRecord } from "../runtime/value.ts";
import type { EventModel } from "../schema/event-type.ts";
import { validateEvent } from "../schema/validate-event.ts";
import { eventId } from "./case-event.ts";
import { report } from "./diagnostics.ts";
import type { Case, CaseEvent, TestFile } from "./test-file.ts";

/** A case whose events could be made: its history first, then its own. */
export type PreparedCase = {
  readonly case: Case;
  readonly events: readonly ValueRecord[];
  /** Rules of lower layers, whose alerts the rule may read, as far as an event of this case could complete them. */
  readonly below: readonly RulePlan[];
};

export type PreparedCases = {
  readonly rule: RulePlan;
  readonly cases: readonly PreparedCase[];
};

/** A mistake in the file is a diagnostic, and a case that it touches is left out; undefined where there is no rule to test. */
export function prepareCases(test: TestFile, plan: ProjectPlan, model: EventModel): Result<PreparedCases | undefined> {
  const rule = plan.rules.find((one) => one.id === test.rule);
  if (!rule) {
    const disabled = plan.disabled.find((one) => one.id === test.rule);
    if (disabled)
      return { value: undefined, diagnostics: [report.disabledRule(test.ruleSpan, { id: test.rule, reason: disabled.reason })] };
    const help = didYouMean(
      test.rule,
      plan.rules.map((one) => one.id),
    );
    return { value: undefined, diagnostics: [report.untestableRule(test.ruleSpan, { id: test.rule }, { help })] };
  }
  const diagnostics: Diagnostic[] = [];
  // What the rule reads lies in lower layers; the others could only cost time.
  const below = plan.rules.filter((one) => one.layer < rule.layer);
  const cases = test.cases.flatMap((one): PreparedCase[] => {
    const events = buildEvents(one, rule, model);
    diagnostics.push(...events.diagnostics);
    return events.diagnostics.length > 0 ? [] : [{ case: one, events: events.value, below: reachable(below, events.value) }];
  });
  return { value: { rule, cases }, diagnostics };
}

/** Rules that these events could complete: the others would be compiled for nothing. A deadline that passes completes a rule without an event. */
function reachable(rules: readonly RulePlan[], events: readonly ValueRecord[]): readonly RulePlan[] {
  const types = new Set<unknown>(["alert", "engine", ...events.map((event) => event["event_type"])]);
  return rules.filter((rule) => rule.condition.kind !== "when" || rule.on.some((type) => types.has(type)));
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
