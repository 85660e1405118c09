/** What is known of sessions: which were attacks, of which kind, and where the evidence stands. Rules never read it. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { sha256Hex } from "../runtime/sha256.ts";
import type { Span } from "../source/span.ts";
import { report } from "./diagnostics.ts";

export type Verdict = "malicious" | "benign" | "excluded";

export type Label = {
  readonly session: string;
  /** An excluded session is judged and not counted. */
  readonly verdict: Verdict;
  /** What the attack is, and where it begins where that is known; sessions that are no attacks have none. */
  readonly evidence: readonly Evidence[];
  /** Sessions of one campaign share a payload or a template. */
  readonly campaign?: string;
};

export type Evidence = { readonly category: string; readonly eventId?: string; readonly timeMs?: number };

/** Adds the label of one line to `labels`; the place is the line's. A blank line says nothing. */
export function readLabel(line: string, at: Span, labels: Map<string, Label>): readonly Diagnostic[] {
  if (line.trim() === "") return [];
  const read = labelOf(line);
  if (typeof read === "string") return [report.badLabel(at, { reason: read })];
  const known = labels.get(read.session);
  labels.set(read.session, read);
  return known && JSON.stringify(known) !== JSON.stringify(read) ? [report.labelTwice(at, { session: read.session })] : [];
}

function labelOf(line: string): Label | string {
  const json = parsed(line);
  if (!isRecord(json.value)) return json.problem ?? "it is no object";
  const { session_id: session, label, categories, campaign_id: campaign } = json.value;
  if (typeof session !== "string" || session === "") return "`session_id` is missing";
  if (label !== "malicious" && label !== "benign" && label !== "excluded") return "`label` is not `malicious`, `benign` or `excluded`";
  if (categories !== undefined && !isRecord(categories)) return "`categories` is no table";
  const evidence = label === "malicious" ? Object.entries(categories ?? {}).map(([category, where]) => evidenceOf(category, where)) : [];
  return { session, verdict: label, evidence, ...(typeof campaign === "string" ? { campaign } : {}) };
}

function evidenceOf(category: string, where: unknown): Evidence {
  if (!isRecord(where)) return { category };
  const { first_event: event, first_ts: time } = where;
  const timeMs = typeof time === "string" ? Date.parse(time) : typeof time === "number" ? time : Number.NaN;
  return { category, ...(typeof event === "string" ? { eventId: event } : {}), ...(Number.isNaN(timeMs) ? {} : { timeMs }) };
}

function parsed(line: string): { readonly value?: unknown; readonly problem?: string } {
  try {
    return { value: JSON.parse(line) };
  } catch {
    return { problem: "it is no JSON" };
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Which sessions count: all, a fixed part that rules are never written on, or the others. */
export type Part = { readonly kind: "all" } | { readonly kind: "held-out" | "rest"; readonly share: number };

/**
 * Whether a session is in the part. It hangs on a hash of the campaign, else of the session, so that it stays the same when telemetry is added, and one
 * template never lies on both sides.
 */
export function isCounted(label: Label, part: Part): boolean {
  if (part.kind === "all") return true;
  const fraction = Number.parseInt(sha256Hex(label.campaign ?? label.session).slice(0, 8), 16) / 2 ** 32;
  return fraction < part.share === (part.kind === "held-out");
}
