/** Rules that read alerts stand above the rules whose alerts they can read; a circle is an error (language.md §7). */
import { contradictions } from "../ir/satisfiable.ts";
import type { Predicate } from "../ir/plan.ts";
import { walkCondition } from "../ir/walk.ts";
import type { RuleDraft } from "./check-rule.ts";
import { type Report, report } from "./diagnostics.ts";

/** The layer of each rule by id: 0 where it reads no alerts. */
export function layersOf(drafts: readonly RuleDraft[], add: Report): Map<string, number> {
  const readers = new Map(drafts.map((draft) => [draft.id, alertFilters(draft)]));
  const below = new Map(drafts.map((draft) => [draft.id, writersOf(draft, readers.get(draft.id) ?? [], drafts)]));
  const layers = new Map<string, number>();
  const byId = new Map(drafts.map((draft) => [draft.id, draft]));
  const reported = new Set<string>();
  const visit = (id: string, path: readonly string[]): number => {
    const known = layers.get(id);
    if (known !== undefined) return known;
    const at = path.indexOf(id);
    if (at >= 0) {
      reportCycle(path.slice(at), byId, reported, add);
      return 0;
    }
    const readsAlerts = (readers.get(id) ?? []).length > 0;
    const layer = (below.get(id) ?? []).reduce((highest, other) => Math.max(highest, visit(other, [...path, id]) + 1), readsAlerts ? 1 : 0);
    layers.set(id, layer);
    return layer;
  };
  for (const draft of drafts) visit(draft.id, []);
  return layers;
}

/** Ids of the rules whose alerts pass one of the filters; never the rule itself. Nothing is asked of rules that read no alerts. */
function writersOf(reader: RuleDraft, filters: readonly (Predicate | undefined)[], drafts: readonly RuleDraft[]): string[] {
  if (filters.length === 0) return [];
  return drafts.filter((other) => other.id !== reader.id && filters.some((filter) => canRead(filter, other))).map((other) => other.id);
}

/** The conditions under which a rule looks at an alert; `undefined` for every alert. */
function alertFilters(draft: RuleDraft): (Predicate | undefined)[] {
  const filters: (Predicate | undefined)[] = [];
  const { condition } = draft;
  if (condition.kind === "when" && draft.on.includes("alert")) filters.push(condition.predicate);
  walkCondition(condition, {
    term: (term) => {
      if ("source" in term && term.source.events.includes("alert")) filters.push(term.source.where);
    },
  });
  if (condition.kind === "when") return filters;
  const items = [
    ...condition.steps,
    ...condition.steps.flatMap((step) => step.absentBefore),
    ...(condition.kind === "sequence" && condition.absentAfter ? [condition.absentAfter] : []),
  ];
  for (const item of items) if (item.events.includes("alert")) filters.push(item.where);
  return filters;
}

/** Whether the filter's tests on category, rule and severity allow an alert of that rule. */
function canRead(filter: Predicate | undefined, writer: RuleDraft): boolean {
  if (!filter) return true;
  const known = new Map([
    ["alert.category", [writer.alert.category]],
    ["alert.rule_id", [writer.id]],
    ["alert.severity", [writer.alert.severity]],
    ["event_type", ["alert"]],
  ]);
  return filter.kind === "or"
    ? filter.parts.some((part) => contradictions(part, known).length === 0)
    : contradictions(filter, known).every((conflict) => isArm(filter, conflict.span.start));
}

/** A contradiction inside one arm of an OR leaves the other arms. */
function isArm(filter: Predicate, start: number): boolean {
  if (filter.kind === "or") return true;
  if (filter.kind !== "and") return false;
  return filter.parts.some((part) => part.span.start <= start && start < part.span.end && part.kind === "or");
}

function reportCycle(cycle: readonly string[], byId: ReadonlyMap<string, RuleDraft>, reported: Set<string>, add: Report): void {
  const key = [...cycle].sort().join("\n");
  const first = byId.get(cycle[0] ?? "");
  if (!first || reported.has(key)) return;
  reported.add(key);
  const shown = [...cycle, cycle[0]].map((id) => `\`${id}\``).join(" → ");
  const other = byId.get(cycle[1] ?? "") ?? first;
  add(report.alertCycle(first.node.title.span, { cycle: shown, test: `alert.category != "${other.alert.category}"` }));
}
