/** A rule as a Splunk search: what the indexes are asked for, what is remembered, the condition in full, the answer. */
import { unsupported } from "../../builtins/lowering.ts";
import type { ExceptionPlan, Predicate, RulePlan } from "../../ir/plan.ts";
import { walkCondition, walkPredicate, walkTerm } from "../../ir/walk.ts";
import type { Visitor } from "../../ir/walk.ts";
import type { Mapping } from "../../schema/mapping.ts";
import { unreachable } from "../../source/invariant.ts";
import { and, arithmetic, call, compare, field, fieldsOf, number, or, text } from "../../targets/spl/build.ts";
import { printCommands, printQuery } from "../../targets/spl/print.ts";
import { sharedValues } from "../../targets/spl/share.ts";
import { simplified } from "../../targets/spl/simplify.ts";
import type { Command, Expr, Query, SearchTerm, SortKey } from "../../targets/spl/query.ts";
import { concluded, newAccount } from "../account.ts";
import type { ExportInput, Outcome, ResultColumn } from "../outcome.ts";
import type { Lowering } from "../context.ts";
import { lowerPredicate } from "../predicate.ts";
import { lookBackOf } from "../schedule.ts";
import type { Making } from "./context.ts";
import { readField, timeColumn } from "./fields.ts";
import type { Candidates } from "./phases.ts";
import { phaseCommands } from "./phases.ts";
import { placesOf, prefilterOf } from "./places.ts";
import { newPlan } from "./plan.ts";
import { loweringOf } from "./sentences.ts";
import { notOwnAlert } from "./kept.ts";
import { sequenceOf } from "./sequence.ts";
import type { Completion } from "./steps.ts";
import { togetherOf } from "./together.ts";

const evidence = "modelled, not executed on Splunk";

export function exportSpl(input: ExportInput): Outcome {
  const { rule, mapping, options } = input;
  const account = newAccount(options);
  const types = typesOf(rule);
  const found = placesOf(types, mapping);
  if (!found.ok) return { kind: "refused", target: "spl", refusals: [{ ...found, construct: rule.span }] };
  const places = found.query;
  const making: Making = { rule, mapping, account, folding: options.folding, places, plan: newPlan(), bindings: new Map() };
  const columns = columnsOf(input);
  const query = queryOf(input, making, types, columns);
  if (options.schedule) account.assume({ kind: "late", milliseconds: options.schedule.lateMs });
  if (options.schedule && !Number.isFinite(reachOf(input))) account.refuse(rule.span, boundless);
  return concluded(account, options, "spl", () => {
    const tidy = tidied(query, making);
    return {
      target: "spl",
      text: printQuery(tidy),
      // The first command only reads an index: what it picks is asked again behind it, where case counts.
      piped: printCommands(tidy.commands),
      granularity: "event",
      columns,
      lookBackMs: reachOf(input),
      sources: places.sources,
      evidence,
    };
  });
}

const boundless = unsupported(
  "window-too-long",
  "the rule looks back without a bound, and each run of a scheduled search reads a stretch of time",
  "add WITHIN to PREVIOUS, or run the search over all data",
);

function queryOf(input: ExportInput, making: Making, types: readonly string[], columns: readonly ResultColumn[]): Query {
  const { rule } = input;
  const { places, plan } = making;
  const context = loweringOf(making);
  const ties = tiesOf(rule, making);
  const { commands, condition } = completionOf(rule, making, context, ties);
  const passes = rule.exceptions.map((exception) => exceptionPasses(exception, context));
  const remembers = plan.phases.length > 0 || commands.length > 0;
  const isOwn = remembers ? places.isAmong(rule.on) : places.isOf(rule.on);
  const own = rule.condition.kind === "when" ? [isOwn, ...(rule.on.includes("alert") ? [notOwnAlert(making)] : [])] : [];
  const candidates = candidatesOf(input);
  const isCandidate = candidates
    ? [compare(field(timeColumn), ">", candidates.after), compare(field(timeColumn), "<=", candidates.until)]
    : [];
  const whole = and([...own, condition, ...passes, ...isCandidate]);
  const prefilter = remembers ? [] : prefilterOf(whole);
  const search: SearchTerm =
    prefilter.length === 0 ? places.search : { kind: "and", parts: [places.search, ...dropKnown(places.search, prefilter)] };
  const reading: readonly Command[] = remembers && types.length > 0 ? [{ kind: "where", condition: places.isOf(types) }] : [];
  const needsTime = remembers || fieldsOf(whole).has(timeColumn);
  const time: readonly Command[] = needsTime ? [{ kind: "eval", assignments: [[timeColumn, milliseconds(making.mapping)]] }] : [];
  return {
    search,
    commands: [
      ...reading,
      ...time,
      ...plan.first,
      ...phaseCommands(plan.phases, ties, rule.condition.kind === "when" ? candidates : undefined),
      ...commands,
      { kind: "where", condition: whole },
      ...answerCommands(rule, columns),
    ],
  };
}

