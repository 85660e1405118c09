/** How large a deterministic automaton a set of texts needs: engines that build one refuse beyond a limit. */
import type { Texts } from "./texts.ts";
import type { Range } from "./tree.ts";
import { pointMax } from "./tree.ts";

/** States of the automaton, and the work of making it: the sizes of the sets of states that it goes through. */
export type AutomatonLimits = { readonly states: number; readonly work: number };

/** Whether subset construction stays within the limits. O(work). */
export function fitsAutomaton(texts: Texts, limits: AutomatonLimits): boolean {
  const automaton = { edges: [] as Edge[][], free: [] as number[][] };
  const end = newState(automaton);
  const start = build(texts, end, automaton, limits.states);
  return start !== undefined && subsetsFit(automaton, start, limits);
}

type Edge = { readonly set: readonly Range[]; readonly to: number };
type Automaton = { readonly edges: Edge[][]; readonly free: number[][] };

function newState({ edges, free }: Automaton): number {
  edges.push([]);
  free.push([]);
  return edges.length - 1;
}

/** The state that reads the texts and goes on at `next`; undefined when there are too many. */
function build(texts: Texts, next: number, automaton: Automaton, statesMax: number): number | undefined {
  if (automaton.edges.length > statesMax * 2) return undefined;
  switch (texts.kind) {
    case "set": {
      const state = newState(automaton);
      automaton.edges[state]?.push({ set: texts.ranges, to: next });
      return state;
    }
    case "sequence": {
      let at: number | undefined = next;
      for (const part of [...texts.parts].reverse()) at = at === undefined ? undefined : build(part, at, automaton, statesMax);
      return at;
    }
    case "choice": {
      const state = newState(automaton);
      for (const part of texts.parts) {
        const begin = build(part, next, automaton, statesMax);
        if (begin === undefined) return undefined;
        automaton.free[state]?.push(begin);
      }
      return state;
    }
    case "repeat":
      return buildRepeat(texts, next, automaton, statesMax);
  }
}

function buildRepeat(
  { body, min, max }: Extract<Texts, { kind: "repeat" }>,
  next: number,
  automaton: Automaton,
  statesMax: number,
): number | undefined {
  let at = next;
  if (max === undefined) {
    const loop = newState(automaton);
    const begin = build(body, loop, automaton, statesMax);
    if (begin === undefined) return undefined;
    automaton.free[loop]?.push(begin, next);
    at = loop;
  }
  for (let count = max ?? min; count > 0; count--) {
    const begin = build(body, at, automaton, statesMax);
    if (begin === undefined) return undefined;
    const state = newState(automaton);
    automaton.free[state]?.push(begin);
    if (max !== undefined && count > min) automaton.free[state]?.push(next);
    at = state;
  }
  return at;
}

function subsetsFit(automaton: Automaton, start: number, limits: AutomatonLimits): boolean {
  const first = closure([start], automaton);
  const known = new Set([first.join()]);
  const waiting = [first];
  let work = 0;
  for (let subset = waiting.pop(); subset; subset = waiting.pop()) {
    work += subset.length;
    if (work > limits.work || known.size > limits.states) return false;
    const edges = subset.flatMap((state) => automaton.edges[state] ?? []);
    for (const point of cutPoints(edges)) {
      const targets = edges.filter(({ set }) => set.some(([from, to]) => point >= from && point <= to)).map(({ to }) => to);
      if (targets.length === 0) continue;
      const reached = closure(targets, automaton);
      const key = reached.join();
      if (known.has(key)) continue;
      known.add(key);
      waiting.push(reached);
    }
  }
  return true;
}

/** One character of each piece in which no edge begins or ends. */
function cutPoints(edges: readonly Edge[]): readonly number[] {
  const points = new Set<number>();
  for (const { set } of edges)
    for (const [from, to] of set) {
      points.add(from);
      if (to < pointMax) points.add(to + 1);
    }
  return [...points];
}

/** Only states that read something count: the rest are joints. */
function closure(states: readonly number[], { edges, free }: Automaton): readonly number[] {
  const seen = new Set(states);
  const open = [...states];
  for (let state = open.pop(); state !== undefined; state = open.pop())
    for (const next of free[state] ?? [])
      if (!seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
  return [...seen].filter((state) => (edges[state]?.length ?? 0) > 0 || state === 0).sort((left, right) => left - right);
}
