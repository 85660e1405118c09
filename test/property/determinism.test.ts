/** The same events give the same alerts, to the last byte: after a restart at any event, shuffled within the lateness, delivered twice, on any number of shards (reliability.md G4, G5). */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detect, type Detector } from "../../src/detect/detect.ts";
import type { ProjectPlan } from "../../src/ir/plan.ts";
import type { Arrival } from "../oracle/interpreter.ts";
import { check, holdsFor, runs, show } from "./compare.ts";
import { randomStateRules, randomStream, ruleOn, sequenceForms, stateForms, streamStart } from "./random-stream.ts";

const latenessMs = 5000;
const count = Math.ceil(runs(600) / 4);

function open(plan: ProjectPlan): Detector {
  return detect(plan, { latenessMs, textOf: () => "" });
}

function push(detector: Detector, arrivals: readonly Arrival[]): readonly string[] {
  return arrivals.flatMap(({ event, source, partition, offset }) => {
    const position = {
      ...(source !== undefined && { source }),
      ...(partition !== undefined && { partition }),
      ...(offset !== undefined && { offset }),
    };
    return detector.push(event, position).map((alert) => JSON.stringify(alert));
  });
}

function flush(detector: Detector): readonly string[] {
  return detector.flush().map((alert) => JSON.stringify(alert));
}

/** Alerts of an uninterrupted run, in order. */
function alertsOf(plan: ProjectPlan, arrivals: readonly Arrival[]): readonly string[] {
  const detector = open(plan);
  return [...push(detector, arrivals), ...flush(detector)];
}

type Case = { readonly text: string; readonly arrivals: readonly Arrival[]; readonly changed: readonly number[] };

function always(arrivals: fc.Arbitrary<readonly Arrival[]>, judge: (plan: ProjectPlan, one: Case) => void): void {
  const cases = fc.record({ text: randomStateRules, arrivals, changed: fc.array(fc.nat(latenessMs), { minLength: 24, maxLength: 24 }) });
  const property = fc.property(cases, (one) => {
    const { plan, errors } = check(one.text);
    if (errors.length === 0) judge(plan, one);
  });
  holdsFor(property, count, ({ text, arrivals, changed }) => `${show(text, arrivals)}\n${JSON.stringify(changed)}`);
}

describe("the same alerts", { timeout: 3_600_000 }, () => {
  it("after a restart from a snapshot at any event", () => {
    always(fc.oneof(randomStream("seconds", false), randomStream("days", false)), (plan, { arrivals, changed }) => {
      const at = (changed[0] ?? 0) % (arrivals.length + 1);
      const before = open(plan);
      const alerts = [...push(before, arrivals.slice(0, at))];
      const bytes = before.snapshot();
      const after = open(plan);
      after.restore(bytes);
      expect(Buffer.from(after.snapshot()).equals(Buffer.from(bytes))).toBe(true);
      alerts.push(...push(after, arrivals.slice(at)), ...flush(after));
      expect(alerts).toEqual(alertsOf(plan, arrivals));
    });
  });

  it("shuffled within the lateness", () => {
    always(randomStream("seconds", true), (plan, { arrivals, changed }) => {
      const timeOf = ({ event }: Arrival): number =>
        typeof event.timestamp === "number" ? event.timestamp : Date.parse(String(event.timestamp));
      const shuffled = arrivals
        .map((arrival, index) => ({ arrival, due: timeOf(arrival) + (changed[index] ?? 0) }))
        .sort((a, b) => a.due - b.due)
        .map(({ arrival }) => arrival);
      expect([...alertsOf(plan, shuffled)].sort()).toEqual([...alertsOf(plan, arrivals)].sort());
    });
  });

  it("with events delivered twice", () => {
    always(randomStream("seconds", true), (plan, { arrivals, changed }) => {
      const twice = arrivals.flatMap((arrival, index) => {
        const again = arrivals[index - ((changed[index] ?? 0) % 3)];
        return again && (changed[index] ?? 0) % 5 === 0 ? [arrival, { ...again, offset: 1000 + index }] : [arrival];
      });
      expect(alertsOf(plan, twice)).toEqual(alertsOf(plan, arrivals));
    });
  });

  it("from 1, 2 and 4 shards by the key of the rules", () => {
    const keyed = fc
      .oneof(...Object.values({ ...stateForms, ...sequenceForms }).map(ruleOn))
      .map(keyedBySession)
      .filter((text) => text !== undefined);
    const property = fc.property(keyed, randomStream("seconds", true), (text, arrivals) => {
      const { plan, errors } = check(text);
      if (errors.length > 0) return;
      const end = streamStart + 86_400_000;
      const shardsOf = (count: number): readonly string[] => {
        const shards = Array.from({ length: count }, () => open(plan));
        const alerts = arrivals.flatMap((arrival) => push(shards[shardOf(arrival, count)] ?? open(plan), [arrival]));
        // Time passes for all of them alike, so that open deadlines are decided.
        return [
          ...alerts,
          ...shards.flatMap((shard) => [...shard.tick(end).map((alert) => JSON.stringify(alert)), ...flush(shard)]),
        ].sort();
      };
      const whole = shardsOf(1);
      expect(shardsOf(2)).toEqual(whole);
      expect(shardsOf(4)).toEqual(whole);
    });
    fc.assert(property, { numRuns: count });
  });
});

/** The rule with one key for all that it remembers, or undefined where something has none. */
function keyedBySession(text: string): string | undefined {
  const start = text.indexOf("RULE:");
  const rule = text.slice(start).replace(/BY (user\.id|\[session\.id, user\.id\])/g, "BY session.id");
  const words =
    rule.match(/\b(COUNT|SUM|AVG|MIN|MAX|STDDEV|MEDIAN|PERCENTILE|ZSCORE|NEW|FREQUENCY|PREVIOUS)\(|SEEN IN|SEQUENCE|TOGETHER|SUPPRESS/g) ??
    [];
  const keys = rule.match(/BY session\.id/g) ?? [];
  return /busy|average_session_cost/.test(rule) || words.length !== keys.length ? undefined : text.slice(0, start) + rule;
}

function shardOf({ event }: Arrival, count: number): number {
  const session = event.session;
  const id = typeof session === "object" && session !== null && "id" in session ? String(session.id) : "";
  return [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % count;
}
