/** A rule as a constant of the module: what wakes and lists it, and its text and meaning as a function that is called when it is woken. */
import { type Asked, askedOf } from "../ir/asked.ts";
import type { ActionCallPlan, ExceptionPlan, PlaybookPlan, RulePlan, Term } from "../ir/plan.ts";
import type { Absence, Sequence, Step, Together } from "../ir/state.ts";
import { canonical, suppressStore } from "../ir/identity.ts";
import { remembers } from "../ir/walk.ts";
import { type Trace, witnessOf } from "../ir/witness.ts";
import { keysFor } from "../runtime/literal-scan.ts";
import type { Scalar } from "../runtime/value.ts";
import { unreachable } from "../source/invariant.ts";
import { coverSpans, type Span } from "../source/span.ts";
import { arrayOf, type Code, filled, functionOf, headed, numeral, objectOf, quote } from "./code.ts";
import { writePredicate } from "./predicate.ts";
import { writeTerm, writeValue } from "./term.ts";
import { constant, cut, linesAt, make, type Writer } from "./writer.ts";

export function writeRule(rule: RulePlan, shared: Writer): Code {
  const { condition, alert } = rule;
  const writer = { ...shared, rule: conditionSpan(rule) };
  const isKept = remembers(rule);
  const where = !isKept && condition.kind === "when" ? condition.predicate : undefined;
  const wakes = where && witnessOf(where);
  const asks = where === undefined ? [] : askedOf(where);
  return objectOf({
    id: quote(rule.id),
    title: quote(rule.title),
    version: rule.version === "1" ? undefined : quote(rule.version),
    severity: quote(alert.severity),
    category: quote(alert.category),
    risk: numeral(alert.risk),
    tags: rule.meta.tags.length === 0 ? undefined : arrayOf(rule.meta.tags.map(quote)),
    on: arrayOf(rule.on.map(quote)),
    wakes: wakes && arrayOf(wakes.map((trace) => writeTrace(trace, writer))),
    asks: asks.length === 0 ? undefined : arrayOf(asks.map((one) => writeAsked(one, writer))),
    suppressMs: rule.suppress && numeral(rule.suppress.durationMs),
    remembers: isKept ? "true" : undefined,
    meaning: quote(rule.meaning),
    body: functionOf([
      headed("const at = ", make(writer, "source", arrayOf(linesAt(writer.sources, writer.rule ?? rule.span).map(quote)))),
      headed("return ", writeBody(rule, writer)),
    ]),
  });
}

/** The stretch of the rule's text that its conditions stand in. */
function conditionSpan({ condition, exceptions, span }: RulePlan): Span {
  const root = condition.kind === "when" ? condition.predicate.span : condition.span;
  return [root, ...exceptions.map(({ unless }) => unless.span)]
    .filter(({ file, start, end }) => file === span.file && start >= span.start && end <= span.end)
    .reduce((all, one) => (all.start === all.end ? one : coverSpans(all, one)), { ...span, end: span.start });
}

function writeBody(rule: RulePlan, writer: Writer): Code {
  const { condition, alert, actions, exceptions, suppress } = rule;
  const term = (of: Term): Code => writeTerm(of, writer, writePredicate);
  return objectOf({
    at: "at",
    when:
      condition.kind === "when"
        ? writePredicate(condition.predicate, writer)
        : condition.kind === "sequence"
          ? writeSequence(condition, writer)
          : writeTogether(condition, writer),
    exceptions: exceptions.length === 0 ? undefined : arrayOf(exceptions.map((exception) => writeException(exception, writer))),
    confidence: isLiteral(alert.confidence, 1) ? undefined : term(alert.confidence),
    description: isLiteral(alert.description, rule.title) ? undefined : term(alert.description),
    attackVector: alert.attackVector && term(alert.attackVector),
    actions: actions.length === 0 ? undefined : arrayOf(actions.map((action) => writeAction(action, writer))),
    suppress:
      suppress &&
      objectOf({ durationMs: numeral(suppress.durationMs), by: arrayOf(suppress.by.map(term)), store: quote(suppressStore(rule)) }),
  });
}

function isLiteral(term: Term, value: string | number): boolean {
  return term.kind === "literal" && term.value === value;
}

function writeException({ unless, reason, untilMs }: ExceptionPlan, writer: Writer): Code {
  return objectOf({
    unless: writePredicate(unless, writer),
    reason: quote(reason),
    untilMs: untilMs === undefined ? undefined : numeral(untilMs),
  });
}

/** What many rules ask for in the same words is a constant. */
function writeAction({ action, args }: ActionCallPlan, writer: Writer): Code {
  const code = (): Code =>
    make(
      writer,
      "action",
      quote(action),
      ...[...args].map(([name, term]) => arrayOf([quote(name), writeTerm(term, writer, writePredicate)])),
    );
  const literals = [...args.values()].flatMap((term) => (term.kind === "literal" ? [term] : []));
  if (literals.length < args.size) return code();
  const words = literals.flatMap(({ value }) => (typeof value === "string" && value.length <= 30 ? [value] : []));
  return constant(writer, `action ${canonical([action, args])}`, [action, ...words].join(" ").toLowerCase(), "action", code);
}

