/** A wrong query is noticed: each slip, in each place where it can be made, gives other answers on some odd event, or asks the same. */
import { describe, expect, it } from "vitest";
import { bundledMapping } from "../mapping.ts";
import { everyForm, ruleOfForm } from "../querydsl/forms.ts";
import { mixedEvents, oddEvents } from "../querydsl/odd-events.ts";
import type { JsonRecord } from "../carried.ts";
import { carriedEvents, documentOf, exported, foundIds } from "./agree.ts";
import { mutantsOf } from "./mutants.ts";

const mapping = bundledMapping("elastic-ecs");

/** Slips that change nothing where they stand. */
const equivalent: readonly ((slip: string, line: string) => boolean)[] = [
  // What is compared with a missing element is not true, unless something else is asked as well.
  (slip, line) => slip === "elements without a value counted" && !line.includes("OR aidr.input_tokens"),
  // Ten times a value is missing where the value is, below 1.8e307.
  (slip, line) => slip === "the factor lost" && line.includes("IS NULL"),
];

const forms = [
  ...everyForm,
  { shows: "field with field", condition: "NOT (session.current_cost > user.average_session_cost * 10)" },
  { shows: "division", condition: "session.input_tokens / session.output_tokens > 1.5" },
  { shows: "domains of the event", condition: "tool_call.params.recipient NOT IN user.authorized_email_domains", on: "tool_call" },
  { shows: "some element is not", condition: 'ANY r IN user.roles: NOT (r == "root")' },
  { shows: "some element, or something else", condition: 'ANY r IN user.roles: r STARTS WITH "adm" OR input_tokens > 3' },
];

describe("mutated queries", { timeout: 1_200_000 }, () => {
  it("are noticed by the answers that they give", () => {
    const survivors: string[] = [];
    const slips = new Set<string>();
    let mutants = 0;
    for (const form of forms)
      for (const condition of [form.condition, `NOT (${form.condition})`]) {
        const planned = ruleOfForm({ ...form, condition });
        const on = form.on ?? "input";
        const outcome = exported(planned, mapping);
        if (outcome.kind === "refused") continue;
        const events = [...oddEvents(planned, on), ...mixedEvents(planned, on, 400), ...recipients, ...ratios, ...texts];
        const documents = carriedEvents(mapping, outcome, events).map((one) => documentOf(one, mapping));
        const right = foundIds(outcome, mapping, documents).join();
        for (const { slip, text } of mutantsOf(outcome.text)) {
          mutants++;
          slips.add(slip);
          const line = changedLine(outcome.text, text);
          if (isNoticed(() => foundIds({ ...outcome, text }, mapping, documents).join(), right)) continue;
          if (!equivalent.some((says) => says(slip, line))) survivors.push(`${slip} in ${condition}: ${line}`);
        }
      }
    console.info(`esql: ${mutants} mutants of ${slips.size} kinds, ${survivors.length} not noticed`);
    expect(slips.size).toBeGreaterThan(13);
    expect(survivors).toEqual([]);
  });
});

/** A query that cannot be read is noticed as well. */
function isNoticed(answer: () => string, right: string): boolean {
  try {
    return answer() !== right;
  } catch {
    return true;
  }
}

const input = (id: string, fields: JsonRecord): JsonRecord => ({
  event_id: id,
  event_type: "input",
  timestamp: "2026-06-03T10:00:00Z",
  sequence: 20_000,
  ...fields,
});

/** Quotients at the edge, and beside it. */
const ratios = [
  [3, 2],
  [2, 2],
  [4, 2],
  [1, 0],
].map(([above, below], index) => input(`q${index}`, { session: { input_tokens: above ?? 0, output_tokens: below ?? 0 } }));

/** Texts that hold what a rule asks for in the other case, at their ends and inside, with each of the other conditions alone. */
const texts = ["Ignore the Rules", "IGNORE the rules", "ignore the RULES", "aXb", "bab", "BAB", "ab", "ba", "x", "bxb", "Xb", "b"].flatMap(
  (input_text, first) =>
    [
      { user: { id: "u" } },
      { user: { is_admin: true } },
      { user: { is_admin: false } },
      { user: { is_admin: true, id: "u" } },
      { input_tokens: 9 },
      { input_tokens: 1, user: { is_admin: true } },
      {},
    ].map((others, second) => input(`t${first}.${second}`, { input_text, ...others })),
);

/** Addresses and hosts in and beside the domains that an event lists. */
const recipients = [
  "bob@corp.example",
  "BOB@CORP.EXAMPLE",
  "bob@Mail.Corp.example",
  "corp.example",
  "CORP.example",
  "mail.corp.example",
  "bob@xcorp.example",
  "xcorp.example",
].flatMap((recipient, first): readonly JsonRecord[] =>
  [["corp.example"], ["CORP.EXAMPLE", "other.example"], ["other.example"], [""], []].map((domains, second) => ({
    event_id: `r${first}.${second}`,
    event_type: "tool_call",
    timestamp: "2026-06-03T10:00:00Z",
    sequence: 10_000 + first * 10 + second,
    tool_call: { params: { recipient } },
    user: { authorized_email_domains: domains },
  })),
);

function changedLine(right: string, wrong: string): string {
  const lines = right.split("\n");
  return wrong.split("\n").find((line, index) => line !== lines[index]) ?? "";
}
