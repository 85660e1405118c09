/** Checks rule texts against the standard event model, for tests of the checker. */
import { readFileSync } from "node:fs";
import { checkProject } from "../../src/check/check-project.ts";
import type { CheckInput } from "../../src/check/input.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import type { ProjectPlan, RulePlan } from "../../src/ir/plan.ts";
import type { EventModel } from "../../src/schema/event-type.ts";
import { readEventModel } from "../../src/schema/event-model.ts";
import { parse } from "../../src/syntax/parse.ts";
import { standardModel, standardSchemaFiles } from "../schema/standard-model.ts";

export type Options = {
  readonly params?: CheckInput["params"];
  /** An MCP `tools/list` answer. */
  readonly tools?: string;
  /** Other files, by the path they are imported by. */
  readonly files?: Readonly<Record<string, string>>;
  readonly listFiles?: CheckInput["listFiles"];
  readonly todayMs?: number;
};

export type Checked = { readonly plan: ProjectPlan; readonly diagnostics: readonly Diagnostic[]; readonly text: string };

const actions = { name: "std/actions.aidr", text: readFileSync(new URL("../../stdlib/actions.aidr", import.meta.url), "utf8") };
const plain = standardModel();
const categories = [
  "prompt_injection",
  "tool_anomaly",
  "resource_abuse",
  "policy_violation",
  "incident",
  "data_exfiltration",
  "multi_turn_attack",
  "unauthorized_tool_use",
];

export function checkText(text: string, options: Options = {}): Checked {
  const files = Object.entries(options.files ?? {}).map(([name, content]) => ({ name, text: content }));
  const parsed = [{ name: "rules.aidr", text }, actions, ...files].map(parse);
  const paths = new Map(files.map((file) => [file.name, file.name]));
  const input: CheckInput = {
    modules: parsed.map((result) => result.value),
    imports: new Map(parsed.map((result) => [result.value.file.name, paths])),
    listFiles: options.listFiles ?? new Map(),
    model: options.tools === undefined ? plain : modelWith(options.tools),
    params: options.params ?? new Map(),
    categories: new Map(categories.map((name) => [name, { name, summary: "" }])),
    tags: [
      {
        prefix: "atlas",
        name: "MITRE ATLAS",
        ids: new Map([
          ["AML.T0051", "LLM Prompt Injection"],
          ["AML.T0053", "AI Agent Tool Invocation"],
        ]),
      },
    ],
    ...(options.todayMs === undefined ? {} : { todayMs: options.todayMs }),
  };
  const checked = checkProject(input);
  return { plan: checked.value, diagnostics: [...parsed.flatMap((result) => result.diagnostics), ...checked.diagnostics], text };
}

/** A condition in a rule of its own. */
export function checkCondition(condition: string, options: Options & { readonly on?: string } = {}): Checked {
  const on = options.on === undefined ? "" : `ON ${options.on}\n`;
  return checkText(`RULE: Case\n${on}IF ${condition}\nTHEN alert(severity=LOW, category="policy_violation")\n`, options);
}

/** `AIDR2003 input_txt` for each diagnostic: its code and the text it underlines. */
export function said(checked: Checked): string[] {
  return checked.diagnostics.map((one) => `${one.code ?? one.name} ${checked.text.slice(one.span.start, one.span.end)}`);
}

export function onlyRule(checked: Checked): RulePlan {
  const [rule] = checked.plan.rules;
  if (!rule || checked.plan.rules.length !== 1) throw new Error(`expected one rule: ${said(checked).join("; ")}`);
  return rule;
}

function modelWith(tools: string): EventModel {
  const { value, diagnostics } = readEventModel({
    standard: standardSchemaFiles(),
    project: [],
    tools: [{ name: "tools.json", text: tools }],
  });
  if (diagnostics.length > 0) throw new Error(diagnostics.map((one) => one.message).join("\n"));
  return value;
}
