/** What a condition needs done before it: lists taken apart and lookup indexes joined, each of which gives the condition a column to read. */
import { column, isPresent } from "../../../targets/esql/build.ts";
import type { Aggregation, Command, Expr } from "../../../targets/esql/query.ts";
import { columnsIn } from "./columns-read.ts";

/** One list with a row for each of its elements, and what is counted of them. */
export type Expansion = { readonly list: string; readonly element: string; readonly aggregations: readonly Aggregation[] };
/** A lookup index, joined by the value of `key`; `mark` is there where the value is. */
export type Join = { readonly index: string; readonly on: string; readonly key: Expr; readonly mark: string };

export class Stages {
  readonly joins: Join[] = [];
  readonly expansions: Expansion[] = [];
  /** Whole-table computations before anything is filtered, with the columns that they give. */
  readonly windows: { readonly name: string; readonly command: Command }[] = [];
  readonly #names = new Set<string>();
  readonly #open: string[] = [];
  #readsOuter = false;

  /** A column name that nothing has yet. */
  fresh(wanted: string): string {
    const base = wanted.replace(/[^A-Za-z0-9_]/g, "_");
    let name = base;
    for (let number = 2; this.#names.has(name); number++) name = `${base}_${number}`;
    this.#names.add(name);
    return name;
  }

  /** A condition on the elements of a list; notes whether it reads an element of another list that is being taken apart. */
  inside(element: string, condition: () => Expr): Expr {
    this.#open.push(element);
    const made = condition();
    this.#open.pop();
    const read = columnsIn(made);
    if (this.#open.some((outer) => read.has(outer))) this.#readsOuter = true;
    return made;
  }

  readsOuterElement(): boolean {
    const reads = this.#readsOuter;
    this.#readsOuter = false;
    return reads;
  }

  /** Columns that only exist after a stage. */
  get made(): ReadonlySet<string> {
    return new Set([
      ...this.windows.map(({ name }) => name),
      ...this.joins.flatMap(({ on, mark }) => [on, mark]),
      ...this.expansions.flatMap(({ aggregations }) => aggregations.map(({ name }) => name)),
    ]);
  }
}

/** Joins come before expansions: they keep one row an event. */
export function joinCommands(joins: readonly Join[]): readonly Command[] {
  return joins.flatMap(({ index, on, key }): readonly Command[] => {
    const join: Command = { kind: "lookup-join", index, on };
    return key.kind === "column" && key.name === on ? [join] : [{ kind: "eval", columns: [{ name: on, value: key }] }, join];
  });
}

/**
 * A row for each element, then one row an event again. Events are told apart by their metadata; columns that are needed later are grouped by as well,
 * and lists, which a grouping would take apart, are gathered.
 */
export function expansionCommands(
  { list, element, aggregations }: Expansion,
  metadata: readonly string[],
  later: ReadonlySet<string>,
  lists: ReadonlySet<string>,
): readonly Command[] {
  const kept = [...later].filter((name) => !metadata.includes(name) && !aggregations.some((made) => made.name === name));
  const gathered = kept
    .filter((name) => lists.has(name))
    .map((name): Aggregation => ({ name, value: { kind: "call", name: "VALUES", args: [column(name)] } }));
  return [
    { kind: "eval", columns: [{ name: element, value: column(list) }] },
    { kind: "mv-expand", column: element },
    {
      kind: "stats",
      aggregations: [...aggregations, ...gathered],
      by: [...metadata, ...kept.filter((name) => !lists.has(name))],
    },
  ];
}

/** Elements that are there and meet a condition. */
export function countOf(name: string, element: string, condition: Expr): Aggregation {
  const present = isPresent(column(element));
  const parts = condition.kind === "and" ? condition.parts : [condition];
  return { name, value: { kind: "call", name: "COUNT", args: [{ kind: "star" }] }, where: { kind: "and", parts: [present, ...parts] } };
}

/** Columns that an expansion reads itself. */
export function columnsOfExpansion({ list, element, aggregations }: Expansion): ReadonlySet<string> {
  const read = new Set([list, ...aggregations.flatMap(({ value, where }) => [...columnsIn(value, ...(where ? [where] : []))])]);
  read.delete(element);
  return read;
}
