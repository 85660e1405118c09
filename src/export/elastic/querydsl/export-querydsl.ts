/** A rule as an Elasticsearch query: Query DSL, or a Lucene query string. */
import type { Condition, ExceptionPlan, Predicate, RulePlan } from "../../../ir/plan.ts";
import { termText } from "../../../ir/prose.ts";
import { showDuration } from "../../../ir/show.ts";
import { walkCondition, walkPredicate, walkTerm } from "../../../ir/walk.ts";
import type { Visitor } from "../../../ir/walk.ts";
import { print } from "../../../targets/querydsl/print.ts";
import { printQueryString } from "../../../targets/querydsl/print-query-string.ts";
import type { Query, Range } from "../../../targets/querydsl/query.ts";
import { all, any, boolDepth, clauseCount, matchAll } from "../../../targets/querydsl/query.ts";
import type { Account } from "../../account.ts";
import { concluded, newAccount } from "../../account.ts";
import type { ExportInput, ExportOptions, Outcome, ResultColumn, Schedule } from "../../outcome.ts";
import type { Lowering } from "../../context.ts";
import { lowerPredicate } from "../../predicate.ts";
import { columnOf } from "../fields.ts";
import type { Printer } from "./sentences.ts";
import { sentencesOf } from "./sentences.ts";
import { sourcesOf } from "./sources.ts";
import { termsOf } from "./terms.ts";

/** Leaf clauses that every version allows; depth of `bool`. Elastic, "Search settings": `max_clause_count`, `max_nested_depth`. */
const clausesMax = 1_024;
const depthMax = 20;
const evidence = "executed on Apache Lucene 8.7";

export function exportQuerydsl(input: ExportInput): Outcome {
  const { rule, mapping, options } = input;
  const account = newAccount(options);
  const as = options.as ?? "query";
  const context: Lowering<"querydsl"> = {
    target: "querydsl",
    sentences: sentencesOf(mapping, as),
    terms: termsOf(mapping),
    account,
    // A query string has no flag that ignores case, so case is spelt out there.
    folding: as === "lucene" ? "strict" : options.folding,
  };
  const sources = sourcesOf(rule.on, mapping);
  if (!sources.ok) account.refuse(rule.span, sources);
  const parts = [
    sources.ok ? sources.query : matchAll,
    ...candidates(options.schedule, input, account),
    conditionQuery(rule.condition, context, options),
    ...rule.exceptions.map((exception) => exceptionQuery(exception, context, mapping.time)),
  ];
  noteSuppression(rule, account);
  const query = all(parts);
  checkSize(query, rule, account, as);
  return concluded(account, options, "querydsl", () => ({
    target: "querydsl",
    text: as === "lucene" ? queryString(query, account) : print(query),
    granularity: "event",
    columns: columnsOf(input),
    lookBackMs: 0,
    sources: sources.ok ? sources.indexes : [],
    evidence,
  }));
}

/** Regular expressions of Lucene have no escapes for line breaks and tabs, so they stand in the text as they are. */
function queryString(query: Query, account: Account): string {
  const text = printQueryString(query);
  const breaks = text.split("\n").some((line, at) => at > 0 && !/^(?:AND|OR) /.test(line));
  if (breaks || /[\t\r\f\v]/.test(text))
    account.assume({ kind: "deployed", what: "the query string as it is, with its line breaks and tabs: a search bar would drop them" });
  return text;
}

/** A sequence needs more than one event; the event that completes it meets the last step at least. */
function conditionQuery(condition: Condition, context: Lowering<"querydsl">, options: ExportOptions): Query {
  if (condition.kind === "when") return lowerPredicate(condition.predicate, context);
  const what = condition.kind === "sequence" ? "SEQUENCE" : "TOGETHER";
  if (!options.broader) {
    context.account.refuse(condition.span, {
      code: "no-row-order",
      reason: `\`${what}\` is about several events, and Query DSL judges each document by itself`,
      alternative: condition.kind === "sequence" ? "export to EQL, KQL or SPL" : "export to KQL or SPL",
    });
    return matchAll;
  }
  const last = condition.kind === "sequence" ? condition.steps.slice(-1) : condition.steps;
  context.account.widen(condition.span, `left out: all of \`${what}\` but the event that completes it`);
  return any(last.map(({ where }) => (where ? lowerPredicate(where, context) : matchAll)));
}

