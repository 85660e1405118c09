/** Makes the scopes in which plan nodes are compiled: slots, memos, and one closure a node and rule. */
import { canonical } from "../ir/identity.ts";
import type { Predicate, Term } from "../ir/plan.ts";
import { walkTerm } from "../ir/walk.ts";
import type { Frame } from "../runtime/frame.ts";
import type { Value, ValueRecord } from "../runtime/value.ts";
import { compilePredicate } from "./predicate.ts";
import type { PredicateFunction, Scope, Slot, StateReader, StateTerm, TermFunction } from "./scope.ts";
import { type StateHost, stateReader } from "./state.ts";
import { compileTerm } from "./term.ts";

/** What all rules of a detector share. */
export type Compiler = {
  readonly frame: Frame;
  readonly host: StateHost;
  readonly slots: Map<string, Slot>;
  readonly memos: Map<string, Memo>;
};

type Memo = { generation: number; value: Value };

/** A scope for one rule. Its nodes are compiled once: explanations ask the very closures of the verdict. */
export function scopeOf(ruleId: string, compiler: Compiler): Scope {
  const terms = new Map<Term, TermFunction>();
  const predicates = new Map<Predicate, PredicateFunction>();
  const states = new Map<StateTerm, StateReader>();
  return {
    frame: compiler.frame,
    ruleId,
    depth: 0,
    slot: (name) => known(compiler.slots, name, () => ({ value: undefined })),
    term: (node, scope) => known(terms, node, () => compileTerm(node, scope)),
    predicate: (node, scope) => known(predicates, node, () => compilePredicate(node, scope)),
    state: (node, scope) => known(states, node, () => stateReader(node, scope, compiler.host)),
    memo: (node, scope, compute) => memoized(node, scope, compute, compiler),
  };
}

function known<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

/** Pure terms of equal structure are computed once an event; what reads a local name is computed each time. */
function memoized(node: Term, scope: Scope, compute: TermFunction, compiler: Compiler): TermFunction {
  let isLocal = false;
  let remembers = false;
  walkTerm(node, {
    term: (part) => {
      isLocal ||= part.kind === "binding";
      remembers ||= "source" in part;
    },
  });
  if (isLocal) return compute;
  // Terms with state may differ between rules: a rule never sees its own alerts.
  const key = `${remembers ? scope.ruleId : ""}\n${canonical(node)}`;
  const memo = known(compiler.memos, key, () => ({ generation: -1, value: undefined }));
  const { frame } = scope;
  return (event: ValueRecord) => {
    if (memo.generation !== frame.generation) {
      memo.value = compute(event);
      memo.generation = frame.generation;
    }
    return memo.value;
  };
}
