/** Each form and its NOT, on every field missing, null, empty, of another type, and at or beside what the rule asks for: where translations go wrong first. */
import { describe, expect, it } from "vitest";
import { bundledMapping } from "../mapping.ts";
import { everyForm, ruleOfForm } from "../querydsl/forms.ts";
import { mixedEvents, oddEvents } from "../querydsl/odd-events.ts";
import { exported, judge } from "./agree.ts";

const mapping = bundledMapping("elastic-ecs");

/** What ES|QL cannot say, by the code. */
const refused: Readonly<Record<string, string>> = { "list, any case": "non-ascii-fold" };

/** Forms that only ES|QL has. */
const ownForms = [
  { shows: "field with field", condition: "session.current_cost > user.average_session_cost * 10" },
  { shows: "field with field, equal", condition: "artifact.hash != artifact.expected_hash", on: "artifact" },
  { shows: "field in field", condition: "artifact.name CONTAINS artifact.version CASED", on: "artifact" },
  { shows: "division", condition: "session.input_tokens / session.output_tokens > 1.5" },
  { shows: "remainder", condition: "input_tokens % 2 == 1" },
  { shows: "difference of times", condition: "timestamp - session.started_at > 30m" },
  { shows: "time and span", condition: "session.started_at + 30m < timestamp" },
  { shows: "hour", condition: "hour_of(timestamp) < 6 OR weekday_of(timestamp) IN [6, 7]" },
  { shows: "length", condition: "length(input_text) > 5" },
  { shows: "coalesce", condition: 'coalesce(user.id, agent.id) == "Bob"' },
  { shows: "trim", condition: 'trim(user.id) == "Bob"' },
  { shows: "domains of the event", condition: "tool_call.params.recipient NOT IN user.authorized_email_domains", on: "tool_call" },
  { shows: "every, in any case", condition: 'ALL r IN user.roles: r CONTAINS "ADM"' },
  {
    shows: "two lists",
    condition: 'ANY r IN user.roles: (r STARTS WITH "adm") AND (ANY g IN user.groups: g == "ops")',
  },
  { shows: "two lists, side by side", condition: '(ANY r IN user.roles: r STARTS WITH "adm") OR NOT (ALL g IN user.groups: g == "ops")' },
  { shows: "list in list", condition: "ANY r IN user.roles: (ANY g IN user.groups: g == r)", refused: "construct-missing" },
  { shows: "written list around a list", condition: 'ANY p IN ["adm", "ro"]: (ANY r IN user.roles: r STARTS WITH p)' },
] as const;

describe("every form and its NOT on odd values", () => {
  it.each([...everyForm, ...ownForms])("$shows", (form) => {
    for (const condition of [form.condition, `NOT (${form.condition})`]) {
      const planned = ruleOfForm({ shows: form.shows, condition, ...("on" in form && form.on ? { on: form.on } : {}) });
      const on = "on" in form && form.on ? form.on : "input";
      const events = [...oddEvents(planned, on), ...mixedEvents(planned, on, 150)];
      for (const folding of ["plain", "strict"] as const) {
        const outcome = exported(planned, mapping, { folding });
        const code = "refused" in form ? form.refused : refused[form.shows];
        if (code !== undefined) {
          expect(outcome.kind === "refused" && outcome.refusals.map((refusal) => refusal.code)).toContain(code);
          continue;
        }
        if (outcome.kind === "refused") throw new Error(`${condition}: ${outcome.refusals[0]?.reason}`);
        const { fired, found, events: kept } = judge(planned, mapping, outcome, events);
        const differing = kept.filter(({ event_id }) => fired.includes(String(event_id)) !== found.includes(String(event_id)));
        expect(found, `${condition}\n${outcome.text}\n${JSON.stringify(differing[0])}`).toEqual(fired);
        expect(kept.length, condition).toBeGreaterThan(0);
      }
    }
  });
});
