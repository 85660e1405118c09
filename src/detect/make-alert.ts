/** The alert of a firing: one object of the `ai_security` schema, with its evidence and its explanation. */
import type { RulePlan } from "../ir/plan.ts";
import type { Alert, AlertAction, Explanation, Unfinished } from "../runtime/alert.ts";
import { around, escapeText, shortenText, showValue } from "../runtime/evidence.ts";
import { showInstant } from "../runtime/instant.ts";
import type { Limits } from "../runtime/limits.ts";
import { nearest, readKey, readPath } from "../runtime/read.ts";
import type { Value, ValueRecord } from "../runtime/value.ts";
import { entities } from "../runtime/words.ts";
import type { TermFunction } from "./scope.ts";

/** Closures of what an alert says, made once a rule. */
export type AlertTerms = {
  readonly confidence: TermFunction;
  readonly description: TermFunction;
  readonly attackVector: TermFunction | undefined;
  readonly actions: readonly ActionTerms[];
  /** The id of an alert from what is particular to it. */
  readonly idOf: (particular: readonly string[]) => string;
};

/** An action that is the same each time, or what makes its arguments. */
export type ActionTerms =
  | { readonly fixed: AlertAction }
  | { readonly fixed?: undefined; readonly action: string; readonly args: readonly (readonly [string, TermFunction])[] };

/** What is particular to one firing. */
export type Occasion = {
  readonly identity: string;
  readonly eventId: string;
  readonly timeMs: number;
  readonly key: string;
  /** Of a final ABSENT: the deadline is part of the alert's identity. */
  readonly deadlineMs: number | undefined;
  readonly explanation: Explanation;
  readonly absent: readonly string[];
  readonly degraded: boolean;
  readonly dropped: number;
};

export function makeAlert(rule: RulePlan, terms: AlertTerms, event: ValueRecord, occasion: Occasion, limits: Limits): Alert {
  const leaves = leavesOf(occasion.explanation);
  // In the order in which an alert is written; what has no value is left out.
  const alert: Unfinished<Partial<Alert>> = {
    event_type: "alert",
    timestamp: showInstant(Number.isFinite(occasion.timeMs) ? occasion.timeMs : 0),
    severity: rule.alert.severity,
    category: rule.alert.category,
  };
  const system = readKey(event, "ai_system_id");
  if (typeof system === "string") alert.ai_system_id = system;
  const session = readKey(event, "session");
  const sessionId = readKey(session, "id");
  if (typeof sessionId === "string") alert.session_id = sessionId;
  const userId = readKey(readKey(event, "user"), "id");
  if (typeof userId === "string") alert.user_id = userId;
  alert.finding = findingOf(rule, terms, event, leaves, limits);
  alert.context = contextOf(event, session);
  const particular = [occasion.key, occasion.identity];
  if (occasion.deadlineMs !== undefined) particular.push(String(occasion.deadlineMs));
  alert.alert_id = terms.idOf(particular);
  alert.rule_id = rule.id;
  alert.rule_title = rule.title;
  alert.rule_version = rule.version;
  alert.risk = rule.alert.risk;
  alert.entities = entitiesOf(event, leaves, limits);
  alert.tags = rule.meta.tags;
  alert.actions = terms.actions.map((one) => one.fixed ?? actionOf(one.action, one.args, event));
  alert.event_ids = [...idsOf(occasion.explanation, new Set([occasion.eventId]))];
  alert.explanation = occasion.explanation;
  if (occasion.absent.length > 0) alert.on_absence = occasion.absent;
  if (occasion.degraded) alert.degraded = true;
  if (occasion.dropped !== 0) alert.suppressed = occasion.dropped;
  return alert as Alert; // every field that an alert must have was set
}

function findingOf(
  rule: RulePlan,
  terms: AlertTerms,
  event: ValueRecord,
  leaves: readonly Explanation[],
  limits: Limits,
): Alert["finding"] {
  const attackVector = terms.attackVector?.(event);
  const description = terms.description(event);
  const finding = {
    description: typeof description === "string" ? shortenText(description, limits.evidenceLength) : rule.title,
    confidence: nearest(terms.confidence(event)) ?? 1,
    evidence: evidenceOf(leaves, limits),
  };
  return typeof attackVector === "string" ? { ...finding, attack_vector: attackVector } : finding;
}

