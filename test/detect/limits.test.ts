/** Every limit of the engine at its edge: what is dropped is counted, said, and marks the alert. */
import { describe, expect, it } from "vitest";
import type { Detector } from "../../src/detect/detector.ts";
import type { ValueRecord } from "../../src/runtime/value.ts";
import { alertsOf, detectorOf, eventAt, type Given, ruleOf } from "./run-rules.ts";

const start = Date.UTC(2026, 0, 5);
const day = 86_400_000;

function call(ms: number, tool: string, fields: Given = {}): ValueRecord {
  return eventAt(start + ms, "tool_call", { user: { id: "u" }, session: { id: "s" }, tool_call: { tool }, ...fields });
}

describe("limits", () => {
  it.each([
    [9, true],
    [10, true],
    [11, false],
  ])("a sum of %i entries where 10 are kept is missing when it could have been anything", (count, fires) => {
    const rule = ruleOf(`SUM(session.turns - 1 BY user.id WITHIN 1h) >= ${count - 1} AND tool_call.tool == "ask"`, "ON tool_call\n");
    const events = [
      ...Array.from({ length: count }, (_, n) => call(n, "x", { session: { id: "s", turns: 2 } })),
      call(count, "ask", { session: {} }),
    ];
    expect(alertsOf(rule, events, { limits: { entriesPerKey: 10 } })).toHaveLength(fires ? 1 : 0);
  });

  it("a count beyond its cap is a lower bound, and the alert is degraded", () => {
    const rule = ruleOf(`COUNT(FROM tool_call BY user.id WITHIN 1h) > session.turns AND tool_call.tool == "ask"`, "ON tool_call\n");
    const ask = (n: number): ValueRecord => call(100, "ask", { session: { id: "s", turns: n } });
    const events = Array.from({ length: 20 }, (_, n) => call(n, "x"));
    const run = (n: number) => alertsOf(rule, [...events, ask(n)], { limits: { entriesPerKey: 10 } });
    expect(run(10).map((alert) => alert.degraded)).toEqual([true]);
    expect(run(11)).toEqual([]);
    expect(alertsOf(rule, [...events.slice(0, 9), ask(9)], { limits: { entriesPerKey: 10 } }).map((alert) => alert.degraded)).toEqual([
      undefined,
    ]);
  });

  it("a value that could be among dropped ones is not called new", () => {
    const rule = ruleOf("NEW(tool_call.tool BY user.id OVER 1d MIN 2)", "ON tool_call\n");
    const run = (valuesPerKey: number): number =>
      alertsOf(
        rule,
        ["a", "b", "c", "d", "a"].map((tool, n) => call(n, tool)),
        { limits: { valuesPerKey } },
      ).length;
    expect(run(4)).toBe(2);
    expect(run(2)).toBe(1);
  });

  it("beyond 64 begun matches a step and key the oldest go, and later alerts say so", () => {
    const rule = ruleOf(
      `SEQUENCE BY session.id WITHIN 1h STEP read FROM tool_call WHERE tool_call.tool == "a" STEP send FROM tool_call WHERE tool_call.tool == "b" AND tool_call.params.x == read.tool_call.params.x`,
    );
    const at = (n: number, tool: string, x: number): ValueRecord => call(n, tool, { tool_call: { tool, params: { x } } });
    const reads = (count: number): ValueRecord[] => Array.from({ length: count }, (_, n) => at(n, "a", n));
    expect(alertsOf(rule, [...reads(64), at(100, "b", 0)]).map((alert) => alert.degraded)).toEqual([undefined]);
    expect(alertsOf(rule, [...reads(65), at(100, "b", 0)])).toEqual([]);
    expect(alertsOf(rule, [...reads(65), at(100, "b", 1)]).map((alert) => alert.degraded)).toEqual([true]);
  });

  it("beyond 64 open deadlines a key the new one is refused, never an old one", () => {
    const rule = ruleOf(
      `SEQUENCE BY session.id WITHIN 1h STEP ask FROM tool_call WHERE tool_call.tool == "a" ABSENT FROM approval WITHIN 5m`,
    );
    for (const count of [63, 64, 65]) {
      const detector = detectorOf(rule);
      const alerts = [...Array.from({ length: count }, (_, n) => call(n, "a")), call(600_000, "x")].flatMap((event) => [
        ...detector.push(event),
      ]);
      expect(alerts).toHaveLength(Math.min(64, count));
      expect(detector.stats().notices.get("deadline_refused") ?? 0).toBe(Math.max(0, count - 64));
    }
  });

  it("a rule that passes its work on an event does not fire, whatever its NOTs, and an engine event says so", () => {
    const said: ValueRecord[] = [];
    const rule = ruleOf('NOT (ANY v IN labels: ANY w IN labels: v == w AND v == "zz")', "ON tool_call\n");
    const pairs = (n: number): ValueRecord => call(0, "x", { labels: Array.from({ length: n }, (_, i) => `l${i}`) });
    const detector = detectorOf(rule, { limits: { workSteps: 10_000 }, onEngineEvent: (event) => void said.push(event) });
    expect(detector.judge(pairs(20))).toHaveLength(1);
    expect(detector.judge(pairs(200))).toHaveLength(0);
    expect(said).toMatchObject([{ event_type: "engine", engine: { kind: "work_limit", rule: "case", dropped: 1, limit: 10_000 } }]);
  });

  it("a rule that used up its work leaves the next one and the state untouched", () => {
    const where = 'ANY v IN labels: ANY w IN labels: v == "l0" AND w == "zz"';
    const dear = `RULE: Dear\nON tool_call\nIF (ANY v IN labels: ANY w IN labels: v == w AND v == "yy") OR (${where})\nTHEN alert(severity=LOW, category="incident")\n`;
    const counting = ruleOf(`COUNT(FROM tool_call WHERE ${where} BY user.id WITHIN 1h) >= 2 AND (${where})`, "ON tool_call\n");
    const event = (ms: number): ValueRecord => call(ms, "x", { labels: [...Array.from({ length: 200 }, (_, i) => `l${i}`), "zz"] });
    const fired = alertsOf(dear + counting, [event(0), event(1)], { limits: { workSteps: 1_000 } });
    expect(fired.map((alert) => alert.rule_title)).toEqual(["Case"]);
  });

  it("rules read what the engine says of itself, at most once a kind, source and minute", () => {
    const rules = `${ruleOf("tool_call.tool EXISTS", "ON tool_call\n")}RULE: Watch\nON engine\nIF engine.kind == "late"\nTHEN alert(severity=LOW, category="incident")\n`;
    const events = [
      call(60_000, "x"),
      call(120_000, "x"),
      call(0, "x"),
      call(1, "x"),
      call(200_000, "x"),
      call(2, "x"),
      call(400_000, "x"),
    ];
    const alerts = alertsOf(rules, events).filter((alert) => alert.rule_title === "Watch");
    expect(alerts).toHaveLength(2);
  });

  it("ten times more keys than there is room for: a flood from one source costs another nothing", () => {
    const rule = ruleOf("COUNT(FROM tool_call BY user.id WITHIN 1d) >= 3", "ON tool_call\n");
    const detector = detectorOf(rule, { limits: { keysPerState: 1_000 } });
    const found: string[] = [];
    for (let n = 0; n < 10_000; n++) {
      for (const alert of detector.judge(call(n, "x", { user: { id: `invented${n}` }, source: "web" }))) found.push(alert.user_id ?? "");
      if (n % 4_000 === 0)
        for (const alert of detector.judge(call(n, "y", { user: { id: "victim" }, source: "vpn" })))
          found.push(`${alert.user_id} ${alert.degraded ?? false}`);
    }
    expect(found).toEqual(["victim false"]);
    expect(detector.stats().notices.get("keys_evicted")).toBeGreaterThan(8_000);
  });

  it("of one source the least advanced goes first, and an established baseline never", () => {
    const rule = ruleOf(
      "session.current_cost > 2 * AVG(session.current_cost FROM session_end BY user.id OVER 30d MIN 5)",
      "ON session_end\n",
    );
    const detector = detectorOf(rule, { limits: { keysPerState: 100 } });
    const ended = (ms: number, user: string, cost: number): ValueRecord =>
      eventAt(start + ms, "session_end", { user: { id: user }, session: { id: "s", current_cost: cost } });
    for (let n = 0; n < 5; n++) detector.judge(ended(n, "victim", 1));
    for (let n = 0; n < 1_000; n++) detector.judge(ended(day / 2 + n, `invented${n}`, 1));
    expect(detector.judge(ended(day, "victim", 3))).toHaveLength(1);
  });

  it("20,000 first steps and 300 last ones of one key stay cheap", () => {
    const rule = ruleOf(
      `SEQUENCE BY session.id WITHIN 1d STEP a FROM tool_call WHERE tool_call.tool == "a" STEP b FROM tool_call WHERE tool_call.tool == "b"`,
    );
    const detector = detectorOf(rule);
    for (let n = 0; n < 20_000; n++) detector.judge(call(n, "a"));
    let fired = 0;
    for (let n = 0; n < 300; n++) fired += detector.judge(call(20_000 + n, "b")).length;
    expect(fired).toBe(300);
    expect(detector.snapshot().length).toBeLessThan(10_000);
  });
});

