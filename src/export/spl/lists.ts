/** Lists that lie beside a search, as a lookup: those that the mapping keeps there, and those too long to read. */
import type { Lowered } from "../../builtins/lowering.ts";
import { total } from "../../builtins/lowering.ts";
import { valueKind } from "../../builtins/spl/operands.ts";
import type { Term, Test } from "../../ir/plan.ts";
import { call, field } from "../../targets/spl/build.ts";
import type { Expr } from "../../targets/spl/query.ts";
import type { Polarity } from "../account.ts";
import type { Lowering } from "../context.ts";
import { operandOf } from "../term.ts";
import type { Making } from "./context.ts";

/** More values than this are a lookup. */
const inlineMax = 200;

/**
 * `field IN list` through a lookup, which heeds case and knows no wildcards unless it is told otherwise (transforms.conf, `case_sensitive_match`,
 * `match_type`). Undefined where the list is better written out.
 */
export function listTest(node: Test, polarity: Polarity, making: Making, context: Lowering<"spl">): Lowered<Expr> | undefined {
  const { object } = node;
  if (node.word !== "in-list" || node.of !== "one" || node.fold || object.kind !== "list" || making.bindings.size > 0) return undefined;
  const mapped = object.name === undefined ? undefined : making.mapping.lists.get(object.name);
  const values = textsOf(object);
  if (!values || (!mapped && values.length <= inlineMax)) return undefined;
  const subject = operandOf(node.subject, context.terms, context, polarity);
  if (!subject.ok) return subject;
  const { term, shape } = subject.query;
  if (term.kind !== "field" || valueKind(shape) !== "text") return undefined;
  const table = mapped ?? { lookup: `aidr_${(object.name ?? making.rule.id).replace(/[^A-Za-z0-9_]/g, "_")}`, column: "value" };
  making.account.lookup({ name: table.lookup, columns: [table.column], rows: values.map((value) => [value]) });
  making.account.assume({ kind: "deployed", what: `the lookup ${table.lookup}, which heeds case` });
  return total(call("isnotnull", field(lookedUp(table, term.name, making))));
}

/** The column that the lookup fills; one for each field that is looked up. */
function lookedUp(table: { readonly lookup: string; readonly column: string }, column: string, { plan }: Making): string {
  const known = plan.first.find((command) => command.kind === "lookup" && command.table === table.lookup && command.field === column);
  if (known?.kind === "lookup") return known.as;
  const as = plan.name("listed");
  plan.before({ kind: "lookup", table: table.lookup, column: table.column, field: column, as });
  return as;
}

/** Values that are all texts; undefined for every other list. */
function textsOf({ items }: Extract<Term, { readonly kind: "list" }>): readonly string[] | undefined {
  const values = new Set<string>();
  for (const item of items) {
    if (item.kind !== "literal" || typeof item.value !== "string") return undefined;
    values.add(item.value);
  }
  return [...values];
}
