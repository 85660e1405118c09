/** `aidr compile` from outside: the files that it writes, what they do in a process of their own, streams and exit codes. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { place, plainRule } from "../project/place.ts";
import { aidr, repository, trace } from "./command.ts";

const event = '{ event_type: "input", event_id: "e1", timestamp: "2026-01-01T00:00:00Z", input_text: "an attack" }';

/** The rules of a folder as a module, in a process that may not make code from text. */
function judgeWith(folder: string, module: string): unknown {
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(repository, join(folder, "node_modules/aidr"));
  const script = `import { createDetector, rules } from "./${module}"; console.log(JSON.stringify([Object.keys(rules), createDetector().judge(${event})]))`;
  writeFileSync(join(folder, "use.mjs"), script);
  const ran = spawnSync(process.execPath, ["--disallow-code-generation-from-strings", "use.mjs"], { cwd: folder, encoding: "utf8" });
  expect(ran.stderr).toBe("");
  return JSON.parse(ran.stdout);
}

describe("compile", () => {
  test("a .js module comes with its declarations, and gives the alerts of `aidr run`", () => {
    const folder = place({
      "rules/a.aidr": plainRule(),
      "package.json": '{ "type": "module" }',
      "events.jsonl": `${JSON.stringify(JSON.parse(event.replace(/(\w+):(?= )/g, '"$1":')))}\n`,
    });
    expect(aidr(folder, ["compile", "rules", "--out", "out/detections.js"])).toMatchObject({
      code: 0,
      out: "",
      err: "1 rule as out/detections.js and out/detections.d.ts\n",
    });
    const [ids, alerts] = judgeWith(folder, "out/detections.js") as [string[], unknown[]];
    expect(ids).toEqual(["a-rule"]);
    expect(alerts).toEqual([JSON.parse(aidr(folder, ["run", "rules", "--events", "events.jsonl"]).out)]);
    expect(readFileSync(join(folder, "out/detections.d.ts"), "utf8")).toContain('  | "a-rule";');
  });

  test("a .ts module has its types in itself; the same rules give the same bytes, and an old file is replaced", () => {
    const folder = place({ "rules/a.aidr": plainRule(), "one.ts": "old" });
    for (const out of ["one.ts", "two.ts"])
      expect(aidr(folder, ["compile", "rules", "--out", out])).toMatchObject({ code: 0, err: `1 rule as ${out}\n` });
    expect(readFileSync(join(folder, "one.ts"), "utf8")).toBe(readFileSync(join(folder, "two.ts"), "utf8"));
    expect(readFileSync(join(folder, "one.ts"), "utf8")).toContain(
      "export function createDetector(options: DetectorOptions = {}): Detector<RuleId, Event> {",
    );
    expect(existsSync(join(folder, "one.d.ts"))).toBe(false);
    expect(aidr(folder, ["compile", "rules", "--out", "three.mjs"]).err).toBe("1 rule as three.mjs and three.d.mts\n");
  });

  test("rules that do not compile leave nothing behind, and mistakes of the call are told calmly", () => {
    const folder = place({ "rules/a.aidr": plainRule(), "bad.aidr": plainRule().replace("input_text", "input_txt") });
    const ran = (...words: string[]) => aidr(folder, ["compile", ...words]);
    expect(ran("bad.aidr", "--out", "bad.ts")).toMatchObject({ code: 2, out: "", err: expect.stringContaining("error[AIDR2003]") });
    expect(existsSync(join(folder, "bad.ts"))).toBe(false);
    for (const words of [
      ["rules"],
      ["rules", "--out", "a.py"],
      ["rules", "--out", "a.d.ts"],
      ["no.aidr", "--out", "a.ts"],
      ["rules", "--out", "rules/a.aidr/x.ts"],
    ]) {
      const { code, err } = ran(...words);
      expect([words.join(" "), code, trace.test(err)]).toEqual([words.join(" "), 3, false]);
    }
    expect(ran("rules", "--out", "a.py").err).toContain("it ends in .ts, .mts, .js or .mjs");
  });
});
