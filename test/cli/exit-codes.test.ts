/** Exit codes are the same for every format, and the files for pipelines do what they say. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { place, plainRule } from "../project/place.ts";
import { aidr, cliPath, repository, trace } from "./command.ts";

const formats = ["pretty", "compact", "json", "ndjson", "sarif", "junit", "github", "gitlab", "checkstyle"];
const project = () =>
  place({
    "aidr.yaml": "",
    "rules/a.aidr": plainRule(),
    "rules/a.test.yaml": "rule: a-rule\ncases: [{ name: one, events: [{ input_text: an attack }], expect: [{}] }]\n",
    "bad.aidr": plainRule().replace("input_text", "input_txt"),
    "bad.test.yaml": "rule: a-rule\ncases: [{ name: one, events: [{ input_text: calm }], expect: [{}] }]\n",
    "untidy.aidr": plainRule().replace("ON input", "ON   input"),
  });

describe.each(formats)("--format %s", (format) => {
  test("0 when nothing fails, 1 for findings, 2 for a broken rule, 3 for usage", () => {
    const folder = project();
    const code = (...words: string[]): number | null => {
      const ran = aidr(folder, [...words, "--format", format]);
      expect([words.join(" "), trace.test(ran.out + ran.err)]).toEqual([words.join(" "), false]);
      return ran.code;
    };
    expect({
      check: [code("check", "rules"), code("check", "bad.aidr"), code("check", "no.aidr")],
      fmt: [code("fmt", "--check", "rules"), code("fmt", "--check", "untidy.aidr"), code("fmt", "--check", "no.aidr")],
      test: [code("test", "rules"), code("test", "bad.test.yaml"), code("test", "no.test.yaml")],
    }).toEqual({ check: [0, 2, 3], fmt: [0, 1, 3], test: [0, 1, 3] });
  }, 180_000);
});

describe("formats of machines are of their form", () => {
  const out = (format: string): string => aidr(project(), ["check", "bad.aidr", "--format", format]).out;
  test("JSON, its lines, and GitLab's list", () => {
    expect(JSON.parse(out("json"))).toMatchObject({ tool: { name: "aidr" }, summary: { errors: 1 }, diagnostics: [{ code: "AIDR2003" }] });
    for (const line of out("ndjson").trim().split("\n")) expect(JSON.parse(line)).toMatchObject({ severity: expect.any(String) });
    const issues = JSON.parse(out("gitlab")) as { fingerprint: string }[];
    for (const issue of issues)
      expect(issue).toMatchObject({
        description: expect.any(String),
        check_name: expect.any(String),
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        severity: expect.stringMatching(/^(info|minor|major|critical|blocker)$/),
        location: { path: "bad.aidr", lines: { begin: expect.any(Number) } },
      });
    expect(new Set(issues.map((issue) => issue.fingerprint)).size).toBe(issues.length);
  });
  test("XML is well formed, and GitHub's lines are commands", () => {
    for (const format of ["junit", "checkstyle"]) expect([format, unbalanced(out(format))]).toEqual([format, []]);
    for (const line of out("github").trim().split("\n"))
      expect(line).toMatch(/^::(error|warning|notice) file=[^:]+,line=\d+,endLine=\d+(,col=\d+,endColumn=\d+)?,title=\w+::.+$/);
  });
});

/** A folder with an `npx` that runs this build, and nothing else of that name. */
function withNpx(): { readonly folder: string; readonly bin: string } {
  const folder = place({});
  expect(aidr(folder, ["init", "."]).code).toBe(0);
  const bin = join(folder, ".bin");
  mkdirSync(bin);
  writeFileSync(
    join(bin, "npx"),
    `#!/bin/sh\nwhile [ "\${1#-}" != "$1" ]; do shift; done\nshift\nexec "${process.execPath}" "${cliPath}" "$@"\n`,
  );
  chmodSync(join(bin, "npx"), 0o755);
  return { folder, bin };
}
const bash = (script: string, cwd: string, bin: string, env: Readonly<Record<string, string>>) =>
  spawnSync("/bin/bash", ["-e", "-o", "pipefail", "-c", script], {
    cwd,
    encoding: "utf8",
    env: { PATH: `${bin}:${process.env["PATH"] ?? ""}`, HOME: cwd, ...env },
  });

