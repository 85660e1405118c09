/** How far a file of events was read, and whether the file of that name is still the one that was read. */
import { createHash } from "node:crypto";
import type { FileLayer } from "./file-layer.ts";

/** Lines read, and bytes of the plain text up to the end of the last; `ended`: a line feed ended it. */
export type LinePlace = { readonly line: number; readonly offset: number; readonly ended: boolean };

export type InputPlace = {
  /** As named on the command line, and how the detector knows its events: another file of the name is another source. */
  readonly path: string;
  readonly source: string;
  /** Where reading goes on: lines come in batches, and this is where the last one began. */
  readonly place: LinePlace;
  /** Number of the last line that was judged, at or behind the place. */
  readonly judged: number;
  /** Event time of the last event in milliseconds: files are read in step. */
  readonly lastMs: number;
  /** Whether its end was reached. */
  readonly done: boolean;
  /** Undefined for what cannot be read again: standard input, a pipe. */
  readonly print: FilePrint | undefined;
};

/** By what a file is known again: its first bytes, the last ones that were read, and that it does not shrink. */
export type FilePrint = {
  readonly form: "plain" | "gzip";
  readonly bytes: number;
  readonly headBytes: number;
  readonly head: string;
  readonly tail: string;
};

export type Recognized =
  /** The file that was read, `grown` or as it was. */
  { readonly kind: "same"; readonly grown: boolean } | { readonly kind: "another" | "missing" };

const printBytesMax = 4096;

/** Of a file of which so many bytes were read, as they lie on disk. Undefined for what is no file, or is gone. */
export function printOf(path: string, place: LinePlace, readBytes: number, files: FileLayer): FilePrint | undefined {
  const found = files.look(path);
  if (found.kind !== "file") return undefined;
  const start = files.readAt(path, 0, printBytesMax);
  const form = start[0] === 0x1f && start[1] === 0x8b ? "gzip" : "plain";
  // Of a plain file what lies behind the place may still change: a line that is being written.
  const head = form === "gzip" ? start : start.subarray(0, Math.min(start.length, place.offset));
  const tail = form === "gzip" ? "" : hashAt(path, place.offset, files);
  return { form, bytes: form === "gzip" ? readBytes : place.offset, headBytes: head.length, head: hash(head), tail };
}

/** Whether the file at a path is the one that was read up to here. */
export function recognize(path: string, { print, place }: InputPlace, files: FileLayer): Recognized {
  const found = files.look(path);
  if (found.kind === "missing") return { kind: "missing" };
  if (found.kind !== "file" || print === undefined || found.bytes < print.bytes) return { kind: "another" };
  if (hash(files.readAt(path, 0, print.headBytes)) !== print.head) return { kind: "another" };
  if (print.form === "plain" && hashAt(path, place.offset, files) !== print.tail) return { kind: "another" };
  return { kind: "same", grown: found.bytes > print.bytes };
}

function hashAt(path: string, end: number, files: FileLayer): string {
  const from = Math.max(0, end - printBytesMax);
  return hash(files.readAt(path, from, end - from));
}

function hash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
