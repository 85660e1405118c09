/** Conditions on one event and its key's past that a sequence can say: COUNT of at least n, and a value SEEN before. */
import type { Lowered } from "../../../builtins/lowering.ts";
import { total, unsupported } from "../../../builtins/lowering.ts";
import { stateCaps } from "../../../ir/bounds.ts";
import { canonical } from "../../../ir/identity.ts";
import type { Predicate, Term, Test } from "../../../ir/plan.ts";
import { termText } from "../../../ir/prose.ts";
import type { Aggregate, Seen } from "../../../ir/state.ts";
import { walkPredicate } from "../../../ir/walk.ts";
import { and } from "../../../targets/eql/build.ts";
import type { Filter, Stage } from "../../../targets/eql/query.ts";
import { areComparable, joinColumn } from "./keys.ts";
import { conjunctsOf } from "./references.ts";
import type { Making } from "./sequence.ts";
import { filterOf } from "./sequence.ts";
import type { Found, Plan } from "./stages.ts";
import { sequenceOf } from "./stages.ts";

/** The one part that looks back, and the rest of the condition; undefined where there is none, or not as a part of its own. */
type LooksBack =
  | { readonly kind: "count"; readonly node: Aggregate; readonly least: number; readonly test: Test; readonly rest: readonly Predicate[] }
  | { readonly kind: "seen"; readonly node: Seen; readonly value: Term; readonly test: Test; readonly rest: readonly Predicate[] };

/** Undefined where the condition does not look back so that a sequence could say it; it is then lowered as it stands. */
export function pastEql(predicate: Predicate, making: Making): Found | undefined {
  const back = looksBack(predicate);
  if (!back) return undefined;
  const planned = back.kind === "count" ? countPlan(back, making) : seenPlan(back, making);
  if (!planned) return undefined;
  const { input, context } = making;
  if (!planned.ok) {
    if (context.account.mayWiden("positive")) return undefined;
    context.account.refuse(back.test.span, planned);
    return { query: { kind: "events", where: { kind: "boolean", value: false } }, granularity: "event" };
  }
  return sequenceOf(planned.query, input.mapping, input.options, context.account);
}

/** Event types that the part which looks back reads, beside the rule's own. */
export function typesBehind(predicate: Predicate): readonly string[] {
  return looksBack(predicate)?.node.source.events ?? [];
}

function looksBack(predicate: Predicate): LooksBack | undefined {
  const conjuncts = conjunctsOf(predicate);
  for (const part of conjuncts) {
    if (part.kind !== "test" || part.of !== "one") continue;
    const rest = conjuncts.filter((each) => each !== part);
    if (rest.some(remembers)) continue;
    const counted = atLeast(part);
    if (counted) return { kind: "count", ...counted, test: part, rest };
    if (part.word === "in-list" && part.object.kind === "seen" && !part.fold)
      return { kind: "seen", node: part.object, value: part.subject, test: part, rest };
  }
  return undefined;
}

function remembers(part: Predicate): boolean {
  let found = false;
  walkPredicate(part, { term: (node) => void (found ||= "source" in node) });
  return found;
}

/** `COUNT(…) >= n` in its four spellings. */
function atLeast({ word, subject, object }: Test): { readonly node: Aggregate; readonly least: number } | undefined {
  const isAbove = word === "greater" || word === "greater-equal";
  const isBelow = word === "less" || word === "less-equal";
  const [counted, bound] = isAbove ? [subject, object] : isBelow ? [object, subject] : [undefined, undefined];
  if (counted?.kind !== "aggregate" || counted.statistic.kind !== "count" || bound?.kind !== "literal" || typeof bound.value !== "number")
    return undefined;
  const isStrict = word === "greater" || word === "less";
  const least = isStrict ? Math.floor(bound.value) + 1 : Math.ceil(bound.value);
  return least >= 1 ? { node: counted, least } : undefined;
}

/**
 * The event itself is among the counted where it is of their kind. Three cases have a sequence: it is always counted (n − 1 before it), never (n before
 * it), or it needs nothing but the count, so that a key's first is the one that brings the count to n.
 */
