/** `summarize`: expressions over the rows of a group. */
import { callsOf, type Compiled, compile, type Names, type Place, type Row } from "./expressions.ts";
import { child, childrenOf, itemsOf, kindOf, nameOf, type Node, typeOf } from "./syntax.ts";
import { compareForSort, Dynamic, groupKey, type Json, numeric, passes, textOf, type Value } from "./values.ts";

export type Group = { readonly rows: readonly Row[]; readonly nowMs: number };
type Reduced = (group: Group) => Value;

export function isAggregate(node: Node): boolean {
  return callsOf(node).some((name) => Object.hasOwn(reducers, name) || name === "arg_max");
}

/** An expression in which aggregates stand as its leaves. */
export function compileReduced(node: Node, names: Names): Reduced {
  const found: { readonly node: Node; readonly reduce: Reduced }[] = [];
  collect(node, names, found);
  if (found.length === 1 && found[0]?.node === node) return found[0].reduce;
  const byText = new Map(found.map((one, index) => [one.node, `${index}`] as const));
  const scalars = new Map<string, Compiled>();
  const whole = compileOver(node, names, byText, scalars);
  return (group) => {
    const values = found.map(({ reduce }) => reduce(group));
    const row: Row = Object.fromEntries(values.map((value, index) => [`${index}`, value]));
    return whole({ row, rows: [row], index: 0, nowMs: group.nowMs });
  };
}

function collect(node: Node, names: Names, found: { readonly node: Node; readonly reduce: Reduced }[]): void {
  if (kindOf(node) === "FunctionCallExpression") {
    const reducer = reducers[nameOf(child(node, 0))];
    if (reducer) {
      const args = itemsOf(child(node, 1)).map((argument) => compile(argument, names));
      found.push({
        node,
        reduce: (group) => {
          const columns = group.rows.map((row, index) =>
            args.map((argument) => argument({ row, rows: group.rows, index, nowMs: group.nowMs })),
          );
          return reducer(columns);
        },
      });
      return;
    }
  }
  for (const part of childrenOf(node)) collect(part, names, found);
}

/** Compiles as any expression, but a call that was reduced is read from the row. */
function compileOver(node: Node, names: Names, reduced: ReadonlyMap<Node, string>, scalars: ReadonlyMap<string, Compiled>): Compiled {
  const proxied = (part: Node): Node => {
    const column = reduced.get(part);
    return column === undefined ? part : referenceTo(part, column);
  };
  return compile(replaced(node, proxied), { ...names, scalars: new Map([...names.scalars, ...scalars]) });
}

/** A view of the tree in which some parts are others. */
function replaced(node: Node, change: (part: Node) => Node): Node {
  const other = change(node);
  if (other !== node) return other;
  if (node.ChildCount === 0) return node;
  return new Proxy(node, {
    get(target, property) {
      if (property === "GetChild")
        return (index: number) => {
          const part = target.GetChild(index);
          return part === null ? null : replaced(part, change);
        };
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** A reference to a column, in the place of a call. */
function referenceTo(node: Node, column: string): Node {
  const token = { ChildCount: 0, GetChild: () => null, ToString: () => column } as unknown as Node; // what nameOf reads of a name
  const name = nameReference(node);
  return new Proxy(name, {
    get(target, property) {
      if (property === "GetChild") return (index: number) => (index === 0 ? token : null);
      if (property === "ChildCount") return 1;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** The name of the function called: a node of the right kind. */
function nameReference(call: Node): Node {
  return child(call, 0);
}

const reducers: Readonly<Record<string, (rows: readonly (readonly Value[])[]) => Value>> = {
  count: (rows) => BigInt(rows.length),
  countif: (rows) => BigInt(rows.filter(([condition]) => passes(condition ?? null)).length),
  // Of nothing it may be null or 0; null is what a careless query stumbles over.
  sum: (rows) => {
    const all = numbers(rows);
    return all.length === 0 ? null : all.reduce((sum, one) => sum + one, 0);
  },
  avg: (rows) => {
    const all = numbers(rows);
    return all.reduce((sum, one) => sum + one, 0) / all.length;
  },
  min: (rows) => extreme(rows, -1),
  max: (rows) => extreme(rows, 1),
  // Of one row 0 (measured on Microsoft's emulator by others); of a sample otherwise.
  stdev: (rows) => {
    const all = numbers(rows);
    if (all.length < 2) return all.length === 0 ? null : 0;
    const mean = all.reduce((sum, one) => sum + one, 0) / all.length;
    return Math.sqrt(all.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (all.length - 1));
  },
  count_distinct: (rows) => BigInt(new Set(rows.flatMap(([value = null]) => (value === null ? [] : [groupKey(value)]))).size),
  make_list: (rows) => new Dynamic(rows.flatMap(([value = null]) => (value === null ? [] : [jsonOf(value)]))),
  make_set: (rows) => new Dynamic([...new Set(rows.flatMap(([value = null]) => (value === null ? [] : [jsonOf(value)])))]),
};

function numbers(rows: readonly (readonly Value[])[]): readonly number[] {
  return rows.flatMap(([value = null]) => {
    const number = numeric(value);
    return number === undefined ? [] : [number];
  });
}

function extreme(rows: readonly (readonly Value[])[], sign: number): Value {
  let best: Value = null;
  for (const [value = null] of rows) if (value !== null && (best === null || compareForSort(value, best) * sign > 0)) best = value;
  return best;
}

function jsonOf(value: Value): Json {
  if (value instanceof Dynamic) return value.json;
  const number = numeric(value);
  return number ?? (typeof value === "boolean" ? value : textOf(value));
}

/** `arg_max(x, *)` or `arg_max(x, a, b)`: the row with the highest x, as columns. Of several with the same, one that suits nobody: the last. */
export function argMax(
  node: Node,
  names: Names,
): { readonly columns: readonly (readonly [string, string])[] | "all"; readonly best: (group: Group) => Row | undefined } {
  const args = itemsOf(child(node, 1));
  const [of] = args;
  if (!of) throw new Error("arg_max of nothing");
  const by = compile(of, names);
  const isAll = args.some((argument) => kindOf(argument) === "StarExpression");
  return {
    columns: isAll ? "all" : args.map((argument) => [nameOf(argument), typeOf(argument)] as const),
    best: ({ rows, nowMs }) => {
      let best: Row | undefined;
      let highest: Value = null;
      for (const [index, row] of rows.entries()) {
        const place: Place = { row, rows, index, nowMs };
        const value = by(place);
        if (value === null || (highest !== null && compareForSort(value, highest) < 0)) continue;
        highest = value;
        best = row;
      }
      return best;
    },
  };
}
