/** `aidr diff` from outside, on a repository of its own. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { place } from "../project/place.ts";
import { aidr, trace } from "./command.ts";

const rule = (id: string, turns = 10): string =>
  `RULE: Rule ${id}\nMETA(id="${id}")\nON input\nIF input_text CONTAINS "x" AND conversation.turns > ${turns}\nTHEN alert(severity=HIGH, category="prompt_injection")\n`;
const git = (folder: string, ...words: string[]): void =>
  expect(
    spawnSync("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false", ...words]).status,
  ).toBe(0);

/** A repository whose project lies in a folder of it, with one commit. */
function repository(): string {
  const folder = place({
    "project/aidr.yaml": "",
    "project/rules/a.aidr": `IMPORT words FROM "./words"\n${rule("a").replace('"x"', "words")}`,
    "project/rules/words.aidr": 'LIST words: list<string> = ["one", "two"]\n',
    "project/rules/b.aidr": rule("b"),
    "project/rules/c.aidr": rule("c"),
    "notes.md": "hello",
  });
  git(folder, "init", "-q", "-b", "main");
  git(folder, "add", ".");
  git(folder, "commit", "-q", "-m", "first");
  return join(folder, "project");
}

describe("what changed", () => {
  test("nothing, whatever is done to layout", () => {
    const folder = repository();
    writeFileSync(join(folder, "rules/b.aidr"), `# a comment\n\n${rule("b")}`);
    expect(aidr(folder, ["diff"])).toEqual({ code: 0, out: "no rule differs, 3 rules the same\n", err: "" });
  });
  test("a bound, a list in another file, a new rule and one that is gone", () => {
    const folder = repository();
    writeFileSync(join(folder, "rules/words.aidr"), 'LIST words: list<string> = ["one", "three"]\n');
    writeFileSync(join(folder, "rules/b.aidr"), rule("b", 12));
    rmSync(join(folder, "rules/c.aidr"));
    writeFileSync(join(folder, "rules/d.aidr"), rule("d", 50));
    const ran = aidr(folder, ["diff", "main"]);
    expect(ran).toEqual({
      code: 0,
      out: `~ a  fires otherwise\n    words: + "three" - "two"\n~ b  fires otherwise\n    - conversation.turns is more than 10\n    + conversation.turns is more than 12\n- c  removed: Rule c\n+ d  added: Rule d\n2 changed, 1 added, 1 removed, 0 rules the same\n`,
      err: "",
    });
    const data = JSON.parse(aidr(folder, ["diff", "main", "--format", "json"]).out) as {
      changes: { kind: string; rule: string }[];
      same: number;
    };
    expect([data.changes.map((one) => `${one.kind} ${one.rule}`), data.same]).toEqual([
      ["changed a", "changed b", "removed c", "added d"],
      0,
    ]);
  });
  test("only the paths that are named, from any folder", () => {
    const folder = repository();
    writeFileSync(join(folder, "rules/b.aidr"), rule("b", 12));
    writeFileSync(join(folder, "rules/d.aidr"), rule("d"));
    expect(aidr(join(folder, "rules"), ["diff", "HEAD", "b.aidr"]).out).toContain("1 changed, 0 rules the same");
    expect(aidr(folder, ["diff", "HEAD", "rules/d.aidr"]).out).toBe("+ d  added: Rule d\n1 added, 0 rules the same\n");
  });
  test("how faithful an export is", () => {
    const folder = repository();
    const sequence = `RULE: Rule b\nMETA(id="b")\nIF SEQUENCE BY session.id WITHIN 10m\n  STEP one FROM tool_call WHERE tool_call.tool == "x"\n  STEP two FROM tool_call WHERE tool_call.tool == one.tool_call.params.next\nTHEN alert(severity=HIGH, category="prompt_injection")\n`;
    writeFileSync(join(folder, "rules/b.aidr"), sequence);
    const data = JSON.parse(aidr(folder, ["diff", "--target", "eql", "--format", "json"]).out) as {
      fidelity: { rule: string; target: string; after: string }[];
    };
    expect(data.fidelity).toMatchObject([{ rule: "b", target: "eql", after: expect.stringContaining("refused") }]);
    expect(aidr(folder, ["diff", "--target", "eql", "--fail-on", "fidelity"]).code).toBe(1);
    // A mapping for Elastic serves all of its languages.
    writeFileSync(join(folder, "aidr.yaml"), "files: [rules]\nmappings:\n  elastic: elastic-ecs\n");
    const named = JSON.parse(aidr(folder, ["diff", "--format", "json"]).out) as { fidelity: { target: string }[] };
    expect(named.fidelity.map(({ target }) => target)).toEqual(["esql", "eql", "querydsl"]);
  });
});

