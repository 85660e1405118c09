/** Makes the scopes in which plan nodes are compiled: slots, memos, and one closure a node and rule. */
import { predicateCost } from "../ir/cost.ts";
import { canonical } from "../ir/identity.ts";
import type { Predicate, Term, Test } from "../ir/plan.ts";
import { walkPredicate, walkTerm } from "../ir/walk.ts";
import { type Frame, oncePerEvent } from "../runtime/frame.ts";
import type { LiteralScan } from "../runtime/literal-scan.ts";
import type { ValueRecord } from "../runtime/value.ts";
import type { Program } from "../runtime/program.ts";
import type { Reading } from "../runtime/reading.ts";
import { observedPredicate } from "./observe.ts";
import { compilePredicate } from "./predicate.ts";
import type { KeyFunction, MatchFunction, PredicateFunction, Scope, Slot, StateReader, StateTerm, TermFunction, Watch } from "./scope.ts";
import { stateReader } from "./state.ts";
import type { StateHost } from "./store.ts";
import { compileTerm } from "./term.ts";

/** What all rules of a detector share. */
export type Compiler = {
  readonly frame: Frame;
  /** Literals of all rules, looked for in one pass over a text. */
  readonly scan: LiteralScan;
  readonly host: StateHost;
  readonly slots: Map<string, Slot>;
  /** Computations by the structure of their nodes, so that fifty rules that normalize one field do it once an event. */
  readonly memos: Map<string, (event: ValueRecord) => unknown>;
  readonly watch: Watch | undefined;
  /** What is left of the rules once they are woken. */
  readonly program: Program;
  /** What signs are looked for in, by structure. */
  readonly readings: Map<string, Reading>;
  /** The same by the term that is read. */
  readonly readingsOf: Map<Term, Reading>;
};

/** A scope for one rule. Its nodes are compiled once: explanations ask the very closures of the verdict. */
export function scopeOf(ruleId: string, compiler: Compiler): Scope {
  const terms = new Map<Term, TermFunction>();
  const predicates = new Map<Predicate, PredicateFunction>();
  const states = new Map<StateTerm, StateReader>();
  const matches = new Map<Test, MatchFunction>();
  return {
    frame: compiler.frame,
    scan: compiler.scan,
    ruleId,
    depth: 0,
    slot: (name) => known(compiler.slots, name, () => ({ value: undefined })),
    term: (node, scope) => known(terms, node, () => compileTerm(node, scope)),
    predicate: (node, scope) => known(predicates, node, () => predicateOf(node, scope, compiler)),
    watch: compiler.watch,
    state: (node, scope) => known(states, node, () => stateReader(node, scope, compiler.host)),
    key: (by, make) => known(compiler.memos, `key ${canonical(by)}`, make) as KeyFunction, // of this name only keys
    memo: (node, scope, compute) => shared("term", node, scope, compiler, compute),
    located: (node, scope, make) => known(matches, node, () => shared("match", node, scope, compiler, make())),
  };
}

function predicateOf(node: Predicate, scope: Scope, compiler: Compiler): PredicateFunction {
  if (compiler.watch !== undefined) return observedPredicate(node, scope, compiler.watch);
  const compiled = compilePredicate(node, scope);
  return isDear(node) ? shared("predicate", node, scope, compiler, compiled) : compiled;
}

/** Whether a condition costs more than looking up what it came to. */
function isDear(node: Predicate): boolean {
  return (node.kind === "test" || node.kind === "quantified") && predicateCost(node) >= dear;
}
const dear = 10;

function known<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

/** Pure nodes of equal structure are computed once an event; what reads a local name from outside is computed each time. */
function shared<V>(
  kind: "term" | "predicate" | "match",
  node: Term | Predicate,
  scope: Scope,
  compiler: Compiler,
  compute: (event: ValueRecord) => V,
): (event: ValueRecord) => V {
  const { isLocal, remembers } = factsOf(kind, node);
  if (isLocal) return compute;
  // Terms with state may differ between rules: a rule never sees its own alerts.
  const key = `${kind} ${remembers ? scope.ruleId : ""}\n${canonical(node)}`;
  return known(compiler.memos, key, () => oncePerEvent(scope.frame, compute)) as (event: ValueRecord) => V; // one structure, one type of value
}

function factsOf(kind: "term" | "predicate" | "match", node: Term | Predicate): { readonly isLocal: boolean; readonly remembers: boolean } {
  const read = new Set<string>();
  const bound = new Set<string>();
  let remembers = false;
  const visit = {
    predicate: (part: Predicate) => void (part.kind === "quantified" && bound.add(part.variable)),
    term: (part: Term) => {
      if (part.kind === "binding") read.add(part.name);
      remembers ||= "source" in part;
    },
  };
  if (kind === "term") walkTerm(node as Term, visit);
  else walkPredicate(node as Predicate, visit);
  return { isLocal: [...read].some((name) => !bound.has(name)), remembers };
}
