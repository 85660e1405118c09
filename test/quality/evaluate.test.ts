/** Scores of an evaluation: every figure by hand on a few sessions. */
import { describe, expect, test } from "vitest";
import { brokenGates } from "../../src/quality/gates.ts";
import { Evaluation } from "../../src/quality/evaluate.ts";
import { isCounted, type Label, readLabel } from "../../src/quality/labels.ts";
import { middleOf, shareOf } from "../../src/quality/statistics.ts";
import type { Alert } from "../../src/runtime/alert.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
const event = (session: string, number: number, seconds: number) => ({
  event_id: `${session}-${number}`,
  event_type: "input",
  timestamp: new Date(start + seconds * 1000).toISOString(),
  session: { id: session },
});
const alert = (session: string | undefined, number: number, seconds: number, rule = "r.one", category = "jailbreak"): Alert => ({
  event_type: "alert",
  timestamp: new Date(start + seconds * 1000).toISOString(),
  severity: "HIGH",
  category,
  ...(session === undefined ? {} : { session_id: session }),
  finding: { description: "", confidence: 1, evidence: [] },
  context: {},
  alert_id: "",
  rule_id: rule,
  rule_title: "",
  rule_version: "",
  risk: 0,
  entities: [],
  tags: [],
  actions: [],
  event_ids: [`${session}-${number}`],
  explanation: { condition: "", held: true },
});
function labelsOf(lines: readonly object[]): Map<string, Label> {
  const labels = new Map<string, Label>();
  for (const line of lines) expect(readLabel(JSON.stringify(line), { file: "l", start: 0, end: 0 }, labels)).toEqual([]);
  return labels;
}
const attack = (session: string, categories: object, more: object = {}) => ({
  session_id: session,
  label: "malicious",
  categories,
  ...more,
});
const benign = (session: string) => ({ session_id: session, label: "benign", categories: {} });

describe("scores", () => {
  const labels = labelsOf([
    attack(
      "a",
      { injection: { first_event: "a-2", first_ts: new Date(start + 2000).toISOString() }, exfiltration: { first_event: "a-4" } },
      { campaign_id: "c1" },
    ),
    attack("b", { injection: { first_event: "b-1" } }, { campaign_id: "c1" }),
    attack("c", { injection: { first_event: "c-2" } }, { campaign_id: "c2" }),
    attack("never", { injection: {} }),
    benign("d"),
    benign("e"),
    { session_id: "f", label: "excluded" },
  ]);
  const evaluation = new Evaluation(labels, { kind: "all" }, ["r.one", "r.two", "r.silent"]);
  for (const session of ["a", "b", "c", "d", "e", "f", "nobody"])
    for (let number = 0; number < 6; number++) evaluation.event(event(session, number, number));
  // Three seconds and events after the evidence in `a`; never in `b`; before the attack began in `c`; wrong in `d`.
  evaluation.alert(alert("a", 5, 5));
  evaluation.alert(alert("a", 5, 5, "r.two", "data"));
  evaluation.alert(alert("c", 1, 1));
  evaluation.alert(alert("d", 0, 0, "r.two", "data"));
  evaluation.alert(alert("f", 0, 0));
  evaluation.alert(alert("nobody", 0, 0));
  evaluation.alert(alert(undefined, 0, 0));
  const result = evaluation.result();

  test("sessions by what is known of them", () => {
    expect(result.sessions).toEqual({ malicious: 3, benign: 2, excluded: 1, unlabelled: 1, unseen: 1, left: 0 });
    expect([result.events, result.days]).toEqual([42, 1]);
  });
  test("attacks found by category, with the time from their own evidence", () => {
    expect(result.found).toMatchObject({ part: 1, whole: 3 });
    expect(result.campaigns).toMatchObject({ part: 1, whole: 2 });
    expect(result.categories).toMatchObject([
      { category: "exfiltration", found: { part: 1, whole: 1 }, delayEvents: { mean: 1, count: 1 }, delaySeconds: { mean: 1 } },
      { category: "injection", found: { part: 1, whole: 3 }, delayEvents: { mean: 3 }, delaySeconds: { mean: 3 } },
    ]);
  });
  test("false alarms by session and by alert: one before the attack is wrong, excluded sessions are not judged", () => {
    expect(result.falseSessions).toMatchObject({ part: 1, whole: 2, rate: 0.5 });
    expect(result.alerts).toEqual({ total: 7, right: 2, wrong: 2, early: 1, withoutSession: 1, unlabelled: 1, excluded: 1 });
    expect(result.precision).toMatchObject({ alerts: { part: 2, whole: 4 }, sessions: { part: 1, whole: 2 } });
    expect(result.alertCategories).toMatchObject([
      { category: "jailbreak", alerts: 5, perWeek: 5, wrong: { part: 1, whole: 2 } },
      { category: "data", alerts: 2, perWeek: 2, wrong: { part: 1, whole: 2 } },
    ]);
  });
  test("rules, the noisiest first, and silent ones too", () => {
    expect(result.rules).toEqual([
      { rule: "r.one", alerts: 5, right: 1, wrong: 1, maliciousSessions: 2, benignSessions: 0 },
      { rule: "r.two", alerts: 2, right: 1, wrong: 1, maliciousSessions: 1, benignSessions: 1 },
      { rule: "r.silent", alerts: 0, right: 0, wrong: 0, maliciousSessions: 0, benignSessions: 0 },
    ]);
  });
  test("weeks begin on Monday", () => {
    expect(result.weeks).toEqual([{ monday: "2026-03-02", byCategory: { data: 2, jailbreak: 5 } }]);
  });
  test("gates say what falls short, and nothing else", () => {
    expect(
      brokenGates(result, {
        found: new Map([
          ["any", 0.3],
          ["exfiltration", 1],
          ["injection", 0.3],
        ]),
        falseSessions: 0.5,
        falseAlerts: 0.5,
      }),
    ).toEqual([]);
    expect(
      brokenGates(result, {
        found: new Map([
          ["any", 0.34],
          ["injection", 0.5],
        ]),
        falseSessions: 0.4,
        falseAlerts: 0.2,
      }).map((one) => one.message),
    ).toEqual([
      "33.3 % of the sessions with `any` were found, and 34.0 % are asked for",
      "33.3 % of the sessions with `injection` were found, and 50.0 % are asked for",
      "50.0 % of the benign sessions were false alarms, and 40.0 % are allowed",
      "50.0 % of the alerts of category `jailbreak` were false alarms, and 20.0 % are allowed",
      "50.0 % of the alerts of category `data` were false alarms, and 20.0 % are allowed",
    ]);
  });
});

