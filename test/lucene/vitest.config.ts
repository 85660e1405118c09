import { defineConfig } from "vitest/config";

/** What needs a JDK and Lucene is not part of `npm test`, so its files have a suffix of their own. */
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: { include: ["test/lucene/*.lucene.ts"], testTimeout: 600_000, pool: "forks", maxWorkers: "100%" },
});
