/** A rule as one Kusto query for Azure Data Explorer or Microsoft Sentinel, or the reasons why there is none. */
import { libraryOf } from "../../builtins/kql/library.ts";
import type { RulePlan, Term } from "../../ir/plan.ts";
import { walkTerm } from "../../ir/walk.ts";
import { resolveField } from "../../schema/mapping.ts";
import { unreachable } from "../../source/invariant.ts";
import { compacted } from "../../targets/kql/compact.ts";
import { printQuery } from "../../targets/kql/print.ts";
import type { Kept, Let, Pipeline } from "../../targets/kql/query.ts";
import { concluded, newAccount } from "../account.ts";
import type { ExportInput, Lookup, Outcome } from "../outcome.ts";
import { lookBackOf } from "../schedule.ts";
import { type Builder, expressionsOf } from "./builder.ts";
import { type Answer, whenAnswer } from "./answer.ts";
import { sequenceAnswer } from "./sequence.ts";
import { stateColumn } from "./state.ts";
import { togetherAnswer } from "./together.ts";

export const kqlEvidence =
  "bound by Microsoft's parser and binder (@kusto/language-service-next 12.4.1); executed by aidr's own interpreter of the printed query, not on a Kusto engine";

/** Never throws on what users wrote. O(size of the rule). */
export function exportKql(input: ExportInput): Outcome {
  const first = attempt(input, Number.POSITIVE_INFINITY);
  if (first.kind === "refused" || input.mapping.profile !== "sentinel" || first.text.length <= charactersMax) return first;
  const shorter = attempt(input, inlineMax);
  if (shorter.kind !== "refused" && shorter.text.length <= charactersMax) return shorter;
  return {
    kind: "refused",
    target: "kql",
    refusals: [
      {
        code: "query-too-long",
        construct: input.rule.span,
        reason: `the query has ${shorter.kind === "refused" ? first.text.length : shorter.text.length} characters, and Sentinel takes ${charactersMax}`,
        alternative:
          "split the rule or its patterns, export for Azure Data Explorer, or compute a part of it where the event is made and map the field",
      },
    ],
  };
}

/** Of an analytics rule of Sentinel (ScheduledTemplateInternalModel.cs of Azure/Azure-Sentinel). */
const charactersMax = 10_000;
const daysMax = 14;
const dayMs = 86_400_000;
/** Longer lists become watchlists where a query is too long. */
const inlineMax = 20;

function attempt(input: ExportInput, listMax: number): Outcome {
  const { rule, mapping, options } = input;
  const account = newAccount(options);
  const lookBackMs = lookBackOf(rule);
  refuseWindow(input, rule, lookBackMs, account.refuse);
  const builder = newBuilder(input, account, lookBackMs, listMax);
  const made = answerOf(builder, extraPaths(rule, builder));
  if (options.schedule) account.assume({ kind: "late", milliseconds: options.schedule.lateMs });
  const mapped = new Set([...mapping.fields.values()].map(({ column }) => column));
  const outcome = concluded(account, options, "kql", () => ({
    target: "kql",
    text: textOf(builder, made.pipeline, listMax),
    granularity: "event",
    columns: made.columns,
    lookBackMs,
    sources: [...builder.sources],
    evidence: kqlEvidence,
  }));
  if (outcome.kind === "refused") return outcome;
  // What a query computes is never empty by its making; only the mapping's own columns are promised.
  return { ...outcome, assumptions: outcome.assumptions.filter((one) => one.kind !== "nonempty" || mapped.has(one.column)) };
}

function answerOf(builder: Builder, extra: readonly (readonly string[])[]): Answer {
  const { condition } = builder.rule;
  switch (condition.kind) {
    case "when":
      return whenAnswer(builder, condition.predicate, extra);
    case "sequence":
      return sequenceAnswer(builder, condition, extra);
    case "together":
      return togetherAnswer(builder, condition, extra);
    default:
      return unreachable(condition);
  }
}

