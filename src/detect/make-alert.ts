/** The alert of a firing: one object of the `ai_security` schema, with its evidence and its explanation. */
import type { RulePlan } from "../ir/plan.ts";
import type { Alert, AlertAction, Explanation } from "../runtime/alert.ts";
import { around, escapeText, shortenText, showValue } from "../runtime/evidence.ts";
import type { Limits } from "../runtime/limits.ts";
import { nearest, readPath } from "../runtime/read.ts";
import { sha256OfParts } from "../runtime/sha256.ts";
import type { Value, ValueRecord } from "../runtime/value.ts";
import { entities } from "../runtime/words.ts";
import type { TermFunction } from "./scope.ts";

/** Closures of what an alert says, made once a rule. */
export type AlertTerms = {
  readonly confidence: TermFunction;
  readonly description: TermFunction;
  readonly attackVector: TermFunction | undefined;
  readonly actions: readonly { readonly action: string; readonly args: readonly (readonly [string, TermFunction])[] }[];
};

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
  const text = (path: readonly string[]): string | undefined => textAt(event, path);
  const number = (path: readonly string[]): number | undefined => nearest(readPath(event, path));
  const attackVector = terms.attackVector?.(event);
  const confidence = nearest(terms.confidence(event));
  const description = terms.description(event);
  const leaves = leavesOf(occasion.explanation);
  const deadline = occasion.deadlineMs === undefined ? [] : [String(occasion.deadlineMs)];
  return {
    event_type: "alert",
    timestamp: new Date(Number.isFinite(occasion.timeMs) ? occasion.timeMs : 0).toISOString(),
    severity: rule.alert.severity,
    category: rule.alert.category,
    ...optional("ai_system_id", text(["ai_system_id"])),
    ...optional("session_id", text(["session", "id"])),
    ...optional("user_id", text(["user", "id"])),
    finding: {
      description: typeof description === "string" ? shortenText(description, limits.evidenceLength) : rule.title,
      confidence: confidence ?? 1,
      evidence: evidenceOf(leaves, limits),
      ...optional("attack_vector", typeof attackVector === "string" ? attackVector : undefined),
    },
    context: {
      ...optional("conversation_turn", number(["conversation", "turns"])),
      ...optional("tool_calls_in_session", number(["session", "tool_calls"])),
      ...optional("session_cost_usd", number(["session", "current_cost"])),
    },
    alert_id: sha256OfParts([rule.id, rule.meaning, occasion.key, occasion.identity, ...deadline]),
    rule_id: rule.id,
    rule_title: rule.title,
    rule_version: rule.version,
    risk: rule.alert.risk,
    entities: entitiesOf(event, leaves, limits),
    tags: rule.meta.tags,
    actions: terms.actions.map(({ action, args }) => actionOf(action, args, event)),
    event_ids: [...new Set([occasion.eventId, ...idsOf(occasion.explanation)])],
    explanation: occasion.explanation,
    ...(occasion.absent.length === 0 ? {} : { on_absence: occasion.absent }),
    ...(occasion.degraded ? { degraded: true as const } : {}),
    ...(occasion.dropped === 0 ? {} : { suppressed: occasion.dropped }),
  };
}

/** Arguments of an action that have a value, by name. */
export function actionOf(action: string, args: readonly (readonly [string, TermFunction])[], event: ValueRecord): AlertAction {
  const values: Record<string, Value> = Object.create(null) as Record<string, Value>;
  for (const [name, term] of args) {
    const value = term(event);
    if (value !== undefined) values[name] = value;
  }
  return { action, args: { ...values } };
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V }; // a computed key widens to string
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

function idsOf(part: Explanation): readonly string[] {
  return [...(part.event_ids ?? []), ...(part.parts ?? []).flatMap(idsOf)];
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
  for (const leaf of leaves) {
    const inValue = leaf.held ? entities(leaf.value) : undefined;
    if (!Array.isArray(inValue)) continue;
    for (const entity of inValue)
      if (typeof entity === "string" && found.size < limits.evidenceItems)
        found.add(escapeText(shortenText(entity, limits.evidenceLength)));
  }
  return [...found].slice(0, limits.evidenceItems);
}
