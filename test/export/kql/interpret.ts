/** Runs a printed Kusto query over rows: the oracle of the exporter. Reads the text through Microsoft's parser and binder. */
import { type Compiled, compile, literal, type Names, type UserFunction } from "./expressions.ts";
import { bind, type Bound, type Tables } from "./kusto.ts";
import { applyOperator, type Column, type Context, type Table } from "./operators.ts";
import { child, childrenOf, itemsOf, kindOf, nameOf, type Node, textOf } from "./syntax.ts";
import { type Json, stored, type Value } from "./values.ts";

export type Stored = ReadonlyMap<string, readonly ReadonlyMap<string, Json>[]>;
/** A bound query, and of each table the columns whose names occur in it. */
export type Prepared = { readonly bound: Bound; readonly tables: Tables };

const preparedOver = new WeakMap<Tables, Map<string, Prepared>>();

/** Binds each query once; throws where Microsoft's binder has anything to say. */
export function prepare(query: string, tables: Tables): Prepared {
  const known = preparedOver.get(tables) ?? new Map<string, Prepared>();
  preparedOver.set(tables, known);
  const prepared = known.get(query) ?? { bound: bind(query, tables), tables: named(tables, query) };
  known.set(query, prepared);
  const { problems } = prepared.bound;
  if (problems.length > 0) throw new Error(`${problems.join("\n")}\n${query}`);
  return prepared;
}

/** Without the columns that the query cannot read: most of a wide table, and each row would be filled with them. */
function named(tables: Tables, query: string): Tables {
  const words = new Set(query.match(/[A-Za-z0-9_]+/g));
  const isRead = (column: string): boolean => (column.match(/[A-Za-z0-9_]+/g) ?? []).every((word) => words.has(word));
  return new Map([...tables].map(([name, columns]) => [name, new Map([...columns].filter(([column]) => isRead(column)))]));
}

/** The answer over stored rows at a time. Watchlists are tables of their name. */
export function run({ bound, tables }: Prepared, rows: Stored, nowMs: number): Table {
  const lets = new Map<string, Table>();
  const functions = new Map<string, UserFunction>();
  const base = new Map([...tables].map(([name, columns]) => [name, tableOf(columns, rows.get(name) ?? [])] as const));
  const names: Names = { scalars: new Map(), functions, sorted: false, column: (node) => firstColumn(tableFrom(node)) };
  const context: Context = { names, nowMs, table: (node) => tableFrom(node) };
  let answer: Table | undefined;
  for (const statement of itemsOf(bound.syntax)) {
    const inner = kindOf(statement) === "LetStatement" || kindOf(statement) === "ExpressionStatement" ? statement : child(statement, 0);
    if (kindOf(inner) === "LetStatement") declare(inner);
    else answer = tableFrom(child(inner, 0));
  }
  if (!answer) throw new Error("a query without an answer");
  return answer;

  function declare(node: Node): void {
    const name = nameOf(child(node, 1));
    const value = child(node, 3);
    if (kindOf(value) === "FunctionDeclaration") functions.set(name, userFunction(value, names));
    else lets.set(name, tableFrom(value));
  }

  function tableFrom(node: Node): Table {
    switch (kindOf(node)) {
      case "ParenthesizedExpression":
        return tableFrom(child(node, 1));
      case "DataTableExpression":
        return dataTable(node);
      case "MaterializeExpression":
        return tableFrom(child(node, 2));
      case "PipeExpression": {
        const left = child(node, 0);
        return applyOperator(child(node, 2), tableFrom(left), context, isSorted(left));
      }
      case "NameReference": {
        const name = nameOf(node);
        const table = lets.get(name) ?? base.get(name);
        if (!table) throw new Error(`no table ${name}`);
        return table;
      }
      case "UnionOperator":
        return unionOf(itemsOf(node).map(tableFrom));
      case "FunctionCallExpression": {
        const list = base.get(String(itemsOf(child(node, 1))[0]?.LiteralValue));
        return list ?? { columns: [{ name: "SearchKey", type: "string" }], rows: [] };
      }
      default:
        throw new Error(`no table: ${kindOf(node)}`);
    }
  }
}

/** Whether rows come in an order: `sort`, and what keeps it. */
function isSorted(node: Node): boolean {
  if (kindOf(node) !== "PipeExpression") return false;
  const operator = kindOf(child(node, 2));
  if (operator === "SortOperator") return true;
  return ["FilterOperator", "ExtendOperator", "ProjectAwayOperator"].includes(operator) && isSorted(child(node, 0));
}

/** `datatable(a: string, …) [ value, … ]`: the values row by row. */
function dataTable(node: Node): Table {
  const [schema, values] = ["RowSchema", "List"].map((kind) => childrenOf(node).findLast((part) => kindOf(part) === kind));
  if (!schema || !values) throw new Error("a datatable of another form");
  const columns = itemsOf(schema).map((one): Column => ({ name: nameOf(child(one, 0)), type: textOf(child(one, 2)) }));
  const cells = itemsOf(values).map(literal);
  const rows = Array.from({ length: cells.length / columns.length }, (_, row) =>
    Object.fromEntries(columns.map(({ name }, at) => [name, cells[row * columns.length + at] ?? null])),
  );
  return { columns, rows };
}

function tableOf(columns: ReadonlyMap<string, string>, rows: readonly ReadonlyMap<string, Json>[]): Table {
  const shape: readonly Column[] = [...columns].map(([name, type]) => ({ name, type }));
  return {
    columns: shape,
    rows: rows.map((row) => Object.fromEntries(shape.map(({ name, type }) => [name, stored(row.get(name), type)]))),
  };
}

function unionOf(parts: readonly Table[]): Table {
  const columns = new Map(parts.flatMap((part) => part.columns.map((column) => [column.name, column] as const)));
  const shape = [...columns.values()];
  const rows = parts.flatMap((part) =>
    part.rows.map((row) =>
      Object.fromEntries(shape.map(({ name, type }) => [name, Object.hasOwn(row, name) ? (row[name] ?? null) : stored(undefined, type)])),
    ),
  );
  return { columns: shape, rows };
}

function firstColumn(table: Table): readonly Value[] {
  const [first] = table.columns;
  return first ? table.rows.map((row) => row[first.name] ?? null) : [];
}

/** `(a: string) { let b = …; expression }`. */
function userFunction(node: Node, names: Names): UserFunction {
  const parts = childrenOf(node);
  const parameters = parts.find((part) => kindOf(part) === "FunctionParameters");
  const body = parts.find((part) => kindOf(part) === "FunctionBody");
  if (!parameters || !body) throw new Error("a function of another form");
  const params = itemsOf(parameters).map((one) => nameOf(child(child(one, 0), 0)));
  const locals: { readonly name: string; readonly value: Compiled }[] = [];
  for (const statement of itemsOf(body)) {
    const inner = kindOf(statement) === "LetStatement" ? statement : child(statement, 0);
    locals.push({ name: nameOf(child(inner, 1)), value: compile(child(inner, 3), names) });
  }
  const result = childrenOf(body).find((part) => kindOf(part).endsWith("Expression") || kindOf(part) === "NameReference");
  if (!result) throw new Error("a function without a value");
  const value = compile(result, names);
  return {
    params,
    body: (args, place) => {
      let row = Object.fromEntries(params.map((name, index) => [name, args[index] ?? null]));
      for (const local of locals) row = { ...row, [local.name]: local.value({ ...place, row, rows: [row], index: 0 }) };
      return value({ ...place, row, rows: [row], index: 0 });
    },
  };
}
