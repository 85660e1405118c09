/** A flood of invented keys against the built package: memory stays where it was, and a victim's alerts are those of a quiet day. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("a hundred times more keys than there is room for", { timeout: 300_000 }, () => {
  const run = spawnSync(process.execPath, ["--expose-gc", "bench/flood.mjs", "--keys", "200000", "--budget", "2000"], {
    cwd: root,
    encoding: "utf8",
  });
  expect(run.status, run.stdout + run.stderr).toBe(0);
  expect(run.stdout).toMatch(/victim's alerts: (\d+) with the flood, \1 without; the same/);
  const evicted = Number(/keys evicted (\d+)/.exec(run.stdout)?.[1]);
  expect(evicted).toBeGreaterThan(2 * 190_000);
});
