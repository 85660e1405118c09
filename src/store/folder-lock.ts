/** One process at a time works on a folder; a lock that a killed process left behind is taken over. */
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { FileLayer } from "./file-layer.ts";
import { StoreError, told } from "./store-error.ts";

/** Who holds a lock. A process id is used again; with the time its process started it is not. */
export type Holder = { readonly pid: number; readonly started: string; readonly host: string };

/** This process, and what it can find out about others. */
export type Processes = {
  readonly self: Holder;
  /** When the process of this host started, "" where the system does not tell; undefined when there is none. */
  readonly startOf: (pid: number) => string | undefined;
};

export type FolderLock = {
  /** Throws when another process has taken the folder. */
  readonly check: () => void;
  readonly release: () => void;
};

const lockName = "lock";

export function takeLock(folder: string, files: FileLayer, processes: Processes): FolderLock {
  const path = join(folder, lockName);
  const text = `${JSON.stringify(processes.self)}\n`;
  told(path, () => place(folder, path, text, files, processes));
  return {
    check: () => {
      if (told(path, () => textOf(files.read(path))) !== text) throw new StoreError({ kind: "taken", lock: path });
    },
    release: () => told(path, () => (textOf(files.read(path)) === text ? files.remove(path) : undefined)),
  };
}

function place(folder: string, path: string, text: string, files: FileLayer, processes: Processes): void {
  const own = join(folder, `lock.${processes.self.pid}`);
  // Never written over: it may be another name of the lock that a process with our number left behind.
  files.remove(own);
  const file = files.open(own, "new");
  file.write(new TextEncoder().encode(text));
  file.close();
  try {
    // Linked, not written in place: a lock is never seen half written.
    for (let attempts = 0; !files.link(own, path); attempts++) {
      const held = textOf(files.read(path));
      if (held === undefined) continue;
      const holder = holderOf(held);
      if (attempts > 10 || (holder !== undefined && isRunning(holder, processes))) {
        throw new StoreError(inUse(path, holder, processes));
      }
      removeStale(path, `${own}.stale`, held, files);
    }
  } finally {
    files.remove(own);
  }
}

/** Moves the stale lock away; had another process just put its own there, that one goes back. */
function removeStale(path: string, aside: string, held: string, files: FileLayer): void {
  try {
    files.rename(path, aside);
  } catch {
    // Another process was faster; the next attempt sees what it left.
    return;
  }
  if (textOf(files.read(aside)) !== held) files.link(aside, path);
  files.remove(aside);
}

function isRunning(holder: Holder, processes: Processes): boolean {
  if (holder.host !== processes.self.host) return true;
  const started = processes.startOf(holder.pid);
  return started !== undefined && (started === "" || holder.started === "" || started === holder.started);
}

function inUse(lock: string, holder: Holder | undefined, { self }: Processes): StoreError["problem"] {
  const host = holder !== undefined && holder.host !== self.host ? holder.host : undefined;
  return { kind: "in-use", lock, pid: holder?.pid ?? 0, host };
}

/** Undefined for a lock that a loss of power emptied. */
function holderOf(text: string): Holder | undefined {
  try {
    const { pid, started, host }: Partial<Holder> = JSON.parse(text);
    return typeof pid === "number" && typeof started === "string" && typeof host === "string" ? { pid, started, host } : undefined;
  } catch {
    return undefined;
  }
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

export function nodeProcesses(): Processes {
  return { self: { pid: process.pid, started: startOf(process.pid) ?? "", host: hostname() }, startOf };
}

function startOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return undefined;
  }
  try {
    // Field 22 of Linux's process status; the name in field 2 may hold blanks and brackets.
    const status = readFileSync(`/proc/${pid}/stat`, "latin1");
    return status.slice(status.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
