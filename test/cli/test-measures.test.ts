/** `aidr test --coverage --mutate --min --changed --watch` from outside. */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { place } from "../project/place.ts";
import { aidr, startAidr, trace } from "./command.ts";

const rule = `RULE: Word
META(id="word")
ON input
IF input_text CONTAINS "attack" AND conversation.turns > 10
THEN alert(severity=HIGH, category="prompt_injection")
`;
const lax =
  "rule: word\ncases:\n  - { name: fires, events: [{ input_text: an attack, conversation: { turns: 12 } }], expect: [{ severity: HIGH }] }\n  - { name: early, events: [{ input_text: an attack, conversation: { turns: 3 } }], expect: none }\n";
const strict = `${lax}  - { name: calm, events: [{ input_text: calm, conversation: { turns: 12 } }], expect: none }\n  - { name: at the bound, events: [{ input_text: an ATTACK, conversation: { turns: 10 } }], expect: none }\n  - { name: just above, events: [{ input_text: an ATTACK, conversation: { turns: 11 } }], expect: [{}] }\n`;
const project = (cases: string) => place({ "aidr.yaml": "", "rules/a.aidr": rule, "rules/a.test.yaml": cases });

describe("coverage", () => {
  test("tells what no case has seen, and where", () => {
    const ran = aidr(project(lax), ["test", "--coverage"]);
    expect(ran).toMatchObject({ code: 0, err: "2 cases: 2 passed\ncoverage: 75 %, 3 of 4 outcomes of conditions seen\n" });
    expect(ran.out).toBe(' 75 %  word  3 of 4 outcomes seen\n         rules/a.aidr:4:4 never fails: input_text CONTAINS "attack"\n');
  });
  test("--min is a gate for each rule, in every format", () => {
    const folder = project(lax);
    expect(aidr(folder, ["test", "--coverage", "--min", "75"]).code).toBe(0);
    expect(aidr(folder, ["test", "--coverage", "--min", "76%"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("1 measure below 76 %"),
    });
    for (const format of ["compact", "json", "ndjson", "sarif", "junit", "github", "gitlab", "checkstyle"]) {
      const ran = aidr(folder, ["test", "--coverage", "--min", "100", "--format", format]);
      expect([format, ran.code, ran.out.includes("75"), trace.test(ran.out + ran.err)]).toEqual([format, 1, true, false]);
      expect(aidr(folder, ["test", "--coverage", "--min", "50", "--format", format]).code).toBe(0);
    }
    expect(aidr(folder, ["test", "--min", "50"]).code).toBe(3);
    expect(aidr(folder, ["test", "--coverage", "--min", "101"]).code).toBe(3);
    expect(aidr(folder, ["test", "--coverage", "--min", "many"]).code).toBe(3);
  });
  test("a rule of the project without a test counts as nothing seen", () => {
    const folder = place({
      "aidr.yaml": "",
      "rules/a.aidr": rule,
      "rules/a.test.yaml": strict,
      "rules/b.aidr": rule.replace("Word", "Other").replace("word", "other"),
    });
    const ran = aidr(folder, ["test", "--coverage", "--min", "1"]);
    expect(ran).toMatchObject({ code: 1, out: expect.stringContaining("0 %  other  0 of 4 outcomes seen: no case") });
    expect(aidr(folder, ["test", "rules/a.aidr", "--coverage", "--min", "100"]).code).toBe(0);
  });
  test("as data: parts with their places", () => {
    const document = JSON.parse(aidr(project(lax), ["test", "--coverage", "--format", "json"]).out) as {
      coverage: unknown;
      diagnostics: unknown;
    };
    expect(document.coverage).toMatchObject([
      {
        rule: "word",
        cases: 2,
        seen: 3,
        outcomes: 4,
        percent: 75,
        parts: [
          { kind: "condition", file: "rules/a.aidr", start: { line: 4, column: 4 }, seenTrue: true, seenFalse: false },
          { seenTrue: true, seenFalse: true },
        ],
      },
    ]);
    expect(document.diagnostics).toMatchObject([{ code: "AIDR4013", severity: "info", file: "rules/a.aidr" }]);
  });
});

describe("mutation", () => {
  test("lists what no case notices, and a case at each bound leaves nothing", () => {
    const ran = aidr(project(lax), ["test", "--mutate"]);
    expect(ran.code).toBe(0);
    expect(ran.out.split("\n")).toContain("         rules/a.aidr:4:37 `>` became `>=`: conversation.turns > 10");
    expect(aidr(project(strict), ["test", "--mutate", "--min", "100"])).toMatchObject({
      code: 0,
      out: "100 %  word  7 of 7 changes noticed\n",
    });
    expect(aidr(project(lax), ["test", "--mutate", "--min", "100"]).code).toBe(1);
  });
  test("nothing is measured where a case fails", () => {
    const ran = aidr(project(lax.replace("severity: HIGH", "severity: LOW")), ["test", "--mutate", "--coverage"]);
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining("nothing was measured, because cases failed") });
    expect(ran.out).not.toContain("changes noticed");
  });
});