/** AND NOT, until it ends: from then on the event passes. */
function exceptionQuery({ unless, untilMs, span }: ExceptionPlan, context: Lowering<"querydsl">, time: string): Query {
  const excepted: Predicate = { kind: "not", part: unless, span };
  const passes = lowerPredicate(excepted, context);
  if (untilMs === undefined) return passes;
  const ended: Range = { kind: "range", field: time, single: true, above: { value: { kind: "instant", ms: untilMs }, inclusive: true } };
  return any([passes, ended]);
}

/** The events that one run of a scheduled search looks for. Date math counts whole seconds. */
function candidates(schedule: Schedule | undefined, { rule, mapping }: ExportInput, account: Account): readonly Query[] {
  if (!schedule) return [];
  const { everyMs, lateMs } = schedule;
  if (everyMs % 1000 !== 0 || lateMs % 1000 !== 0) {
    account.refuse(rule.span, {
      code: "construct-missing",
      reason: "a run looks back by whole seconds: Elasticsearch's date math has no smaller unit",
      alternative: "choose an interval and a lateness in whole seconds",
    });
    return [];
  }
  account.assume({ kind: "late", milliseconds: lateMs });
  const ago = (ms: number) => ({ kind: "before-now", seconds: ms / 1000 }) as const;
  return [
    {
      kind: "range",
      field: mapping.time,
      single: true,
      above: { value: ago(lateMs + everyMs), inclusive: false },
      below: { value: ago(lateMs), inclusive: true },
    },
  ];
}

function noteSuppression({ suppress }: RulePlan, account: Account): void {
  if (!suppress) return;
  const by = suppress.by.length === 0 ? "" : ` by ${suppress.by.map((term) => `\`${termText(term)}\``).join(", ")}`;
  account.assume({
    kind: "deployed",
    what: `alert suppression for ${showDuration(suppress.durationMs)}${by}: the query finds every match`,
  });
}

function checkSize(query: Query, rule: RulePlan, account: Account, as: Printer): void {
  const count = clauseCount(query, as);
  if (count > clausesMax)
    account.refuse(rule.span, {
      code: "query-too-long",
      reason: `the query has ${count} clauses, and Elasticsearch allows ${clausesMax} where memory is short`,
      alternative: "split the lists among several rules",
    });
  const depth = boolDepth(query);
  if (depth > depthMax)
    account.refuse(rule.span, {
      code: "query-too-long",
      reason: `the query nests ${depth} deep, and Elasticsearch allows ${depthMax}`,
      alternative: "flatten the condition, or split the rule",
    });
}

/** Id, time, and whatever the rule reads. */
function columnsOf({ rule, mapping }: ExportInput): readonly ResultColumn[] {
  const columns = new Map<string, ResultColumn>([
    [mapping.id, { column: mapping.id, path: ["event_id"] }],
    [mapping.time, { column: mapping.time, path: ["timestamp"] }],
  ]);
  const visit: Visitor = {
    term(node) {
      if (node.kind !== "field") return;
      const found = columnOf(mapping, node.path);
      if (found.ok && !columns.has(found.column.name)) columns.set(found.column.name, { column: found.column.name, path: node.path });
    },
  };
  for (const term of rule.suppress?.by ?? []) walkTerm(term, visit);
  walkCondition(rule.condition, visit);
  for (const exception of rule.exceptions) walkPredicate(exception.unless, visit);
  return [...columns.values()];
}
