/** The standard event model, read once, and a project made of texts: what the properties check and run. */
import { readdirSync, readFileSync } from "node:fs";
import type { CheckInput } from "../../src/check/input.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { readEventModel } from "../../src/schema/event-model.ts";
import type { EventModel } from "../../src/schema/event-type.ts";
import { parse } from "../../src/syntax/parse.ts";

const folder = new URL("../../stdlib/events/", import.meta.url);

export const standardModel: EventModel = readEventModel({
  standard: readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") })),
  project: [],
  tools: [],
}).value;

const actions = parse({ name: "actions.aidr", text: readFileSync(new URL("../../stdlib/actions.aidr", import.meta.url), "utf8") });

export type ProjectText = { readonly input: CheckInput; readonly diagnostics: readonly Diagnostic[] };

/** One file of rules with the standard actions beside it. */
export function projectOf(text: string, params: CheckInput["params"] = new Map()): ProjectText {
  const parsed = parse({ name: "rules.aidr", text });
  return {
    input: {
      modules: [actions.value, parsed.value],
      imports: new Map(),
      listFiles: new Map(),
      model: standardModel,
      params,
      categories: new Map([
        ["prompt_injection", { name: "prompt_injection", summary: "" }],
        ["incident", { name: "incident", summary: "" }],
      ]),
      tags: [],
    },
    diagnostics: parsed.diagnostics,
  };
}
