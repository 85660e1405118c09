/** The reader of each kind of state term. A new kind does not compile until it is answered here. */
import type { Answers } from "../ir/state.ts";
import { aggregateReader } from "./aggregate.ts";
import { baselineReader } from "./baseline.ts";
import { frequencyReader, noveltyReader, previousReader, seenReader } from "./past.ts";
import type { Scope, StateReader, StateTerm } from "./scope.ts";
import type { StateHost } from "./store.ts";

/** The reader of a term; its store is made on first use. */
export function stateReader(node: StateTerm, scope: Scope, host: StateHost): StateReader {
  const answers: Omit<Answers<StateReader>, "sequence" | "together"> = {
    aggregate: (term) => aggregateReader(term, scope, host),
    baseline: (term) => baselineReader(term, scope, host),
    novelty: (term) => noveltyReader(term, scope, host),
    frequency: (term) => frequencyReader(term, scope, host),
    previous: (term) => previousReader(term, scope, host),
    seen: (term) => seenReader(term, scope, host),
  };
  return (answers[node.kind] as (term: StateTerm) => StateReader)(node); // the table is keyed by the node's own kind
}
