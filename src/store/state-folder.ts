/** A folder with a run's state, held by one process at a time. */
import { type FileLayer, nodeFiles } from "./file-layer.ts";
import { nodeProcesses, type Processes, takeLock } from "./folder-lock.ts";
import type { StateStore } from "./state-store.ts";
import { told } from "./store-error.ts";

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
export function openStateFolder(folder: string, { files, processes }: StoreHost, open: OpenStore): StateStore {
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
