/** What the summary of `aidr run` counts, kept with the state: a run that was stopped and goes on sums up as one. */
import type { Stats } from "../detect/detect.ts";
import type { EventSource, RejectBucket } from "../project/event-source.ts";
import { asList, isRecord, readKey } from "../runtime/read.ts";
import type { Value, ValueRecord } from "../runtime/value.ts";
import type { Validation } from "./validation.ts";

export type Counted = { alerts: number; readonly source: EventSource; readonly validation: Validation | undefined };

export function saveCounts({ alerts, source, validation }: Counted): ValueRecord {
  const { lines, events, skipped } = source;
  return {
    alerts,
    lines,
    events,
    skipped,
    rejects: [...source.rejects].map(([bucket, { count, first }]) => ({ bucket, count, first })),
    unmapped: [...source.unmapped],
    flags: [...source.flags],
    issues: [...(validation?.issues ?? [])].map(([name, { count, first }]) => ({ name, count, first })),
    issueEvents: validation?.events ?? 0,
  };
}

/** Into counts that are all at zero. */
export function loadCounts(saved: ValueRecord, counted: Counted): void {
  const { source, validation } = counted;
  counted.alerts = numberAt(saved, "alerts");
  source.lines = numberAt(saved, "lines");
  source.events = numberAt(saved, "events");
  source.skipped = numberAt(saved, "skipped");
  for (const one of asList(readKey(saved, "rejects")) ?? []) {
    const first = (asList(readKey(one, "first")) ?? []).map((line) => ({
      source: textAt(line, "source"),
      line: numberAt(line, "line"),
      message: textAt(line, "message"),
    }));
    source.rejects.set(textAt(one, "bucket") as RejectBucket, { count: numberAt(one, "count"), first }); // written by `saveCounts` from a bucket
  }
  for (const [name, count] of pairsAt(saved, "unmapped")) source.unmapped.set(name, count);
  for (const [name, count] of pairsAt(saved, "flags")) source.flags.set(name, count);
  if (validation === undefined) return;
  validation.events = numberAt(saved, "issueEvents");
  for (const one of asList(readKey(saved, "issues")) ?? []) {
    validation.issues.set(textAt(one, "name"), { count: numberAt(one, "count"), first: textAt(one, "first") });
  }
}

const sums = ["events", "alerts", "suppressed", "duplicates", "late", "untimed", "future", "withoutType"] as const;

/** What a detector had counted when a run ended. */
export function saveStats(stats: Stats): ValueRecord {
  const saved: Record<string, Value> = { alertsByRule: [...stats.alertsByRule], notices: [...stats.notices] };
  for (const name of sums) saved[name] = stats[name];
  return saved;
}

/** What a detector has counted since then. */
export function statsSince(stats: Stats, saved: Value): Stats {
  if (!isRecord(saved)) return stats;
  const since = { ...stats, alertsByRule: less(stats.alertsByRule, saved, "alertsByRule"), notices: less(stats.notices, saved, "notices") };
  for (const name of sums) since[name] = Math.max(0, stats[name] - numberAt(saved, name));
  return since;
}

function less(counts: ReadonlyMap<string, number>, saved: ValueRecord, name: string): ReadonlyMap<string, number> {
  const before = new Map(pairsAt(saved, name));
  return new Map([...counts].map(([key, count]) => [key, count - (before.get(key) ?? 0)] as const).filter(([, count]) => count > 0));
}

function numberAt(record: Value, key: string): number {
  const value = readKey(record, key);
  return typeof value === "number" ? value : 0;
}
function textAt(record: Value, key: string): string {
  const value = readKey(record, key);
  return typeof value === "string" ? value : "";
}
function pairsAt(record: Value, key: string): [string, number][] {
  return (asList(readKey(record, key)) ?? []).flatMap((pair) => {
    const [name, count] = asList(pair) ?? [];
    return typeof name === "string" && typeof count === "number" ? [[name, count] satisfies [string, number]] : [];
  });
}
