/** The file that alerts go to: cut back to what the state knows of, so that a run that goes on neither loses nor doubles one. */
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import type { FileLayer, OpenFile } from "./file-layer.ts";
import { told } from "./store-error.ts";

/** How far the file had come at a commit; `tail` is a hash of its last bytes, by which it is known again. */
export type AlertFilePlace = { readonly path: string; readonly bytes: number; readonly tail: string };

/** What was found of the file of the last commit. */
export type AlertFileFound =
  | { readonly kind: "begun" }
  /** It goes on where the commit was; `bytes` behind it were cut off, to be written again, or `kept`, line by line. */
  | { readonly kind: "goes-on"; readonly cutBytes: number; readonly kept: readonly string[] }
  /** It is gone, shorter or another: alerts are written behind what there is. */
  | { readonly kind: "another" };

export type AlertFile = {
  readonly found: AlertFileFound;
  readonly write: (text: string) => void;
  /** On return what was written outlives a loss of power. Undefined where the file is a pipe or a device, which have no place. */
  readonly sync: () => AlertFilePlace | undefined;
  readonly close: () => void;
};

const tailBytesMax = 4096;
const lineFeed = 10;

/**
 * Opens a file for alerts beside a state. `rest` says what becomes of the lines behind the last commit: input that can be
 * read again makes them again, so they are cut off; otherwise they are the only trace of their events, and are kept.
 */
export function openAlertFile(path: string, known: AlertFilePlace | undefined, rest: "cut" | "keep", files: FileLayer): AlertFile {
  return told(path, () => {
    const before = files.look(path);
    const file = files.open(path, "append");
    if (files.look(path).kind !== "file") return unplaced(path, file);
    if (before.kind === "missing") files.syncFolder(dirname(path));
    const bytes = before.kind === "file" ? before.bytes : 0;
    const isKnown = known !== undefined && known.path === path && bytes >= known.bytes && tailOf(path, known.bytes, files) === known.tail;
    if (isKnown) return goOn(path, file, known, bytes, rest, files);
    if (bytes > 0 && files.readAt(path, bytes - 1, 1)[0] !== lineFeed) file.write(Uint8Array.of(lineFeed));
    return placed(path, file, known?.path === path ? { kind: "another" } : { kind: "begun" }, files);
  });
}

function goOn(path: string, file: OpenFile, known: AlertFilePlace, bytes: number, rest: "cut" | "keep", files: FileLayer): AlertFile {
  const more = rest === "keep" ? files.readAt(path, known.bytes, bytes - known.bytes) : new Uint8Array(0);
  // A line that the crash tore was never read by anybody as an alert.
  const whole = more.subarray(0, more.lastIndexOf(lineFeed) + 1);
  if (known.bytes + whole.length < bytes) file.cut(known.bytes + whole.length);
  const kept = new TextDecoder().decode(whole).split("\n").slice(0, -1);
  return placed(path, file, { kind: "goes-on", cutBytes: bytes - known.bytes - whole.length, kept }, files);
}

function placed(path: string, file: OpenFile, found: AlertFileFound, files: FileLayer): AlertFile {
  return {
    found,
    write: (text) => told(path, () => file.write(new TextEncoder().encode(text))),
    sync: () =>
      told(path, () => {
        file.sync();
        const now = files.look(path);
        const bytes = now.kind === "file" ? now.bytes : 0;
        return { path, bytes, tail: tailOf(path, bytes, files) };
      }),
    close: () => told(path, file.close),
  };
}

function unplaced(path: string, file: OpenFile): AlertFile {
  return {
    found: { kind: "begun" },
    write: (text) => told(path, () => file.write(new TextEncoder().encode(text))),
    sync: () => undefined,
    close: () => told(path, file.close),
  };
}

function tailOf(path: string, bytes: number, files: FileLayer): string {
  const from = Math.max(0, bytes - tailBytesMax);
  return createHash("sha256")
    .update(files.readAt(path, from, bytes - from))
    .digest("hex");
}
