/**
 * A file system in memory that dies, or refuses, at a chosen call. What a kill leaves is what was written; what a loss
 * of power leaves is what was synced, and of the rest a part: a write torn at any byte, renames up to any of them.
 */
import { nodeFiles, type FileLayer, type OpenFile } from "../../src/store/file-layer.ts";

export class Dead extends Error {}

type Inode = { bytes: Buffer; synced: Buffer };
type Names = Map<string, Inode>;
/** What is to happen at the call of this number. */
export type Fault = { readonly at: number; readonly kind: "kill" | "power" | "full" };

export class FrailFiles {
  /** Calls that change anything, so far. */
  calls = 0;
  readonly log: string[] = [];
  private names: Names = new Map();
  private syncedNames: Names = new Map();
  private readonly changes: ((names: Names) => void)[] = [];
  private fault: Fault | undefined;
  private dead = false;
  private readonly root: string;
  private readonly random: () => number;

  /** Paths below `root` are its own; all others are those of the real disk, to be read. */
  constructor(root: string, random: () => number) {
    this.root = root;
    this.random = random;
  }

  /** A new life: what was open is gone, and the next fault is counted from here. */
  revive(fault: Fault | undefined): void {
    this.dead = false;
    this.calls = 0;
    this.log.length = 0;
    this.fault = fault;
  }

  text(path: string): string {
    return (this.names.get(path)?.bytes ?? Buffer.alloc(0)).toString();
  }
  paths(): string[] {
    return [...this.names.keys()].sort();
  }
  /** Damages a file as a bad disk would. */
  change(path: string, change: (bytes: Buffer) => Buffer): void {
    const inode = this.names.get(path);
    if (inode === undefined) throw new Error(`no ${path}`);
    inode.bytes = change(Buffer.from(inode.bytes));
    inode.synced = inode.bytes;
  }

  readonly layer: FileLayer = {
    look: (path) => {
      const inode = this.names.get(path);
      if (!this.isOwn(path)) return nodeFiles.look(path);
      if (path === this.root) return { kind: "other" };
      return inode === undefined ? { kind: "missing" } : { kind: "file", bytes: inode.bytes.length };
    },
    read: (path) => (this.isOwn(path) ? this.alive(this.names.get(path)?.bytes) : nodeFiles.read(path)),
    readAt: (path, offset, bytes) => {
      if (!this.isOwn(path)) return nodeFiles.readAt(path, offset, bytes);
      const inode = this.names.get(path);
      if (inode === undefined) throw refusal("ENOENT");
      return this.alive(inode.bytes.subarray(offset, offset + bytes));
    },
    list: (folder) => [...this.names.keys()].filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1)),
    makeFolder: () => this.call("makeFolder", () => {}),
    open: (path, how) => this.open(path, how),
    rename: (from, to) =>
      this.call(`rename ${to}`, () => {
        const inode = this.names.get(from);
        if (inode === undefined) throw refusal("ENOENT");
        this.rename((names) => {
          names.delete(from);
          names.set(to, inode);
        });
      }),
    link: (from, to) =>
      this.call(`link ${to}`, () => {
        const inode = this.names.get(from);
        if (inode === undefined) throw refusal("ENOENT");
        if (this.names.has(to)) return false;
        this.rename((names) => void names.set(to, inode));
        return true;
      }),
    remove: (path) => this.call(`remove ${path}`, () => this.rename((names) => void names.delete(path))),
    syncFolder: () =>
      this.call("syncFolder", () => {
        this.syncedNames = new Map(this.names);
        this.changes.length = 0;
      }),
  };

  private open(path: string, how: "new" | "append"): OpenFile {
    const inode = this.call(`open ${path}`, () => {
      const known = this.names.get(path);
      if (known !== undefined && how === "append") return known;
      if (known !== undefined) {
        known.bytes = Buffer.alloc(0);
        return known;
      }
      const made: Inode = { bytes: Buffer.alloc(0), synced: Buffer.alloc(0) };
      this.rename((names) => void names.set(path, made));
      return made;
    });
    return {
      write: (bytes) => this.write(path, inode, Buffer.from(bytes)),
      sync: () =>
        this.call(`sync ${path}`, () => {
          inode.synced = inode.bytes;
        }),
      cut: (bytes) =>
        this.call(`cut ${path}`, () => {
          inode.bytes = inode.bytes.subarray(0, bytes);
        }),
      close: () => {},
    };
  }

  /** A write that dies, or for which there is no room, has written a part. */
  private write(path: string, inode: Inode, bytes: Buffer): void {
    const add = (part: Buffer): void => {
      inode.bytes = Buffer.concat([inode.bytes, part]);
    };
    this.call(
      `write ${path}`,
      () => add(bytes),
      () => add(bytes.subarray(0, Math.floor(this.random() * (bytes.length + 1)))),
    );
  }

  private rename(change: (names: Names) => void): void {
    change(this.names);
    this.changes.push(change);
  }

  private call<T>(what: string, work: () => T, part: () => void = () => {}): T {
    this.alive(undefined);
    this.calls++;
    this.log.push(what);
    const { fault } = this;
    if (fault === undefined || this.calls < fault.at) return work();
    if (fault.kind === "full") {
      if (!/^(write|open|makeFolder)/.test(what)) return work();
      part();
      throw refusal("ENOSPC");
    }
    // Half of the deaths come just before the call has its effect, half just after.
    if (this.random() < 0.5) work();
    else part();
    this.dead = true;
    if (fault.kind === "power") this.losePower();
    throw new Dead(what);
  }

  private losePower(): void {
    this.names = new Map(this.syncedNames);
    for (const change of this.changes.splice(0, Math.floor(this.random() * (this.changes.length + 1)))) change(this.names);
    this.changes.length = 0;
    for (const inode of new Set(this.names.values())) {
      const { bytes, synced } = inode;
      const grew = bytes.length >= synced.length && bytes.subarray(0, synced.length).equals(synced);
      if (grew) inode.bytes = this.tornAt(bytes, synced.length);
      else if (this.random() < 0.5) inode.bytes = synced;
      inode.synced = inode.bytes;
    }
    this.syncedNames = new Map(this.names);
  }

  /** The file may have its new length and not its new content. */
  private tornAt(bytes: Buffer, from: number): Buffer {
    const kept = from + Math.floor(this.random() * (bytes.length - from + 1));
    if (this.random() < 0.5) return bytes.subarray(0, kept);
    const torn = Buffer.from(bytes);
    torn.fill(0, kept);
    return torn;
  }

  private alive<T>(value: T): T {
    if (this.dead) throw new Dead();
    return value;
  }

  private isOwn(path: string): boolean {
    return path === this.root || path.startsWith(`${this.root}/`);
  }
}

export function refusal(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** A small generator of random numbers, so that a failure can be repeated. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