describe("keys in several shards", () => {
  const rule = ruleOf("COUNT(FROM tool_call BY user.id WITHIN 1d) >= 2", "ON tool_call\n");
  const many = { limits: { keysPerState: 32_768 } };
  const callOf = (n: number, user: string): ValueRecord => call(n, "x", { user: { id: user } });

  it("a flood leaves no more of them than the term may keep, and nearly as many", () => {
    const detector = detectorOf(rule, many);
    for (let n = 0; n < 60_000; n++) detector.judge(callOf(n, `u${n}`));
    const evicted = detector.stats().notices.get("keys_evicted") ?? 0;
    expect(60_000 - evicted).toBeLessThanOrEqual(32_768);
    expect(60_000 - evicted).toBeGreaterThan(32_768 * 0.98);
  });

  it("all terms together keep no more than the budget", () => {
    const detector = detectorOf(rule, { limits: { keysTotal: 16_384 } });
    for (let n = 0; n < 40_000; n++) detector.judge(callOf(n, `u${n}`));
    const kept = 40_000 - (detector.stats().notices.get("keys_evicted") ?? 0);
    expect(kept).toBeLessThanOrEqual(16_384);
    expect(kept).toBeGreaterThan(16_384 * 0.98);
  });

  it("what was kept under another seed is found, and under another number of shards a term begins cold and says so", () => {
    const first = detectorOf(rule, { ...many, seed: 1 });
    for (let n = 0; n < 100; n++) first.judge(callOf(n, `u${n}`));
    const snapshot = first.snapshot();
    const alertsOfAll = (detector: Detector): number =>
      Array.from({ length: 100 }, (_, n) => detector.judge(callOf(1_000 + n, `u${n}`)).length).reduce((sum, one) => sum + one, 0);
    const reseeded = detectorOf(rule, { ...many, seed: 2 });
    expect(reseeded.restore(snapshot)).toMatchObject({ kind: "restored", kept: 1, cold: [] });
    expect(reseeded.snapshot()).toEqual(snapshot);
    expect(alertsOfAll(reseeded)).toBe(100);
    const other = detectorOf(rule, { limits: { keysPerState: 1_000 } });
    expect(other.restore(snapshot)).toMatchObject({ kind: "restored", kept: 0, cold: [{ rule: "case" }] });
    expect(alertsOfAll(other)).toBe(0);
  });
});

