/** What an expression can see while it is evaluated: one event, the events before it, and the names around it. */
import type { Value, ValueRecord } from "../../src/runtime/value.ts";
import type * as ast from "../../src/syntax/ast.ts";
import type { Type } from "../../src/types/type.ts";
import type { Project } from "./project.ts";

/** An event that has its place in the order; alerts are events too, and know the rule that made them. */
export type Entry = {
  readonly event: ValueRecord;
  readonly type: string;
  readonly time: number;
  readonly place: number;
  readonly madeBy?: string;
};

export type World = {
  readonly project: Project;
  /** Every event taken so far, in order; what is judged now is not among them yet. */
  readonly entries: Entry[];
  /** For each rule the events on which it fired, suppressed or not. */
  readonly fired: Map<string, Set<Entry>>;
};

export type Scope = {
  readonly world: World;
  readonly rule: string;
  /** The file whose names are meant. */
  readonly file: string;
  readonly entry: Entry;
  /** Types that the event in hand can have, as far as the text says: they type its fields and are the default of FROM. */
  readonly types: readonly string[];
  readonly names: ReadonlyMap<string, Bound>;
};

export type Bound =
  | { readonly kind: "value"; readonly value: Value; readonly type: Type }
  /** A DEFINE's argument: inlined, so it is read where it is used, with the caller's names. */
  | {
      readonly kind: "argument";
      readonly expr: ast.Expr;
      readonly file: string;
      readonly names: ReadonlyMap<string, Bound>;
      readonly type: Type;
      /** The parameter's type, where the argument's own is open: the value is read as that. */
      readonly readAs?: Type;
    }
  /** An earlier step. */
  | { readonly kind: "event"; readonly entry: Entry; readonly types: readonly string[] };

export type Evaluate = (expr: ast.Expr, scope: Scope) => Value;
