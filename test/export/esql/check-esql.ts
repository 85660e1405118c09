/**
 * Types of a query by Elastic's published definitions: every function and operator has a signature for what it is given, aggregates stand in STATS alone,
 * each column exists where it is read, commands exist. Answers what it finds wrong, and which preview features are used.
 */
import { commandDefinitions } from "@elastic/esql-definitions/commands";
import { functionDefinitions } from "@elastic/esql-definitions/functions";
import { operatorDefinitions } from "@elastic/esql-definitions/operators";
import type { Named, Node, Stage } from "./syntax.ts";

export type Checked = {
  readonly errors: readonly string[];
  readonly previews: ReadonlySet<string>;
  readonly columns: ReadonlyMap<string, string>;
};

type Definition = {
  readonly name: string;
  readonly type?: string;
  readonly operator?: string;
  readonly preview?: boolean;
  readonly snapshotOnly?: boolean;
  readonly signatures: readonly {
    readonly params: readonly { readonly type: string; readonly optional?: boolean }[];
    readonly variadic?: boolean;
    readonly returnType: string;
  }[];
};
// The package types its data loosely; what is read of it is checked by use.
const functions = new Map((functionDefinitions as unknown as readonly Definition[]).map((each) => [each.name.toUpperCase(), each]));
const operators = new Map((operatorDefinitions as unknown as readonly Definition[]).map((each) => [each.operator ?? each.name, each]));
const commands = new Set((commandDefinitions as unknown as readonly { readonly name: string }[]).map(({ name }) => name));

const commandNames: Readonly<Record<Stage["kind"], string | undefined>> = {
  from: undefined,
  row: undefined,
  where: "where",
  eval: "eval",
  stats: "stats",
  "inline-stats": "inline_stats",
  "mv-expand": "mv_expand",
  "lookup-join": "lookup_join",
  keep: "keep",
  limit: "limit",
};
/** Elastic, "INLINE STATS": preview since 9.2. The definitions do not flag commands. */
const previewCommands = new Set(["inline-stats"]);

export function checkEsql(
  stages: readonly Stage[],
  table: ReadonlyMap<string, string>,
  lookups: ReadonlyMap<string, readonly string[]> = new Map(),
): Checked {
  const checker = new Checker(lookups);
  let columns: ReadonlyMap<string, string> = new Map();
  for (const stage of stages) {
    const name = commandNames[stage.kind];
    if (name !== undefined && !commands.has(name)) checker.errors.push(`no command ${name}`);
    if (previewCommands.has(stage.kind)) checker.previews.add(stage.kind);
    columns = checker.after(stage, columns, table);
  }
  return { errors: checker.errors, previews: checker.previews, columns };
}

const metadataTypes: ReadonlyMap<string, string> = new Map([
  ["_id", "keyword"],
  ["_index", "keyword"],
  ["_version", "long"],
]);

class Checker {
  readonly errors: string[] = [];
  readonly previews = new Set<string>();
  readonly #lookups: ReadonlyMap<string, readonly string[]>;
  constructor(lookups: ReadonlyMap<string, readonly string[]>) {
    this.#lookups = lookups;
  }

