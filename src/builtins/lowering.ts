/** How a word becomes a piece of a target's query: what it is given of its operands, and what it may answer. */
import type { Span } from "../source/span.ts";
import type { Type } from "../types/type.ts";
import type * as eql from "../targets/eql/query.ts";
import type * as esql from "../targets/esql/query.ts";
import type * as kql from "../targets/kql/query.ts";
import type * as querydsl from "../targets/querydsl/query.ts";
import type * as spl from "../targets/spl/query.ts";
import type { Assumption, RefusalCode, TargetName } from "./target.ts";

/** The trees of each target: of a condition, and of a value that a condition reads. */
export type TargetTrees = {
  readonly eql: { readonly condition: eql.Expr; readonly term: eql.Expr };
  readonly esql: { readonly condition: esql.Expr; readonly term: esql.Expr };
  readonly kql: { readonly condition: kql.Expr; readonly term: kql.Expr };
  readonly querydsl: { readonly condition: querydsl.Query; readonly term: querydsl.Subject };
  readonly spl: { readonly condition: spl.Expr; readonly term: spl.Expr };
};
export type { Assumption, RefusalCode, TargetName } from "./target.ts";

/** What is stored where an operand is read; of an expression, what it gives. */
export type Shape =
  | { readonly kind: "keyword" | "wildcard" | "text" | "number" | "boolean" | "ip" | "time" | "duration" | "json" }
  | { readonly kind: "list"; readonly of: Exclude<Shape, { readonly kind: "list" }> };

/** A value known when the rule is compiled; `undefined` is missing. Times and durations are milliseconds. */
export type Constant =
  | string
  | number
  | bigint
  | boolean
  | undefined
  | { readonly source: string; readonly flags: string }
  | readonly Constant[];

export type Operand<T> = {
  /** Reads the value in the target. */
  readonly term: T;
  readonly type: Type;
  readonly shape: Shape;
  /** Present exactly where the value is known when the rule is compiled. */
  readonly constant?: { readonly value: Constant };
  /** Name of the declared list that a constant list is. */
  readonly listName?: string;
  /** Whether an event can lack it. Every field can: what a schema requires, a SIEM does not enforce. */
  readonly missable: boolean;
  /** As the rule says it, for messages: `user.id`. */
  readonly name: string;
  /** Promise of the mapping: never the empty string or list. */
  readonly nonempty: boolean;
};

/** A piece of a query that means the same as the word, with what it rests on. */
export type Piece<X> = {
  readonly ok: true;
  readonly query: X;
  /** What the piece gives where an operand is missing: `false` (then a NOT before it is true, as in aidr) or unknown (then `export` guards the NOT). */
  readonly whenMissing: "false" | "unknown";
  readonly assumptions: readonly Assumption[];
  /** Why the piece holds for more than the word does; never for less. */
  readonly wider?: string;
};
/** The target cannot say it. `construct`: the part that it is about, where that is less than the whole that was asked for. */
export type Unsupported = {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly reason: string;
  readonly alternative: string;
  readonly construct?: Span;
};
export type Lowered<X> = Piece<X> | Unsupported;

export type How = {
  /** Whether case is ignored. */
  readonly fold: boolean;
  /** `strict`: exact folding through character classes, or a refusal; `plain`: the target's own operator under `ascii-fold`. */
  readonly folding: "plain" | "strict";
};

/** A test word in one target. */
export type TestLowering<K extends TargetName> = {
  /** One needle. */
  readonly one: (
    subject: Operand<TargetTrees[K]["term"]>,
    object: Operand<TargetTrees[K]["term"]>,
    how: How,
  ) => Lowered<TargetTrees[K]["condition"]>;
  /** Any of a list of constants, where the target has a better form than a chain of OR; undefined as answer: take the chain. */
  readonly any?: (
    subject: Operand<TargetTrees[K]["term"]>,
    objects: Operand<TargetTrees[K]["term"]>,
    how: How,
  ) => Lowered<TargetTrees[K]["condition"]> | undefined;
};
/** A function word in one target: its value, and the shape of that. */
export type FunctionLowering<K extends TargetName> = (
  args: readonly Operand<TargetTrees[K]["term"]>[],
) => Lowered<{ readonly term: TargetTrees[K]["term"]; readonly shape: Shape }>;

export type TestLowerings = { readonly [K in TargetName]: TestLowering<K> };
export type FunctionLowerings = { readonly [K in TargetName]: FunctionLowering<K> };

/** A piece that is false where an operand is missing, as the word itself is. */
export function total<X>(query: X, assumptions: readonly Assumption[] = []): Piece<X> {
  return { ok: true, query, whenMissing: "false", assumptions };
}
/** A piece that is unknown where an operand is missing. */
export function unknownIfMissing<X>(query: X, assumptions: readonly Assumption[] = []): Piece<X> {
  return { ok: true, query, whenMissing: "unknown", assumptions };
}
/** The same piece, holding for more than the word: allowed only where a rule may be broader, and never under a NOT. */
export function wider<X>(piece: Piece<X>, why: string): Piece<X> {
  return { ...piece, wider: why };
}
export function unsupported(code: RefusalCode, reason: string, alternative: string): Unsupported {
  return { ok: false, code, reason, alternative };
}
