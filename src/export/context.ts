/** What a target gives to have a condition said in it, and what lowering hands on: the shape of every exporter. */
import type { Constant, Lowered, Operand, TargetName, TargetTrees } from "../builtins/lowering.ts";
import type { Predicate, Term, Test } from "../ir/plan.ts";
import type { Type } from "../types/type.ts";
import type { Account, Polarity } from "./account.ts";

type Condition<K extends TargetName> = TargetTrees[K]["condition"];
type Value<K extends TargetName> = Operand<TargetTrees[K]["term"]>;
type StateTerm = Extract<Term, { readonly kind: "aggregate" | "baseline" | "novelty" | "frequency" | "previous" | "seen" }>;
type Quantified = Extract<Predicate, { readonly kind: "quantified" }>;

/** How a target says the sentences. */
export type Sentences<K extends TargetName> = {
  constant(value: boolean): Condition<K>;
  /** At least two parts. */
  and(parts: readonly Condition<K>[]): Condition<K>;
  or(parts: readonly Condition<K>[]): Condition<K>;
  /** NOT of a piece that is false, never unknown, where an operand is missing. */
  not(part: Condition<K>): Condition<K>;
  /** NOT of a piece that is unknown where one of the operands is missing: true there. */
  notUnlessMissing(part: Condition<K>, operands: readonly Value<K>[]): Condition<K>;
  /** At least `count` of the parts, each of them total; undefined: as an OR of ANDs. */
  atLeast?(count: number, parts: readonly Condition<K>[]): Condition<K>;
  /** Present and not null. */
  exists(operand: Value<K>): Lowered<Condition<K>>;
  /** A boolean that is true. */
  holds(operand: Value<K>): Lowered<Condition<K>>;
  /** ANY or ALL; `part` lowers the inside for this polarity under further names (bindings) that `terms` adds. */
  quantified(node: Quantified, polarity: Polarity, context: Lowering<K>): Lowered<Condition<K>>;
  /** Tests whose subject or object only this target's sentences can say (a list compared with a list, a state); undefined: the word's own lowering. */
  test?(node: Test, polarity: Polarity, context: Lowering<K>): Lowered<Condition<K>> | undefined;
};

/** All that lowering a condition needs. Made anew for the inside of a quantifier or a step, with other terms. */
export type Lowering<K extends TargetName> = {
  readonly target: K;
  readonly sentences: Sentences<K>;
  readonly terms: Terms<K>;
  readonly account: Account;
  readonly folding: "plain" | "strict";
};

/** How a target reads values. */
export type Terms<K extends TargetName> = {
  /** A constant, quoted by the printer alone; `value` may be a list. */
  constant(value: Constant, type: Type): Lowered<TargetTrees[K]["term"]>;
  field(node: Extract<Term, { readonly kind: "field" }>, polarity: Polarity): Lowered<Value<K>>;
  /** A step's field, a quantifier's variable. */
  binding(node: Extract<Term, { readonly kind: "binding" }>): Lowered<Value<K>>;
  member(node: Extract<Term, { readonly kind: "member" }>, of: Value<K>): Lowered<Value<K>>;
  element(node: Extract<Term, { readonly kind: "element" }>, of: Value<K>): Lowered<Value<K>>;
  /** Adds what computes the state to the query, and reads it. */
  state(node: StateTerm, polarity: Polarity): Lowered<Value<K>>;
  /** A condition as a value, true or false. */
  truth(predicate: Predicate, polarity: Polarity, context: Lowering<K>): Lowered<Value<K>>;
};
