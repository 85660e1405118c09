/** Tabular operators of the syntax tree as functions from tables to tables. */
import { argMax, compileReduced, type Group, isAggregate } from "./aggregates.ts";
import { type Compiled, compile, type Names, type Row } from "./expressions.ts";
import { child, childrenOf, itemsOf, kindOf, nameOf, type Node, textOf, typeOf } from "./syntax.ts";
import { compareForSort, Dynamic, fromJson, groupKey, nothingOf, passes, type TypeName, type Value } from "./values.ts";

export type Column = { readonly name: string; readonly type: TypeName };
export type Table = { readonly columns: readonly Column[]; readonly rows: readonly Row[] };
export type Context = { readonly names: Names; readonly nowMs: number; readonly table: (node: Node) => Table };

export function applyOperator(node: Node, input: Table, context: Context, sorted: boolean): Table {
  const names: Names = { ...context.names, sorted };
  switch (kindOf(node)) {
    case "FilterOperator": {
      const condition = compile(childrenOf(node).at(-1) ?? node, names);
      return { ...input, rows: mapped(input, context, condition).flatMap(([row, holds]) => (passes(holds) ? [row] : [])) };
    }
    case "ExtendOperator":
      return extended(node, input, context, names, input.columns);
    case "ProjectOperator":
      return extended(node, input, context, names, []);
    case "ProjectAwayOperator": {
      const away = new Set(itemsOf(node).map(nameOf));
      for (const name of away) if (!input.columns.some((column) => column.name === name)) throw new Error(`no column ${name} to put away`);
      return narrowed(
        input,
        input.columns.filter(({ name }) => !away.has(name)),
      );
    }
    case "DistinctOperator":
      return distinct(
        narrowed(
          input,
          itemsOf(node).map((one) => columnOf(input, nameOf(one))),
        ),
      );
    case "SummarizeOperator":
      return summarized(node, input, context, names);
    case "SortOperator":
      return sortedBy(node, input);
    case "TakeOperator":
      return { ...input, rows: input.rows.slice(0, Number(textOf(childrenOf(node).at(-1) ?? node))) };
    case "JoinOperator":
      return joined(node, input, context);
    case "MvExpandOperator":
    case "MvApplyOperator":
      return expanded(node, input, context, names);
    default:
      throw new Error(`the interpreter knows no ${kindOf(node)}`);
  }
}

function mapped(input: Table, { nowMs }: Context, of: Compiled): readonly (readonly [Row, Value])[] {
  return input.rows.map((row, index) => [row, of({ row, rows: input.rows, index, nowMs })] as const);
}

function columnOf(table: Table, name: string): Column {
  const found = table.columns.find((column) => column.name === name);
  if (!found) throw new Error(`no column ${name}`);
  return found;
}

function narrowed(table: Table, columns: readonly Column[]): Table {
  return { columns, rows: table.rows.map((row) => Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null]))) };
}

/** `a = x` or `a`; the binder says of which type. */
function namedParts(node: Node, names: Names): readonly { readonly column: Column; readonly value: Compiled; readonly node: Node }[] {
  return itemsOf(node).map((item) => {
    const isNamed = kindOf(item) === "SimpleNamedExpression";
    const value = isNamed ? child(item, 2) : item;
    return { column: { name: nameOf(isNamed ? child(item, 0) : item), type: typeOf(value) }, value: compile(value, names), node: value };
  });
}

function extended(node: Node, input: Table, context: Context, names: Names, kept: readonly Column[]): Table {
  const parts = namedParts(node, names);
  const made = new Set(parts.map(({ column }) => column.name));
  const columns = [...kept.filter(({ name }) => !made.has(name)), ...parts.map(({ column }) => column)];
  const rows = input.rows.map((row, index) => {
    const place = { row, rows: input.rows, index, nowMs: context.nowMs };
    const values = parts.map(({ column, value }) => [column.name, value(place)] as const);
    return { ...Object.fromEntries(kept.map(({ name }) => [name, row[name] ?? null])), ...Object.fromEntries(values) };
  });
  return { columns, rows };
}

function distinct(table: Table): Table {
  const seen = new Map(table.rows.map((row) => [table.columns.map(({ name }) => groupKey(row[name] ?? null)).join("\u0000"), row]));
  return { ...table, rows: [...seen.values()] };
}

