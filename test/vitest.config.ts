import { defineConfig } from "vitest/config";

/**
 * The whole suite runs with no way to make code from text and without `__proto__`: what aidr promises of itself it
 * proves in each test. A test of a tool that must generate code (ajv, at build time) starts that tool as a process.
 */
const hardened = ["--disallow-code-generation-from-strings", "--disable-proto=delete"];

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  // Files share what they import, which is a third of the time: modules of ours keep nothing that another file could see.
  // One process a core: the runner's default leaves one core to itself, and it needs little.
  test: { isolate: false, include: ["test/**/*.test.ts"], testTimeout: 60_000, pool: "forks", maxWorkers: "100%", execArgv: hardened },
});
