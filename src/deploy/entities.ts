/** Who and what an alert is about, as columns of the exported query: what SIEMs call entities, risk objects or groups. */
import type { Term } from "../ir/plan.ts";
import type { RulePlan } from "../ir/plan.ts";
import { walkCondition, walkTerm } from "../ir/walk.ts";
import type { ResultColumn, Written } from "../export/outcome.ts";

export type EntityKind = "user" | "address" | "system" | "other";
export type Entity = { readonly kind: EntityKind; readonly column: string; readonly path: string };

const kinds: Readonly<Record<string, EntityKind>> = {
  "user.id": "user",
  "auth.ip": "address",
  "infra_access.ip": "address",
  ai_system_id: "system",
  "infra_access.resource": "system",
  "session.id": "other",
  "agent.id": "other",
};

/** Entities among the columns of the answer, users first. */
export function entitiesOf(query: Written): readonly Entity[] {
  const order: readonly EntityKind[] = ["user", "address", "system", "other"];
  return query.columns.flatMap((column) => entityOf(column) ?? []).sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

function entityOf({ column, path }: ResultColumn): Entity | undefined {
  const name = path?.join(".");
  const kind = name !== undefined && Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  return kind === undefined || name === undefined ? undefined : { kind, column, path: name };
}

/** The columns that SUPPRESS groups by; undefined where one of its keys is no column of the answer. Without a key: none. */
export function suppressColumns(rule: RulePlan, query: Written): readonly string[] | undefined {
  const columns = (rule.suppress?.by ?? []).map((term) => columnOf(term, query));
  return columns.every((column) => column !== undefined) ? columns : undefined;
}

function columnOf(term: Term, query: Written): string | undefined {
  if (term.kind !== "field") return undefined;
  const name = term.path.join(".");
  return query.columns.find(({ path }) => path?.join(".") === name)?.column;
}

/** Paths that the rule reads and that are columns of the answer, in the order of the columns: what an analyst sees first. */
export function detailColumns(rule: RulePlan, query: Written): readonly ResultColumn[] {
  const read = new Set<string>();
  const note = { term: (node: Term) => void (node.kind === "field" && read.add(node.path.join("."))) };
  walkCondition(rule.condition, note);
  for (const term of rule.suppress?.by ?? []) walkTerm(term, note);
  return query.columns.filter(({ path }) => path !== undefined && read.has(path.join(".")));
}