  after(stage: Stage, columns: ReadonlyMap<string, string>, table: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    switch (stage.kind) {
      case "from":
        return new Map([
          ...table,
          ...stage.metadata.map((name) => [name, metadataTypes.get(name) ?? this.#fail(`no metadata ${name}`)] as const),
        ]);
      case "row":
      case "eval": {
        const next = new Map(columns);
        for (const { name, value } of stage.columns) next.set(name, this.#type(value, next, "row"));
        return next;
      }
      case "where":
        this.#boolean(stage.condition, columns, "row");
        return columns;
      case "stats":
      case "inline-stats": {
        const keys = stage.by.map((name) => [name, this.#column(name, columns)] as const);
        const made = stage.aggregations.map((each) => [each.name, this.#aggregation(each, columns)] as const);
        return stage.kind === "stats" ? new Map([...made, ...keys]) : new Map([...columns, ...made]);
      }
      case "mv-expand":
        this.#column(stage.column, columns);
        return columns;
      case "lookup-join": {
        const has = this.#lookups.get(stage.index);
        if (!has) this.errors.push(`no lookup index ${stage.index}`);
        if (this.#column(stage.on, columns) !== "keyword" || !has?.includes(stage.on)) this.errors.push(`cannot join on ${stage.on}`);
        return new Map([...columns, ...(has ?? []).map((name) => [name, "keyword"] as const)]);
      }
      case "keep":
        return new Map(stage.columns.map((name) => [name, this.#column(name, columns)]));
      case "limit":
        return columns;
    }
  }

  #fail(error: string): string {
    this.errors.push(error);
    return "error";
  }
  #column(name: string, columns: ReadonlyMap<string, string>): string {
    return columns.get(name) ?? this.#fail(`unknown column ${name}`);
  }
  #aggregation({ value, where }: Named, columns: ReadonlyMap<string, string>): string {
    if (where) this.#boolean(where, columns, "row");
    if (!hasAggregate(value)) this.errors.push("no aggregate in STATS");
    return this.#type(value, columns, "stats");
  }
  #boolean(node: Node, columns: ReadonlyMap<string, string>, place: "row" | "stats"): string {
    const type = this.#type(node, columns, place);
    if (type !== "boolean" && type !== "error") this.errors.push(`a ${type} where a condition is wanted`);
    return "boolean";
  }

  #type(node: Node, columns: ReadonlyMap<string, string>, place: "row" | "stats"): string {
    switch (node.kind) {
      case "column":
        return this.#column(node.name, columns);
      case "string":
        return "keyword";
      case "number":
        return node.whole ? (node.value <= 0x7fffffff ? "integer" : "long") : "double";
      case "boolean":
        return "boolean";
      case "null":
        return "null";
      case "span":
        return node.milliseconds % 86_400_000 === 0 ? "date_period" : "time_duration";
      case "star":
        return "star";
      case "list": {
        const types = new Set(node.items.map((item) => this.#type(item, columns, place)));
        return types.size === 1 ? ([...types][0] ?? "null") : this.#fail("a list of several types");
      }
      case "call":
        return this.#call(node.name, node.args, columns, place);
      case "operator":
        return this.#signature(operators.get(node.operator), [node.left, node.right], columns, place, node.operator);
      case "negative":
        return this.#type(node.of, columns, place);
      case "in": {
        const of = this.#type(node.of, columns, place);
        for (const value of node.values) {
          const type = this.#type(value, columns, place);
          if (!isComparable(of, type, value)) this.errors.push(`IN of ${of} and ${type}`);
        }
        return "boolean";
      }
      case "like":
      case "rlike":
        this.#checkPatterns(node);
        return this.#signature(operators.get(node.kind.toUpperCase()), [node.of, ...node.values], columns, place, node.kind);
      case "is-null":
        this.#type(node.of, columns, place);
        return "boolean";
      case "not":
        return this.#boolean(node.of, columns, place);
      case "and":
      case "or":
        for (const part of node.parts) this.#boolean(part, columns, place);
        return "boolean";
    }
  }

  /** What Elasticsearch makes of a list of patterns, and of patterns on a column in lower case (see `lowered.ts`, `patterns.ts`). */
  #checkPatterns({ kind, of, values }: Extract<Node, { readonly kind: "in" | "like" | "rlike" }>): void {
    const patterns = values.map((value) => (value.kind === "string" ? value.value : ""));
    const isLowered = of.kind === "call" && of.name === "TO_LOWER";
    if (isLowered && patterns.some((pattern) => pattern !== pattern.toLowerCase())) this.errors.push("TO_LOWER is never like a capital");
    const classes = patterns.flatMap((pattern) => pattern.replace(/\\./gsu, "").match(/\[[^\]]*\]/gu) ?? []);
    if (isLowered && kind === "rlike" && classes.some((one) => /\p{L}/u.test(one)))
      this.errors.push("TO_LOWER(…) RLIKE with letters in a class");
    if (kind === "rlike" && patterns.length > 1) this.errors.push("RLIKE with a list, whose automaton may be too large");
    const anywhere = patterns.filter((pattern) => pattern.startsWith("*") && pattern.endsWith("*"));
    if (kind === "like" && anywhere.length > 8) this.errors.push("LIKE with a list whose automaton is too large");
  }

  #call(name: string, args: readonly Node[], columns: ReadonlyMap<string, string>, place: "row" | "stats"): string {
    const definition = functions.get(name);
    if (!definition || definition.snapshotOnly) return this.#fail(`no function ${name}`);
    if (definition.preview) this.previews.add(name);
    const isAggregate = definition.type === "agg";
    if (isAggregate && place === "row") return this.#fail(`the aggregate ${name} outside of STATS`);
    if (name === "COUNT" && args[0]?.kind === "star") return "long";
    if (name === "CASE" || name === "COALESCE") return this.#alternatives(name, args, columns, place);
    return this.#signature(definition, args, columns, isAggregate ? "row" : place, name);
  }

  /** Their published signatures name the first arguments only. */
  #alternatives(name: string, args: readonly Node[], columns: ReadonlyMap<string, string>, place: "row" | "stats"): string {
    const types = args.map((arg) => this.#type(arg, columns, place));
    const values = name === "COALESCE" ? types : types.filter((_, index) => index % 2 === 1 || index === types.length - 1);
    if (name === "CASE" && types.some((type, index) => index % 2 === 0 && index < types.length - 1 && type !== "boolean"))
      this.errors.push("CASE of no condition");
    const known = new Set(values.filter((type) => type !== "null"));
    return known.size === 1 ? ([...known][0] ?? "null") : this.#fail(`${name} of ${[...known].join(" and ")}`);
  }

  #signature(
    definition: Definition | undefined,
    args: readonly Node[],
    columns: ReadonlyMap<string, string>,
    place: "row" | "stats",
    name: string,
  ): string {
    if (!definition) return this.#fail(`no definition of ${name}`);
    if (definition.preview) this.previews.add(name);
    const types = args.map((arg) => this.#type(arg, columns, place));
    if (types.includes("error")) return "error";
    const fitting = definition.signatures.find(({ params, variadic }) => {
      const needed = params.filter(({ optional }) => !optional).length;
      if (types.length < needed || (types.length > params.length && !variadic)) return false;
      return types.every((type, index) => {
        const param = params[Math.min(index, params.length - 1)];
        const arg = args[index];
        return param !== undefined && arg !== undefined && accepts(param.type, type, arg);
      });
    });
    return fitting?.returnType ?? this.#fail(`no signature of ${name} for ${types.join(", ")}`);
  }
}

/** A string literal is read as what stands beside it asks for. Elastic, "ES|QL implicit casting". */
function accepts(wanted: string, type: string, arg: Node): boolean {
  if (wanted === type || type === "null") return true;
  return arg.kind === "string" && (wanted === "date" || wanted === "ip") && type === "keyword";
}

function isComparable(left: string, right: string, value: Node): boolean {
  const numeric = new Set(["integer", "long", "double"]);
  const text = new Set(["keyword", "text"]);
  if (left === right || right === "null" || left === "error") return true;
  if ((numeric.has(left) && numeric.has(right)) || (text.has(left) && text.has(right))) return true;
  return accepts(left, right, value);
}

function hasAggregate(node: Node): boolean {
  return node.kind === "call" && (functions.get(node.name)?.type === "agg" || node.args.some(hasAggregate));
}
