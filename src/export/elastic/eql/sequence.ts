/** SEQUENCE and TOGETHER in EQL. */
import type { Absence, Sequence, Step, Together } from "../../../ir/state.ts";
import { stateCaps } from "../../../ir/bounds.ts";
import type { Predicate } from "../../../ir/plan.ts";
import type { Span } from "../../../source/span.ts";
import { and, boolean, not, or } from "../../../targets/eql/build.ts";
import type { Expr, Filter, Stage } from "../../../targets/eql/query.ts";
import { canonical } from "../../../ir/identity.ts";
import type { Account, Polarity } from "../../account.ts";
import type { ExportInput } from "../../outcome.ts";
import type { Lowering } from "../../context.ts";
import { lowerPredicate } from "../../predicate.ts";
import { twoValued } from "./fields-read.ts";
import { typeCondition } from "./places.ts";
import type { References, Resolved } from "./references.ts";
import { conjunctsOf, referencesOf, stageKeys } from "./references.ts";
import { withoutIdleGuards } from "./simplify.ts";
import type { Found } from "./stages.ts";
import { sequenceOf } from "./stages.ts";

/** What a query about several events is made of. */
export type Making = {
  readonly input: ExportInput;
  readonly context: Lowering<"eql">;
  /** All event types that the query reads. */
  readonly types: readonly string[];
  /** What the completing event must meet beside its step: the exceptions, turned round. */
  readonly passes: readonly Expr[];
};

const nothingFound: Found = { query: { kind: "events", where: boolean(false) }, granularity: "event" };

/** One event of a type: where, and the columns that join it. */
export function filterOf(
  { input, context, types }: Making,
  part: Pick<Step, "events" | "by" | "span">,
  { joins, conjuncts }: Resolved,
  polarity: Polarity,
): Filter | undefined {
  const { account } = context;
  const picked = typeCondition(part.events, types, input.mapping);
  if (!picked.ok) {
    account.refuse(part.span, picked);
    return undefined;
  }
  const lowered = conjuncts.map((conjunct: Predicate) => lowerPredicate(conjunct, context, polarity));
  const keys = stageKeys(part.by, joins, input.mapping, account);
  if (!keys) return undefined;
  const parts = [picked.query, ...lowered];
  return { where: withoutIdleGuards(and(parts)), by: keys.map(({ name }) => name) };
}

export function sequenceEql(node: Sequence, making: Making): Found {
  const { context, input } = making;
  const { account } = context;
  const references = referencesOf(node.steps, input.mapping, account);
  if (node.steps.some((step) => step.reads.length > 0))
    account.assume({ kind: "cap", what: "begun matches of a step and key", count: stateCaps.partials });
  const filters = node.steps.map((step, index) =>
    filterOf(making, step, references.steps[index] ?? { joins: [], conjuncts: [] }, "positive"),
  );
  const withinMs = spanOf(node, account);
  const absences = absencesOf(node, making, references, filters);
  const positive = node.steps.map((step, index): readonly Stage[] => {
    const filter = filters[index];
    return filter ? stagesOf(filter, step.repeat, index === node.steps.length - 1 ? making.passes : []) : [];
  });
  if (filters.includes(undefined)) return nothingFound;
  const stages = positive.flatMap((own, index) => [...(absences.before.get(index) ?? []), ...own]);
  const plan = {
    span: node.span,
    withinMs: absences.after ? absences.after.withinMs : withinMs,
    stages: [...stages, ...(absences.after?.stages ?? [])],
  };
  return sequenceOf({ ...plan, ...(absences.until ? { until: absences.until } : {}) }, input.mapping, input.options, account);
}

/** REPEAT as runs; what only the last of them must meet makes it a stage of its own. */
function stagesOf(filter: Filter, repeat: number, passes: readonly Expr[]): readonly Stage[] {
  const stage = { ...filter, missing: false };
  if (passes.length === 0) return [{ ...stage, runs: repeat }];
  const last = { ...stage, where: and([filter.where, ...passes]), runs: 1 };
  return repeat === 1 ? [last] : [{ ...stage, runs: repeat - 1 }, last];
}

