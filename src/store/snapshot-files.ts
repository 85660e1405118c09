/** The default store: each commit is a file of its own, written beside the last and renamed into place; two are kept. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { seal, unseal } from "../runtime/codec.ts";
import type { FileLayer } from "./file-layer.ts";
import { type Loaded, type StateStore, traces } from "./state-store.ts";
import { told } from "./store-error.ts";

const unfinishedName = "snapshot.unfinished";

/** A loss of power at any point leaves the last commit or the one before, whole, and says which. */
export function snapshotFiles(folder: string, files: FileLayer): StateStore {
  /** Numbers of the snapshots on disk, newest first. */
  let numbers: number[] = [];
  return {
    load: () => {
      const names = told(folder, () => files.list(folder));
      // What another store keeps is never passed over in silence.
      if (names.some((name) => traces.sqlite.test(name)))
        return { kind: "unusable", reasons: [`\`${folder}\` was kept by the store \`sqlite\``] };
      numbers = numbersIn(names);
      return loadNewest(folder, numbers, files);
    },
    commit: (sections) => {
      const number = (numbers[0] ?? 0) + 1;
      const path = join(folder, `snapshot.${number}`);
      told(path, () => write(folder, path, seal(sections, sha256), files));
      const [last, ...older] = numbers;
      numbers = last === undefined ? [number] : [number, last];
      // What is left over does no harm: it is older, and removed the next time.
      told(folder, () => older.forEach((old) => void files.remove(join(folder, `snapshot.${old}`))));
    },
    close: () => {},
  };
}

function write(folder: string, path: string, bytes: Uint8Array, files: FileLayer): void {
  const unfinished = join(folder, unfinishedName);
  const file = files.open(unfinished, "new");
  try {
    file.write(bytes);
    file.sync();
  } finally {
    file.close();
  }
  files.rename(unfinished, path);
  files.syncFolder(folder);
}

function loadNewest(folder: string, numbers: number[], files: FileLayer): Loaded {
  if (numbers.length === 0) return { kind: "empty" };
  const reasons: string[] = [];
  for (const [place, number] of numbers.entries()) {
    const path = join(folder, `snapshot.${number}`);
    const problem = (reason: string): void => void reasons.push(`\`${path}\` ${reason}`);
    const bytes = told(path, () => files.read(path));
    const read = bytes === undefined ? undefined : unseal(bytes, sha256);
    if (read === undefined) problem("is gone");
    else if (read.kind === "damaged") problem(`is damaged: ${read.reason}`);
    else if (read.kind === "newer") problem("was written by a newer version of aidr");
    else {
      setAside(folder, numbers, place, files);
      return { kind: "sections", sections: read.sections, notices: reasons.map((reason) => `${reason}; going on from \`${path}\``) };
    }
  }
  return { kind: "unusable", reasons };
}

/** What cannot be used is kept for whoever wants to know why, and no longer counts as a generation. */
function setAside(folder: string, numbers: number[], count: number, files: FileLayer): void {
  for (const number of numbers.slice(0, count)) {
    const path = join(folder, `snapshot.${number}`);
    told(path, () => files.rename(path, `${path}.unusable`));
  }
  numbers.splice(0, count);
}

function numbersIn(names: readonly string[]): number[] {
  return names
    .flatMap((name) => traces.file.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
