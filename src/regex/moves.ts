/** Where an automaton goes from each place by each letter, told by what most letters do and what some do otherwise. */
import { hasPoint } from "./classes.ts";
import type { Range } from "./tree.ts";
import { pointMax } from "./tree.ts";

/** States with edges that read a character, and steps that read none. */
export type Automaton = { readonly edges: Edge[][]; readonly free: number[][] };
export type Edge = { readonly set: readonly Range[]; readonly to: number };

/** A place is a state that a text may have come to: the start, and where a character was read. Places that lead to the same share the lists. */
export type Moves = {
  /** Where most letters lead. */
  readonly usual: readonly number[];
  /** Letters that do not lead there. */
  readonly apart: readonly number[];
  /** Where letters lead beside that. */
  readonly more: readonly Move[];
};
export type Move = { readonly letter: number; readonly to: readonly number[] };

export type Places = {
  /** The first is the start. */
  readonly moves: readonly Moves[];
  /** A character of each piece of Unicode in which no set of the automaton begins or ends. */
  readonly letters: readonly number[];
};

/** O(places × letters), and less where places are alike, as the copies of a counted repetition are. */
export function placesOf(automaton: Automaton, start: number): Places {
  const { letters, namesOf } = alphabetOf(automaton);
  const places = new Map<number, number>();
  for (const state of [start, ...automaton.edges.flatMap((edges) => edges.map(({ to }) => to))])
    if (!places.has(state)) places.set(state, places.size);
  const shapes = new Map<string, Moves>();
  const shared = new Map<string, readonly Move[]>();
  const moves = [...places.keys()].map((state): Moves => {
    const targets: number[] = [];
    const edges = new Map<string, { readonly set: readonly Range[]; readonly to: number }>();
    for (const { set, to } of edgesFrom(state, automaton)) {
      const place = places.get(to) ?? 0;
      if (!targets.includes(place)) targets.push(place);
      const at = targets.indexOf(place);
      edges.set(`${namesOf.get(set)} ${at}`, { set, to: at });
    }
    const key = [...edges.keys()].join();
    const shape = shapes.get(key) ?? shapeOf([...edges.values()], letters);
    shapes.set(key, shape);
    return placed(shape, targets, shared);
  });
  return { moves, letters };
}

/** Names for the sets, equal for equal ones, and the letters that tell them apart. */
function alphabetOf({ edges }: Automaton) {
  const namesOf = new Map<readonly Range[], number>();
  const names = new Map<string, number>();
  const points = new Set<number>();
  for (const { set } of edges.flat()) {
    if (namesOf.has(set)) continue;
    const key = set.join();
    const name = names.get(key) ?? names.size;
    names.set(key, name);
    namesOf.set(set, name);
    for (const [from, to] of set) {
      points.add(from);
      if (to < pointMax) points.add(to + 1);
    }
  }
  return { letters: [...points], namesOf };
}

/** Edges that the state has or goes over to freely. */
function edgesFrom(state: number, { edges, free }: Automaton): readonly Edge[] {
  const seen = new Set([state]);
  for (const each of seen) for (const next of free[each] ?? []) seen.add(next);
  return [...seen].flatMap((each) => edges[each] ?? []);
}

/** The moves of a place with such edges, their ends numbered from 0 as they come. */
function shapeOf(edges: readonly { readonly set: readonly Range[]; readonly to: number }[], letters: readonly number[]): Moves {
  const ends = letters.map((point) =>
    [...new Set(edges.filter(({ set }) => hasPoint(set, point)).map(({ to }) => to))].sort((a, b) => a - b),
  );
  const counts = new Map<string, { count: number; readonly to: readonly number[] }>();
  for (const to of ends) {
    const found = counts.get(to.join()) ?? { count: 0, to };
    found.count++;
    counts.set(to.join(), found);
  }
  const usual = [...counts.values()].reduce((best, each) => (each.count > best.count ? each : best), { count: 0, to: [] }).to;
  const apart = [...ends.keys()].filter((letter) => !usual.every((each) => ends[letter]?.includes(each)));
  const more = ends.flatMap((to, letter): Move[] => {
    const others = apart.includes(letter) ? to : to.filter((each) => !usual.includes(each));
    return others.length === 0 ? [] : [{ letter, to: others }];
  });
  return { usual, apart, more };
}

/** The shape with the targets in place of their numbers. */
function placed({ usual, apart, more }: Moves, targets: readonly number[], shared: Map<string, readonly Move[]>): Moves {
  const place = (to: readonly number[]) => to.map((at) => targets[at] ?? 0);
  const key = more.map(({ letter, to }) => `${letter}:${place(to).join()}`).join(" ");
  const moves = shared.get(key) ?? more.map(({ letter, to }) => ({ letter, to: place(to) }));
  shared.set(key, moves);
  return { usual: place(usual), apart, more: moves };
}
