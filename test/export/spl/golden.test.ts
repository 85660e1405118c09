/** The library as Splunk searches, for people to read; `UPDATE=1` writes the files anew. And one rule for each reason of a refusal. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { RefusalCode } from "../../../src/builtins/lowering.ts";
import type { ExportOptions, Outcome } from "../../../src/export/outcome.ts";
import { scheduleFor } from "../../../src/export/schedule.ts";
import type { Mapping } from "../../../src/schema/mapping.ts";
import type { Planned } from "../pack.ts";
import { packRules, ruleOf, ruleWhen } from "../pack.ts";
import { exported, splunk } from "./agree.ts";
import { parseSpl } from "./parse-spl.ts";

function shown(id: string, outcome: Outcome, wider?: Outcome): string {
  if (outcome.kind === "refused") {
    const reasons = outcome.refusals.map(({ code, reason, alternative }) => `- ${code}: ${reason}\n  instead: ${alternative}`);
    return `## ${id}: refused\n\n${[...reasons, ...(wider?.kind === "broader" ? ["with `--allow broader`: broader"] : [])].join("\n")}\n`;
  }
  const assumptions = outcome.assumptions.map((assumption) => Object.values(assumption).join(" ")).join("; ");
  return `## ${id}: ${outcome.kind}\n\nassumes: ${assumptions}\n\n${outcome.text}\n`;
}

function holdsGolden(name: string, text: string): void {
  const file = new URL(`golden/${name}.txt`, import.meta.url);
  if (process.env["UPDATE"] === "1") writeFileSync(file, text);
  expect(existsSync(file) ? readFileSync(file, "utf8") : "").toBe(text);
}

describe("searches of the library", { timeout: 600_000 }, () => {
  const rules = packRules();
  const groups = [...new Set(rules.map(({ rule }) => groupOf(rule.id)))].sort();
  it.each(groups)("of %s read as they did", (group) => {
    const own = rules.filter(({ rule }) => groupOf(rule.id) === group);
    const outcomes = own.map((planned) => {
      const outcome = exported(planned);
      return { id: planned.rule.id, outcome, wider: outcome.kind === "refused" ? exported(planned, { broader: true }) : undefined };
    });
    for (const { outcome } of outcomes) if (outcome.kind !== "refused") parseSpl(outcome.text);
    holdsGolden(group, outcomes.map(({ id, outcome, wider }) => shown(id, outcome, wider)).join("\n"));
  });

  it("that are scheduled read as they did", () => {
    const names = ["incident.repeat-offender", "resource.session-cost", "tool.exfil-after-read", "output.secret-in-output"];
    const own = rules.filter(({ rule }) => names.includes(rule.id));
    const outcomes = own.map((planned) =>
      shown(planned.rule.id, exported(planned, { schedule: scheduleFor(planned.rule, splunk.lateMs) })),
    );
    holdsGolden("scheduled", outcomes.join("\n"));
  });
});

function groupOf(id: string): string {
  return id.includes(".") ? (id.split(".")[0] ?? id) : "reference";
}

type Refused = {
  readonly code: RefusalCode;
  readonly planned: () => Planned;
  readonly options?: Partial<ExportOptions>;
  readonly mapping?: Mapping;
};

const uncapped: Mapping = withoutCap(splunk);
function withoutCap({ maxEventsInWindow: _, ...mapping }: Mapping): Mapping {
  return mapping;
}
const open = (path: string): Mapping => {
  const field = splunk.fields.get(path);
  if (!field) throw new Error(path);
  return { ...splunk, fields: new Map([...splunk.fields, [path, { ...field, nonempty: false, single: false }]]) };
};
const sequence = "RULE: s\nIF SEQUENCE BY session.id WITHIN 5m\n  STEP a FROM tool_result\n  STEP b FROM tool_call WHERE ";

const refusals: readonly Refused[] = [
  {
    code: "no-row-order",
    planned: () => ruleWhen("COUNT(FROM input BY user.id WITHIN 1h) >= 3"),
    mapping: { ...splunk, ties: { kind: "none" } },
  },
  {
    code: "row-cap",
    planned: () => ruleOf(`${sequence}tool_call.tool == "a"\nTHEN alert(severity=LOW, category="prompt_injection")\n`),
    mapping: uncapped,
  },
  {
    code: "step-reference",
    planned: () => ruleOf(`${sequence}tool_call.tool == a.tool_result.tool\nTHEN alert(severity=LOW, category="prompt_injection")\n`),
  },
  { code: "function-missing", planned: () => ruleWhen("entropy(output_text) > 4", "output") },
  {
    code: "needs-mapping",
    planned: () => ruleWhen("user.country EXISTS"),
    mapping: { ...splunk, fields: new Map([...splunk.fields].filter(([path]) => path !== "user.country")) },
  },
  {
    code: "score-not-carried",
    planned: () => ruleWhen('SCORE("injection", input_text) > 0.9'),
    mapping: { ...splunk, fields: new Map([...splunk.fields].filter(([path]) => !path.startsWith("scores"))) },
  },
  { code: "wrong-kind", planned: () => ruleWhen("session.started_at > 2026-01-01") },
  { code: "multivalue-field", planned: () => ruleWhen('user.country == "DE"'), mapping: open("user.country") },
  { code: "empty-string-match", planned: () => ruleWhen("user.groups EXISTS"), mapping: open("user.groups") },
  { code: "non-ascii-fold", planned: () => ruleWhen("input_text CONTAINS user.country") },
  { code: "no-field-compare", planned: () => ruleWhen("input_text STARTS WITH user.country") },
  { code: "no-sliding-window", planned: () => ruleWhen("MAX(session.turns FROM input BY user.id WITHIN 1h) > 5") },
  { code: "approximate-aggregate", planned: () => ruleWhen("session.turns > MEDIAN(session.turns FROM input BY user.id OVER 30d)") },
  {
    code: "construct-missing",
    planned: () => ruleWhen("session.turns > AVG(session.turns FROM input BY user.id OVER 30d EXCLUDING ALERTED)"),
  },
  { code: "regex-construct", planned: () => ruleWhen("count_matches(input_text, /a*/) > 3") },
];

describe("a refusal", () => {
  it.each(refusals)("says $code", ({ code, planned, options, mapping }) => {
    const outcome = exported(planned(), options, mapping);
    expect(outcome).toMatchObject({ kind: "refused", refusals: [{ code }] });
  });
  it("is worded as it was", () => {
    const texts = refusals.map(({ code, planned, options, mapping }) => shown(code, exported(planned(), options, mapping)));
    holdsGolden("refusals", texts.join("\n"));
  });
});
