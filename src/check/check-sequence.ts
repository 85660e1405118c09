/** SEQUENCE and TOGETHER: steps in order or in any order, with absences between and after (grammar.md 34, 35). */
import type { Predicate, Term } from "../ir/plan.ts";
import type { Absence, Sequence, Step, Together } from "../ir/state.ts";
import type * as ast from "../syntax/ast.ts";
import { constantDuration, constantNumber } from "./constants.ts";
import { report } from "./diagnostics.ts";
import { viewOfEvents } from "./event-types.ts";
import { stateIdOf } from "./state-id.ts";
import { type Bound, type Env, type EventView, noFacts } from "./scope.ts";
import { bindingsRead } from "../ir/walk.ts";

type Checked = { readonly condition: Sequence | Together; readonly completing: EventView };

/** The plan of a sequence and the view of the event that completes it; undefined after a reported mistake. */
export function checkSequence(node: ast.Sequence | ast.Together, env: Env): Checked | undefined {
  const withinMs = node.within ? constantDuration(node.within, "WITHIN", env) : undefined;
  const steps: Step[] = [];
  const bindings = new Map<string, Bound>(env.bindings);
  const views: EventView[] = [];
  let absences: Absence[] = [];
  let after: (Absence & { withinMs: number }) | undefined;
  let broken = withinMs === undefined;
  for (const [index, item] of node.items.entries()) {
    const view = viewOfEvents(item.from, env.project);
    if (!view) {
      broken = true;
      continue;
    }
    const isTogether = node.kind === "together";
    const inner: Env = { ...env, view, from: view, facts: noFacts, bindings: isTogether ? env.bindings : bindings };
    const parts = checkItem(node, item, inner);
    broken ||= parts.by.some((key) => key.type.kind === "poison");
    if (item.kind === "absent") {
      const absence: Absence = { ...parts, reads: readsOf(parts.where, bindings), span: item.span };
      if (index === node.items.length - 1) {
        const limit = item.within ? constantDuration(item.within, "WITHIN", env) : undefined;
        if (limit === undefined) broken = true;
        else after = { ...absence, withinMs: limit };
      } else absences.push(absence);
      continue;
    }
    const step = checkStep(item, parts, absences, bindings, inner);
    if (step) steps.push(step);
    else broken = true;
    absences = [];
    views.push(view);
    checkStepName(item, env, bindings);
    bindings.set(item.name.name, { kind: "step", view });
  }
  const completing = views.at(-1);
  if (broken || !completing || withinMs === undefined || steps.length === 0) return undefined;
  const shared = { withinMs, steps, span: node.span };
  if (node.kind === "together") {
    const all = { ...completing, types: [...new Set(views.flatMap((view) => view.types))] };
    return { condition: { kind: "together", id: stateIdOf({ kind: "together", ...shared }), ...shared }, completing: all };
  }
  const sequence = { kind: "sequence" as const, ...shared, ...(after ? { absentAfter: after } : {}) };
  return { condition: { ...sequence, id: stateIdOf(sequence) }, completing };
}

type Parts = { readonly events: readonly string[]; readonly where?: Predicate; readonly by: readonly Term[] };

function checkItem(node: ast.Sequence | ast.Together, item: ast.Step | ast.Absent, env: Env): Parts {
  const where = item.where ? env.check.condition(item.where, env) : undefined;
  const by = (node.by ?? []).map((key) => env.check.term(key, { ...env, bindings: new Map(), noState: "in BY" }));
  return { events: env.view?.types ?? [], ...(where ? { where } : {}), by };
}

function checkStep(
  item: ast.Step,
  parts: Parts,
  absentBefore: readonly Absence[],
  bindings: ReadonlyMap<string, Bound>,
  env: Env,
): Step | undefined {
  const repeat = item.repeat ? constantNumber(item.repeat, "REPEAT", env) : 1;
  const gapMs = item.within ? constantDuration(item.within, "WITHIN", env) : undefined;
  if (repeat === undefined || (item.within && gapMs === undefined)) return undefined;
  if (repeat > repeatMax) {
    env.project.report(report.nonPositive(item.repeat?.span ?? item.span, { what: "REPEAT", expected: `at most ${repeatMax}` }));
    return undefined;
  }
  return {
    name: item.name.name,
    ...parts,
    repeat,
    ...(gapMs === undefined ? {} : { gapMs }),
    absentBefore,
    reads: readsOf(parts.where, bindings),
    span: item.span,
  };
}

const repeatMax = 1000;

function readsOf(where: Predicate | undefined, bindings: ReadonlyMap<string, Bound>): string[] {
  if (!where) return [];
  return [...bindingsRead(where)].filter((name) => bindings.get(name)?.kind === "step");
}

function checkStepName(item: ast.Step, env: Env, bindings: ReadonlyMap<string, Bound>): void {
  const { name } = item.name;
  const taken = bindings.has(name)
    ? "another step"
    : env.scope.names.has(name)
      ? "something in this file"
      : [...env.project.model.types.values()].some((type) => type.record.fields.has(name))
        ? "a field"
        : undefined;
  if (taken) env.project.report(report.shadowedField(item.name.span, { name, what: taken }));
}