test("an alert that was there before a later stage began took no time to find it", () => {
  const evaluation = new Evaluation(
    labelsOf([attack("a", { one: { first_event: "a-0" }, two: { first_event: "a-3" } })]),
    { kind: "all" },
    [],
  );
  for (let number = 0; number < 5; number++) evaluation.event(event("a", number, number * 10));
  evaluation.alert(alert("a", 1, 10));
  expect(evaluation.result().categories).toMatchObject([
    { category: "one", delayEvents: { mean: 1 }, delaySeconds: { mean: 10 } },
    { category: "two", delayEvents: { mean: 0 }, delaySeconds: { mean: 0 } },
  ]);
});

test("evidence that is known by its time alone, or not at all", () => {
  const byTime = { one: { first_ts: new Date(start + 25_000).toISOString() } };
  const evaluation = new Evaluation(labelsOf([attack("a", byTime), attack("b", { one: {} }), attack("c", {})]), { kind: "all" }, []);
  for (const session of ["a", "b", "c"]) for (let number = 0; number < 5; number++) evaluation.event(event(session, number, number * 10));
  for (const session of ["a", "b", "c"]) evaluation.alert(alert(session, 2, 20));
  evaluation.alert(alert("a", 4, 40));
  const result = evaluation.result();
  // In `a` the evidence is event 3: the alert on event 2 came early, the one on event 4 counts.
  expect([result.found, result.alerts.early]).toMatchObject([{ part: 3, whole: 3 }, 1]);
  expect(result.categories[0]?.delaySeconds).toMatchObject({ count: 2, most: 20 });
  expect(result.categories[0]?.delayEvents).toMatchObject({ count: 2, most: 2, mean: 1.5 });
});

describe("labels", () => {
  const read = (line: string, labels = new Map<string, Label>()) =>
    readLabel(line, { file: "l", start: 0, end: 0 }, labels).map((one) => one.message);
  test.each([
    ["{", "it is no JSON"],
    ["[]", "it is no object"],
    ['{"label":"benign"}', "`session_id` is missing"],
    ['{"session_id":"a","label":"bad"}', "`label` is not"],
    ['{"session_id":"a","label":"malicious","categories":[]}', "`categories` is no table"],
  ])("%s", (line, problem) => expect(read(line)).toEqual([expect.stringContaining(problem)]));
  test("a session with two labels that differ is told, one that is repeated is not", () => {
    const labels = new Map<string, Label>();
    expect(read('{"session_id":"a","label":"benign"}', labels)).toEqual([]);
    expect(read('{"session_id":"a","label":"benign","note":1}', labels)).toEqual([]);
    expect(read('{"session_id":"a","label":"malicious"}', labels)).toEqual(["the session `a` has two labels that differ"]);
  });
  test("the held-out part is fixed, about as large as asked, and never parts a campaign", () => {
    const label = (session: string, campaign?: string): Label => ({
      session,
      verdict: "benign",
      evidence: [],
      ...(campaign ? { campaign } : {}),
    });
    const sessions = Array.from({ length: 2000 }, (_, index) => label(`s-${index}`));
    const held = sessions.filter((one) => isCounted(one, { kind: "held-out", share: 0.2 }));
    expect(Math.abs(held.length / 2000 - 0.2)).toBeLessThan(0.03);
    expect(sessions.filter((one) => isCounted(one, { kind: "rest", share: 0.2 })).length).toBe(2000 - held.length);
    const campaign = ["x", "y", "z"].map((session) => isCounted(label(session, "c"), { kind: "held-out", share: 0.5 }));
    expect(new Set(campaign).size).toBe(1);
    expect(sessions.every((one) => isCounted(one, { kind: "all" }))).toBe(true);
  });
});

describe("statistics", () => {
  test("Wilson's interval at its edges and in the middle", () => {
    expect(shareOf(0, 0)).toMatchObject({ rate: undefined, low: 0, high: 1 });
    expect(shareOf(0, 10)).toMatchObject({ rate: 0, low: 0 });
    expect(shareOf(0, 10).high).toBeCloseTo(0.2775, 3);
    expect(shareOf(10, 10)).toMatchObject({ rate: 1, high: 1 });
    const half = shareOf(50, 100);
    expect([half.low, half.high]).toEqual([expect.closeTo(0.4038, 3), expect.closeTo(0.5962, 3)]);
  });
  test("mean, median and the largest", () => {
    expect(middleOf([])).toBeUndefined();
    expect(middleOf([5, 1, 3])).toEqual({ count: 3, mean: 3, median: 3, most: 5 });
    expect(middleOf([4, 1, 2, 9])).toEqual({ count: 4, mean: 4, median: 3, most: 9 });
  });
});
