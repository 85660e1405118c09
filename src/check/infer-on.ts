/** The event types of a rule without ON: all that have every event field its condition reads (language.md §4). */
import { fieldAt, isInAny } from "../schema/event-type.ts";
import type { Span } from "../source/span.ts";
import type { Argument, Expr } from "../syntax/ast.ts";
import { childrenOf } from "../syntax/walk.ts";
import { pathOf } from "./check-path.ts";
import { report } from "./diagnostics.ts";
import { viewOfAny, viewOfTypes } from "./event-view.ts";
import { type EventView, type ModuleScope, type Project, showPath } from "./scope.ts";

type Read = { readonly path: readonly string[]; readonly span: Span };

/** The view of the inferred types; reports and gives undefined where no type has all the fields. */
export function inferView(condition: Expr, scope: ModuleScope, project: Project): EventView | undefined {
  const reads: Read[] = [];
  collect(condition, { scope, project, bound: new Set(), seen: new Set() }, reads);
  const types = [...project.model.types.values()];
  // Shared context does not count, and a root that no type has is left for the checker to report.
  const own = reads.filter((read) => types.some((type) => type.ownFields.has(read.path[0] ?? "")));
  if (own.length === 0) return viewOfAny(project.model);
  const candidates = types.filter((type) => own.every((read) => type.ownFields.has(read.path[0] ?? "")));
  const common = candidates.some(isInAny) ? candidates.filter(isInAny) : candidates;
  if (common.length === 0) {
    const shown = [...new Map(own.map((read) => [showPath(read.path), read])).values()];
    const fields = shown.map((read) => `\`${showPath(read.path)}\``).join(", ");
    const labels = shown.slice(0, 6).map((read) => ({ span: read.span, text: ownersOf(read, project) }));
    project.report(report.noCommonEventType(condition.span, { fields }, { labels }));
    return undefined;
  }
  const complete = common.filter((type) =>
    own.every((read) => fieldAt(type.record, read.path) !== undefined || type.record.open || isOpenBelow(type.record, read.path)),
  );
  return viewOfTypes(
    project.model,
    (complete.length > 0 ? complete : common).map((type) => type.name),
  );
}

function ownersOf(read: Read, project: Project): string {
  const owners = [...project.model.types.values()].filter((type) => type.ownFields.has(read.path[0] ?? "")).map((type) => type.name);
  return `a field of ${owners.join(", ")}`;
}

/** Whether some prefix of the path is an open record, a list or `any`, below which every key may occur. */
function isOpenBelow(record: EventView["record"], path: readonly string[]): boolean {
  for (let length = 1; length < path.length; length++) {
    const field = fieldAt(record, path.slice(0, length));
    if (!field) return false;
    if (field.type.kind === "any" || field.type.kind === "list" || (field.type.kind === "record" && field.type.open)) return true;
  }
  return false;
}

type Walk = {
  readonly scope: ModuleScope;
  readonly project: Project;
  readonly bound: ReadonlySet<string>;
  readonly seen: ReadonlySet<string>;
};

function collect(expr: Expr, walk: Walk, reads: Read[]): void {
  const path = pathOf(expr);
  if (path) {
    const { name } = path.root;
    const isLocal = !path.root.quoted && (walk.bound.has(name) || walk.scope.names.has(name));
    if (!isLocal)
      reads.push({ path: [name, ...path.accesses.flatMap((access) => (access.kind === "key" ? [access.key] : []))], span: path.span });
    return;
  }
  switch (expr.kind) {
    case "quantifier":
      collect(expr.list, walk, reads);
      return collect(expr.body, { ...walk, bound: new Set([...walk.bound, expr.variable.name]) }, reads);
    case "call":
      return collectCall(expr.name.name, expr.args, walk, reads);
    case "state":
    case "seen-in":
      // With a FROM of its own, only the key is read on the event in hand.
      if (expr.kind === "seen-in") collect(expr.value, walk, reads);
      for (const key of expr.by ?? []) collect(key, walk, reads);
      if (expr.from) return;
      if (expr.kind === "seen-in") collect(expr.of, walk, reads);
      else if (expr.value) collect(expr.value, walk, reads);
      if (expr.where) collect(expr.where, walk, reads);
      return;
    default:
      for (const child of childrenOf(expr)) collect(child, walk, reads);
  }
}

function collectCall(name: string, args: readonly Argument[], walk: Walk, reads: Read[]): void {
  for (const argument of args) collect(argument.value, walk, reads);
  const entity = walk.scope.names.get(name);
  if (entity?.kind !== "define" || walk.seen.has(`${entity.home}\n${name}`)) return;
  const home = walk.project.modules.get(entity.home);
  if (!home) return;
  const bound = new Set(entity.declaration.params.map((param) => param.name.name));
  collect(entity.declaration.body, { ...walk, scope: home, bound, seen: new Set([...walk.seen, `${entity.home}\n${name}`]) }, reads);
}
