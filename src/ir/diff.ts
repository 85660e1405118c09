/** Two plans of the same rules: what fires otherwise, what only says so otherwise, and what costs otherwise. Texts are not looked at. */
import { showBound, stateBounds } from "./bounds.ts";
import { predicateCost } from "./cost.ts";
import { meaningOf } from "./identity.ts";
import { firingOf } from "./meaning.ts";
import { normalForm } from "./normal-form.ts";
import { patternBounds, showPatternBound } from "./pattern-bounds.ts";
import type { Predicate, ProjectPlan, RulePlan, Term } from "./plan.ts";
import { describeRule, termText } from "./prose.ts";
import { walkCondition, walkPredicate, type Visitor } from "./walk.ts";

export type PlanDiff = { readonly changes: readonly RuleChange[]; readonly same: number };

export type RuleChange =
  | { readonly kind: "added" | "removed"; readonly rule: RulePlan }
  /** The same meaning under another id. */
  | { readonly kind: "renamed"; readonly before: RulePlan; readonly rule: RulePlan }
  | { readonly kind: "disabled" | "enabled"; readonly id: string; readonly reason: string }
  | ({ readonly kind: "changed"; readonly before: RulePlan; readonly rule: RulePlan } & Differences);

/** Empty lists where nothing differs. */
export type Differences = {
  /** On which events it fires: lines that are gone and lines that are new, and lists with their entries. */
  readonly firing: readonly LineChange[];
  readonly lists: readonly ListChange[];
  /** What its alert says and asks for: severity, category, risk, actions. */
  readonly verdict: readonly ValueChange[];
  readonly metadata: readonly ValueChange[];
  /** What it keeps for a key, the worst case of its patterns, and how dear its conditions are. */
  readonly cost: readonly ValueChange[];
};
export type LineChange = { readonly sign: "-" | "+"; readonly line: string };
export type ListChange = { readonly name: string; readonly added: readonly string[]; readonly removed: readonly string[] };
export type ValueChange = { readonly what: string; readonly before: string; readonly after: string };

/** Changes in the order of ids. */
export function diffPlans(before: ProjectPlan, after: ProjectPlan): PlanDiff {
  const [old, now] = [byId(before), byId(after)];
  const wasDisabled = new Map(before.disabled.map(({ id, reason }) => [id, reason]));
  const isDisabled = new Map(after.disabled.map(({ id, reason }) => [id, reason]));
  const changes: { readonly id: string; readonly change: RuleChange }[] = [];
  let same = 0;
  for (const [id, rule] of now) {
    const known = old.get(id);
    if (known === undefined) {
      const reason = wasDisabled.get(id);
      changes.push({ id, change: reason === undefined ? { kind: "added", rule } : { kind: "enabled", id, reason } });
      continue;
    }
    const differences = differencesOf(known, rule);
    if (Object.values(differences).every((list) => list.length === 0)) same++;
    else changes.push({ id, change: { kind: "changed", before: known, rule, ...differences } });
  }
  for (const [id, rule] of old) {
    if (now.has(id)) continue;
    const reason = isDisabled.get(id);
    changes.push({ id, change: reason === undefined ? { kind: "removed", rule } : { kind: "disabled", id, reason } });
  }
  const found = renamed(changes.map(({ change }) => change));
  return { changes: found.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)), same };
}

function byId(plan: ProjectPlan): ReadonlyMap<string, RulePlan> {
  return new Map(plan.rules.map((rule) => [rule.id, rule]));
}

function idOf(change: RuleChange): string {
  return "rule" in change ? change.rule.id : change.id;
}

/** A rule that is gone and one that is new, with one meaning. */
function renamed(changes: readonly RuleChange[]): RuleChange[] {
  const gone = new Map(changes.flatMap((change) => (change.kind === "removed" ? [[change.rule.meaning, change.rule] as const] : [])));
  const taken = new Set<RulePlan>();
  const paired = changes.map((change): RuleChange => {
    const before = change.kind === "added" ? gone.get(change.rule.meaning) : undefined;
    if (change.kind !== "added" || before === undefined || taken.has(before)) return change;
    taken.add(before);
    return { kind: "renamed", before, rule: change.rule };
  });
  const isTaken = (change: RuleChange): boolean => change.kind === "removed" && "rule" in change && taken.has(change.rule);
  return paired.filter((change) => !isTaken(change));
}

function differencesOf(before: RulePlan, after: RulePlan): Differences {
  const firesOtherwise = firing(before) !== firing(after);
  return {
    firing: firesOtherwise ? lineChanges(before, after) : [],
    lists: firesOtherwise ? listChanges(before, after) : [],
    verdict: valueChanges(verdictOf(before), verdictOf(after)),
    metadata: valueChanges(metadataOf(before), metadataOf(after)),
    cost: costChanges(before, after),
  };
}

/** One text for all ways to say on which events a rule fires. */
function firing(rule: RulePlan): string {
  return meaningOf(normalForm(firingOf(rule)));
}

/** The rule in words, without what its alert says. Where the words are the same and the meaning is not, the plan's own form tells. */
function lineChanges(before: RulePlan, after: RulePlan): LineChange[] {
  const words = (rule: RulePlan): string[] => describeRule(rule).filter((line) => !line.startsWith("then "));
  const changes = diffLines(words(before), words(after));
  if (changes.length > 0) return changes;
  return listChanges(before, after).length > 0 ? [] : [{ sign: "+", line: "it fires on other events, although its words are the same" }];
}

