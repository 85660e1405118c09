/** Microsoft's own parser and binder of Kusto: what is wrong with a query over declared tables, what it answers, and its syntax tree. */
import { createRequire } from "node:module";
import type { FieldKind, Mapping } from "../../../src/schema/mapping.ts";
import { printName } from "../../../src/targets/kql/print.ts";

/** The package defines globals and has no types of its own that load beside ours; here is what is used of it. */
type Bridge = {
  readonly Kusto: {
    readonly Language: {
      readonly Symbols: {
        readonly TableSymbol: { From(columns: string): { WithName(name: string): unknown } };
        readonly DatabaseSymbol: { readonly ctor: new (name: string, members: unknown) => unknown };
        readonly Symbol: unknown;
      };
      readonly KustoCode: { ParseAndAnalyze(text: string, globals: unknown): KustoCode };
      readonly Parsing: { readonly QueryGrammar: { From: (globals: unknown) => { readonly QueryBlock: null } } };
      readonly GlobalState: { readonly Default: { WithDatabase(database: unknown): unknown } };
      readonly Syntax: { readonly SyntaxKind: Readonly<Record<string, unknown>> };
    };
  };
  readonly System: { readonly Array: { init(items: readonly unknown[], type: unknown): unknown } };
};
type Listed<T> = { readonly Count: number; getItem(index: number): T };
type KustoCode = {
  GetDiagnostics(): Listed<{
    readonly Code: string;
    readonly Severity: string;
    readonly Start: number;
    readonly Length: number;
    readonly Message: string;
  }>;
  readonly ResultType: { readonly Columns: Listed<{ readonly Name: string; readonly Type: { readonly Name: string } }> | null } | null;
  readonly Syntax: SyntaxElement;
};

/** A node or token of the syntax tree, as far as the interpreter reads it. */
export type SyntaxElement = {
  readonly Kind: number;
  readonly ChildCount: number;
  GetChild(index: number): SyntaxElement | null;
  readonly Text?: string;
  readonly IsToken: boolean;
  readonly NameOfKind?: string;
  readonly LiteralValue?: unknown;
  readonly ValueText?: string;
  ToString(mode?: number): string;
};

let loaded: Bridge | undefined;

function bridge(): Bridge {
  if (!loaded) {
    const load = createRequire(import.meta.url);
    load("@kusto/language-service-next/bridge.min.js");
    load("@kusto/language-service-next/Kusto.Language.Bridge.min.js");
    loaded = globalThis as unknown as Bridge; // what the two files define
    // The grammar of the editor's completions: a second of work that neither the parser nor the binder reads.
    loaded.Kusto.Language.Parsing.QueryGrammar.From = () => ({ QueryBlock: null });
  }
  return loaded;
}

export type Bound = {
  readonly problems: readonly string[];
  /** Name and Kusto type of each column of the answer. */
  readonly columns: readonly (readonly [string, string])[];
  readonly syntax: SyntaxElement;
};

export type Tables = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What the binder knows of tables; made once for each set of them, since it keeps what it has worked out. */
const globalsOf = new WeakMap<Tables, unknown>();

function globals(tables: Tables): unknown {
  const known = globalsOf.get(tables);
  if (known) return known;
  const { Kusto, System } = bridge();
  const { Symbols } = Kusto.Language;
  const symbols = [...tables].map(([name, columns]) => {
    const written = [...columns].map(([column, type]) => `${printName(column)}: ${type}`).join(", ");
    return Symbols.TableSymbol.From(`(${written})`).WithName(name);
  });
  const database = new Symbols.DatabaseSymbol.ctor("db", System.Array.init(symbols, Symbols.Symbol));
  const made = Kusto.Language.GlobalState.Default.WithDatabase(database);
  globalsOf.set(tables, made);
  return made;
}

/** Parses and binds a query over tables given by their columns and types. Watchlists of Sentinel are known. */
export function bind(query: string, tables: Tables): Bound {
  const { Kusto } = bridge();
  const text = query.includes("_GetWatchlist(") ? `let _GetWatchlist=(alias:string){datatable(SearchKey:string)[]};\n${query}` : query;
  const code = Kusto.Language.KustoCode.ParseAndAnalyze(text, globals(tables));
  const problems = listed(code.GetDiagnostics()).map(
    ({ Code, Message, Start, Length }) => `${Code} ${Message}: ${text.slice(Start, Start + Length)}`,
  );
  const columns = code.ResultType?.Columns ? listed(code.ResultType.Columns).map(({ Name, Type }) => [Name, Type.Name] as const) : [];
  return { problems, columns, syntax: code.Syntax };
}

function listed<T>(items: Listed<T>): readonly T[] {
  return Array.from({ length: items.Count }, (_, index) => items.getItem(index));
}

const types: Readonly<Record<FieldKind, string>> = {
  keyword: "string",
  wildcard: "string",
  text: "string",
  ip: "string",
  number: "real",
  duration: "real",
  boolean: "bool",
  time: "datetime",
  list: "dynamic",
  json: "dynamic",
};

const tablesByMapping = new WeakMap<Mapping, Tables>();
const tablesByShape = new Map<string, Tables>();

/** Every source of a mapping with all of its columns; the same object for mappings of the same columns. */
export function tablesOf(mapping: Mapping): Tables {
  const known = tablesByMapping.get(mapping);
  if (known) return known;
  const tables = interned(declaredTables(mapping));
  tablesByMapping.set(mapping, tables);
  return tables;
}

/** The same object for tables of the same names and columns. */
export function interned(tables: Tables): Tables {
  const shape = JSON.stringify([...tables].map(([name, columns]) => [name, ...columns]));
  const known = tablesByShape.get(shape) ?? tables;
  tablesByShape.set(shape, known);
  return known;
}

function declaredTables(mapping: Mapping): Tables {
  const columns = new Map<string, string>();
  for (const [path, { column, kind }] of mapping.fields) if (!path.endsWith(".*")) columns.set(column, types[kind]);
  columns.set(mapping.time, "datetime");
  columns.set(mapping.id, "string");
  if (mapping.ties.kind === "sequence") columns.set(mapping.ties.column, "long");
  const tables = new Map<string, ReadonlyMap<string, string>>();
  for (const { source, where } of mapping.events.values()) {
    const own = new Map(columns);
    for (const [column] of where) own.set(column, "string");
    tables.set(source, own);
  }
  return tables;
}

/** Name of a syntax kind. */
export function kindName(element: SyntaxElement): string {
  kinds ??= new Map(
    Object.entries(bridge().Kusto.Language.Syntax.SyntaxKind).flatMap(([name, kind]) => (typeof kind === "number" ? [[kind, name]] : [])),
  );
  return kinds.get(element.Kind) ?? String(element.Kind);
}

let kinds: Map<number, string> | undefined;
