/** A rule as an EQL query: about single events, a sequence, or a sample. */
import type { ExceptionPlan, Predicate, RulePlan } from "../../../ir/plan.ts";
import { termText } from "../../../ir/prose.ts";
import { showDuration } from "../../../ir/show.ts";
import { walkCondition, walkPredicate, walkTerm } from "../../../ir/walk.ts";
import type { Visitor } from "../../../ir/walk.ts";
import type { Mapping } from "../../../schema/mapping.ts";
import { unreachable } from "../../../source/invariant.ts";
import { and, boolean, compare, field, or, text } from "../../../targets/eql/build.ts";
import { sizeOf } from "../../../targets/eql/measure.ts";
import { printEql } from "../../../targets/eql/print.ts";
import type { Expr } from "../../../targets/eql/query.ts";
import type { Account } from "../../account.ts";
import { concluded, newAccount } from "../../account.ts";
import type { ExportInput, Outcome, ResultColumn } from "../../outcome.ts";
import type { Lowering } from "../../context.ts";
import { lowerPredicate } from "../../predicate.ts";
import { lookBackOf } from "../../schedule.ts";
import { columnOf } from "../fields.ts";
import { pastEql, typesBehind } from "./past.ts";
import { indexesOf } from "../places.ts";
import { typeCondition } from "./places.ts";
import { loweringOf } from "./sentences.ts";
import { type Making, sequenceEql, togetherEql } from "./sequence.ts";
import { withoutIdleGuards } from "./simplify.ts";
import type { Found } from "./stages.ts";

const evidence = "interpreter reproduces the event ids that Elasticsearch's own EQL tests expect";

export function exportEql(input: ExportInput): Outcome {
  const { rule, mapping, options } = input;
  const account = newAccount(options);
  const context = loweringOf(mapping, account, options.folding);
  const types = typesOf(rule);
  const passes = rule.condition.kind === "together" ? [] : rule.exceptions.map((exception) => exceptionPasses(exception, context, mapping));
  const found = queryOf({ input, context, types, passes });
  checkSize(found, rule, account);
  noteSuppression(rule, account);
  if (options.schedule) account.assume({ kind: "late", milliseconds: options.schedule.lateMs });
  return concluded(account, options, "eql", () => ({
    target: "eql",
    text: printEql(found.query),
    granularity: found.granularity,
    columns: columnsOf(input),
    lookBackMs: lookBackOf(rule),
    sources: indexesOf(types, mapping),
    evidence,
  }));
}

function queryOf(making: Making): Found {
  const { condition } = making.input.rule;
  switch (condition.kind) {
    case "when":
      return pastEql(condition.predicate, making) ?? single(condition.predicate, making);
    case "sequence":
      return sequenceEql(condition, making);
    case "together":
      return togetherEql(condition, making);
    default:
      return unreachable(condition);
  }
}

function single(predicate: Predicate, { input, context, types, passes }: Making): Found {
  const { rule, mapping } = input;
  const picked = typeCondition(rule.on, types, mapping);
  if (!picked.ok) context.account.refuse(rule.span, picked);
  const condition = lowerPredicate(predicate, context);
  const parts = [picked.ok ? picked.query : boolean(true), condition, ...passes];
  return { query: { kind: "events", where: withoutIdleGuards(and(parts)) }, granularity: "event" };
}

/** AND NOT, until it ends: from then on the event passes. */
function exceptionPasses({ unless, untilMs, span }: ExceptionPlan, context: Lowering<"eql">, mapping: Mapping): Expr {
  const passes = lowerPredicate({ kind: "not", part: unless, span }, context);
  if (untilMs === undefined) return passes;
  return or([compare(">=", field(mapping.time), text(new Date(untilMs).toISOString())), passes]);
}

/** All event types that the query reads. */
function typesOf({ on, condition }: RulePlan): readonly string[] {
  if (condition.kind === "when") return [...new Set([...on, ...typesBehind(condition.predicate)])];
  const after = condition.kind === "sequence" && condition.absentAfter ? [condition.absentAfter] : [];
  const parts = [...condition.steps, ...condition.steps.flatMap((step) => step.absentBefore), ...after];
  return [...new Set(parts.flatMap(({ events }) => events))];
}

/** Elastic, "Index settings": `index.max_terms_count`; "Search settings": `max_clause_count`, at its least. */
const listedMax = 65_536;
const patternsMax = 1_024;

function checkSize({ query }: Found, rule: RulePlan, account: Account): void {
  const { listed, patterns } = sizeOf(query);
  if (listed <= listedMax && patterns <= patternsMax) return;
  account.refuse(rule.span, {
    code: "query-too-long",
    reason:
      listed > listedMax
        ? `a list has ${listed} values, and Elasticsearch allows ${listedMax}`
        : `the query has ${patterns} patterns, and Elasticsearch allows ${patternsMax} where memory is short`,
    alternative: "split the list among several rules",
  });
}

function noteSuppression({ suppress }: RulePlan, account: Account): void {
  if (!suppress) return;
  const by = suppress.by.length === 0 ? "" : ` by ${suppress.by.map((term) => `\`${termText(term)}\``).join(", ")}`;
  account.assume({
    kind: "deployed",
    what: `alert suppression for ${showDuration(suppress.durationMs)}${by}: the query finds every match`,
  });
}

/** Id, time, keys and whatever else the rule reads. */
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