/** One bound for the whole; with two events alone, that of the gap is one as well. */
function spanOf(node: Sequence, account: Account): number {
  const events = node.steps.reduce((sum, step) => sum + step.repeat, 0);
  let withinMs = node.withinMs;
  for (const [index, step] of node.steps.entries()) {
    // Before the first event there is no gap.
    if (step.gapMs === undefined || step.gapMs >= withinMs || (index === 0 && step.repeat === 1)) continue;
    if (events === 2) withinMs = step.gapMs;
    else
      leaveOut(
        step.span,
        {
          code: "step-gap",
          reason: "`maxspan` bounds the whole sequence, and EQL has no bound for the gap before one step",
          alternative: "take the WITHIN from the step, or export to KQL or SPL",
        },
        account,
      );
  }
  return withinMs;
}

function leaveOut(span: Span, refusal: Parameters<Account["refuse"]>[1], account: Account): void {
  if (account.mayWiden("positive")) account.widen(span, `left out: ${refusal.reason}`);
  else account.refuse(span, refusal);
}

type Absences = {
  /** Missing stages by the index of the step that they stand before. */
  readonly before: ReadonlyMap<number, readonly Stage[]>;
  readonly until?: Filter;
  readonly after?: { readonly withinMs: number; readonly stages: readonly Stage[] };
};

function absencesOf(node: Sequence, making: Making, references: References, steps: readonly (Filter | undefined)[]): Absences {
  const between = betweenSteps(node, making, references, steps);
  const after = node.absentAfter ? behindLast(node, node.absentAfter, making, references) : undefined;
  return { ...between, ...(after ? { after } : {}) };
}

/**
 * `until` ends what has begun, in the order of events; a missing stage is asked of the one match that EQL kept, after it is complete, and by time alone. Between
 * two steps both will do: there is one match to keep, the newest, and with something in its way there is something in the way of all. With further steps the kept
 * match may fail where another would not; there `until` alone will do, where it stands in every gap.
 */
function betweenSteps(node: Sequence, making: Making, references: References, steps: readonly (Filter | undefined)[]): Absences {
  const { account } = making.context;
  const asked = node.steps.flatMap((step, index) => step.absentBefore.map((absence) => ({ index, absence })));
  if (asked.length === 0) return { before: new Map() };
  const lowered: readonly Asked[] = asked.map((one) => ({ ...one, filter: absenceFilter(one.absence, making, references) }));
  const until = untilOf(node, lowered, steps);
  const isFreeOfTies = making.input.mapping.ties.kind === "unique-time";
  if (until && !(isFreeOfTies && node.steps.length === 2)) return { before: new Map(), until };
  const before = new Map<number, readonly Stage[]>();
  for (const { index, absence, filter } of lowered) {
    if (!filter) leaveOut(absence.span, unjoinable, account);
    else if (node.steps.length !== 2) leaveOut(absence.span, oneMatchOnly, account);
    else if (!isFreeOfTies && !account.mayWiden("positive")) account.refuse(absence.span, sameTime);
    else {
      if (!isFreeOfTies) account.widen(absence.span, sameTime.reason);
      before.set(index, [...(before.get(index) ?? []), { ...filter, missing: true, runs: 1 }]);
    }
  }
  return { before };
}

type Asked = { readonly index: number; readonly absence: Absence; readonly filter: Filter | undefined };

/**
 * The one filter that stands in every gap between single events. For EQL an event that is a step and ends the sequence ends what it begins itself, for aidr it does
 * not: of two steps the first is taken out of the filter, of more none may be in it.
 */
function untilOf(node: Sequence, asked: readonly Asked[], steps: readonly (Filter | undefined)[]): Filter | undefined {
  if (node.steps.some((step) => step.repeat > 1)) return undefined;
  const gaps = node.steps.slice(1).map((_, gap) => asked.filter(({ index }) => index === gap + 1).map(({ filter }) => filter));
  const joined = gaps.map((filters) => anyOf(filters));
  const [first] = joined;
  if (!first || joined.some((gap) => !gap || canonical(gap) !== canonical(first))) return undefined;
  const isApart = node.steps
    .slice(0, -1)
    .every((step) => asked.every(({ absence }) => absence.events.every((type) => !step.events.includes(type))));
  if (isApart) return first;
  const [begin] = steps;
  if (node.steps.length !== 2 || !begin || canonical(begin.by) !== canonical(first.by)) return undefined;
  return { ...first, where: and([first.where, not(twoValued(begin.where))]) };
}

