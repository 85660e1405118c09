/** How large a deterministic automaton a set of texts needs: engines that build one refuse beyond a limit. */
import { placesOf } from "./moves.ts";
import type { Automaton, Moves, Places } from "./moves.ts";
import { newSubsets } from "./subsets.ts";
import type { Texts } from "./texts.ts";

/** States of the automaton over UTF-8, estimated, and the work of making the one over characters: the sizes of the sets of states that it goes through. */
export type AutomatonLimits = { readonly states: number; readonly work: number };

/** Whether subset construction stays within the limits. O(work). */
export function fitsAutomaton(texts: Texts, limits: AutomatonLimits): boolean {
  const automaton: Automaton = { edges: [], free: [] };
  const end = newState(automaton);
  const start = build(texts, end, automaton, limits.states);
  return start !== undefined && subsetsFit(placesOf(automaton, start), limits);
}

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
function subsetsFit({ moves, letters }: Places, limits: AutomatonLimits): boolean {
  const subsets = newSubsets(moves.length);
  const read = lettersRead(letters.length);
  const isWide = letters.map((point) => point > 0x7f);
  // What is read by most letters takes some states for each length of UTF-8, a letter of its own beyond ASCII two more.
  const usualStates = 5;
  let work = 0;
  let states = 0;
  const waiting: (readonly number[])[] = [];
  // Each set counts when it is found and not when it is gone through: what does not fit is told long before its end.
  const keep = () => {
    const found = subsets.keep();
    if (!found) return;
    waiting.push(found);
    work += found.length;
    states += usualStates;
  };
  subsets.startBase();
  subsets.addToBase([0]);
  keep();
  for (let subset = waiting.pop(); subset; subset = waiting.pop()) {
    const members = subset.map((place) => moves[place] ?? noMoves);
    readLetters(read, members);
    for (const letter of read.letters) if (isWide[letter]) states += 2;
    if (work > limits.work || states > limits.states) return false;
    subsets.startBase();
    for (const { usual } of members) subsets.addToBase(usual);
    keep();
    for (const letter of read.letters) {
      if (read.apartAt[letter] === read.clock) continue;
      subsets.start();
      for (const to of read.more[letter] ?? []) subsets.add(to);
      keep();
    }
    for (const letter of read.letters) {
      if (read.apartAt[letter] !== read.clock) continue;
      // From some members the letter does not lead where most lead.
      subsets.startBase();
      for (const { usual, apart } of members) if (!apart.includes(letter)) subsets.addToBase(usual);
      for (const to of read.more[letter] ?? []) subsets.addToBase(to);
      keep();
    }
  }
  return true;
}

const noMoves: Moves = { usual: [], apart: [], more: [] };

/** The letters that some member reads in a way of its own: only they are gone through. Used again for each set, for there are many. */
type LettersRead = {
  letters: number[];
  /** Where each leads beside where most lead; what is there of other letters is of sets before. */
  readonly more: (readonly number[])[][];
  clock: number;
  readonly seenAt: Int32Array;
  /** `clock` where the letter, from some member, does not lead where most lead. */
  readonly apartAt: Int32Array;
};

function lettersRead(count: number): LettersRead {
  return {
    letters: [],
    more: Array.from({ length: count }, () => []),
    clock: 0,
    seenAt: new Int32Array(count),
    apartAt: new Int32Array(count),
  };
}

/** O(members and letters), for members share their lists. */
function readLetters(read: LettersRead, members: readonly Moves[]): void {
  read.clock++;
  read.letters = [];
  const see = (letter: number) => {
    if (read.seenAt[letter] === read.clock) return;
    read.seenAt[letter] = read.clock;
    read.more[letter] = [];
    read.letters.push(letter);
  };
  for (const moves of new Set(members.map(({ more }) => more)))
    for (const { letter, to } of moves) {
      see(letter);
      read.more[letter]?.push(to);
    }
  for (const { apart } of members)
    for (const letter of apart) {
      see(letter);
      read.apartAt[letter] = read.clock;
    }
}
