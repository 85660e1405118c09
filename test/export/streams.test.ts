/** The streams that exports are judged on are worth something: they make the rules of the library fire, and the mapping carries what the rules read. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { standardModel } from "../property/model.ts";
import { carried } from "./carried.ts";
import { firingIds } from "./evaluator.ts";
import { bundledMapping } from "./mapping.ts";
import { packRules, ruleWhen } from "./pack.ts";
import { streamFor } from "./streams.ts";

describe("streams for a rule", { timeout: 300_000 }, () => {
  it("fire most rules of the library", () => {
    const silent: string[] = [];
    for (const { plan, rule, seeds } of packRules()) {
      const streams = fc.sample(streamFor(rule, standardModel, 40, seeds), { numRuns: 6, seed: 7 });
      if (!streams.some((events) => firingIds(plan, rule, events).length > 0)) silent.push(rule.id);
    }
    console.info(`streams: ${silent.length} of ${packRules().length} rules never fired: ${silent.join(" ")}`);
    expect(silent.length / packRules().length).toBeLessThan(0.25);
  });
});

describe("what a mapping carries", () => {
  const mapping = bundledMapping("sentinel");
  const event = {
    event_id: "e1",
    event_type: "input",
    timestamp: "2026-06-03T10:00:00Z",
    sequence: 3,
    input_text: "hello",
    user: { id: "", is_admin: "yes", roles: ["a", 3, null], country: "DE", unknown: 1 },
  };

  it("keeps values of the mapped kind, and drops the rest", () => {
    expect(carried(event, mapping)?.event).toEqual({
      event_id: "e1",
      event_type: "input",
      timestamp: "2026-06-03T10:00:00.000Z",
      sequence: 3,
      input_text: "hello",
      user: { roles: ["a"], country: "DE" },
    });
  });

  it("fills the columns", () => {
    const row = carried(event, mapping)?.row;
    expect(row && Object.fromEntries(row)).toEqual({
      TimeGenerated: Date.UTC(2026, 5, 3, 10),
      EventId: "e1",
      EventType: "input",
      Sequence: 3,
      InputText: "hello",
      InputTextNormalized: "hello",
      InputTextSkeleton: expect.any(String),
      InputTextDecoded: expect.arrayContaining(["hello"]),
      InputTextSimhash: expect.anything(),
      InputTextEntropy: expect.closeTo(1.9219),
      UserRoles: ["a"],
      UserCountry: "DE",
    });
  });

  it("is the same event to a rule, where only what is of another kind was dropped", () => {
    const { plan, rule } = ruleWhen('NOT user.is_admin AND input_text CONTAINS "HELLO"');
    expect(firingIds(plan, rule, [event])).toEqual(["e1"]);
    expect(firingIds(plan, rule, [carried(event, mapping)?.event ?? {}])).toEqual(["e1"]);
  });
});
