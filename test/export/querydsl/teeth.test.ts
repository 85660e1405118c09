/** The comparison with the evaluator notices each small mistake in a query: else it would prove little. */
import { describe, expect, it } from "vitest";
import { carried } from "../carried.ts";
import { firingIds } from "../evaluator.ts";
import { bundledMapping } from "../mapping.ts";
import type { Printer } from "./agree.ts";
import { exported, foundIds, indexOf, printers, readPrinted } from "./agree.ts";
import { documentOf } from "./document.ts";
import type { Form } from "./forms.ts";
import { everyForm, ruleOfForm } from "./forms.ts";
import type { Mutant } from "./mutants.ts";
import { mutantsOfDsl, mutantsOfText } from "./mutants.ts";
import { mixedEvents, oddEvents } from "./odd-events.ts";

const mapping = bundledMapping("elastic-ecs");

/** Mutants that mean the same as the query, with the reason. */
const equal: readonly (readonly [form: string, mistake: string, why: string])[] = [];

type Score = { readonly noticed: readonly Mutant[]; readonly survived: readonly Mutant[] };

function judgeMutants(form: Form, as: Printer): Score {
  const planned = ruleOfForm(form);
  const outcome = exported(planned, mapping, as);
  if (outcome.kind === "refused") throw new Error(form.condition);
  const events = [...oddEvents(planned, form.on ?? "input"), ...mixedEvents(planned, form.on ?? "input", 1_500)];
  const kept = events.flatMap((event) => carried(event, mapping) ?? []);
  const fired = firingIds(
    planned.plan,
    planned.rule,
    kept.map(({ event }) => event),
  ).join();
  const documents = kept.map(documentOf);
  const index = indexOf(mapping, outcome);
  const notices = ({ text }: Mutant): boolean => {
    try {
      return foundIds(readPrinted(text, as), documents, index).join() !== fired;
    } catch {
      // What the strict reader does not read is noticed as well.
      return true;
    }
  };
  const mutants = as === "query" ? mutantsOfDsl(outcome.text) : mutantsOfText(outcome.text);
  const survived = mutants.filter((mutant) => !notices(mutant));
  return { noticed: mutants.filter((mutant) => !survived.includes(mutant)), survived };
}

describe("mistakes in a query", () => {
  it.each(printers)("are noticed: %s", (as) => {
    let noticed = 0;
    const survived: string[] = [];
    for (const form of everyForm) {
      const score = judgeMutants(form, as);
      noticed += score.noticed.length;
      for (const { mistake, text } of score.survived)
        if (!equal.some(([shows, known]) => shows === form.shows && known === mistake))
          survived.push(`${form.shows}: ${mistake}: ${text.replace(/\s+/g, " ")}`);
    }
    console.info(`querydsl mutants (${as}): ${noticed} noticed, ${survived.length} survived`);
    expect(survived.map((each) => each.slice(0, 200))).toEqual([]);
  });
});
