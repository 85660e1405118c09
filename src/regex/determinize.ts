/** How large a deterministic automaton a set of texts needs: engines that build one refuse beyond a limit. */
import { hasPoint } from "./classes.ts";
import type { Texts } from "./texts.ts";
import type { Range } from "./tree.ts";
import { pointMax } from "./tree.ts";

/** States of the automaton over UTF-8, estimated, and the work of making the one over characters: the sizes of the sets of states that it goes through. */
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

/** States are counted as Lucene does, whose automata have no free steps: a state is where a character was read. */
function subsetsFit(automaton: Automaton, start: number, limits: AutomatonLimits): boolean {
  const letters = lettersOf(automaton);
  const places = new Map([start, ...automaton.edges.flatMap((edges) => edges.map(({ to }) => to))].map((state) => [state, 0]));
  for (const [place, state] of [...places.keys()].entries()) places.set(state, place);
  const words = Math.ceil(places.size / 32);
  const moves = [...places.keys()].map((state) => movesOf(state, automaton, letters, places, words));
  const first: Int32Array = new Int32Array(words);
  first[0] = 1;
  const known = new Set([keyOf(first)]);
  const waiting = [first];
  let work = 0;
  let states = 0;
  const isWide = letters.map((point) => point > 0x7f);
  const add = (target: Int32Array) => {
    const key = keyOf(target);
    if (known.has(key)) return;
    known.add(key);
    waiting.push(target);
  };
  for (let subset = waiting.pop(); subset; subset = waiting.pop()) {
    const members = membersOf(subset).map((place) => moves[place] ?? noMoves);
    work += members.length;
    // Most states read one letter and nothing else: they matter for that letter alone, and only the others are asked at each.
    const wide: Moves[] = [];
    const narrow = new Map<number, Int32Array[]>();
    for (const member of members) {
      if (member.usual) wide.push(member);
      for (const [letter, bits] of member.special) {
        const sharing = narrow.get(letter) ?? [];
        if (sharing.length === 0) narrow.set(letter, sharing);
        if (!member.usual && bits) sharing.push(bits);
      }
    }
    // What is read by most letters takes some states for each length of UTF-8, a letter of its own beyond ASCII two more.
    states += 5;
    for (const letter of narrow.keys()) if (isWide[letter]) states += 2;
    if (work > limits.work || states > limits.states) return false;
    // Most letters do the same everywhere: only those that some member reads in a way of its own are gone through.
    add(targetOf(wide, undefined, [], words));
    for (const [letter, sharing] of narrow) add(targetOf(wide, letter, sharing, words));
  }
  return true;
}

/** Where a state goes: by most letters, and by those that are special to it. */
type Moves = { readonly usual: Int32Array | undefined; readonly special: ReadonlyMap<number, Int32Array | undefined> };
const noMoves: Moves = { usual: undefined, special: new Map() };

function targetOf(wide: readonly Moves[], letter: number | undefined, sharing: readonly Int32Array[], words: number): Int32Array {
  const target: Int32Array = new Int32Array(words);
  for (const { usual, special } of wide) {
    const bits = letter !== undefined && special.has(letter) ? special.get(letter) : usual;
    if (bits) merge(target, bits);
  }
  for (const bits of sharing) merge(target, bits);
  return target;
}

function keyOf(bits: Int32Array): string {
  return String.fromCharCode(...new Uint16Array(bits.buffer));
}

function movesOf(
  state: number,
  automaton: Automaton,
  letters: readonly number[],
  places: ReadonlyMap<number, number>,
  words: number,
): Moves {
  const moves: (Int32Array | undefined)[] = letters.map(() => undefined);
  for (const reader of closure(state, automaton))
    for (const { set, to } of automaton.edges[reader] ?? [])
      for (const [letter, point] of letters.entries()) {
        if (!hasPoint(set, point)) continue;
        const bits = moves[letter] ?? new Int32Array(words);
        moves[letter] = bits;
        const place = places.get(to) ?? 0;
        bits[place >> 5] = (bits[place >> 5] ?? 0) | (1 << (place & 31));
      }
  const counts = new Map<string, { count: number; bits: Int32Array | undefined }>();
  const keys = moves.map((bits) => (bits ? keyOf(bits) : ""));
  for (const [letter, key] of keys.entries()) {
    const found = counts.get(key) ?? { count: 0, bits: moves[letter] };
    found.count++;
    counts.set(key, found);
  }
  const [usualKey, usual] = [...counts].reduce(
    (best, each) => (each[1].count > best[1].count ? each : best),
    ["", { count: 0, bits: undefined }],
  );
  return { usual: usual.bits, special: new Map(moves.flatMap((bits, letter) => (keys[letter] === usualKey ? [] : [[letter, bits]]))) };
}

function merge(into: Int32Array, bits: Int32Array): void {
  for (let word = 0; word < into.length; word++) into[word] = (into[word] ?? 0) | (bits[word] ?? 0);
}

function membersOf(bits: Int32Array): readonly number[] {
  const members: number[] = [];
  for (const [word, value] of bits.entries())
    for (let left = value; left !== 0; left &= left - 1) members.push(word * 32 + 31 - Math.clz32(left & -left));
  return members;
}

/** One character of each piece in which no set of the automaton begins or ends. */
function lettersOf({ edges }: Automaton): readonly number[] {
  const points = new Set<number>();
  for (const { set } of edges.flat())
    for (const [from, to] of set) {
      points.add(from);
      if (to < pointMax) points.add(to + 1);
    }
  return [...points];
}

/** States that read something, which the state is or goes over to freely. */
function closure(state: number, { edges, free }: Automaton): readonly number[] {
  const seen = new Set([state]);
  const open = [state];
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const next of free[at] ?? [])
      if (!seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
  return [...seen].filter((each) => (edges[each]?.length ?? 0) > 0);
}
