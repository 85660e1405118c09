/** The few things a store asks of a file system, so that a test can let each of them fail. */
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";

/** Every call may throw the system's error. Only `sync` and `syncFolder` promise anything about a loss of power. */
export type FileLayer = {
  readonly look: (path: string) => Found;
  /** Undefined where there is no such file. */
  readonly read: (path: string) => Uint8Array | undefined;
  /** Fewer bytes at the file's end. */
  readonly readAt: (path: string, offset: number, bytes: number) => Uint8Array;
  /** Names in a folder, in no order; none where there is no folder. */
  readonly list: (folder: string) => readonly string[];
  readonly makeFolder: (folder: string) => void;
  /** `new` begins empty, `append` goes on at the end; both make the file where there is none. */
  readonly open: (path: string, how: "new" | "append") => OpenFile;
  /** Atomic; replaces what is there. */
  readonly rename: (from: string, to: string) => void;
  /** A second name for a file; false where that name is taken. Atomic. */
  readonly link: (from: string, to: string) => boolean;
  /** Nothing happens where there is no such file. */
  readonly remove: (path: string) => void;
  /** What was made, renamed and removed in the folder outlives a loss of power. */
  readonly syncFolder: (folder: string) => void;
};

export type Found = { readonly kind: "missing" | "other" } | { readonly kind: "file"; readonly bytes: number };

export type OpenFile = {
  /** All of the bytes, at the end of the file. */
  readonly write: (bytes: Uint8Array) => void;
  readonly sync: () => void;
  readonly cut: (bytes: number) => void;
  readonly close: () => void;
};

export const nodeFiles: FileLayer = {
  look: (path) => {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status === undefined) return { kind: "missing" };
    return status.isFile() ? { kind: "file", bytes: status.size } : { kind: "other" };
  },
  read: (path) => unlessMissing(() => readFileSync(path)),
  readAt: (path, offset, bytes) => {
    const handle = openSync(path, "r");
    try {
      const buffer = new Uint8Array(Math.max(0, Math.min(bytes, fstatSync(handle).size - offset)));
      let done = 0;
      for (let read = -1; read !== 0 && done < buffer.length; done += read) {
        read = readSync(handle, buffer, done, buffer.length - done, offset + done);
      }
      return buffer.subarray(0, done);
    } finally {
      closeSync(handle);
    }
  },
  list: (folder) => unlessMissing(() => readdirSync(folder)) ?? [],
  // What rules remember of events is nobody else's to read.
  makeFolder: (folder) => void mkdirSync(folder, { recursive: true, mode: 0o700 }),
  open: (path, how) => openedFile(openSync(path, how === "new" ? "w" : "a")),
  rename: renameSync,
  link: (from, to) => {
    try {
      linkSync(from, to);
      return true;
    } catch (error) {
      if (hasCode(error, "EEXIST")) return false;
      throw error;
    }
  },
  remove: (path) => void unlessMissing(() => unlinkSync(path)),
  syncFolder: (folder) => {
    // Windows cannot open a folder; its file system keeps renames in a journal.
    if (process.platform === "win32") return;
    const handle = openSync(folder, "r");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  },
};

function openedFile(handle: number): OpenFile {
  return {
    write: (bytes) => {
      for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done);
    },
    sync: () => fsyncSync(handle),
    cut: (bytes) => ftruncateSync(handle, bytes),
    close: () => closeSync(handle),
  };
}

function unlessMissing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