describe("hostile values", () => {
  it("keys keep types and parts apart", () => {
    const rule = ruleOf("COUNT(FROM tool_call BY [tool_call.params.a, tool_call.params.b] WITHIN 1h) >= 2", "ON tool_call\n");
    const keyed = (a: Given[string], b: Given[string], n: number): ValueRecord =>
      call(n, "x", { tool_call: { tool: "x", params: { a, b } } });
    expect(alertsOf(rule, [keyed("a|b", "c", 0), keyed("a", "b|c", 1), keyed(1, "c", 2), keyed("1", "c", 3)])).toEqual([]);
    expect(alertsOf(rule, [keyed(1, "c", 0), keyed(1, "c", 1)])).toHaveLength(1);
  });

  it("fields called like inherited names are absent unless they are there", () => {
    const rule = ruleOf(
      "tool_call.params.constructor EXISTS OR tool_call.params.__proto__ EXISTS OR tool_call.params.toString EXISTS",
      "ON tool_call\n",
    );
    expect(alertsOf(rule, [call(0, "x", { tool_call: { tool: "x", params: {} } })])).toEqual([]);
    const own = JSON.parse('{"tool":"x","params":{"__proto__":1}}') as Given;
    expect(alertsOf(rule, [call(0, "x", { tool_call: own })])).toHaveLength(1);
  });
});

