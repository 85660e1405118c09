/** Event-time order: what is late, what is a false future, what comes twice, and what the order is. */
import { describe, expect, it } from "vitest";
import type { ValueRecord } from "../../src/runtime/value.ts";
import { detectorOf, eventAt, firedOn, ruleOf } from "./run-rules.ts";

const minute = 60_000;
const day = 86_400_000;
const start = Date.UTC(2026, 0, 5, 12);

const pair = ruleOf(
  `SEQUENCE BY user.id WITHIN 10m STEP a FROM tool_call WHERE tool_call.tool == "a" STEP b FROM tool_call WHERE tool_call.tool == "b"`,
);
const single = ruleOf(`tool_call.tool == "b"`, "ON tool_call\n");

function call(id: string, tool: string, ms: number, more: ValueRecord = {}): ValueRecord {
  return eventAt(start + ms, "tool_call", { event_id: id, user: { id: "u" }, tool_call: { tool }, ...more });
}

describe("order", () => {
  it("takes events by time within the allowed lateness", () => {
    expect(firedOn(pair, [call("2", "b", minute), call("1", "a", 0)], { latenessMs: 2 * minute })).toEqual(["2"]);
  });

  it("judges a late event by rules without state only, and counts it", () => {
    const detector = detectorOf(pair + single.replace("Case", "Single"));
    const events = [call("1", "x", 5 * minute), call("2", "x", 6 * minute), call("3", "b", 0)];
    const alerts = events.flatMap((event) => [...detector.push(event)]);
    expect(alerts.map((alert) => alert.rule_title)).toEqual(["Single"]);
    expect(detector.stats().late).toBe(1);
  });

  it("breaks ties by sequence, then source, partition and offset", () => {
    const first = call("1", "a", 0, { sequence: 2 });
    const second = call("2", "b", 0, { sequence: 1 });
    expect(firedOn(pair, [first, second])).toEqual([]);
    expect(
      firedOn(pair, [
        { ...first, sequence: 1 },
        { ...second, sequence: 2 },
      ]),
    ).toEqual(["2"]);
    const detector = detectorOf(pair, { sources: ["x", "y"] });
    const alerts = [
      detector.push(call("2", "b", 0), { source: "y", offset: 0 }),
      detector.push(call("1", "a", 0), { source: "x", offset: 9 }),
      detector.flush(),
    ].flat();
    expect(alerts.map((alert) => alert.event_ids)).toEqual([["2", "1"]]);
  });

  it("waits for the slowest of the sources it was told of", () => {
    const detector = detectorOf(pair, { sources: ["x", "y"] });
    const early = [
      detector.push(call("2", "b", minute), { source: "x" }),
      detector.push(call("3", "x", 5 * minute), { source: "x" }),
    ].flat();
    expect(early).toEqual([]);
    const alerts = [detector.push(call("1", "a", 0), { source: "y" }), detector.finish("y"), detector.finish("x"), detector.flush()].flat();
    expect(alerts.map((alert) => alert.event_ids[0])).toEqual(["2"]);
  });

  it.each(["in the middle", "at the very start"])("one event dated 2099 changes no other alert (%s)", (where) => {
    const honest = [call("1", "a", 0), call("2", "b", minute), call("3", "a", 2 * minute), call("4", "b", 3 * minute)];
    const liar = call("liar", "x", 73 * 365 * day);
    const events = where === "in the middle" ? [...honest.slice(0, 2), liar, ...honest.slice(2)] : [liar, ...honest];
    expect(firedOn(pair, events)).toEqual(firedOn(pair, honest));
    const detector = detectorOf(pair);
    const inline = events.flatMap((event) => [...detector.judge(event)]);
    expect(inline.map((alert) => alert.event_ids[0])).toEqual(["2", "4"]);
    expect(detector.stats().future).toBe(where === "in the middle" ? 1 : 0);
  });

  it("believes a jump that a second event confirms", () => {
    const events = [call("1", "a", 0), call("2", "x", 3 * day), call("3", "a", 3 * day + minute), call("4", "b", 3 * day + 2 * minute)];
    expect(firedOn(pair, events)).toEqual(["4"]);
  });

  it("drops an event that comes twice, and flags an id that comes back with other content", () => {
    const detector = detectorOf(single);
    const events = [call("1", "b", 0), call("1", "b", 0), call("1", "b", 1000), call("2", "x", 2000)];
    const alerts = [...events.flatMap((event) => [...detector.push(event)]), ...detector.flush()];
    expect(alerts.map((alert) => alert.event_ids[0])).toEqual(["1", "1"]);
    expect(new Set(alerts.map((alert) => alert.alert_id)).size).toBe(2);
    expect(detector.stats().duplicates).toBe(1);
    expect(detector.stats().notices.get("id_reuse")).toBe(1);
  });

  it("never drops equal content without an id", () => {
    const failed = eventAt(start, "auth", { user: { id: "u" }, auth: { outcome: "failure" } });
    const twice = ruleOf(`COUNT(FROM auth WHERE auth.outcome == "failure" BY user.id WITHIN 1m) >= 2`, "ON auth\n");
    expect(firedOn(twice, [failed, failed])).toEqual(["/0/1"]);
  });

  it("judges an event without a readable time by rules without state only", () => {
    const detector = detectorOf(pair + single.replace("Case", "Single"));
    const alerts = detector.push({ event_type: "tool_call", timestamp: "yesterday", tool_call: { tool: "b" } });
    expect(alerts.map((alert) => alert.rule_title)).toEqual(["Single"]);
    expect(detector.stats().untimed).toBe(1);
  });

  it("gives the same alerts and ids whatever the arrival within the lateness", () => {
    const honest = ["a", "b", "a", "x", "b", "b"].map((tool, index) => call(`${index}`, tool, index * 1000));
    const expected = detectorIds(honest);
    for (const order of [
      [1, 0, 3, 2, 5, 4],
      [2, 1, 0, 5, 4, 3],
      [5, 4, 3, 2, 1, 0],
    ]) {
      const shuffled = order.map((index) => honest[index] ?? {});
      expect(detectorIds(shuffled)).toEqual(expected);
      expect(detectorIds([...shuffled, ...shuffled.slice(0, 3)])).toEqual(expected);
    }
  });

  function detectorIds(events: readonly ValueRecord[]): readonly string[] {
    const detector = detectorOf(pair, { latenessMs: minute });
    return [...events.flatMap((event) => [...detector.push(event)]), ...detector.flush()].map((alert) => alert.alert_id);
  }
});

describe("a decision that is due now", () => {
  it("takes an event that is a little behind at the time of the clock, and one that is far behind without state", () => {
    const behind = (ms: number): readonly string[] => {
      const detector = detectorOf(pair);
      return [call("1", "a", 2 * minute), call("2", "b", 2 * minute - ms)]
        .flatMap((event) => [...detector.judge(event)])
        .map((alert) => alert.timestamp);
    };
    expect(behind(minute)).toEqual([new Date(start + 2 * minute).toISOString()]);
    expect(behind(minute + 1)).toEqual([]);
  });

  it("fires deadlines when the host's clock passes them", () => {
    const detector = detectorOf(ruleOf(`SEQUENCE BY user.id WITHIN 1h STEP a FROM tool_call ABSENT FROM approval WITHIN 5m`));
    detector.judge(call("1", "a", 0));
    expect(detector.tick(start + 5 * minute - 1)).toHaveLength(0);
    expect(detector.tick(start + 5 * minute)).toHaveLength(1);
  });
});
