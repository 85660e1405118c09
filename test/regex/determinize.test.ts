/** The measure of automata against the textbook: subset construction with sets written out, letter by letter. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { hasPoint } from "../../src/regex/classes.ts";
import { fitsAutomaton } from "../../src/regex/determinize.ts";
import { parseRegex } from "../../src/regex/parse.ts";
import type { Texts } from "../../src/regex/texts.ts";
import type { Range } from "../../src/regex/tree.ts";
import { pointMax } from "../../src/regex/tree.ts";
import { wholeTexts } from "../../src/regex/whole.ts";
import { runs } from "../property/compare.ts";
import { flags, pattern } from "./pools.ts";

type State = { readonly reads: { readonly set: readonly Range[]; readonly to: State }[]; readonly goesTo: State[] };

/** States of a set, and all sets with the sum of their sizes; undefined beyond the limit. */
function textbook(texts: Texts, setsMax: number): { readonly states: number; readonly work: number } | undefined {
  const fresh = (): State => ({ reads: [], goesTo: [] });
  const read = (part: Texts, next: State): State => {
    const state = fresh();
    if (part.kind === "set") state.reads.push({ set: part.ranges, to: next });
    else if (part.kind === "choice") state.goesTo.push(...part.parts.map((each) => read(each, next)));
    else if (part.kind === "sequence") return part.parts.reduceRight((after, each) => read(each, after), next);
    else {
      let at = next;
      if (part.max === undefined) {
        at = fresh();
        at.goesTo.push(read(part.body, at), next);
      }
      for (let count = part.max ?? part.min; count > 0; count--) {
        const before = fresh();
        before.goesTo.push(read(part.body, at));
        if (part.max !== undefined && count > part.min) before.goesTo.push(next);
        at = before;
      }
      return at;
    }
    return state;
  };
  const start = read(texts, fresh());
  const names = new Map<State, number>([[start, 0]]);
  const reach = (state: State): ReadonlySet<State> => {
    const seen = new Set([state]);
    for (const each of seen) for (const next of each.goesTo) seen.add(next);
    return seen;
  };
  const all = new Set([start]);
  const points = new Set<number>();
  for (const state of all) {
    for (const next of state.goesTo) all.add(next);
    for (const { set, to } of state.reads) {
      all.add(to);
      for (const [from, last] of set) for (const point of [from, last + 1]) if (point <= pointMax) points.add(point);
    }
  }
  const nameOf = (state: State) => {
    if (!names.has(state)) names.set(state, names.size);
    return names.get(state) ?? 0;
  };
  const move = (state: State, point: number) =>
    [...reach(state)].flatMap(({ reads }) => reads.flatMap(({ set, to }) => (hasPoint(set, point) ? [to] : [])));
  const sets = new Map<string, readonly State[]>([["0", [start]]]);
  let [work, states] = [0, 0];
  for (const members of sets.values()) {
    if (sets.size > setsMax) return undefined;
    work += members.length;
    states += 5;
    const own = new Set<number>();
    for (const member of members) {
      const ends = [...points].map((point) => [point, [...new Set(move(member, point).map(nameOf))].sort().join()] as const);
      const counts = new Map<string, number>();
      for (const [, end] of ends) counts.set(end, (counts.get(end) ?? 0) + 1);
      const most = Math.max(...counts.values());
      const usual = [...counts].find(([, count]) => count === most)?.[0];
      for (const [point, end] of ends) if (end !== usual && point > 0x7f) own.add(point);
    }
    states += 2 * own.size;
    for (const point of [...points, -1]) {
      const next = [...new Set(members.flatMap((member) => (point < 0 ? usualMoves(member, points, move) : move(member, point))))];
      sets.set(next.map(nameOf).sort().join(), next);
    }
  }
  return { states, work };
}

/** Where the state goes by most letters. */
function usualMoves(state: State, points: ReadonlySet<number>, move: (state: State, point: number) => readonly State[]): readonly State[] {
  const groups = new Map<string, { count: number; readonly to: readonly State[] }>();
  const names = new Map<State, number>();
  for (const point of points) {
    const to = [...new Set(move(state, point))];
    for (const each of to) if (!names.has(each)) names.set(each, names.size);
    const key = to
      .map((each) => names.get(each))
      .sort()
      .join();
    const group = groups.get(key) ?? { count: 0, to };
    group.count++;
    groups.set(key, group);
  }
  let best: { readonly count: number; readonly to: readonly State[] } = { count: 0, to: [] };
  for (const group of groups.values()) if (group.count > best.count) best = group;
  return best.to;
}

it("fits exactly where the textbook's sets are within the limits", () => {
  const gap = fc
    .tuple(
      fc.constantFrom("a", "[ab]", "(x|yz)", "ſ|ab"),
      fc.constantFrom(".", "[^a]", "[^.\\n]"),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom("b", "é+", "(a|c)"),
    )
    .map(([first, between, count, last]) => `${first}${between}{0,${count}}${last}`);
  let [measured, tight] = [0, 0];
  fc.assert(
    fc.property(fc.oneof(pattern, gap), flags, (source, letters) => {
      const parsed = parseRegex(source, letters);
      if ("error" in parsed) return;
      const whole = wholeTexts(parsed.tree);
      const size = whole.ok ? textbook(whole.texts, 60) : undefined;
      if (!whole.ok || !size) return;
      measured++;
      const { states, work } = size;
      expect(fitsAutomaton(whole.texts, { states, work }), source).toBe(true);
      expect(fitsAutomaton(whole.texts, { states: states - 1, work }), source).toBe(false);
      expect(fitsAutomaton(whole.texts, { states, work: work - 1 }), source).toBe(false);
      if (states > 25) tight++;
    }),
    { numRuns: runs(120), seed: 21 },
  );
  expect(measured).toBeGreaterThan(40);
  expect(tight).toBeGreaterThan(8);
});
