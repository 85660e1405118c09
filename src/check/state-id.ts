import { meaningOf } from "../ir/identity.ts";
import type { StateId } from "../ir/state.ts";

/** Terms that remember the same things share one state: 64 bits of the hash of their structure. */
export function stateIdOf(state: object): StateId {
  return meaningOf(state).slice(0, 16);
}