describe("formats of a test run", () => {
  test("JUnit has every case, and the failed one says why", () => {
    const xml = aidr(project(lax.replace("severity: HIGH", "severity: LOW")), ["test", "--format", "junit"]).out;
    expect(xml).toContain('<testsuites name="aidr" tests="2" failures="1"');
    expect(xml).toContain('<testcase classname="rules/a.test.yaml" name="early"');
    expect(xml).toContain("has severity `HIGH`, not `LOW`");
  });
});

describe("--changed", () => {
  const git = (folder: string, ...words: string[]) =>
    expect(
      spawnSync("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false", ...words])
        .status,
    ).toBe(0);
  const second = rule.replace("Word", "Other").replace('id="word"', 'id="other"');
  function repository(): string {
    const folder = place({
      "aidr.yaml": "",
      "rules/a.aidr": rule,
      "rules/a.test.yaml": lax,
      "rules/b.aidr": `IMPORT turns FROM "./turns"\nLIST words: list<string> FROM "words.txt"\n${second.replace("> 10", "> turns").replace('"attack"', "words")}`,
      "rules/b.test.yaml": lax.replace("rule: word", "rule: other"),
      "rules/turns.aidr": "PARAM turns = 10\n",
      "words.txt": "attack\n",
    });
    git(folder, "init", "-q", "-b", "main");
    git(folder, "add", ".");
    git(folder, "commit", "-q", "-m", "first");
    return folder;
  }
  test("nothing changed, nothing is run", () => {
    expect(aidr(repository(), ["test", "--changed"])).toMatchObject({
      code: 0,
      err: "0 cases: 0 passed; 2 test files not touched by what changed\n",
    });
  });
  test.each([
    ["the rule", "rules/b.aidr", "\n# a comment\n", 1],
    ["its test", "rules/b.test.yaml", "# a comment\n", 1],
    ["what it imports", "rules/turns.aidr", "# a comment\n", 1],
    ["a list it reads", "words.txt", "assault\n", 1],
    ["what it has nothing to do with", "notes.md", "hello\n", 0],
    ["the whole project's settings", "aidr.yaml", "params: { turns: 11 }\n", 2],
  ])("%s", (_what, file, text, expected) => {
    const folder = repository();
    const before = file === "notes.md" ? "" : readFileSync(join(folder, file), "utf8");
    writeFileSync(join(folder, file), before + text);
    const ran = aidr(folder, ["test", "--changed"]);
    expect([ran.err.split(";")[0], ran.code]).toEqual([`${2 * expected} cases: ${2 * expected} passed${expected === 2 ? "\n" : ""}`, 0]);
  });
  test("a commit that is named, a file that is gone, and no repository", () => {
    const folder = repository();
    writeFileSync(join(folder, "rules/a.aidr"), `${rule}# changed\n`);
    git(folder, "commit", "-q", "-am", "second");
    expect(aidr(folder, ["test", "--changed"]).err).toContain("0 cases");
    expect(aidr(folder, ["test", "--changed", "HEAD~1"]).err).toContain("2 cases: 2 passed; 1 test file not");
    rmSync(join(folder, "rules/a.aidr"));
    rmSync(join(folder, "rules/a.test.yaml"));
    expect(aidr(folder, ["test", "--changed"]).err).toBe("2 cases: 2 passed\n");
    for (const ref of ["nonsense", "--output=x", "HEAD:x"]) {
      const ran = aidr(folder, ["test", `--changed=${ref}`]);
      expect([ran.code, trace.test(ran.err)]).toEqual([3, false]);
    }
    expect(aidr(project(lax), ["test", "--changed"])).toMatchObject({ code: 3, err: expect.stringContaining("not a git repository") });
  });
});

test("--watch runs again when a file changes, and ends with Ctrl-C", async () => {
  const folder = project(lax);
  const child = startAidr(folder, ["test", "--watch"]);
  let seen = "";
  const until = async (text: RegExp): Promise<void> => {
    for (let waited = 0; !text.test(seen); waited += 20) {
      if (waited > 20_000) throw new Error(`never saw ${text} in ${seen}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  child.stderr?.on("data", (chunk: Buffer) => {
    seen += chunk.toString();
  });
  await until(/2 cases: 2 passed\n/);
  await new Promise((resolve) => setTimeout(resolve, 300));
  seen = "";
  writeFileSync(join(folder, "rules/a.test.yaml"), strict);
  await until(/5 cases: 5 passed\n/);
  seen = "";
  writeFileSync(join(folder, "rules/a.aidr"), rule.replace("> 10", "> 11"));
  await until(/5 cases: 4 passed, 1 failed\n/);
  const ended = new Promise((resolve) => child.on("exit", resolve));
  child.kill("SIGINT");
  expect(await ended).toBe(130);
});