/** Several absences of one gap and one key as one filter. */
function anyOf(filters: readonly (Filter | undefined)[]): Filter | undefined {
  const known = filters.flatMap((filter) => filter ?? []);
  const [first] = known;
  if (!first || known.length < filters.length || known.some(({ by }) => canonical(by) !== canonical(first.by))) return undefined;
  return { ...first, where: or(known.map(({ where }) => where)) };
}

const unjoinable = {
  code: "step-reference",
  reason: "the absence is not joined with the steps by the same fields, and EQL compares events by their join keys alone",
  alternative: "compare the same fields in the absence as in the steps, with `==`",
} as const;
const oneMatchOnly = {
  code: "narrower",
  reason: "EQL asks for an absence on the one match that it kept, and gives up where another match would have been free of it",
  alternative: "ask for the same absence in every gap, leave it out (`--allow broader`), or export to KQL or SPL",
} as const;
const sameTime = {
  code: "construct-missing",
  reason: "EQL finds an event that must be absent by its time alone, so that one of the very time of a step beside it is not seen",
  alternative: "promise `ties: unique-time` in the mapping, allow a broader export (`--allow broader`), or export to KQL or SPL",
} as const;

function absenceFilter(node: Absence, making: Making, references: References): Filter | undefined {
  const resolved = references.absence(node);
  return resolved && filterOf(making, node, resolved, "negative");
}

/** `[A] ![B]`: the span counts from the first event, so only one event may stand before the absence. An event fires before its time is over. */
function behindLast(
  node: Sequence,
  absence: NonNullable<Sequence["absentAfter"]>,
  making: Making,
  references: References,
): Absences["after"] {
  const { account } = making.context;
  const isOneEvent = node.steps.length === 1 && node.steps[0]?.repeat === 1;
  const filter = isOneEvent ? absenceFilter(absence, making, references) : undefined;
  if (!account.mayWiden("positive")) {
    account.refuse(absence.span, {
      code: "construct-missing",
      reason: "EQL knows no clock: an event fires at once, and not after the time in which the other might still come",
      alternative: "allow a broader export (`--allow broader`), or export to KQL or SPL",
    });
    return undefined;
  }
  if (!filter) {
    account.widen(absence.span, "left out: EQL counts the time of an absence from the first event of the sequence, not from the last");
    return undefined;
  }
  account.widen(
    absence.span,
    "an event fires before the time is over in which the other might still come, and one of the very same time is not seen",
  );
  return { withinMs: absence.withinMs, stages: [{ ...filter, missing: true, runs: 1 }] };
}

/** EQL's `sample` knows keys, and neither order nor time. */
export function togetherEql(node: Together, making: Making): Found {
  const { context, input } = making;
  const { account } = context;
  const filters = node.steps.map((step) => filterOf(making, step, { joins: [], conjuncts: conjunctsOf(step.where) }, "positive"));
  const keys = filters[0]?.by ?? [];
  const allowed = input.options.broader && input.options.entity && keys.length > 0;
  if (!allowed) {
    account.refuse(node.span, {
      code: "no-row-order",
      reason: "`sample`, EQL's form for events in any order, has no window, and names keys rather than the event that completes a match",
      alternative:
        keys.length > 0
          ? "allow a broader export (`--allow broader --granularity entity`), or export to KQL or SPL"
          : "export to KQL or SPL",
    });
    return nothingFound;
  }
  account.widen(node.span, "left out: the window; the events may lie anywhere in the time that a run reads, in any order");
  for (const step of node.steps.filter(({ repeat }) => repeat > 1))
    account.widen(step.span, "left out: REPEAT, of which `sample` knows nothing");
  for (const exception of input.rule.exceptions)
    account.widen(exception.span, "left out: the exception, for `sample` has no completing event");
  if (filters.includes(undefined)) return nothingFound;
  const found = filters.flatMap((filter) => filter ?? []);
  const isShared = new Set(found.map(({ by }) => JSON.stringify(by))).size === 1;
  const query = isShared
    ? ({ kind: "sample", by: keys, filters: found.map((filter) => ({ ...filter, by: [] })) } as const)
    : ({ kind: "sample", by: [], filters: found } as const);
  return { query, granularity: "entity" };
}