function countPlan(back: Extract<LooksBack, { readonly kind: "count" }>, making: Making): Lowered<Plan> | undefined {
  const { input, passes } = making;
  const { node, least, rest } = back;
  const own = new Set(input.rule.on);
  const counted = new Set(node.source.events);
  const conditions = conjunctsOf(node.source.where);
  const asked = new Set(rest.map(canonical));
  const isCounted = [...own].every((type) => counted.has(type)) && conditions.every((part) => asked.has(canonical(part)));
  const isApart = [...own].every((type) => !counted.has(type));
  const needsNoMore = rest.length === 0 && passes.length === 0 && [...counted].every((type) => own.has(type));
  if (!isCounted && !isApart && (!needsNoMore || least < 2))
    return unsupported(
      "no-sliding-window",
      `some events of the rule are among those that \`${termText(node)}\` counts and some are not, and an EQL sequence asks the same of all`,
      "ask of the event what the count asks of its own, or export to KQL or SPL",
    );
  const before = filterOf(
    making,
    { events: node.source.events, by: node.by, span: node.span },
    { joins: [], conjuncts: conditions },
    "positive",
  );
  const last = isCounted || isApart ? lastFilter(node, rest, making) : undefined;
  if (!before || ((isCounted || isApart) && !last)) return undefined;
  const runs = isCounted ? least - 1 : least;
  const earlier: readonly Stage[] = runs > 0 ? [{ ...before, missing: false, runs }] : [];
  const stages = merged([...earlier, ...(last ? [{ ...last, missing: false, runs: 1 }] : [])]);
  return total({ span: back.test.span, withinMs: node.withinMs, stages, firstOnly: !isCounted });
}

/** Neighbours that ask the same are one stage with runs. */
function merged(stages: readonly Stage[]): readonly Stage[] {
  const [first, second] = stages;
  if (!first || !second || canonical({ ...first, runs: 1 }) !== canonical({ ...second, runs: 1 })) return stages;
  return [{ ...first, runs: first.runs + second.runs }];
}

function lastFilter(
  node: Aggregate | Seen,
  rest: readonly Predicate[],
  making: Making,
  joins: Parameters<typeof filterOf>[2]["joins"] = [],
): Filter | undefined {
  const { rule } = making.input;
  const filter = filterOf(making, { events: rule.on, by: node.by, span: rule.span }, { joins, conjuncts: rest }, "positive");
  return filter && { ...filter, where: and([filter.where, ...making.passes]) };
}

/** `v SEEN IN (x …)`: an event with that x before this one, x and v being join keys. */
function seenPlan(back: Extract<LooksBack, { readonly kind: "seen" }>, making: Making): Lowered<Plan> | undefined {
  const { node, value, rest } = back;
  const { mapping } = making.input;
  const { account } = making.context;
  if (value.kind !== "field" || value.fallback || node.value.kind !== "field" || node.value.fallback)
    return unsupported(
      "no-sliding-window",
      `EQL joins events by columns alone, and of \`${termText(value)}\` and \`${termText(node.value)}\` not both are one`,
      "export to KQL or SPL, or run the rule in aidr and ship its alerts",
    );
  const [now, then] = [joinColumn(value.path, mapping), joinColumn(node.value.path, mapping)];
  if (!now.ok) return now;
  if (!then.ok) return then;
  if (!areComparable(now.column, then.column))
    return unsupported(
      "wrong-kind",
      `\`${value.path.join(".")}\` and \`${node.value.path.join(".")}\` are kept as different kinds`,
      "map both to columns of one kind",
    );
  account.assume({ kind: "cap", what: "values that a key was seen with", count: stateCaps.distinct });
  const conjuncts = conjunctsOf(node.source.where);
  const before = filterOf(
    making,
    { events: node.source.events, by: node.by, span: node.span },
    { joins: [then.column], conjuncts },
    "positive",
  );
  const last = lastFilter(node, rest, making, [now.column]);
  if (!before || !last) return undefined;
  const stages = [before, last].map((filter): Stage => ({ ...filter, missing: false, runs: 1 }));
  return total({ span: back.test.span, withinMs: node.withinMs, stages, firstOnly: true });
}
