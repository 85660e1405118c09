/** A condition and its normal form hold on the same events, and what only says the same otherwise has one meaning. AIDR_RUNS is the number of (rule, event) pairs. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalForm } from "../../src/ir/normal-form.ts";
import type { Condition } from "../../src/ir/plan.ts";
import type { ValueRecord } from "../../src/runtime/value.ts";
import type { Arrival } from "../oracle/interpreter.ts";
import { type Checked, check, firingsOfEvaluator, holdsFor, runs, show } from "./compare.ts";
import { standardModel } from "./model.ts";
import { randomEvent } from "./random-event.ts";
import { randomRule } from "./random-rule.ts";

const inline = { mode: "inline", latenessMs: 0 } as const;
const eventsPerRule = 20;
type Case = { readonly text: string; readonly events: readonly ValueRecord[] };

const cases: fc.Arbitrary<Case> = fc.constantFrom("input", "tool_call", "retrieval", "infra_access", "session_end").chain((type) =>
  fc.record({
    text: randomRule(standardModel, type),
    events: fc.array(randomEvent(standardModel, type), { minLength: eventsPerRule, maxLength: eventsPerRule }),
  }),
);

function arrivalsOf(events: readonly ValueRecord[]): readonly Arrival[] {
  return events.map((event, offset) => ({ event: { ...event, event_id: `e${offset}` }, offset }));
}

/** Every rule with its condition in normal form; a normal form is made to be compared, so its type says nothing. */
function settled(checked: Checked): Checked {
  const rules = checked.plan.rules.map((rule) => ({ ...rule, condition: normalForm(rule.condition) as Condition }));
  return { ...checked, plan: { ...checked.plan, rules } };
}

describe("the normal form of a condition", () => {
  it("holds on the same events", { timeout: 3_600_000 }, () => {
    let fired = 0;
    let changed = 0;
    let all = 0;
    const property = fc.property(cases, ({ text, events }) => {
      const checked = check(text);
      if (checked.errors.length > 0) return;
      const arrivals = arrivalsOf(events);
      const as = firingsOfEvaluator(checked, arrivals, inline);
      fired += as.length;
      all += arrivals.length;
      const other = settled(checked);
      if (JSON.stringify(other.plan.rules[0]?.condition).length !== JSON.stringify(checked.plan.rules[0]?.condition).length) changed++;
      expect(firingsOfEvaluator(other, arrivals, inline)).toEqual(as);
    });
    holdsFor(property, Math.ceil(runs(4000) / eventsPerRule), ({ text, events }) => show(text, arrivalsOf(events)));
    // Rules that never fire would agree about nothing.
    expect(fired / all).toBeGreaterThan(0.1);
    expect(changed).toBeGreaterThan(0);
  });

  const meaningOf = (condition: string): string => {
    const { plan, errors } = check(`RULE: R\nON tool_call\nIF ${condition}\nTHEN alert(severity=LOW, category="prompt_injection")\n`);
    expect(errors.map((error) => error.message)).toEqual([]);
    return plan.rules[0]?.meaning ?? "";
  };
  it.each([
    ['tool_call.tool == "a" OR tool_call.tool == "b"', 'tool_call.tool IN ["b", "a"]'],
    ['tool_call.tool CONTAINS "a" OR tool_call.tool CONTAINS "b"', 'tool_call.tool CONTAINS ["a", "b"]'],
    ['tool_call.tool CONTAINS "a" AND tool_call.tool CONTAINS "b"', 'tool_call.tool CONTAINS ALL ["a", "b"]'],
    ['tool_call.tool IN ["a"]', 'tool_call.tool == "a"'],
    ['tool_call.tool CONTAINS ["a", "a"]', 'tool_call.tool CONTAINS "a"'],
    ["NOT (NOT (user.is_admin))", "user.is_admin"],
    ["user.is_admin == true", "user.is_admin"],
    ["session.turns > 3 AND user.is_admin AND session.turns > 3", "user.is_admin AND session.turns > 3"],
    ['tool_call.params.x CONTAINS "a" OR tool_call.params.x CONTAINS "b"', 'tool_call.params.x CONTAINS ["a", "b"]'],
    ['1 OF (user.is_admin, user.id == "a")', 'user.id == "a" OR user.is_admin'],
    ['"a" == user.id', 'user.id == "a"'],
  ])("%s means %s", (one, other) => {
    expect(meaningOf(one)).toBe(meaningOf(other));
  });
  it.each([
    ['tool_call.tool CONTAINS "a" AND tool_call.tool CONTAINS "b"', 'tool_call.tool CONTAINS ["a", "b"]'],
    ['tool_call.tool CONTAINS "a" OR tool_call.tool CONTAINS "b" CASED', 'tool_call.tool CONTAINS ["a", "b"]'],
    ['tool_call.tool == "a" OR tool_call.server == "b"', 'tool_call.tool IN ["a", "b"]'],
    ["NOT user.is_admin", "user.is_admin"],
    ["user.is_admin == false", "user.is_admin"],
  ])("%s does not mean %s", (one, other) => {
    expect(meaningOf(one)).not.toBe(meaningOf(other));
  });
});