/** Longest common subsequence: O(n · m) for rules of n and m lines. */
function diffLines(before: readonly string[], after: readonly string[]): LineChange[] {
  const common = before.map(() => new Array<number>(after.length + 1).fill(0));
  common.push(new Array<number>(after.length + 1).fill(0));
  const at = (row: number, column: number): number => common[row]?.[column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      const line = common[row];
      if (line === undefined) continue;
      line[column] = before[row] === after[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const changes: LineChange[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    if (row < before.length && column < after.length && before[row] === after[column]) {
      row++;
      column++;
    } else if (row < before.length && (column >= after.length || at(row + 1, column) >= at(row, column + 1))) {
      changes.push({ sign: "-", line: before[row++] ?? "" });
    } else changes.push({ sign: "+", line: after[column++] ?? "" });
  }
  return changes;
}

/** Entries that a list has gained or lost; lists without a name are told apart by where they stand. */
function listChanges(before: RulePlan, after: RulePlan): ListChange[] {
  const [old, now] = [listsOf(before), listsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const [was, is] = [old.get(name) ?? new Set<string>(), now.get(name) ?? new Set<string>()];
    const added = [...is].filter((entry) => !was.has(entry));
    const removed = [...was].filter((entry) => !is.has(entry));
    return added.length + removed.length === 0 || was.size === 0 || is.size === 0 ? [] : [{ name, added, removed }];
  });
}

function listsOf(rule: RulePlan): Map<string, Set<string>> {
  const lists = new Map<string, Set<string>>();
  let unnamed = 0;
  const visitor: Visitor = {
    term: (term) => {
      if (term.kind !== "list") return;
      const name = term.name ?? `list ${++unnamed}`;
      lists.set(name, new Set([...(lists.get(name) ?? []), ...term.items.map(termText)]));
    },
  };
  visitAll(rule, visitor);
  return lists;
}

function visitAll(rule: RulePlan, visitor: Visitor): void {
  walkCondition(rule.condition, visitor);
  for (const exception of rule.exceptions) walkPredicate(exception.unless, visitor);
}

type Said = ReadonlyMap<string, string>;

function verdictOf({ alert, actions }: RulePlan): Said {
  const args = (call: RulePlan["actions"][number]): string => [...call.args].map(([name, term]) => `${name}=${termText(term)}`).join(", ");
  return new Map([
    ["severity", alert.severity],
    ["category", alert.category],
    ["risk", String(alert.risk)],
    ["confidence", termText(alert.confidence)],
    ["description", said(alert.description)],
    ["attack vector", alert.attackVector === undefined ? "" : termText(alert.attackVector)],
    ["actions", actions.map((call) => (alerting.has(call.action) ? call.action : `${call.action}(${args(call)})`)).join(", ")],
  ]);
}

/** Actions whose arguments are the alert's own, told one by one. */
const alerting: ReadonlySet<string> = new Set(["alert", "block_and_alert", "rate_limit_and_alert", "flag_for_human_review"]);

function said(term: Term): string {
  return term.kind === "literal" && typeof term.value === "string" ? term.value : termText(term);
}

function metadataOf({ title, version, meta }: RulePlan): Said {
  const one = (value: string | undefined): string => value ?? "";
  return new Map([
    ["title", title],
    ["version", version],
    ["status", meta.status],
    ["description", one(meta.description)],
    ["author", one(meta.author)],
    ["date", one(meta.date)],
    ["modified", one(meta.modified)],
    ["references", meta.references.join(", ")],
    ["tags", [...meta.tags].sort().join(", ")],
    ["false positives", meta.falsePositives.join("; ")],
  ]);
}

/** Of what it keeps and of its patterns only those that are gone and those that are new. */
function costChanges(before: RulePlan, after: RulePlan): ValueChange[] {
  const kept = (rule: RulePlan): string[] => stateBounds(rule).map(showBound);
  const patterns = (rule: RulePlan): string[] => patternBounds(rule).map(showPatternBound);
  return [
    ...setChange("keeps", kept(before), kept(after)),
    ...setChange("patterns", patterns(before), patterns(after)),
    ...valueChanges(new Map([["work", String(workOf(before))]]), new Map([["work", String(workOf(after))]])),
    ...valueChanges(new Map([["layer", String(before.layer)]]), new Map([["layer", String(after.layer)]])),
  ];
}

function setChange(what: string, before: readonly string[], after: readonly string[]): ValueChange[] {
  const gone = before.filter((one) => !after.includes(one));
  const fresh = after.filter((one) => !before.includes(one));
  return gone.length + fresh.length === 0 ? [] : [{ what, before: gone.join("; "), after: fresh.join("; ") }];
}

/** The rank of all its conditions: comparable between rules, and of no unit. */
function workOf(rule: RulePlan): number {
  const tops: Predicate[] =
    rule.condition.kind === "when"
      ? [rule.condition.predicate]
      : rule.condition.steps.flatMap((step) => [step, ...step.absentBefore].flatMap(({ where }) => where ?? []));
  return Math.round(tops.reduce((sum, top) => sum + predicateCost(top), 0));
}

function valueChanges(before: Said, after: Said): ValueChange[] {
  return [...after].flatMap(([what, value]) => {
    const old = before.get(what) ?? "";
    return old === value ? [] : [{ what, before: old, after: value }];
  });
}
