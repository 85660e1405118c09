/**
 * The package as a new user gets it: packed, installed into an empty folder, and used there, by its command, its two modules and its types. npm takes the
 * packages that aidr depends on from its cache, which `npm ci` has filled; the registry is never asked.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "./files.ts";

const place = mkdtempSync(join(tmpdir(), "aidr-installed-"));
const environment = { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1", npm_config_update_notifier: "false" };

type Ran = { readonly code: number | null; readonly out: string; readonly err: string };

function run(command: string, words: readonly string[], cwd: string): Ran {
  const ran = spawnSync(command, words, { cwd, encoding: "utf8", env: environment, timeout: 100_000 });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

/** `npx aidr …`, as it is found in the folder's own packages. */
function aidr(words: readonly string[], cwd = join(place, "demo")): Ran {
  return run(process.execPath, [join(place, "node_modules/aidr/dist/cli.js"), ...words], cwd);
}

beforeAll(() => {
  const packed = run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", place], root);
  expect(packed.code, packed.err).toBe(0);
  const [{ filename }] = JSON.parse(packed.out) as [{ filename: string }];
  writeFileSync(join(place, "package.json"), '{ "private": true, "type": "module" }\n');
  const installed = run("npm", ["install", "--offline", "--no-audit", "--no-fund", join(place, filename)], place);
  if (installed.code !== 0) unpack(filename, installed.err);
}, 120_000);

afterAll(() => rmSync(place, { recursive: true, force: true }));

/**
 * Where npm's cache was cleared: unpacked by hand, and without a single dependency, for the bundles hold what they need. Any other
 * failure of the installation is one of the package.
 */
function unpack(tarball: string, problem: string): void {
  expect(problem).toMatch(/ENOTCACHED/);
  const folder = join(place, "node_modules/aidr");
  mkdirSync(folder, { recursive: true });
  const unpacked = run("tar", ["-xzf", join(place, tarball), "-C", folder, "--strip-components=1"], place);
  expect(unpacked.code, unpacked.err).toBe(0);
}

test("nothing ran while it was installed, and nothing of the sources came along", () => {
  const folder = join(place, "node_modules/aidr");
  expect(readdirSync(folder).sort()).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "dist", "package.json", "rules", "stdlib"]);
});

test("from `aidr init` to an alert, a query and a page", () => {
  expect(aidr(["init", "demo"], place)).toMatchObject({ code: 0 });
  expect(aidr(["check"])).toMatchObject({ code: 0, err: "1 rule in 1 file: no problems\n" });
  expect(aidr(["lint"])).toMatchObject({ code: 0 });
  expect(aidr(["fmt", "--check"])).toMatchObject({ code: 0 });
  expect(aidr(["test"])).toMatchObject({ code: 0, err: "4 cases: 4 passed\n" });
  const fired = aidr(["run", "rules", "--events", "events/sample.jsonl", "--fail-on-alert"]);
  expect(fired.code).toBe(1);
  expect(JSON.parse(fired.out.split("\n")[0] ?? "")).toMatchObject({ rule_id: "prompt.override-attempt" });
  expect(aidr(["explain", "AIDR2003"]).out).toMatch(/^# AIDR2003 unknown-field/);
  expect(aidr(["explain", "mixed-and-or"]).out).toMatch(/^# mixed-and-or/);
  const mappings = { kql: "sentinel", spl: "splunk-json", esql: "elastic-ecs", eql: "elastic-ecs", querydsl: "elastic-ecs" };
  for (const [target, name] of Object.entries(mappings)) {
    const mapping = `../node_modules/aidr/stdlib/mappings/${name}.yaml`;
    const exported = aidr(["export", "--target", target, "--mapping", mapping, "--out", `out/${target}`]);
    expect(exported.code, exported.err).toBe(0);
    expect(JSON.parse(readFileSync(join(place, "demo/out", target, "report.json"), "utf8"))).toMatchObject({
      exports: [{ target, rule: "prompt.override-attempt", fidelity: "exact" }],
    });
  }
});

test("rules compiled to a module say what `aidr run` says", () => {
  const compiled = aidr(["compile", "rules", "--out", "out/detections.mjs"]);
  expect(compiled).toMatchObject({ code: 0, err: "1 rule as out/detections.mjs and out/detections.d.mts\n" });
  const script = `import { createDetector } from "./out/detections.mjs";
import { readFileSync } from "node:fs";
const detector = createDetector();
for (const line of readFileSync("events/sample.jsonl", "utf8").trim().split("\\n"))
  for (const alert of detector.judge(JSON.parse(line))) console.log(JSON.stringify(alert));`;
  writeFileSync(join(place, "demo/judge.mjs"), script);
  const fired = aidr(["run", "rules", "--events", "events/sample.jsonl"]).out;
  expect(fired).not.toBe("");
  expect(run(process.execPath, ["--disallow-code-generation-from-strings", "judge.mjs"], join(place, "demo")).out).toBe(fired);
});

test("the rules that come with it run from wherever it is", () => {
  const ran = aidr(["run", "std:rules", "--events", "events/sample.jsonl"]);
  expect(ran.code, ran.err).toBe(0);
  expect(aidr(["coverage", "std:rules"]).code).toBe(0);
});

test("the two modules answer, and `aidr/runtime` brings in nothing of Node", () => {
  const script = `import { analyze, detect, loadProject } from "aidr";
import { contains } from "aidr/runtime";
const project = loadProject({ cwd: "demo", paths: ["rules"], environment: {} });
const plan = analyze(project.value.input);
const [line] = (await import("node:fs")).readFileSync("demo/events/sample.jsonl", "utf8").split("\\n").slice(1);
console.log(detect(plan.value, {}).judge(JSON.parse(line)).length, contains("Ignore ALL", "all", true));`;
  writeFileSync(join(place, "host.mjs"), script);
  expect(run(process.execPath, ["host.mjs"], place)).toEqual({ code: 0, out: "1 true\n", err: "" });
  const dist = join(place, "node_modules/aidr/dist");
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, imported = ""] of readFileSync(file, "utf8").matchAll(/(?:\bfrom|\bimport)\s*\(?"([^"]+)"/g)) {
      expect(imported).toMatch(/^\.\.?\//);
      visit(join(file, "..", imported));
    }
  };
  visit(join(dist, "runtime.js"));
  expect(seen.size).toBeGreaterThan(1);
});

test("its types stand alone, under a strict compiler that reads every declaration", () => {
  expect(aidr(["compile", "rules", "--out", "../detections.ts"]).code).toBe(0);
  writeFileSync(
    join(place, "host.ts"),
    `import { type Alert, analyze, detect, loadProject, type ToolCallEvent } from "aidr";
import { contains } from "aidr/runtime";
import { createDetector, type RuleId } from "./detections.js";
const project = loadProject({ cwd: ".", paths: [], environment: {} });
export const alerts: readonly Alert[] = detect(analyze(project.value.input).value, {}).judge({});
export const said = createDetector().judge({ event_type: "input" }).map((alert): RuleId => alert.rule_id);
export const tool = (event: ToolCallEvent): boolean => contains(event.tool_call.tool, "send", true);
`,
  );
  const options = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--module", "nodenext", "--target", "es2023", "--types", ""];
  const compiled = run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), ...options, "host.ts"], place);
  expect(compiled.out + compiled.err).toBe("");
});