describe("gates and mistakes", () => {
  test("--fail-on for each kind of difference", () => {
    const folder = repository();
    writeFileSync(join(folder, "rules/b.aidr"), rule("b").replace("HIGH", "LOW"));
    const code = (what: string): number | null => aidr(folder, ["diff", "--fail-on", what]).code;
    expect([code("meaning"), code("verdict"), code("metadata"), code("cost"), code("any"), code("sense")]).toEqual([0, 1, 0, 0, 1, 3]);
    writeFileSync(join(folder, "rules/b.aidr"), rule("b", 11));
    expect([code("meaning"), code("verdict")]).toEqual([1, 0]);
  });
  test("a rule that does not compile, now or then", () => {
    const folder = repository();
    writeFileSync(join(folder, "rules/b.aidr"), rule("b").replace("input_text", "input_txt"));
    expect(aidr(folder, ["diff"]).code).toBe(2);
    git(folder, "commit", "-q", "-am", "broken");
    writeFileSync(join(folder, "rules/b.aidr"), rule("b"));
    expect(aidr(folder, ["diff"])).toMatchObject({ code: 2, err: expect.stringContaining("at HEAD:") });
    expect(aidr(folder, ["diff", "HEAD~1"]).code).toBe(0);
  });
  test.each([
    [["diff", "nothing"]],
    [["diff", "--", "--output=/tmp/x"]],
    [["diff", "HEAD", "no.aidr"]],
    [["diff", "--target", "sql"]],
    [["diff", "--format", "sarif"]],
  ])("%j is exit code 3", (words) => {
    const ran = aidr(repository(), words);
    expect([ran.code, trace.test(ran.err)]).toEqual([3, false]);
  });
  test("no repository is a calm mistake, and nothing is left behind", () => {
    const bare = place({ "aidr.yaml": "", "rules/a.aidr": rule("a") });
    expect(aidr(bare, ["diff"])).toMatchObject({ code: 3, err: expect.stringContaining("not a git repository") });
    const before = readdirSync(tmpdir()).filter((name) => /^aidr-[A-Za-z0-9]{6}$/.test(name)).length;
    aidr(repository(), ["diff"]);
    expect(readdirSync(tmpdir()).filter((name) => /^aidr-[A-Za-z0-9]{6}$/.test(name)).length).toBeLessThanOrEqual(before);
  });
  test("a repository's own settings run nothing", () => {
    const folder = repository();
    const proof = join(folder, "proof");
    git(folder, "config", "core.fsmonitor", `touch ${proof}; false`);
    git(folder, "config", "diff.external", `touch ${proof}`);
    git(folder, "config", "filter.x.smudge", `touch ${proof}; cat`);
    mkdirSync(join(folder, ".git-info"), { recursive: true });
    writeFileSync(join(folder, ".gitattributes"), "*.aidr filter=x diff=x\n");
    rmSync(proof, { force: true });
    expect(aidr(folder, ["diff"]).code).toBe(0);
    expect(aidr(folder, ["test", "--changed"]).code).toBe(3);
    expect(existsSync(proof)).toBe(false);
  });
});
