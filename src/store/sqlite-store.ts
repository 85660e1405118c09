/** The store for large states of which little changes: SQLite, in which a commit writes only the sections that are not as they were. An optional package, found when it is asked for. */
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Sections, seal, unseal } from "../runtime/codec.ts";
import type { FileLayer } from "./file-layer.ts";
import { StoreError, told } from "./store-error.ts";
import { type Loaded, type StateStore, traces } from "./state-store.ts";

/** What we use of the package `node-sqlite3-wasm`. */
export type SqlitePackage = { readonly Database: new (path: string) => SqliteDatabase };
type SqliteDatabase = {
  exec(sql: string): void;
  run(sql: string, values: readonly (string | Uint8Array)[]): unknown;
  all(sql: string): readonly Readonly<Record<string, unknown>>[];
  close(): void;
};

export const sqlitePackageName = "node-sqlite3-wasm";

const checkKey = "check";
/** The detector's own sections are kept one by one: most of them are as they were at the commit before. */
const detectorKey = "detector/";

/** Throws a `StoreError` where the package is not installed. */
export function sqliteStore(load: () => SqlitePackage = installedPackage): (folder: string, files: FileLayer) => StateStore {
  const { Database } = load();
  return (folder, files) => {
    if (told(folder, () => files.list(folder)).some((name) => traces.file.test(name))) return foreign(folder);
    const path = join(folder, "state.sqlite");
    // The package locks by a folder, which a killed process leaves behind. INVARIANT: the lock of the whole folder is ours.
    told(path, () => rmSync(`${path}.lock`, { recursive: true, force: true }));
    return storeOf(
      path,
      inSqlite(path, () => opened(new Database(path))),
    );
  };
}

function opened(database: SqliteDatabase): SqliteDatabase {
  // One process, so the log needs no shared memory; FULL syncs it with every commit.
  database.exec("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
  database.exec("CREATE TABLE IF NOT EXISTS section (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID");
  return database;
}

function storeOf(path: string, database: SqliteDatabase): StateStore {
  /** Hashes of what lies in the database, by name. */
  let hashes = new Map<string, string>();
  return {
    load: () => {
      const read = readOrDamaged(path, database);
      if (typeof read === "string") return damaged(read);
      const check = read.get(checkKey);
      read.delete(checkKey);
      hashes = hashesOf(read);
      if (check === undefined && read.size === 0) return { kind: "empty" };
      const fits = check !== undefined && Buffer.from(check).toString("latin1") === checkOf(hashes);
      return fits
        ? { kind: "sections", sections: joined(read), notices: [] }
        : damaged(`\`${path}\` is damaged: the checksum does not fit`);
    },
    commit: (sections) => {
      const parts = split(sections);
      const next = hashesOf(parts);
      inSqlite(path, () => {
        database.exec("BEGIN IMMEDIATE");
        for (const [name, bytes] of parts) if (hashes.get(name) !== next.get(name)) put(database, name, bytes);
        for (const name of hashes.keys()) if (!next.has(name)) database.run("DELETE FROM section WHERE name = ?", [name]);
        put(database, checkKey, Buffer.from(checkOf(next), "latin1"));
        database.exec("COMMIT");
      });
      hashes = next;
    },
    close: () => inSqlite(path, () => database.close()),
  };
}

function put(database: SqliteDatabase, name: string, bytes: Uint8Array): void {
  database.run("INSERT OR REPLACE INTO section VALUES (?, ?)", [name, bytes]);
}

/** Sections by name, or why they cannot be read. */
function readOrDamaged(path: string, database: SqliteDatabase): Map<string, Uint8Array> | string {
  try {
    const read = new Map<string, Uint8Array>();
    for (const { name, bytes } of database.all("SELECT name, bytes FROM section")) {
      if (typeof name === "string" && bytes instanceof Uint8Array) read.set(name, bytes);
    }
    return read;
  } catch (error) {
    return `\`${path}\` is damaged: ${error instanceof Error ? error.message : "it cannot be read"}`;
  }
}

function split(sections: Sections): Sections {
  const parts = new Map<string, Uint8Array>();
  for (const [name, bytes] of sections) {
    const own = name === "detector" ? unseal(bytes, sha256) : undefined;
    if (own?.kind !== "sections") parts.set(name, bytes);
    else for (const [inner, part] of own.sections) parts.set(`${detectorKey}${inner}`, part);
  }
  return parts;
}

/** Sealing is canonical: the joined sections are the very bytes that were split. */
function joined(parts: Sections): Sections {
  const sections = new Map<string, Uint8Array>();
  const own = new Map<string, Uint8Array>();
  for (const [name, bytes] of parts) {
    if (name.startsWith(detectorKey)) own.set(name.slice(detectorKey.length), bytes);
    else sections.set(name, bytes);
  }
  if (own.size > 0) sections.set("detector", seal(own, sha256));
  return sections;
}

function hashesOf(sections: Sections): Map<string, string> {
  return new Map([...sections].map(([name, bytes]) => [name, sha256(bytes)] as const));
}

function checkOf(hashes: ReadonlyMap<string, string>): string {
  const text = [...hashes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, hash]) => `${name.length}:${name}${hash}`);
  return sha256(new TextEncoder().encode(text.join("")));
}

function damaged(reason: string): Loaded {
  return { kind: "unusable", reasons: [reason] };
}

/** What another store keeps is never passed over in silence. */
function foreign(folder: string): StateStore {
  return { load: () => damaged(`\`${folder}\` was kept by the store \`file\``), commit: () => {}, close: () => {} };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** SQLite's errors have no code of the system: whatever it refuses is told with its own words. */
function inSqlite<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new StoreError({ kind: "failed", path, cause: error });
  }
}

function installedPackage(): SqlitePackage {
  try {
    // A boundary: the package's own types are there only where it is installed; what we use of it stands above.
    return createRequire(import.meta.url)("node-sqlite3-wasm") as SqlitePackage;
  } catch (error) {
    throw new StoreError({ kind: "no-package", name: sqlitePackageName, cause: error });
  }
}
