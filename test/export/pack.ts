/** The rule pack and small texts, as checked plans: what the exporters' tests export. */
import { fileURLToPath } from "node:url";
import { analyze } from "../../src/aidr.ts";
import { checkProject } from "../../src/check/check-project.ts";
import type { ProjectPlan, RulePlan } from "../../src/ir/plan.ts";
import { loadProject } from "../../src/project/load.ts";
import { findTests } from "../../src/project/find-tests.ts";
import type { EventModel } from "../../src/schema/event-type.ts";
import { type Case, readTestFile } from "../../src/testing/test-file.ts";
import { projectOf } from "../property/model.ts";
import type { JsonRecord } from "./carried.ts";
import type { Seed } from "./streams.ts";

export type Planned = {
  readonly plan: ProjectPlan;
  readonly rule: RulePlan;
  /** The events of the rule's own cases. */
  readonly seeds: readonly Seed[];
};

let pack: readonly Planned[] | undefined;

/** Every rule of the library. */
export function packRules(): readonly Planned[] {
  if (!pack) {
    const request = { cwd: fileURLToPath(new URL("../..", import.meta.url)), environment: {}, paths: ["rules"] };
    const { input } = loadProject(request).value;
    const plan = analyze(input).value;
    const files = findTests(request).value.tests.flatMap((source) => readTestFile(source).value ?? []);
    const casesOf = (rule: RulePlan): readonly Seed[] =>
      files.flatMap((file) => (file.rule === rule.id ? file.cases.map((one) => seedOf(one, rule, input.model)) : []));
    pack = plan.rules.map((rule) => ({ plan, rule, seeds: casesOf(rule) }));
  }
  return pack;
}

/** The events of a case, with its defaults under them. */
function seedOf(one: Case, rule: RulePlan, model: EventModel): Seed {
  return [...one.history, ...one.events].map(({ atMs, fields }) => {
    const own = [...model.types.values()].find((type) => Object.keys(fields).some((name) => type.ownFields.has(name)));
    const base: JsonRecord = { event_type: own?.name ?? rule.on[0] ?? "" };
    return { timeMs: one.startMs + atMs, event: [fields, ...[...one.defaults].reverse()].reduce<JsonRecord>(underlay, base) };
  });
}

/** What the one has not, it takes from the other. */
function underlay(above: JsonRecord, below: JsonRecord): JsonRecord {
  const record = (value: unknown): value is JsonRecord => typeof value === "object" && value !== null && !Array.isArray(value);
  const joined = Object.entries(below).map(([name, value]) => {
    const mine = above[name];
    return [name, record(mine) && record(value) ? underlay(mine, value) : mine === undefined ? value : mine];
  });
  return { ...above, ...Object.fromEntries(joined) };
}

/** The last rule of a text; throws where the text does not compile, for a test must know that. */
export function ruleOf(text: string): Planned {
  const project = projectOf(text);
  const { value: plan, diagnostics } = checkProject(project.input);
  const errors = [...project.diagnostics, ...diagnostics].filter(({ severity }) => severity === "error");
  const rule = plan.rules.at(-1);
  if (errors.length > 0 || !rule) throw new Error(`${text}\n${errors.map(({ message }) => message).join("\n")}`);
  return { plan, rule, seeds: [] };
}

/** A rule on input that fires where `condition` holds. */
export function ruleWhen(condition: string, on = "input"): Planned {
  return ruleOf(`RULE: when\nON ${on}\nIF ${condition}\nTHEN alert(severity=LOW, category="prompt_injection")\n`);
}
