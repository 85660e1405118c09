/** The built package runs where nothing may be changed or made from text: frozen intrinsics, no `__proto__`, no code from strings. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./files.ts";

const flags = ["--disable-proto=delete", "--frozen-intrinsics", "--disallow-code-generation-from-strings", "--no-warnings"];

function run(nodeFlags: readonly string[], words: readonly string[]) {
  const done = spawnSync(process.execPath, [...nodeFlags, ...words], {
    cwd: root,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], NO_COLOR: "1" },
    maxBuffer: 1 << 28,
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

test("every rule's cases pass", () => {
  const hardened = run(flags, [join("dist", "cli.js"), "test", "rules"]);
  expect(hardened.code, hardened.err + hardened.out).toBe(0);
}, 240_000);

test("a run over the sample gives the same alerts, byte for byte", () => {
  const words = [join("dist", "cli.js"), "run", "rules", "--adapter", "flat", "--events", "examples/sample/events.jsonl"];
  const plain = run([], words);
  const hardened = run(flags, words);
  expect([hardened.code, hardened.out]).toEqual([plain.code, plain.out]);
  expect(plain.out.split("\n").length).toBeGreaterThan(5);
});

test("aidr/runtime loads and judges", () => {
  const script = 'import { contains, matches } from "./dist/runtime.js"; console.log(contains("Ignore ALL", "all", true))';
  expect(run(flags, ["--input-type=module", "-e", script])).toEqual({ code: 0, out: "true\n", err: "" });
});
