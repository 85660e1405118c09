/** A run's state in a folder: loaded whole or not at all, committed in one piece, held by one process at a time. */
import type { Sections } from "../runtime/codec.ts";
import { type FileLayer, nodeFiles } from "./file-layer.ts";
import { nodeProcesses, type Processes, takeLock } from "./folder-lock.ts";
import { snapshotFiles } from "./snapshot-files.ts";
import { told } from "./store-error.ts";

/** What a store keeps: named sections that belong together. All of a commit is there after a crash, or all of the one before. */
export type StateStore = {
  /** The newest commit that is whole; `notices` name what was damaged or of a newer version and passed over. */
  readonly load: () => Loaded;
  /** On return the sections outlive a loss of power. Throws `StoreError`; the commit before stays. */
  readonly commit: (sections: Sections) => void;
  /** Gives the folder free for another process. */
  readonly close: () => void;
};

export type Loaded =
  | { readonly kind: "empty" }
  | { readonly kind: "sections"; readonly sections: Sections; readonly notices: readonly string[] }
  /** Something is there and nothing of it can be used: never a reason to start empty. */
  | { readonly kind: "unusable"; readonly reasons: readonly string[] };

/** What a store stands on. */
export type StoreHost = { readonly files: FileLayer; readonly processes: Processes };

export function nodeHost(): StoreHost {
  return { files: nodeFiles, processes: nodeProcesses() };
}

export type OpenStore = (folder: string, files: FileLayer) => StateStore;

/**
 * Takes the folder, which is made where there is none, and opens its store. Throws a `StoreError` when another process
 * holds the folder or the system refuses.
 */
export function openStateFolder(folder: string, { files, processes }: StoreHost = nodeHost(), open: OpenStore = snapshotFiles): StateStore {
  told(folder, () => files.makeFolder(folder));
  const lock = takeLock(folder, files, processes);
  const store = openUnder(lock.release, () => open(folder, files));
  return {
    load: store.load,
    commit: (sections) => {
      lock.check();
      store.commit(sections);
    },
    close: () => {
      store.close();
      lock.release();
    },
  };
}

function openUnder(release: () => void, open: () => StateStore): StateStore {
  try {
    return open();
  } catch (error) {
    release();
    throw error;
  }
}