/** The same search, as it would be written by hand. */
function tidied({ search, commands }: Query, { plan }: Making): Query {
  const made: Command[] = [];
  for (const command of commands) {
    const last = made.at(-1);
    if (command.kind === "where") {
      const condition = simplified(command.condition);
      if (condition.kind === "boolean" && condition.value) continue;
      const shared = sharedValues(condition, () => plan.name("value"));
      if (shared.assignments.length > 0) made.push({ kind: "eval", assignments: shared.assignments });
      made.push({ ...command, condition: shared.condition });
    } else if (command.kind !== "eval") made.push(command);
    else {
      const assignments = command.assignments.map(([name, value]) => [name, simplified(value)] as const);
      // `eval` sets its fields from left to right, and each sees those before it.
      if (last?.kind === "eval" && command.note === undefined)
        made[made.length - 1] = { ...last, assignments: [...last.assignments, ...assignments] };
      else made.push({ ...command, assignments });
    }
  }
  return { search, commands: made };
}

/** Splunk keeps fractions of a second in `_time` ("Event timestamps"); rounded, they are whole milliseconds that a double holds. */
function milliseconds({ time }: Mapping): Expr {
  return call("round", arithmetic(field(time), "*", number(1000)));
}

function completionOf(rule: RulePlan, making: Making, context: Lowering<"spl">, ties: readonly SortKey[]): Completion {
  const { condition } = rule;
  if (condition.kind === "when") return { commands: [], condition: lowerPredicate(condition.predicate, context) };
  const made = condition.kind === "sequence" ? sequenceOf(condition, making, context, ties) : togetherOf(condition, making, context, ties);
  if (!("ok" in made)) return made;
  making.account.refuse(condition.span, made);
  return { commands: [], condition: and([]) };
}

/** What orders events of one time; a rule that looks at the order needs it. */
function tiesOf(rule: RulePlan, { mapping, account }: Making): readonly SortKey[] {
  if (!readsOrder(rule)) return [];
  switch (mapping.ties.kind) {
    case "sequence":
      account.assume({ kind: "tiebreak", column: mapping.ties.column });
      return [{ field: mapping.ties.column, as: "num", descending: false }];
    case "unique-time":
      account.assume({ kind: "unique-time" });
      return [];
    case "none":
      account.refuse(
        rule.span,
        unsupported(
          "no-row-order",
          "the rule asks which of two events came first, and nothing in the mapping orders events of one time",
          "add `ties: { sequence: <column> }` or `ties: unique-time` to the mapping",
        ),
      );
      return [];
    default:
      return unreachable(mapping.ties);
  }
}

function readsOrder(rule: RulePlan): boolean {
  if (rule.condition.kind !== "when") return true;
  let found = false;
  const visit: Visitor = { term: (term) => void (found ||= "source" in term && term.kind !== "baseline") };
  walkCondition(rule.condition, visit);
  for (const { unless } of rule.exceptions) walkPredicate(unless, visit);
  return found;
}

/** AND NOT, until it ends: from then on the event passes. */
function exceptionPasses({ unless, untilMs, span }: ExceptionPlan, context: Lowering<"spl">): Expr {
  const not: Predicate = { kind: "not", part: unless, span };
  const passes = lowerPredicate(not, context);
  return untilMs === undefined ? passes : or([compare(field(timeColumn), ">=", number(untilMs)), passes]);
}

