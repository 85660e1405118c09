/** The steps of a sequence or TOGETHER as rows that can be joined: their keys, their places in the order, and the fields that other steps read. */
import { unsupported } from "../../builtins/lowering.ts";
import type { Predicate } from "../../ir/plan.ts";
import type { Absence, Step } from "../../ir/state.ts";
import { bindingsRead } from "../../ir/walk.ts";
import * as kql from "../../targets/kql/build.ts";
import type { Expr, Named, Pipeline, ScalarType, Stage } from "../../targets/kql/query.ts";
import { lowerPredicate } from "../predicate.ts";
import type { Polarity } from "../account.ts";
import type { Binding, Builder, Scope } from "./builder.ts";
import { isRead, operandPiece, readField } from "./fields.ts";
import { isKey, keyOf } from "./keys.ts";
import { ownPlace, placeColumns, type Place } from "./order.ts";
import { rowsOf } from "./rows.ts";
import { newScope } from "./scope.ts";

/** One step (or repetition of it), or an absence, lowered. */
export type Link = {
  readonly name: string;
  /** Its columns of time and, where the mapping numbers events, of the number. */
  readonly place: Place;
  readonly step: Step | Absence;
  readonly scope: Scope;
  readonly keys: readonly Expr[];
  /** What an event must fulfil by itself. */
  readonly own: Expr;
  /** What it must fulfil beside earlier steps, whose columns it names. */
  readonly beside: Expr;
  /** Columns of its own that `beside` or other links read. */
  readonly carried: Map<string, ScalarType>;
};

export function idOfLink(link: Pick<Link, "name">): string {
  return `${link.name}_id`;
}
function carriedName(link: Pick<Link, "name">, column: string): string {
  return `${link.name}_${column}`;
}

/** Lowers a step; `earlier` are the links whose names its condition may read. Refusals are in the account. */
export function linkOf(builder: Builder, name: string, step: Step | Absence, earlier: readonly Link[], polarity: Polarity): Link {
  const bindings = new Map(earlier.map((link): readonly [string, Binding] => [nameOfStep(link), bindingTo(builder, link)]));
  const scope = newScope(builder, step.events, bindings);
  const parts = step.where === undefined ? [] : conjuncts(step.where);
  const isOwn = (part: Predicate): boolean => ![...bindingsRead(part)].some((read) => bindings.has(read));
  const own = kql.and(parts.filter(isOwn).map((part) => lowerPredicate(part, scope.context, polarity)));
  const beside = kql.and(parts.filter((part) => !isOwn(part)).map((part) => lowerPredicate(part, scope.context, polarity)));
  const carried = new Map<string, ScalarType>();
  if (parts.some((part) => !isOwn(part))) {
    for (const [column, { type }] of scope.columns) carried.set(column, type);
    for (const group of scope.groups.values()) for (const column of group.columns) carried.set(column, "dynamic");
  }
  const key = keyOf(step.by, scope);
  if (!isKey(key)) builder.account.refuse(step.span, key);
  const keys = isKey(key) ? key.parts : [];
  const place = { time: `${name}_time`, sequence: ownPlace(builder).sequence === "" ? "" : `${name}_sequence` };
  return { name, place, step, scope, keys, own: kql.and([isKey(key) ? key.isThere : kql.yes, own]), beside, carried };
}

/** The step that a repetition of it stands for. */
function nameOfStep(link: Link): string {
  return "name" in link.step ? link.step.name : link.name;
}

function conjuncts(predicate: Predicate): readonly Predicate[] {
  return predicate.kind === "and" ? predicate.parts.flatMap(conjuncts) : [predicate];
}

/** A field of an earlier step is a column that was carried along under the step's name. */
function bindingTo(builder: Builder, link: Link): Binding {
  return (path, type) => {
    const read = readField(builder.mapping, path, type);
    if (!isRead(read)) return read;
    if (path.length === 0) return unsupported("step-reference", "a whole event cannot be carried along", "read one of its fields");
    link.carried.set(read.column, rootType(read.operand.term));
    return operandPiece({
      ...read.operand,
      term: renamed(read.operand.term, carriedName(link, read.column)),
      name: [nameOfStep(link), ...path].join("."),
    });
  };
}

function rootType(term: Expr): ScalarType {
  if (term.kind === "member") return rootType(term.of);
  return term.kind === "arithmetic" ? rootType(term.left) : kql.typeOf(term);
}

function renamed(term: Expr, name: string): Expr {
  if (term.kind === "member") return { ...term, of: renamed(term.of, name) };
  if (term.kind === "arithmetic") return { ...term, left: renamed(term.left, name) };
  return term.kind === "column" ? { ...term, name } : term;
}

/** Key columns have the name of the column that they are in every link, else a number. */
export function keyNames(links: readonly Link[]): readonly string[] {
  const count = Math.max(0, ...links.map(({ keys }) => keys.length));
  return Array.from({ length: count }, (_, index) => {
    const names = new Set(links.map(({ keys }) => (keys[index]?.kind === "column" ? keys[index].name : undefined)));
    const [only] = names;
    return names.size === 1 && only !== undefined ? only : `key_${index + 1}`;
  });
}

export type LinkRows = {
  readonly names: readonly string[];
  readonly times: readonly Expr[];
  /** Whether the rows keep the id of their event. */
  readonly withId: boolean;
};

/** Rows of a link that only takes part: key, place, and what others read of it, under its name. */
export function linkRows(builder: Builder, link: Link, { names, times, withId }: LinkRows): Pipeline {
  const { mapping } = builder;
  const id: readonly Named[] = withId ? [{ name: idOfLink(link), value: kql.column(mapping.id, "string") }] : [];
  const output = [
    ...keyColumns(link, names),
    ...placeColumns(builder, link.place),
    ...id,
    ...[...link.carried].map(([column, type]): Named => ({ name: carriedName(link, column), value: kql.column(column, type) })),
  ];
  return rowsOf(builder, link.scope, { condition: link.own, output, times, label: `${link.name}_events`, span: link.step.span });
}

export function keyColumns(link: Link, names: readonly string[]): readonly Named[] {
  if (names.length === 0) return [{ name: "everyone", value: kql.long(1) }];
  return names.map((name, index): Named => ({ name, value: link.keys[index] ?? kql.no }));
}

/** `beside` as it reads once the link's own columns are under its name. */
export function besideUnderName(link: Link): Expr {
  return renameColumns(link.beside, new Map([...link.carried.keys()].map((column) => [column, carriedName(link, column)])));
}

function renameColumns(expr: Expr, names: ReadonlyMap<string, string>): Expr {
  return JSON.parse(JSON.stringify(expr), (_, value: Expr) =>
    value !== null && typeof value === "object" && value.kind === "column"
      ? { ...value, name: names.get(value.name) ?? value.name }
      : value,
  ) as Expr; // the same tree with other names
}

export function joinColumns(names: readonly string[]): readonly { readonly left: string; readonly right: string }[] {
  return (names.length === 0 ? ["everyone"] : names).map((name) => ({ left: name, right: name }));
}

export function whereStage(...parts: readonly Expr[]): readonly Stage[] {
  const condition = kql.and(parts);
  return condition.kind === "boolean" && condition.value ? [] : [{ kind: "where", condition }];
}