export function writePlaybook(playbook: PlaybookPlan, writer: Writer): Code {
  return objectOf({
    id: quote(playbook.id),
    title: quote(playbook.title),
    for: playbook.for && writePredicate(playbook.for, writer),
    steps: arrayOf(
      playbook.steps.map(({ call, limit, requiresApproval }) =>
        objectOf({
          call: writeAction(call, writer),
          limit: limit && objectOf({ count: numeral(limit.count), perMs: numeral(limit.perMs) }),
          requiresApproval: String(requiresApproval),
        }),
      ),
    ),
  });
}

function writeSequence(node: Sequence, writer: Writer): Code {
  const { absentAfter } = node;
  const entries = {
    id: quote(node.id),
    span: cut(writer, node.span),
    withinMs: numeral(node.withinMs),
    steps: arrayOf(node.steps.map((step) => writeStep(step, writer))),
  };
  if (absentAfter === undefined) return make(writer, "sequence", objectOf(entries));
  const absent: Code = {
    head: "",
    open: "{ ",
    items: [headed("...", writeAbsence(absentAfter, writer)), `withinMs: ${numeral(absentAfter.withinMs)}`],
    close: " }",
  };
  return make(writer, "sequence", objectOf({ ...entries, absentAfter: absent }));
}

function writeTogether(node: Together, writer: Writer): Code {
  return make(
    writer,
    "together",
    objectOf({
      id: quote(node.id),
      span: cut(writer, node.span),
      withinMs: numeral(node.withinMs),
      steps: arrayOf(node.steps.map((step) => writeStep(step, writer))),
    }),
  );
}

function writeStep(step: Step, writer: Writer): Code {
  return make(
    writer,
    "step",
    objectOf({
      name: quote(step.name),
      ...eventsOf(step, writer),
      repeat: step.repeat === 1 ? undefined : numeral(step.repeat),
      gapMs: step.gapMs === undefined ? undefined : numeral(step.gapMs),
      absentBefore: step.absentBefore.length === 0 ? undefined : arrayOf(step.absentBefore.map((one) => writeAbsence(one, writer))),
    }),
  );
}

function writeAbsence(absence: Absence, writer: Writer): Code {
  return make(writer, "absence", objectOf(eventsOf(absence, writer)));
}

function eventsOf(part: Step | Absence, writer: Writer): Readonly<Record<string, Code | undefined>> {
  return {
    span: cut(writer, part.span),
    events: arrayOf(part.events.map(quote)),
    where: part.where && writePredicate(part.where, writer),
    by: part.by.length === 0 ? undefined : arrayOf(part.by.map((term) => writeTerm(term, writer, writePredicate))),
    reads: part.reads.length === 0 ? undefined : arrayOf(part.reads.map(quote)),
  };
}

function writeAsked({ subject, ...wanted }: Asked, writer: Writer): Code {
  const written = Object.entries<Scalar | readonly Scalar[]>(wanted).map(([name, value]) => [
    name,
    value === false
      ? undefined
      : Array.isArray(value)
        ? arrayOf(value.map((one: Scalar) => writeValue(one, writer)))
        : writeValue(value as Scalar, writer), // no list is a scalar
  ]);
  return objectOf({ subject: writeTerm(subject, writer, writePredicate), ...Object.fromEntries(written) });
}

function writeTrace(trace: Trace, writer: Writer): Code {
  const { subject, within } = trace;
  const keys = trace.kind === "literals" ? keysFor(trace.literals) : undefined;
  for (const key of keys ?? []) writer.keys.add(key);
  const place = {
    kind: quote(keys === undefined ? trace.kind : "keys"),
    subject: writeTerm(subject, writer, writePredicate),
    within: within && objectOf({ variable: quote(within.variable), list: writeTerm(within.list, writer, writePredicate) }),
  };
  switch (trace.kind) {
    case "literals":
      return objectOf({ ...place, ...(keys === undefined ? { literals: arrayOf(trace.literals.map(quote)) } : { keys: joined(keys) }) });
    case "equal":
      return objectOf({ ...place, values: arrayOf(trace.values.map((value) => writeValue(value, writer))) });
    case "present":
      return objectOf(place);
    case "least":
    case "most":
      return objectOf({ ...place, bound: numeral(trace.bound) });
    default:
      return unreachable(trace);
  }
}

/** One text is read faster than many. */
export function joined(keys: readonly string[]): Code {
  return keys.some((key) => key.includes("|")) ? filled(keys) : quote(keys.join("|"));
}
