/** The contract of a store of state: what it keeps, and what it finds again. */
import type { Sections } from "../runtime/codec.ts";

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

/** What a store leaves in its folder; another store looks for it, so that none begins empty beside what the other kept. */
export const traces = { file: /^snapshot\.(\d{1,15})$/, sqlite: /^state\.sqlite$/ } as const;