function summarized(node: Node, input: Table, context: Context, names: Names): Table {
  const clause = childrenOf(node).find((part) => kindOf(part) === "SummarizeByClause");
  const keys = clause ? namedParts(clause, names) : [];
  const aggregates = itemsOf(node).map((item) => {
    const isNamed = kindOf(item) === "SimpleNamedExpression";
    const value = isNamed ? child(item, 2) : item;
    const name = isNamed ? nameOf(child(item, 0)) : undefined;
    if (name === undefined && !textOf(value).startsWith("arg_max(")) throw new Error("an aggregate without a name");
    if (!isAggregate(value)) throw new Error("no aggregate");
    return { name, value };
  });
  const groups = new Map<string, { readonly keys: readonly Value[]; readonly rows: Row[] }>();
  for (const [index, row] of input.rows.entries()) {
    const values = keys.map(({ value }) => value({ row, rows: input.rows, index, nowMs: context.nowMs }));
    const key = values.map(groupKey).join("\u0000");
    const group = groups.get(key) ?? { keys: values, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  if (keys.length === 0 && groups.size === 0) groups.set("", { keys: [], rows: [] });
  const reduced = aggregates.map(({ name, value }) =>
    name === undefined
      ? bestRow(
          value,
          names,
          input,
          keys.map(({ column }) => column.name),
        )
      : oneValue(name, value, names),
  );
  return {
    columns: [...keys.map(({ column }) => column), ...reduced.flatMap(({ columns }) => columns)],
    rows: [...groups.values()].map((group) => ({
      ...Object.fromEntries(keys.map(({ column }, index) => [column.name, group.keys[index] ?? null])),
      ...Object.assign({}, ...reduced.map(({ of }) => of({ rows: group.rows, nowMs: context.nowMs }))),
    })),
  };
}

type Reduced = { readonly columns: readonly Column[]; readonly of: (group: Group) => Row };

function oneValue(name: string, node: Node, names: Names): Reduced {
  const reduce = compileReduced(node, names);
  return { columns: [{ name, type: typeOf(node) }], of: (group) => ({ [name]: reduce(group) }) };
}

function bestRow(node: Node, names: Names, input: Table, keys: readonly string[]): Reduced {
  const { columns, best } = argMax(node, names);
  const kept =
    columns === "all" ? input.columns.filter(({ name }) => !keys.includes(name)) : columns.map(([name, type]) => ({ name, type }));
  return {
    columns: kept,
    of: (group) => {
      const row = best(group);
      return Object.fromEntries(kept.map(({ name, type }) => [name, row ? (row[name] ?? null) : nothingOf(type)]));
    },
  };
}

/** Every key must say its direction: the default is descending. */
function sortedBy(node: Node, input: Table): Table {
  const keys = itemsOf(node).map((item) => {
    if (!/ asc$/.test(textOf(item))) throw new Error("a sort without asc");
    return nameOf(child(item, 0));
  });
  const rows = [...input.rows].sort((left, right) => {
    for (const key of keys) {
      const order = compareForSort(left[key] ?? null, right[key] ?? null);
      if (order !== 0) return order;
    }
    return 0;
  });
  return { ...input, rows };
}

function joined(node: Node, left: Table, context: Context): Table {
  const kind = /\bkind\s*=\s*(\w+)/.exec(textOf(node))?.[1];
  if (kind === undefined) throw new Error("a join without kind= is innerunique");
  const parts = childrenOf(node);
  const clause = parts.find((part) => kindOf(part) === "JoinOnClause");
  const source = parts.find((part) => kindOf(part) === "ParenthesizedExpression" || kindOf(part) === "NameReference");
  if (!clause || !source) throw new Error("a join of another form");
  const right = context.table(source);
  const on = itemsOf(clause).map(joinColumns);
  const keyOf = (row: Row, names: readonly string[]): string | undefined => {
    const values = names.map((name) => row[name] ?? null);
    return values.includes(null) ? undefined : values.map(groupKey).join("\u0000");
  };
  const index = new Map<string, Row[]>();
  for (const row of right.rows) {
    const key = keyOf(
      row,
      on.map(([, name]) => name),
    );
    if (key !== undefined) index.set(key, [...(index.get(key) ?? []), row]);
  }
  const partners = (row: Row): readonly Row[] =>
    index.get(
      keyOf(
        row,
        on.map(([name]) => name),
      ) ?? "",
    ) ?? [];
  if (kind === "leftanti") return { ...left, rows: left.rows.filter((row) => partners(row).length === 0) };
  if (kind === "leftsemi") return { ...left, rows: left.rows.filter((row) => partners(row).length > 0) };
  if (kind !== "inner" && kind !== "leftouter") throw new Error(`a join of kind ${kind}`);
  const taken = new Set(left.columns.map(({ name }) => name));
  const renamed = right.columns.map((column) => {
    let name = column.name;
    for (let count = 1; taken.has(name); count++) name = `${column.name}${count}`;
    taken.add(name);
    return { from: column.name, name, type: column.type };
  });
  const rightValues = (row: Row | undefined): Row =>
    Object.fromEntries(renamed.map(({ from, name, type }) => [name, row ? (row[from] ?? null) : nothingOf(type)]));
  const rows = left.rows.flatMap((row) => {
    const found = partners(row);
    if (found.length > 0) return found.map((other) => ({ ...row, ...rightValues(other) }));
    return kind === "leftouter" ? [{ ...row, ...rightValues(undefined) }] : [];
  });
  return { columns: [...left.columns, ...renamed.map(({ name, type }) => ({ name, type }))], rows };
}

/** `a`, or `$left.a == $right.b`. */
function joinColumns(node: Node): readonly [string, string] {
  if (kindOf(node) === "NameReference") return [nameOf(node), nameOf(node)];
  if (kindOf(node) !== "EqualExpression") throw new Error(`a join on ${textOf(node)}`);
  return [memberName(child(node, 0)), memberName(child(node, 2))];
}

function memberName(node: Node): string {
  const last = childrenOf(node).at(-1) ?? node;
  return kindOf(node) === "ElementExpression" ? nameOf(child(last, 1)) : nameOf(last);
}

/** A row for each element; none for an empty or missing array. With a subquery, its answer for each row. */
function expanded(node: Node, input: Table, context: Context, names: Names): Table {
  const [item] = itemsOf(node);
  if (!item) throw new Error("nothing to expand");
  const named = child(item, 0);
  const variable = nameOf(child(named, 0));
  const type = /typeof\(\s*(\w+)\s*\)/.exec(textOf(item))?.[1] ?? "dynamic";
  const list = compile(child(named, 2), names);
  const outer = input.columns.filter(({ name }) => name !== variable);
  const columns: readonly Column[] = [...outer, { name: variable, type }];
  const subquery = childrenOf(node).find((part) => kindOf(part) === "MvApplySubqueryExpression");
  const operators = subquery ? operatorsOf(child(subquery, 1)) : [];
  let shape: readonly Column[] = columns;
  const rows = input.rows.flatMap((row, index) => {
    const value = list({ row, rows: input.rows, index, nowMs: context.nowMs });
    const items = value instanceof Dynamic && Array.isArray(value.json) ? value.json : [];
    const elements: readonly Row[] = items.map((json) => ({ ...row, [variable]: elementOf(json, type) }));
    if (operators.length === 0 || elements.length === 0) return operators.length === 0 ? elements : [];
    const answer = operators.reduce<Table>((table, operator) => applyOperator(operator, table, context, false), {
      columns,
      rows: elements,
    });
    shape = [...outer.filter(({ name }) => !answer.columns.some((column) => column.name === name)), ...answer.columns];
    return answer.rows.map((found) => ({ ...row, ...found }));
  });
  return { columns: shapeWithoutRows(shape, columns, operators, input, context, names), rows };
}

/** The columns of a subquery's answer are the same for every row; without a row they come from an empty run. */
function shapeWithoutRows(
  shape: readonly Column[],
  columns: readonly Column[],
  operators: readonly Node[],
  input: Table,
  context: Context,
  names: Names,
): readonly Column[] {
  if (shape !== columns || operators.length === 0) return shape;
  void names;
  const answer = operators.reduce<Table>((table, operator) => applyOperator(operator, table, context, false), { columns, rows: [] });
  return [...input.columns.filter(({ name }) => !answer.columns.some((column) => column.name === name)), ...answer.columns];
}

/** What is not of the type asked for is null. */
function elementOf(json: Parameters<typeof fromJson>[0], type: string): Value {
  if (type === "dynamic") return fromJson(json);
  if (type === "string") return typeof json === "string" ? json : "";
  if (type === "real") return typeof json === "number" ? json : null;
  if (type === "bool") return typeof json === "boolean" ? json : null;
  throw new Error(`elements of type ${type}`);
}

/** `a | b | c` from left to right. */
function operatorsOf(node: Node): readonly Node[] {
  return kindOf(node) === "PipeExpression" ? [...operatorsOf(child(node, 0)), child(node, 2)] : [node];
}