function refuseWindow(
  { mapping, options }: ExportInput,
  rule: RulePlan,
  lookBackMs: number,
  refuse: ReturnType<typeof newAccount>["refuse"],
): void {
  const runMs = options.schedule ? options.schedule.everyMs + options.schedule.lateMs : 0;
  const isUnbounded = !Number.isFinite(lookBackMs);
  if (isUnbounded && options.schedule)
    refuse(rule.span, {
      code: "window-too-long",
      reason: "the rule looks back without a bound, and a scheduled search reads a period",
      alternative: "give PREVIOUS a `WITHIN`",
    });
  else if (mapping.profile === "sentinel" && lookBackMs + runMs > daysMax * dayMs)
    refuse(rule.span, {
      code: "window-too-long",
      reason: `the rule looks back further than the ${daysMax} days that a rule of Sentinel may read`,
      alternative:
        "shorten the window, export for Azure Data Explorer, or keep the long-term value in a watchlist or summary rule and carry it in a field",
    });
}

function newBuilder(input: ExportInput, account: Builder["account"], lookBackMs: number, listMax: number): Builder {
  const { mapping, options } = input;
  const taken = new Set<string>([mapping.time, mapping.id, "past_time", "past_sequence", "past_value", "one_value", "everyone", "samples"]);
  for (const { column } of mapping.fields.values()) taken.add(column);
  const lets: Let[] = [];
  const { schedule } = options;
  const builder: Builder = {
    rule: input.rule,
    mapping,
    account,
    options,
    lets,
    fresh: (wish) => {
      let name = wish;
      for (let count = 2; taken.has(name); count++) name = `${wish}_${count}`;
      taken.add(name);
      return name;
    },
    state: (node, scope, polarity) => stateColumn(builder, node, scope, polarity),
    tableOf: (listName, values) => keptList(builder, listName, values, listMax),
    sources: new Set(),
    reach: schedule && Number.isFinite(lookBackMs) ? { beforeMs: schedule.everyMs + schedule.lateMs + lookBackMs } : {},
  };
  return builder;
}

/** A list that the mapping names, or that is too long to be written out, lies in a table or watchlist. */
function keptList(
  { mapping, account }: Builder,
  listName: string,
  values: readonly string[],
  listMax: number,
): { readonly table: Kept; readonly column: string } | undefined {
  const known = mapping.lists.get(listName);
  if (!known && values.length <= listMax) return undefined;
  const isWatchlist = mapping.profile === "sentinel";
  const lookup: Lookup = {
    name: known?.lookup ?? `aidr_${listName.replace(/[^A-Za-z0-9_]/g, "_")}`,
    columns: [isWatchlist ? "SearchKey" : (known?.column ?? "value")],
    rows: values.map((value) => [value]),
  };
  account.lookup(lookup);
  account.assume({ kind: "deployed", what: `${isWatchlist ? "watchlist" : "table"} ${lookup.name} holds the list ${listName}` });
  return { table: { kind: isWatchlist ? "watchlist" : "table", name: lookup.name }, column: lookup.columns[0] ?? "" };
}

/** What analysts and throttles need beside what the rule reads of the event. */
function extraPaths(rule: RulePlan, { mapping }: Builder): readonly (readonly string[])[] {
  const paths: (readonly string[])[] = [["user", "id"], ["session", "id"], ["agent", "id"], ["ai_system_id"]];
  const note = { term: (term: Term) => void (term.kind === "field" && paths.push(term.path)) };
  for (const term of rule.suppress?.by ?? []) walkTerm(term, note);
  return paths.filter((path) => resolveField(mapping, path)?.inside.length === 0);
}

function textOf(builder: Builder, body: Pipeline, listMax: number): string {
  const tables = builder.lets.flatMap((one) => (one.kind === "table" ? expressionsOf(one.value) : []));
  const library = libraryOf([...tables, ...expressionsOf(body)]);
  const query = { lets: [...library, ...builder.lets], body };
  return printQuery(Number.isFinite(listMax) ? compacted(query) : query);
}
