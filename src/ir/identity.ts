/** Names for meanings: terms and rules of equal structure have one, wherever and however they are written. */
import { sha256Hex } from "../runtime/sha256.ts";
import { ExactInteger } from "../runtime/value.ts";
import type { RulePlan } from "./plan.ts";
import type { Baseline, StateId } from "./state.ts";

/** Keys of a node that do not change what it means. */
const silent: ReadonlySet<string> = new Set(["span", "id"]);

/**
 * A canonical text of a plan node: keys in order, spans and state ids left out, maps as sorted pairs. Equal text,
 * equal meaning. O(size).
 */
export function canonical(node: unknown): string {
  if (node === null || typeof node !== "object") return canonicalScalar(node);
  if (Array.isArray(node)) return `[${node.map(canonical).join(",")}]`;
  if (node instanceof ExactInteger) return `#${node.digits}`;
  if (node instanceof Map)
    return `{${[...node]
      .map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`)
      .sort()
      .join(",")}}`;
  const record = node as Readonly<Record<string, unknown>>;
  const kind = record["kind"];
  if (kind === "literal") return canonicalLiteral(record);
  const isList = kind === "list";
  const known = isList ? lists.get(record) : undefined;
  if (known !== undefined) return known;
  let text = "{";
  for (const key of Object.keys(record).sort()) {
    const value = record[key];
    if (value === undefined || silent.has(key) || (isList && key === "name")) continue;
    text += `${key}:${canonical(value)},`;
  }
  text += "}";
  if (isList) lists.set(record, text);
  return text;
}

/** Rules are mostly made of these. */
function canonicalLiteral({ type, value }: Readonly<Record<string, unknown>>): string {
  const written = value === undefined ? "" : `value:${canonical(value)},`;
  if (typeof type !== "object" || type === null)
    return type === undefined ? `{kind:"literal",${written}}` : `{kind:"literal",type:${canonical(type)},${written}}`;
  const text = types.get(type) ?? canonical(type);
  types.set(type, text);
  return `{kind:"literal",type:${text},${written}}`;
}

/** Texts of types, which are few and shared. */
const types = new WeakMap<object, string>();

/** Texts of lists: one of hundreds of patterns is the same term in every rule that tests it. */
const lists = new WeakMap<object, string>();

function canonicalScalar(value: unknown): string {
  if (value === undefined) return "?";
  if (typeof value === "number") return Object.is(value, -0) ? "0" : String(value);
  return JSON.stringify(value);
}

/** The name of what a baseline keeps: statistics of the same samples share it, and a snapshot finds it again by it. */
export function baselineStore({ store, source, by, overMs, statistic, excludeAlerted }: Baseline): StateId {
  if (store !== undefined) return store;
  const of = statistic.kind === "count" ? undefined : statistic.of;
  const ordered = statistic.kind === "median" || statistic.kind === "percentile";
  return meaningOf([source, by, overMs, of ?? "count", excludeAlerted, ordered]).slice(0, 16);
}

/** The name under which a snapshot keeps what a rule suppresses: it goes on when neither SUPPRESS nor the rule's id changed. */
export function suppressStore({ id, suppress }: Pick<RulePlan, "id" | "suppress">): StateId {
  return suppress?.store ?? meaningOf([id, suppress]).slice(0, 16);
}

/** SHA-256, hex, of a node's canonical text. */
export function meaningOf(node: unknown): string {
  return sha256Hex(canonical(node));
}