function contextOf(event: ValueRecord, session: Value): Alert["context"] {
  const context: Unfinished<Alert["context"]> = {};
  const turns = nearest(readKey(readKey(event, "conversation"), "turns"));
  if (turns !== undefined) context.conversation_turn = turns;
  const calls = nearest(readKey(session, "tool_calls"));
  if (calls !== undefined) context.tool_calls_in_session = calls;
  const cost = nearest(readKey(session, "current_cost"));
  if (cost !== undefined) context.session_cost_usd = cost;
  return context;
}

/** Arguments of an action that have a value, by name. */
export function actionOf(action: string, args: readonly (readonly [string, TermFunction])[], event: ValueRecord): AlertAction {
  const values: [string, Value][] = [];
  for (const [name, term] of args) {
    const value = term(event);
    if (value !== undefined) values.push([name, value]);
  }
  return { action, args: Object.fromEntries(values) };
}

function textAt(event: ValueRecord, path: readonly string[]): string | undefined {
  const value = readPath(event, path);
  return typeof value === "string" ? value : undefined;
}

/** Parts that say something of their own, in the order of the condition; those that held come first. */
function leavesOf(root: Explanation): readonly Explanation[] {
  const leaves: Explanation[] = [];
  const visit = (part: Explanation): void => {
    const inner = part.parts ?? [];
    if (inner.length === 0 || part.field !== undefined || part.step !== undefined) leaves.push(part);
    inner.forEach(visit);
  };
  visit(root);
  return [...leaves.filter((leaf) => leaf.held), ...leaves.filter((leaf) => !leaf.held && leaf.note !== undefined)];
}

function evidenceOf(leaves: readonly Explanation[], limits: Limits): readonly string[] {
  const texts = new Set<string>();
  for (const leaf of leaves) {
    const text = evidenceText(leaf, limits.evidenceLength);
    if (text !== undefined) texts.add(shortenText(escapeText(text), limits.evidenceLength));
    if (texts.size >= limits.evidenceItems) break;
  }
  return [...texts];
}

function evidenceText(leaf: Explanation, length: number): string | undefined {
  const name = leaf.step ?? leaf.field;
  const parts: string[] = [];
  if (leaf.step !== undefined) parts.push((leaf.event_ids ?? []).join(", "));
  else if (
    leaf.match !== undefined &&
    leaf.match.offset !== undefined &&
    typeof leaf.value === "string" &&
    leaf.match.offset + leaf.match.text.length <= leaf.value.length
  ) {
    parts.push(JSON.stringify(around(leaf.value, leaf.match.offset, leaf.match.text.length, 60)));
  } else if (leaf.match !== undefined) parts.push(JSON.stringify(leaf.match.text));
  else if (leaf.value !== undefined) parts.push(showValue(leaf.value, length));
  if (leaf.note !== undefined) parts.push(leaf.note);
  if (parts.length === 0) return undefined;
  return name === undefined ? parts.join(" – ") : `${name}: ${parts.join(" – ")}`;
}

/** Adds the ids that an explanation names. */
function idsOf(part: Explanation, ids: Set<string>): Set<string> {
  if (part.event_ids !== undefined) for (const id of part.event_ids) ids.add(id);
  if (part.parts !== undefined) for (const inner of part.parts) idsOf(inner, ids);
  return ids;
}

const entityPaths: readonly (readonly string[])[] = [
  ["user", "id"],
  ["session", "id"],
  ["agent", "id"],
  ["tool_call", "tool"],
  ["tool_result", "tool"],
  ["tool_definition", "tool"],
  ["infra_access", "resource"],
  ["auth", "ip"],
];

/** Who and what the alert is about: ids of the context, the tool, and addresses and the like in what convinced the rule. */
function entitiesOf(event: ValueRecord, leaves: readonly Explanation[], limits: Limits): readonly string[] {
  const found = new Set<string>();
  for (const path of entityPaths) {
    const text = textAt(event, path);
    if (text !== undefined && text !== "") found.add(escapeText(shortenText(text, limits.evidenceLength)));
  }
  let last: Value;
  for (const leaf of leaves) {
    // Conditions that stand together often read one field.
    if (!leaf.held || leaf.value === undefined || leaf.value === last || found.size >= limits.evidenceItems) continue;
    last = leaf.value;
    const inValue = entities(leaf.value);
    if (!Array.isArray(inValue)) continue;
    for (const entity of inValue)
      if (typeof entity === "string" && found.size < limits.evidenceItems)
        found.add(escapeText(shortenText(entity, limits.evidenceLength)));
  }
  return [...found].slice(0, limits.evidenceItems);
}
