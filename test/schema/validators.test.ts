import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("the validators are made from the schemas as they are now (`node .ci/validators.mjs` rewrites them)", () => {
  const script = fileURLToPath(new URL("../../.ci/validators.mjs", import.meta.url));
  // In a process of its own: making validators needs code from text, which the tests forbid.
  const made = execFileSync(process.execPath, [script, "--print"], { encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } });
  const folder = new URL("../../src/schema/validators/", import.meta.url);
  const written = readdirSync(folder).filter((name) => name.endsWith(".generated.ts"));
  expect(Object.fromEntries(written.map((name) => [name, readFileSync(new URL(name, folder), "utf8")]))).toEqual(JSON.parse(made));
});
