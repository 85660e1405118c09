/** Reads one text file within a limit, as UTF-8 and nothing else; a mistake is a diagnostic at the place that named the file. */
import { isUtf8 } from "node:buffer";
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import type { Result } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import { report } from "./diagnostics.ts";

/** Sizes in bytes of what is read whole; the parser has a smaller limit of its own, with its own message. */
export const sizesMax = {
  rules: 16 * 1024 * 1024,
  yaml: 1024 * 1024,
  catalog: 16 * 1024 * 1024,
  list: 64 * 1024 * 1024,
  events: 1024 * 1024,
} as const;

/** The text of a file named `name` in messages; undefined, and why, when it cannot be had. `at` is where it was named. */
export function readText(path: string, name: string, bytesMax: number, at: Span): Result<SourceFile | undefined> {
  const read = readBytes(path, bytesMax);
  if (read.kind === "missing") return { value: undefined, diagnostics: [report.noSuchFile(at, { path: name })] };
  if (read.kind === "unreadable")
    return { value: undefined, diagnostics: [report.unreadableFile(at, { path: name, reason: read.reason })] };
  if (read.kind === "large")
    return { value: undefined, diagnostics: [report.oversizeFile(at, { path: name, size: read.size, limit: bytesMax })] };
  return textOf(read.bytes, name, at);
}

/** As `readText`, of bytes at hand, such as standard input. */
export function textOf(bytes: Uint8Array, name: string, at: Span): Result<SourceFile | undefined> {
  if (!isUtf8(bytes)) return { value: undefined, diagnostics: [report.notUtf8(at, { path: name })] };
  return { value: { name, text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8") }, diagnostics: [] };
}

type Read =
  | { readonly kind: "read"; readonly bytes: Buffer }
  | { readonly kind: "missing" }
  | { readonly kind: "unreadable"; readonly reason: string }
  | { readonly kind: "large"; readonly size: number };

function readBytes(path: string, bytesMax: number): Read {
  let handle: number | undefined;
  try {
    handle = openSync(path, "r");
    const status = fstatSync(handle);
    if (status.isDirectory()) return { kind: "unreadable", reason: "it is a folder" };
    if (status.size > bytesMax) return { kind: "large", size: status.size };
    return { kind: "read", bytes: readFileSync(handle) };
  } catch (error) {
    const code = errorCode(error);
    return code === "ENOENT" || code === "ENOTDIR" ? { kind: "missing" } : { kind: "unreadable", reason: reasonOf(error) };
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "it is a folder",
  ELOOP: "too many links",
  ENAMETOOLONG: "its name is too long",
  ENOSPC: "the disk is full",
  EROFS: "the file system is read-only",
  ENOENT: "its folder does not exist",
  ENOTDIR: "its folder does not exist",
  EMFILE: "too many open files",
};

/** Why the system refused, in words, without a path or a stack. */
export function reasonOf(error: unknown): string {
  const code = errorCode(error);
  return (code === undefined ? undefined : reasons[code]) ?? code ?? "an unknown reason";
}
