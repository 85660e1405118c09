/** The comparison has teeth: a query with one small mistake is noticed. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { standardModel } from "../../property/model.ts";
import type { Planned } from "../pack.ts";
import { ruleOf } from "../pack.ts";
import { streamFor } from "../streams.ts";
import { compare, ecs, ecsUnique, exported } from "./agree.ts";
import type { Mutation } from "./mutants.ts";
import { conditionMutations, sequenceMutations } from "./mutants.ts";
import { absences, counts, denseStreams, sequences } from "./random-sequence.ts";
import { readEql } from "./read-eql.ts";

const when = (condition: string, on = "input") =>
  ruleOf(`RULE: teeth\nON ${on}\nIF ${condition}\nTHEN alert(severity=LOW, category="prompt_injection")\n`);

/** Rules in which each mistake has a place. */
const conditions: readonly Planned[] = [
  when('NOT user.is_admin AND input_text CONTAINS "override"'),
  when('input_source == "user" AND (conversation.turns > 10 OR conversation.turns < 3)'),
  when('input_source IN ["user", "tool"] AND conversation.turns >= 10'),
  when("input_text MATCHES /a[0-9]b/ OR conversation.turns <= 2"),
  when('NOT input_text CONTAINS ["alpha", "beta"] AND NOT input_source == "user"'),
];

describe("a mistake in a condition is noticed:", { timeout: 600_000 }, () => {
  it.each(conditionMutations)("$name", (mutation) => {
    expect(conditions.some((planned) => isNoticed(planned, mutation, streamFor(planned.rule, standardModel, 16)))).toBe(true);
  });
});

describe("a mistake in a sequence is noticed:", { timeout: 600_000 }, () => {
  const rules = [sequences, counts, absences]
    .flatMap((texts) => fc.sample(texts, { numRuns: 60, seed: 8 }))
    .flatMap((text) => checkable(text) ?? []);
  it.each(sequenceMutations)("$name", (mutation) => {
    expect(rules.some((planned) => isNoticed(planned, mutation, denseStreams))).toBe(true);
  });
});

function isNoticed(planned: Planned, { change }: Mutation, streams: ReturnType<typeof streamFor>): boolean {
  for (const mapping of [ecs, ecsUnique]) {
    const outcome = exported(planned, mapping);
    if (outcome.kind === "refused") continue;
    const query = readEql(outcome.text);
    const changed = change(query);
    if (!changed) continue;
    for (const events of fc.sample(streams, { numRuns: 40, seed: 2 })) {
      if (compare(planned, mapping, outcome, events, query).problem !== undefined) throw new Error("the query itself does not agree");
      if (compare(planned, mapping, outcome, events, changed).problem !== undefined) return true;
    }
  }
  return false;
}

function checkable(text: string): Planned | undefined {
  try {
    return ruleOf(text);
  } catch {
    // A random rule may be impossible.
    return undefined;
  }
}
