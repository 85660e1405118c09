/** What compiling a plan node needs: the frame, the slots of local names, and the two compilers, handed down so that files form no circle. */
import type { Predicate, Term, Test } from "../ir/plan.ts";
import type { Stateful } from "../ir/state.ts";
import type { Explanation } from "../runtime/alert.ts";
import type { Frame } from "../runtime/frame.ts";
import type { LiteralScan } from "../runtime/literal-scan.ts";
import type { Value, ValueRecord } from "../runtime/value.ts";
import type { Observer } from "./detector.ts";

export type TermFunction = (event: ValueRecord) => Value;
export type PredicateFunction = (event: ValueRecord) => boolean;

export type MatchFunction = (event: ValueRecord) => Explanation["match"];

/** Undefined where a part of the key is missing: the event takes no part. */
export type KeyFunction = (event: ValueRecord) => string | undefined;

/** Where a quantifier's element, a step's event or the alert of a playbook stands while its condition is asked. */
export type Slot = { value: Value };

/** State terms that have a value; sequences are conditions. */
export type StateTerm = Exclude<Stateful, { readonly kind: "sequence" | "together" }>;

export type Scope = {
  readonly frame: Frame;
  /** Literals of all rules, looked for in one pass over a text. */
  readonly scan: LiteralScan;
  /** Rule that is being compiled: EXCLUDING ALERTED means its own alerts. */
  readonly ruleId: string;
  /** How many quantifiers stand around the node: their bodies are charged for their work. */
  readonly depth: number;
  readonly slot: (name: string) => Slot;
  readonly term: (node: Term, scope: Scope) => TermFunction;
  readonly predicate: (node: Predicate, scope: Scope) => PredicateFunction;
  /** Reads of a state term, whose store is made on first use. */
  readonly state: (node: StateTerm, scope: Scope) => StateReader;
  /** The reader of a key, one for all terms and steps with the same BY; computed once an event. */
  readonly key: (by: readonly Term[], make: () => KeyFunction) => KeyFunction;
  /** One computation an event for terms of equal structure. */
  readonly memo: (node: Term, scope: Scope, compute: TermFunction) => TermFunction;
  /** Told of what parts of a sequence came to, where somebody watches. */
  readonly watch: Watch | undefined;
  /** Where a test found what it looked for: once an event for tests of equal structure, for finding costs more than testing. */
  readonly located: (node: Test, scope: Scope, make: () => MatchFunction) => MatchFunction;
};

/** A state term as the closures read it, on the event that asks. */
export type StateReader = {
  readonly value: TermFunction;
  /** Whether a list term (SEEN) has the value, without listing it. */
  readonly has: (event: ValueRecord, value: Value) => boolean;
  /** A sentence on what was seen, for people. */
  readonly note: (event: ValueRecord) => string | undefined;
  /** Ids of the earlier events that the value rests on. */
  readonly evidence: (event: ValueRecord, value: Value) => readonly string[];
  /** How much past there is, where the value needs some before it says anything. */
  readonly samples?: (event: ValueRecord) => { readonly have: number; readonly needed: number } | undefined;
  /** Whether something of this key was dropped, so that the value may be a lower bound. */
  readonly degraded: (event: ValueRecord) => boolean;
};

/** An observer at its work; quiet while other forms of a condition are asked. */
export type Watch = { readonly observer: Observer; isQuiet: boolean };
