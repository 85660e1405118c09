/** Steps that compare a field with one of an earlier step: as further join keys, where all steps have their part in the equality. */
import { negationInwards } from "../../../ir/negate.ts";
import type { Predicate, Term } from "../../../ir/plan.ts";
import type { Absence, Step } from "../../../ir/state.ts";
import { bindingsRead } from "../../../ir/walk.ts";
import type { Mapping } from "../../../schema/mapping.ts";
import type { Column } from "../fields.ts";
import { areComparable, joinColumn, keyColumns } from "./keys.ts";
import type { Account } from "../../account.ts";
import { stepReference } from "./terms.ts";

/** The columns that join a step with the others, beside its keys, and what is left of its condition. */
export type Resolved = { readonly joins: readonly Column[]; readonly conjuncts: readonly Predicate[] };
export type References = {
  readonly steps: readonly Resolved[];
  /** Undefined where the absence cannot be compared with the steps as it asks. */
  readonly absence: (node: Absence) => Resolved | undefined;
};

type Equality = { readonly own: Column; readonly step: number; readonly earlier: Column };
/** One column a step, all of them equal. */
type Join = { readonly columns: readonly Column[]; readonly referenced: ReadonlySet<number> };

export function referencesOf(steps: readonly Step[], mapping: Mapping, account: Account): References {
  const names = new Map(steps.map((step, index) => [step.name, index] as const));
  const parts = steps.map((step) => conjunctsOf(step.where));
  const links = parts.map((conjuncts) => conjuncts.map((part) => equalityOf(part, names, mapping)));
  const joins = joinsOf(links, steps);
  const resolved = parts.map((conjuncts, index): Resolved => {
    const kept = conjuncts.filter((part, at) => {
      if (!readsAny(part, names)) return true;
      const link = links[index]?.[at];
      const isJoined = link !== undefined && joins.some((join) => isIn(join, index, link));
      if (!isJoined) refuseOrWiden(part, names, account);
      return false;
    });
    return { joins: joins.flatMap((join) => join.columns[index] ?? []), conjuncts: kept };
  });
  return { steps: resolved, absence: (node) => absenceOf(node, joins, names, mapping) };
}

export function conjunctsOf(where: Predicate | undefined): readonly Predicate[] {
  if (!where) return [];
  const flat = (node: Predicate): readonly Predicate[] => (node.kind === "and" ? node.parts.flatMap(flat) : [node]);
  return flat(negationInwards(where));
}

function readsAny(part: Predicate, names: ReadonlyMap<string, number>): boolean {
  return [...bindingsRead(part)].some((name) => names.has(name));
}

function refuseOrWiden(part: Predicate, names: ReadonlyMap<string, number>, account: Account): void {
  const name = [...bindingsRead(part)].find((each) => names.has(each)) ?? "";
  const unsupported = stepReference({ kind: "binding", name, path: [], type: { kind: "any" }, span: part.span });
  if (account.mayWiden("positive")) account.widen(part.span, `left out: ${unsupported.reason}`);
  else account.refuse(part.span, unsupported);
}

/** `own == earlier.path`, either way round. */
function equalityOf(part: Predicate, names: ReadonlyMap<string, number>, mapping: Mapping): Equality | undefined {
  if (part.kind !== "test" || part.word !== "equal" || part.of !== "one" || part.fold) return undefined;
  const sides: readonly (readonly [Term, Term])[] = [
    [part.subject, part.object],
    [part.object, part.subject],
  ];
  for (const [own, earlier] of sides) {
    if (own.kind !== "field" || own.fallback || earlier.kind !== "binding" || earlier.path.length === 0) continue;
    const step = names.get(earlier.name);
    const ownColumn = joinColumn(own.path, mapping);
    const earlierColumn = joinColumn(earlier.path, mapping);
    if (step === undefined || !ownColumn.ok || !earlierColumn.ok || !areComparable(ownColumn.column, earlierColumn.column))
      return undefined;
    return { own: ownColumn.column, step, earlier: earlierColumn.column };
  }
  return undefined;
}

/** Columns that are equal by some chain of equalities; only those of which every step has one can be join keys. */
function joinsOf(links: readonly (readonly (Equality | undefined)[])[], steps: readonly Step[]): readonly Join[] {
  const groups: { readonly members: Map<string, readonly [number, Column]>; readonly referenced: Set<number> }[] = [];
  for (const [index, equalities] of links.entries()) {
    for (const link of equalities) {
      if (!link) continue;
      const ends: readonly (readonly [number, Column])[] = [
        [index, link.own],
        [link.step, link.earlier],
      ];
      const touched = groups.filter(({ members }) => ends.some(([step, column]) => members.has(nodeName(step, column))));
      const merged = { members: new Map(ends.map((end) => [nodeName(...end), end] as const)), referenced: new Set([link.step]) };
      for (const group of touched) {
        for (const [name, end] of group.members) merged.members.set(name, end);
        for (const step of group.referenced) merged.referenced.add(step);
        groups.splice(groups.indexOf(group), 1);
      }
      groups.push(merged);
    }
  }
  return groups.flatMap(({ members, referenced }): Join[] => {
    const columns = steps.map((_, index) => [...members.values()].filter(([step]) => step === index).map(([, column]) => column));
    // Of a repeated step later ones read the last, and a join key is that of all.
    const isRepeated = [...referenced].some((step) => (steps[step]?.repeat ?? 1) > 1);
    if (isRepeated || columns.some((own) => own.length !== 1)) return [];
    return [{ columns: columns.flat(), referenced }];
  });
}

function nodeName(step: number, column: Column): string {
  return `${step} ${column.name}`;
}

function isIn(join: Join, step: number, link: Equality): boolean {
  return join.columns[step]?.name === link.own.name && join.columns[link.step]?.name === link.earlier.name;
}

function absenceOf(node: Absence, joins: readonly Join[], names: ReadonlyMap<string, number>, mapping: Mapping): Resolved | undefined {
  const columns = new Map<Join, Column>();
  const conjuncts: Predicate[] = [];
  for (const part of conjunctsOf(node.where)) {
    if (!readsAny(part, names)) {
      conjuncts.push(part);
      continue;
    }
    const link = equalityOf(part, names, mapping);
    const join = link && joins.find(({ columns: joined }) => joined[link.step]?.name === link.earlier.name);
    if (!link || !join || columns.has(join)) return undefined;
    columns.set(join, link.own);
  }
  const own = joins.flatMap((join) => columns.get(join) ?? []);
  return own.length === joins.length ? { joins: own, conjuncts } : undefined;
}

/** Keys of a step or absence and its joins: the `by` of its stage. */
export function stageKeys(
  by: readonly Term[],
  joins: readonly Column[],
  mapping: Mapping,
  account: Account,
): readonly Column[] | undefined {
  const keys = keyColumns(by, mapping, account);
  if (!keys) return undefined;
  for (const { name } of joins) account.assume({ kind: "single", column: name });
  return [...keys, ...joins];
}
