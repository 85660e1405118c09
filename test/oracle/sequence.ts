/** SEQUENCE and TOGETHER (language.md §7) by trying every choice of past events for every step. */
import type * as ast from "../../src/syntax/ast.ts";
import { namesOf } from "./project.ts";
import type { Bound, Entry, Evaluate, Scope } from "./scope.ts";
import { keyOf, takingPart } from "./state.ts";
import { toNumber } from "./values.ts";

/** One event to choose: a step, or one of its repetitions. */
type Slot = { readonly step: ast.Step; readonly gapMs?: number; readonly absent: readonly ast.Absent[] };

/** The names of a match, for a final ABSENT. */
export type Match = ReadonlyMap<string, Bound>;

/** Every way in which the event in hand completes the last step of a sequence. */
export function sequenceMatches(sequence: ast.Sequence, scope: Scope, evaluate: Evaluate): readonly Match[] {
  const slots = slotsOf(sequence, scope, evaluate);
  const windowMs = duration(sequence.within, scope, evaluate) ?? 0;
  const [last] = slots.slice(-1);
  const key = last && keyOf(sequence.by, { ...scope, types: namesOf(last.step.from, scope.world.project.model) }, evaluate);
  if (key === undefined) return [];
  const matches: Match[] = [];
  const choose = (chosen: readonly Entry[], names: ReadonlyMap<string, Bound>): void => {
    const slot = slots[chosen.length];
    if (!slot) {
      matches.push(names);
      return;
    }
    const previous = chosen.at(-1);
    const isLast = chosen.length === slots.length - 1;
    const candidates = isLast ? [scope.entry] : scope.world.entries.filter((entry) => entry.place < scope.entry.place);
    for (const entry of candidates) {
      if (previous && entry.place <= previous.place) continue;
      if (previous && slot.gapMs !== undefined && entry.time - previous.time >= slot.gapMs) continue;
      if (scope.entry.time - entry.time >= windowMs) continue;
      if (!matchesPart(slot.step, sequence.by, entry, key, names, scope, evaluate)) continue;
      if (
        previous &&
        slot.absent.some((absent) =>
          between(previous, entry, scope).some((other) => matchesPart(absent, sequence.by, other, key, names, scope, evaluate)),
        )
      )
        continue;
      const bound: Bound = { kind: "event", entry, types: namesOf(slot.step.from, scope.world.project.model) };
      choose([...chosen, entry], new Map([...names, [slot.step.name.name, bound]]));
    }
  };
  choose([], scope.names);
  return matches;
}

/** A final ABSENT of a sequence, with its time. */
export function finalAbsence(
  sequence: ast.Sequence,
  scope: Scope,
  evaluate: Evaluate,
): { readonly absent: ast.Absent; readonly windowMs: number } | undefined {
  const last = sequence.items.at(-1);
  return last?.kind === "absent" ? { absent: last, windowMs: duration(last.within, scope, evaluate) ?? 0 } : undefined;
}

/** Whether a match stays without its final ABSENT until the deadline. `scope` is of the event that completed the steps. */
export function staysAbsent(sequence: ast.Sequence, match: Match, dueMs: number, scope: Scope, evaluate: Evaluate): boolean {
  const last = sequence.items.at(-1);
  const completing = sequence.items.filter((item) => item.kind === "step").at(-1);
  if (last?.kind !== "absent" || !completing) return false;
  const key = keyOf(sequence.by, { ...scope, types: namesOf(completing.from, scope.world.project.model) }, evaluate) ?? "";
  const later = scope.world.entries.filter((entry) => entry.place > scope.entry.place && entry.time < dueMs);
  return !later.some((entry) => matchesPart(last, sequence.by, entry, key, match, scope, evaluate));
}

/** Whether the event in hand completes the steps in any order, each by an event of its own. */
export function togetherMatches(together: ast.Together, scope: Scope, evaluate: Evaluate): boolean {
  const steps = together.items.filter((item) => item.kind === "step");
  const windowMs = duration(together.within, scope, evaluate) ?? 0;
  const recent = scope.world.entries.filter((entry) => entry.place < scope.entry.place && scope.entry.time - entry.time < windowMs);
  const fill = (rest: readonly ast.Step[], key: string, used: readonly Entry[]): boolean => {
    const [step, ...others] = rest;
    if (!step) return true;
    return recent.some(
      (entry) =>
        !used.includes(entry) &&
        matchesPart(step, together.by, entry, key, new Map(), scope, evaluate) &&
        fill(others, key, [...used, entry]),
    );
  };
  return steps.some((own) => {
    const types = namesOf(own.from, scope.world.project.model);
    const key = keyOf(together.by, { ...scope, types }, evaluate);
    if (key === undefined || !matchesPart(own, together.by, scope.entry, key, new Map(), scope, evaluate)) return false;
    return fill(
      steps.filter((step) => step !== own),
      key,
      [scope.entry],
    );
  });
}

function slotsOf(sequence: ast.Sequence, scope: Scope, evaluate: Evaluate): readonly Slot[] {
  const slots: Slot[] = [];
  let absent: ast.Absent[] = [];
  for (const item of sequence.items) {
    if (item.kind === "absent") {
      absent.push(item);
      continue;
    }
    const times = item.repeat ? (toNumber(evaluate(item.repeat, scope)) ?? 1) : 1;
    const gapMs = duration(item.within, scope, evaluate);
    for (let nth = 0; nth < times; nth++) {
      slots.push({ step: item, ...(gapMs !== undefined && { gapMs }), absent: nth === 0 ? absent : [] });
    }
    absent = [];
  }
  return slots;
}

/** Strictly between two chosen events in the order. */
function between(first: Entry, last: Entry, scope: Scope): readonly Entry[] {
  return scope.world.entries.filter((entry) => entry.place > first.place && entry.place < last.place);
}

function matchesPart(
  part: ast.Step | ast.Absent,
  by: readonly ast.Expr[] | undefined,
  entry: Entry,
  key: string,
  names: ReadonlyMap<string, Bound>,
  scope: Scope,
  evaluate: Evaluate,
): boolean {
  const source = { from: part.from, ...(part.where && { where: part.where }), ...(by && { by }) };
  return takingPart(source, entry, key, { ...scope, names }, evaluate).length > 0;
}

function duration(expr: ast.Expr | undefined, scope: Scope, evaluate: Evaluate): number | undefined {
  return expr && toNumber(evaluate(expr, scope));
}
