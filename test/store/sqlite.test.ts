/** The store that writes only what changed. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { seal } from "../../src/runtime/codec.ts";
import { nodeFiles } from "../../src/store/file-layer.ts";
import { snapshotFiles } from "../../src/store/snapshot-files.ts";
import { type SqlitePackage, sqliteStore } from "../../src/store/sqlite-store.ts";
import type { StateStore } from "../../src/store/state-store.ts";
import { StoreError } from "../../src/store/store-error.ts";
import { cliPath } from "../cli/command.ts";
import { place } from "../project/place.ts";
import { runKept } from "./kept.ts";
import { randomFrom } from "./frail-files.ts";
import { randomLines, statefulRules } from "./stream.ts";

const sqlite: SqlitePackage = createRequire(import.meta.url)("node-sqlite3-wasm");
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const state = (read: string, sent: string, run: string): Map<string, Uint8Array> =>
  new Map([
    [
      "detector",
      seal(
        new Map([
          ["read", bytes(read)],
          ["sent", bytes(sent)],
        ]),
      ),
    ],
    ["run", bytes(run)],
  ]);

function committed(store: StateStore): unknown {
  const loaded = store.load();
  return loaded.kind === "sections" ? loaded.sections : loaded.kind;
}

test("gives back the very bytes of the last commit, to the next process as well", () => {
  const folder = place({});
  const store = sqliteStore()(folder, nodeFiles);
  expect(committed(store)).toBe("empty");
  for (const sections of [state("1", "1", "a"), state("2", "1", "b"), new Map([["run", bytes("c")]]), state("3", "", "")]) {
    store.commit(sections);
    expect(committed(store)).toEqual(sections);
  }
  store.close();
  const next = sqliteStore()(folder, nodeFiles);
  expect(committed(next)).toEqual(state("3", "", ""));
  next.close();
});

test("only what changed is written", () => {
  const written: unknown[] = [];
  class Database extends sqlite.Database {
    override run(sql: string, values: readonly (string | Uint8Array)[]): unknown {
      written.push(values[0]);
      return super.run(sql, values);
    }
  }
  const store = sqliteStore(() => ({ Database }))(place({}), nodeFiles);
  store.commit(state("1", "1", "a"));
  written.length = 0;
  store.commit(state("2", "1", "b"));
  expect(written.sort()).toEqual(["check", "detector/read", "run"]);
  store.close();
});

test("what was changed by another hand, and what is no database, is noticed", () => {
  const folder = place({});
  const store = sqliteStore()(folder, nodeFiles);
  store.commit(state("1", "2", "3"));
  store.close();
  const database = new sqlite.Database(join(folder, "state.sqlite"));
  database.exec("PRAGMA locking_mode=EXCLUSIVE");
  database.run("UPDATE section SET bytes = ? WHERE name = 'run'", [bytes("4")]);
  database.close();
  const again = sqliteStore()(folder, nodeFiles);
  expect(again.load()).toEqual({ kind: "unusable", reasons: [expect.stringContaining("the checksum does not fit")] });
  again.close();
  const other = place({ "state.sqlite": "no database, whatever its name says".repeat(100) });
  expect(() => committed(sqliteStore()(other, nodeFiles))).toThrow(StoreError);
});

test("the lock of a killed process is taken over", () => {
  const folder = place({});
  mkdirSync(join(folder, "state.sqlite.lock"));
  const store = sqliteStore()(folder, nodeFiles);
  store.commit(state("1", "1", "1"));
  expect(committed(store)).toEqual(state("1", "1", "1"));
  store.close();
});

test("neither store begins empty beside what the other kept", () => {
  const byFile = place({ "snapshot.4": "x" });
  expect(sqliteStore()(byFile, nodeFiles).load()).toEqual({ kind: "unusable", reasons: [expect.stringContaining("`file`")] });
  const bySqlite = place({ "state.sqlite": "x" });
  expect(snapshotFiles(bySqlite, nodeFiles).load()).toEqual({ kind: "unusable", reasons: [expect.stringContaining("`sqlite`")] });
});

test("without the package it says so", () => {
  const missing = (): SqlitePackage => {
    throw new StoreError({ kind: "no-package", name: "node-sqlite3-wasm", cause: undefined });
  };
  expect(() => sqliteStore(missing)).toThrow(StoreError);
});

test("a run that is killed goes on from it", { timeout: 3_600_000 }, async () => {
  const kills = Math.max(3, Math.ceil(Number(process.env["AIDR_RUNS"] ?? 0) / 10));
  const folder = place({
    "aidr.yaml": "",
    "rules/a.aidr": statefulRules,
    "e.jsonl": randomLines(3_000, 81)
      .map((line) => `${line}\n`)
      .join(""),
  });
  const random = randomFrom(5);
  const words = ["run", "--events", "e.jsonl", "--state", "state", "--store", "sqlite", "--out", "alerts.jsonl", "--commit-every", "50"];
  for (let killed = 0; ; ) {
    const child = spawn(process.execPath, [cliPath, ...words], { cwd: folder, stdio: "ignore" });
    const timer = killed < kills ? setTimeout(() => child.kill("SIGKILL"), 300 + random() * 1_500) : undefined;
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => child.on("close", (...how) => resolve(how)));
    clearTimeout(timer);
    if (signal === "SIGKILL") killed++;
    else {
      expect(code).toBe(0);
      if (killed >= kills || timer !== undefined) break;
    }
  }
  const whole = await runKept(statefulRules, folder, ["e.jsonl"], {});
  const ids = (text: string): string[] => [...text.matchAll(/"alert_id":"(\w+)"/g)].map((found) => found[1] ?? "");
  expect(ids(readFileSync(join(folder, "alerts.jsonl"), "utf8"))).toEqual(ids(whole.out));
});
