/** The rule pack and the examples: they check without a word, say all of themselves, and every case passes. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { analyze } from "../../src/aidr.ts";
import { findTests } from "../../src/project/find-tests.ts";
import { loadProject } from "../../src/project/load.ts";
import { runCases } from "../../src/testing/run-cases.ts";
import { readTestFile, type TestFile } from "../../src/testing/test-file.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

function open(cwd: string, paths: readonly string[]) {
  const project = loadProject({ cwd, environment: {}, paths });
  const plan = analyze(project.value.input);
  const tests = findTests({ cwd, environment: {}, paths });
  return {
    project: project.value,
    plan: plan.value,
    tests: tests.value.tests,
    diagnostics: [...project.diagnostics, ...plan.diagnostics, ...tests.diagnostics],
  };
}

function readTests(sources: ReturnType<typeof open>["tests"]): TestFile[] {
  return sources.map((source) => {
    const read = readTestFile(source);
    expect(read.diagnostics, source.name).toEqual([]);
    if (!read.value) throw new Error(`${source.name} has no cases`);
    return read.value;
  });
}

function failures(opened: ReturnType<typeof open>): string[] {
  const found: string[] = [];
  for (const file of readTests(opened.tests)) {
    const ran = runCases(file, { plan: opened.plan, model: opened.project.input.model, textOf: () => "" });
    for (const one of ran.diagnostics) found.push(`${file.rule}: ${one.message}`);
    for (const outcome of ran.value) if (outcome.problems.length > 0) found.push(`${file.rule}: ${JSON.stringify(outcome.problems)}`);
  }
  return found;
}

describe("the rule pack", () => {
  const pack = open(root, ["rules"]);
  const cases = readTests(pack.tests);

  test("checks without a word", () => {
    expect(pack.diagnostics).toEqual([]);
  });

  test("every case passes", () => {
    expect(failures(pack)).toEqual([]);
  }, 180_000);

  test("every rule has two cases that fire and two near misses", () => {
    const thin = pack.plan.rules.flatMap((rule) => {
      const own = cases.filter((file) => file.rule === rule.id).flatMap((file) => file.cases);
      const fires = own.filter((one) => one.expect.length > 0).length;
      return fires >= 2 && own.length - fires >= 2 ? [] : [`${rule.id}: ${fires} fire, ${own.length - fires} do not`];
    });
    expect(thin).toEqual([]);
  });

  test("every rule but the four of the mission says what it finds, where that is known from, and when it errs", () => {
    const mission = new Set(pack.plan.rules.filter((rule) => rule.span.file.endsWith("reference/mission.aidr")).map((rule) => rule.id));
    expect(mission.size).toBe(4);
    const silent = pack.plan.rules.filter(
      ({ id, meta }) =>
        !mission.has(id) &&
        (meta.description === undefined || meta.references.length === 0 || meta.tags.length === 0 || meta.falsePositives.length === 0),
    );
    expect(silent.map((rule) => rule.id)).toEqual([]);
  });

  test("the four rules of the mission stand as they were written, byte for byte", () => {
    const [head = "", ...rest] = readFileSync(join(root, "rules/reference/mission.aidr"), "utf8").split("RULE: ");
    expect(
      head
        .split("\n")
        .filter((line) => !line.startsWith("#"))
        .join("\n"),
    ).toBe("PARAM threshold = 0.8\n\n");
    const block = rest.map((rule) => `RULE: ${rule}`).join("");
    expect(createHash("sha256").update(block).digest("hex")).toBe("3c094ee503b2bd388e7c38b4373821ce8cb0064bad726f5f743a7b0d6066f952");
  });
});

describe("the examples", () => {
  test("the starter checks without a word and its cases pass", () => {
    const starter = open(join(root, "examples/starter"), []);
    expect(starter.diagnostics).toEqual([]);
    expect(starter.tests.length).toBe(2);
    expect(failures(starter)).toEqual([]);
  });

  test("the sample has whole sessions, a label for each, and a licence for each source", () => {
    const folder = join(root, "examples/sample");
    const lines = (name: string): { session_id: string; session_phase?: string; source?: string }[] =>
      readFileSync(join(folder, name), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
    const events = lines("events.jsonl");
    const labels = lines("labels.jsonl");
    expect(new Set(events.map((event) => event.session_id))).toEqual(new Set(labels.map((label) => label.session_id)));
    expect(events.filter((event) => event.session_phase === "end").length).toBe(labels.length);
    expect(readdirSync(folder).filter((name) => name.startsWith("LICENSE.")).length).toBe(5);
  });
});
