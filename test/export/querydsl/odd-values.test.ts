/** Each form and its NOT, on every field missing, null, empty, of another type, and at or beside what the rule asks for: where translations go wrong first. */
import { describe, expect, it } from "vitest";
import { bundledMapping } from "../mapping.ts";
import { exported, judge, printers } from "./agree.ts";
import { everyForm, ruleOfForm } from "./forms.ts";
import { oddEvents } from "./odd-events.ts";

const mapping = bundledMapping("elastic-ecs");
describe("every form and its NOT on odd values", () => {
  it.each(everyForm)("$shows", (form) => {
    for (const condition of [form.condition, `NOT (${form.condition})`]) {
      const planned = ruleOfForm({ ...form, condition });
      const events = oddEvents(planned, form.on ?? "input");
      for (const as of printers)
        for (const folding of ["plain", "strict"] as const) {
          const outcome = exported(planned, mapping, as, { folding });
          if (outcome.kind === "refused") throw new Error(`${condition}: ${outcome.refusals[0]?.reason}`);
          const { fired, found, events: kept } = judge(planned, mapping, outcome, as, events);
          const differing = kept.filter(({ event_id }) => fired.includes(String(event_id)) !== found.includes(String(event_id)));
          expect(found, `${condition}\n${outcome.text}\n${JSON.stringify(differing[0])}`).toEqual(fired);
        }
    }
  });
});