/**
 * The candidates of a run. Splunk, "now()": the time at which the search was started, which is a little after the time for which it was scheduled; so it is
 * taken back to the last full period, and runs find each candidate once, however late in its period each of them starts.
 */
function candidatesOf({ rule, options }: ExportInput): Candidates | undefined {
  if (!options.schedule) return undefined;
  const { everyMs, lateMs } = options.schedule;
  const waits = rule.condition.kind === "sequence" ? (rule.condition.absentAfter?.withinMs ?? 0) : 0;
  const periods = call("floor", arithmetic(call("now"), "/", number(everyMs / 1000)));
  const before = (ms: number) => arithmetic(arithmetic(periods, "*", number(everyMs)), "-", number(ms));
  return { after: before(lateMs + everyMs + waits), until: before(lateMs + waits) };
}

/** What a run has to read before its candidates: a run late in its period has candidates as much older. */
function reachOf({ rule, options }: ExportInput): number {
  return lookBackOf(rule) + (options.schedule?.everyMs ?? 0);
}

function dropKnown(search: SearchTerm, more: readonly SearchTerm[]): readonly SearchTerm[] {
  const known = new Set((search.kind === "and" ? search.parts : [search]).map((part) => JSON.stringify(part)));
  return more.filter((part) => !known.has(JSON.stringify(part)));
}

/** All event types that the search reads. */
function typesOf(rule: RulePlan): readonly string[] {
  const types = new Set(rule.on);
  const visit: Visitor = {
    term(node) {
      if ("source" in node) for (const type of node.source.events) types.add(type);
    },
  };
  walkCondition(rule.condition, visit);
  for (const { unless } of rule.exceptions) walkPredicate(unless, visit);
  if (rule.condition.kind !== "when") {
    const after = rule.condition.kind === "sequence" && rule.condition.absentAfter ? [rule.condition.absentAfter] : [];
    const parts = [...rule.condition.steps, ...rule.condition.steps.flatMap((step) => step.absentBefore), ...after];
    for (const type of parts.flatMap(({ events }) => events)) types.add(type);
  }
  return [...types];
}

/** What the alert says, and what an analyst reads. */
function answerCommands(rule: RulePlan, columns: readonly ResultColumn[]): readonly Command[] {
  const { severity, category, risk, description } = rule.alert;
  const said = description.kind === "literal" && typeof description.value === "string" ? description.value : rule.title;
  return [
    {
      kind: "eval",
      assignments: [
        ["rule_id", text(prose(rule.id))],
        ["rule_title", text(prose(rule.title))],
        ["severity", text(severity.toLowerCase())],
        ["category", text(category)],
        ["risk_score", number(risk)],
        ["description", text(prose(said))],
      ],
    },
    { kind: "table", fields: columns.map(({ column }) => column) },
  ];
}

/** Text for people: on one line, without what a search might take for a macro. */
function prose(written: string): string {
  return written.replace(/[\u0000-\u001f\u007f]+/g, " ").replaceAll("`", "'");
}

const said: readonly ResultColumn[] = ["rule_id", "rule_title", "severity", "category", "risk_score", "description"].map((column) => ({
  column,
}));

/** Time, id, keys and whatever else the rule reads, then what the alert says. */
function columnsOf({ rule, mapping }: ExportInput): readonly ResultColumn[] {
  const columns = new Map<string, ResultColumn>([
    [mapping.time, { column: mapping.time, path: ["timestamp"] }],
    [mapping.id, { column: mapping.id, path: ["event_id"] }],
  ]);
  const visit: Visitor = {
    term(node) {
      if (node.kind !== "field" || node.path.join(".") === "timestamp") return;
      const read = readField(mapping, node.path, node.type);
      const column = read.ok ? [...fieldsOf(read.query.term)][0] : undefined;
      if (column !== undefined && !columns.has(column)) columns.set(column, { column, path: node.path });
    },
  };
  for (const term of rule.suppress?.by ?? []) walkTerm(term, visit);
  walkCondition(rule.condition, visit);
  for (const exception of rule.exceptions) walkPredicate(exception.unless, visit);
  return [...columns.values(), ...said];
}
