/** Writing a file of the user's anew. */
import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
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
