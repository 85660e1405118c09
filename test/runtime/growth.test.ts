/** Twice the text takes twice the time: every rule of the library on texts made of its own near-hits, and patterns known to be bad elsewhere. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { analyze } from "../../src/aidr.ts";
import { detect } from "../../src/detect/detect.ts";
import { preparePattern } from "../../src/ir/pattern.ts";
import type { RulePlan } from "../../src/ir/plan.ts";
import { walkCondition } from "../../src/ir/walk.ts";
import { loadProject } from "../../src/project/load.ts";
import { patternOf } from "../../src/runtime/pattern.ts";
import type { ValueRecord } from "../../src/runtime/value.ts";
import { badPatterns } from "./bad-patterns.ts";

/** Characters of the shorter text; 500_000 for texts of a megabyte. */
const size = Number(process.env["AIDR_GROWTH_CHARS"] ?? 2_000);
const ratioMax = 2.6;
/** Less than this cannot be told from the noise of a busy machine. */
const tellableMs = Math.max(4, size / 1_000);
/** No pattern and no rule takes longer for a character than this, whatever the text: 10 ms for 100 kB is 0.1 µs, and this leaves room for a shared machine. */
const microsecondsPerCharacterMax = 50;

function cpuMs(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

/** What grows faster than its text; the smallest of up to fifteen measurements counts, for the first ones pay for compiling. */
function growth(run: (text: string) => void, part: string, end = ""): string | undefined {
  // The longer text has nothing that the shorter one lacks.
  const count = Math.ceil(size / part.length);
  const [short, long] = [`${part.repeat(count)}${end}`, `${part.repeat(count * 2)}${end}`];
  run(short);
  let [before, after] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < 15; round++) {
    before = Math.min(
      before,
      cpuMs(() => run(`${short}${round}`)),
    );
    after = Math.min(
      after,
      cpuMs(() => run(`${long}${round}`)),
    );
    const isSlow = (after * 1_000) / long.length > microsecondsPerCharacterMax;
    if (!isSlow && (after < tellableMs || after / before <= ratioMax)) return undefined;
  }
  return `${before.toFixed(1)} ms, then ${after.toFixed(1)} ms`;
}

test("every rule of the library", () => {
  const project = loadProject({ cwd: join(import.meta.dirname, "../.."), environment: {}, paths: ["rules"] });
  const plan = analyze(project.value.input).value;
  expect(plan.rules.length).toBeGreaterThan(70);
  const grown: string[] = [];
  for (const rule of plan.rules) {
    const detector = detect({ ...plan, rules: [rule] }, {});
    const found = growth((text) => void detector.judge(eventOf(rule, text)), nearHits(rule));
    if (found !== undefined) grown.push(`${rule.id}: ${found}`);
  }
  expect(grown).toEqual([]);
});

/** Texts that the rule looks for, each without its last character, so that searches begin again and again. */
function nearHits(rule: RulePlan): string {
  const parts = new Set<string>();
  walkCondition(rule.condition, {
    term: (term) => {
      if (term.kind !== "literal") return;
      if (typeof term.value === "string") parts.add(term.value.slice(0, -1));
      else if (typeof term.value === "object" && "source" in term.value)
        for (const need of preparePattern(term.value).required ?? []) for (const one of need.slice(0, 4)) parts.add(one);
    },
  });
  return `${[...parts]
    .filter((part) => part !== "")
    .slice(0, 200)
    .join(" ")} a `;
}

/** The text wherever a text can be. */
function eventOf(rule: RulePlan, text: string): ValueRecord {
  return {
    event_type: rule.on[0] ?? "input",
    timestamp: 1_767_225_600_000,
    user: { id: "u" },
    session: { id: "s" },
    agent: { id: "a" },
    input_text: text,
    input_source: "user",
    output_text: text,
    tool_call: { tool: "bash", params: { body: text } },
    tool_result: { tool: "bash", text },
    tool_definition: { tool: "t", server: "x", description: text, params: { body: text } },
    retrieval: { query: text, documents: [{ id: "d", text }] },
    memory: { op: "write", store: "m", text },
  };
}

test("five hundred patterns that backtracking engines cannot bear", () => {
  const grown: string[] = [];
  for (const { source, flags, pump } of badPatterns(500)) {
    const pattern = patternOf(preparePattern({ source, flags }));
    if (pattern === undefined) continue;
    const found = growth((text) => void pattern.test(text), pump, "!");
    if (found !== undefined) grown.push(`/${source}/ on ${JSON.stringify(pump)}: ${found}`);
  }
  expect(grown).toEqual([]);
});