describe("shards", () => {
  const rules = [
    ruleOf("COUNT(FROM tool_call BY user.id WITHIN 1m) >= 3", "ON tool_call\n"),
    ruleOf(
      `SEQUENCE BY user.id WITHIN 1m STEP a FROM tool_call WHERE tool_call.tool == "a" STEP b FROM tool_call WHERE tool_call.tool == "b"`,
    ).replace("Case", "Pair"),
    ruleOf("NEW(tool_call.tool BY user.id OVER 1h MIN 3)", "ON tool_call\n").replace("Case", "New"),
    `RULE: Stack\nON alert\nIF alert.category == "policy_violation" AND COUNT(FROM alert WHERE alert.category == "policy_violation" BY user.id WITHIN 1m) >= 2\nTHEN alert(severity=LOW, category="incident")\n`,
  ].join("");

  it.each([1, 2, 4, 7])("%i of them, by key, give the alerts of one", (count) => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % below;
    };
    const events = Array.from({ length: 2_000 }, (_, n) =>
      call(n * 500, "abc"[random(3)] ?? "a", { event_id: `e${n}`, user: { id: `u${random(20)}` } }),
    );
    const idsOf = (alerts: readonly { readonly alert_id: string }[]): readonly string[] => alerts.map((alert) => alert.alert_id).sort();
    const shards = Array.from({ length: count }, (_, shard) =>
      events.filter((event) => Number(String((event["user"] as Given)["id"]).slice(1)) % count === shard),
    );
    const whole = idsOf(alertsOf(rules, events));
    expect(idsOf(shards.flatMap((shard) => alertsOf(rules, shard)))).toEqual(whole);
    expect(whole.length).toBeGreaterThan(500);
  });
});

describe("memory", () => {
  it("waits that were broken do not pile up until their time", () => {
    const detector = detectorOf(ruleOf(`SEQUENCE BY session.id WITHIN 1h STEP ask FROM tool_call ABSENT FROM approval WITHIN 1d`));
    const approve = (ms: number): ValueRecord => eventAt(start + ms, "approval", { session: { id: "s" }, approval: { granted: true } });
    for (let n = 0; n < 5_000; n++) {
      detector.judge(call(2 * n, "x"));
      detector.judge(approve(2 * n + 1));
    }
    expect(detector.stats().openDeadlines).toBe(0);
    expect(detector.stats().waitingDeadlines).toBeLessThan(2_100);
  });

  it("invented sources share one clock and one account", () => {
    const detector = detectorOf(ruleOf("COUNT(FROM tool_call BY user.id WITHIN 1h) >= 2", "ON tool_call\n"), { limits: { sources: 10 } });
    for (let n = 0; n < 200; n++) detector.push(call(n, "x", { user: { id: `u${n}` } }), { source: `s${n}` });
    expect(detector.stats().buffered).toBeLessThan(201);
    expect(detector.snapshot().length).toBeLessThan(100_000);
  });
});
