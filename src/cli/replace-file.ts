/** Writing a file of the user's anew. */
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { reasonOf } from "../project/read-text.ts";
import { unwritable } from "./usage-error.ts";

/** All or nothing: a new file beside the old one takes its place, so that a full disk or a kill leaves the old text. */
export function replaceFile(path: string, name: string, text: string): void {
  const next = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(next, text, { mode: statSync(path).mode });
    renameSync(next, path);
  } catch (error) {
    rmSync(next, { force: true });
    throw unwritable(name, reasonOf(error));
  }
}

/** What a command makes, folders and all: what it made before is replaced, as every build does. `name`: the path as the user knows it. */
export function writeMade(path: string, name: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw unwritable(name, reasonOf(error));
  }
}