describe("files for pipelines", { timeout: 180_000 }, () => {
  test("every command of the workflow that `init` writes does its work in the project that it writes", () => {
    const { folder, bin } = withNpx();
    for (const words of [
      ["init", "-q", "-b", "main"],
      ["add", "."],
      ["-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "first"],
      ["update-ref", "refs/remotes/origin/main", "HEAD"],
    ])
      expect(spawnSync("git", ["-C", folder, ...words]).status).toBe(0);
    const workflow = parse(readFileSync(join(folder, ".github/workflows/aidr.yml"), "utf8")) as {
      jobs: { rules: { steps: { run?: string; uses?: string }[] } };
    };
    const commands = workflow.jobs.rules.steps.flatMap((step) => step.run ?? []);
    expect(commands.length).toBeGreaterThanOrEqual(4);
    for (const command of commands) {
      const ran = bash(command, folder, bin, { GITHUB_BASE_REF: "main", GITHUB_STEP_SUMMARY: join(folder, "summary.md") });
      expect([command, ran.status, ran.stderr]).toEqual([command, 0, expect.not.stringMatching(trace)]);
    }
    for (const made of ["aidr.sarif", "aidr-tests.xml", "summary.md"]) expect(existsSync(join(folder, made))).toBe(true);
  });

  test("the action runs its commands, each of them, and exits with the worst", () => {
    const { folder, bin } = withNpx();
    const action = parse(readFileSync(join(repository, "action.yml"), "utf8")) as {
      inputs: Record<string, { description: string; default: string }>;
      runs: { using: string; steps: { run: string; env: Record<string, string> }[] };
    };
    const [step] = action.runs.steps;
    if (!step) throw new Error("the action has no step");
    expect([action.runs.using, step.run.includes("${{")]).toEqual(["composite", false]);
    const run = (inputs: Readonly<Record<string, string>>) => {
      const env = Object.fromEntries(
        Object.entries(step.env).map(([name, from]) => {
          const input = /inputs\.([\w-]+)/.exec(from)?.[1] ?? "";
          return [name, inputs[input] ?? action.inputs[input]?.default ?? ""];
        }),
      );
      return bash(step.run, folder, bin, { ...env, GITHUB_STEP_SUMMARY: join(folder, "summary.md"), GITHUB_ACTIONS: "true" });
    };
    const fine = run({ sarif: "out.sarif", junit: "out.xml" });
    expect([fine.status, fine.stdout.match(/::group::aidr \w+/g)]).toEqual([
      0,
      ["::group::aidr lint", "::group::aidr fmt", "::group::aidr test"],
    ]);
    expect([existsSync(join(folder, "out.sarif")), existsSync(join(folder, "out.xml"))]).toEqual([true, true]);
    writeFileSync(join(folder, "rules/bad.aidr"), plainRule().replace("input_text", "input_txt"));
    const failed = run({ commands: "fmt check test" });
    expect([failed.status, failed.stdout.match(/::group::aidr \w+/g)?.length]).toEqual([2, 3]);
    const pwned = run({ commands: "$(touch${IFS}pwned)", paths: "$(touch pwned); `touch pwned`" });
    expect([pwned.status, existsSync(join(folder, "pwned"))]).toEqual([3, false]);
  });

  test("the hooks are commands that there are, on files that there are", () => {
    const hooks = parse(readFileSync(join(repository, ".pre-commit-hooks.yaml"), "utf8")) as {
      id: string;
      entry: string;
      files: string;
      language: string;
    }[];
    const { folder, bin } = withNpx();
    expect(spawnSync("git", ["-C", folder, "init", "-q"]).status).toBe(0);
    expect(
      spawnSync("git", [
        "-C",
        folder,
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@example.com",
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "first",
      ]).status,
    ).toBe(0);
    for (const hook of hooks) {
      expect([hook.id, new RegExp(hook.files).test("rules/x.aidr"), hook.language]).toEqual([hook.id, true, "system"]);
      expect([hook.id, bash(hook.entry, folder, bin, {}).status]).toEqual([hook.id, 0]);
    }
  });
});

/** Tags that are opened and never closed, or the other way round. */
function unbalanced(xml: string): string[] {
  const open: string[] = [];
  for (const [, close, name, self] of xml.replace(/<\?.*?\?>/g, "").matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (self) continue;
    if (!close) open.push(name ?? "");
    else if (open.pop() !== name) return [`</${name}>`];
  }
  return open;
}
