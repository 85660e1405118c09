/** The structures behind windows, each against a list of all there was. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ActionBudget } from "../../src/runtime/playbook.ts";
import { Heap } from "../../src/runtime/heap.ts";
import { maxFold, minFold, SlidingFold, sumFold } from "../../src/runtime/state/folding.ts";
import { KeyBudget, KeyTable, type TableOptions } from "../../src/runtime/state/key-table.ts";
import { SlidingCount, SlidingDistinct } from "../../src/runtime/state/sliding.ts";

const table = (): TableOptions => ({ keysMax: 100, horizonMs: 1_000, budget: new KeyBudget(1_000), onDrop: () => {} });
const steps = fc.array(fc.tuple(fc.nat(40), fc.integer({ min: -5, max: 5 })), { maxLength: 300 });

/** Times that never go back. */
function timed(gaps: readonly (readonly [number, number])[]): readonly { readonly at: number; readonly value: number }[] {
  let at = 0;
  return gaps.map(([gap, value]) => ({ at: (at += gap), value }));
}

describe("sliding windows equal a look through all entries", () => {
  it.each([
    ["sum", sumFold, (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)],
    ["min", minFold, (values: readonly number[]) => Math.min(...values)],
    ["max", maxFold, (values: readonly number[]) => Math.max(...values)],
  ])("%s", (_, fold, expected) => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 200 }), (gaps, windowMs) => {
        const window = new SlidingFold(windowMs, fold, 10_000, table(), () => {});
        const past: { at: number; value: number }[] = [];
        for (const { at, value } of timed(gaps)) {
          const inside = past.filter((one) => one.at > at - windowMs).map((one) => one.value);
          expect(window.read("k", at)).toEqual({ value: expected(inside), count: inside.length });
          window.learn("k", "", at, value);
          past.push({ at, value });
        }
      }),
    );
  });

  it("count and distinct count, also where no more than n is ever asked", () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 200 }), fc.constantFrom(undefined, 1, 2, 5), (gaps, windowMs, enough) => {
        const count = new SlidingCount(windowMs, enough, 10_000, table(), () => {});
        const distinct = new SlidingDistinct(windowMs, enough, 4_096, table(), () => {});
        const past: { at: number; value: number }[] = [];
        const capped = (n: number): number => Math.min(n, enough ?? n);
        for (const { at, value } of timed(gaps)) {
          const inside = past.filter((one) => one.at > at - windowMs);
          expect(capped(count.count("k", at))).toBe(capped(inside.length));
          expect(capped(distinct.count("k", at, `${value}`))).toBe(capped(new Set([...inside.map((one) => one.value), value]).size));
          count.learn("k", "", at);
          distinct.learn("k", "", at, `${value}`);
          past.push({ at, value });
        }
      }),
    );
  });
});

describe("key table", () => {
  it("finds what was claimed, and never holds more than it may", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(200), fc.nat(5), fc.nat(50)), { maxLength: 500 }), (claims) => {
        const budget = new KeyBudget(80);
        const cleared: number[] = [];
        const keys = new KeyTable({ ...table(), budget }, { advancement: () => 1, clear: (slot) => void cleared.push(slot) });
        let now = 0;
        for (const [key, source, gap] of claims) {
          now += gap;
          const slot = keys.claim(`k${key}`, `s${source}`, now);
          expect(slot).toBeGreaterThanOrEqual(0);
          expect(keys.find(`k${key}`)).toBe(slot);
          expect(keys.keyOf(slot)).toBe(`k${key}`);
          expect(keys.size).toBeLessThanOrEqual(80);
          expect(budget.used).toBe(keys.size);
        }
      }),
    );
  });

  it("refuses a new key rather than an established one, and says that it may lack something", () => {
    const dropped: string[] = [];
    const keys = new KeyTable(
      { ...table(), keysMax: 2, onDrop: (kind, key) => void dropped.push(`${kind} ${key}`) },
      { advancement: () => Number.POSITIVE_INFINITY, clear: () => {} },
    );
    keys.claim("a", "", 0);
    keys.claim("b", "", 1);
    expect(keys.claim("c", "", 2)).toBe(-1);
    expect(dropped).toEqual(["key_refused c"]);
    expect(keys.mayHaveLost("c", "")).toBe(true);
    expect(keys.mayHaveLost("a", "other")).toBe(false);
  });

  it("takes from the source with the most keys", () => {
    const dropped: string[] = [];
    const keys = new KeyTable(
      { ...table(), keysMax: 10, onDrop: (_, key) => void dropped.push(key) },
      { advancement: () => 1, clear: () => {} },
    );
    for (let n = 0; n < 3; n++) keys.claim(`quiet${n}`, "quiet", n);
    for (let n = 0; n < 500; n++) keys.claim(`loud${n}`, "loud", 3);
    expect(dropped.filter((key) => key.startsWith("quiet"))).toEqual([]);
    expect(keys.find("quiet0")).toBeGreaterThanOrEqual(0);
  });
});

it("a heap gives its elements least first", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (numbers) => {
      const heap = new Heap<number>((a, b) => a - b);
      for (const number of numbers) heap.push(number);
      heap.keep((number) => number % 3 !== 0);
      const popped: number[] = [];
      for (let next = heap.pop(); next !== undefined; next = heap.pop()) popped.push(next);
      expect(popped).toEqual(numbers.filter((number) => number % 3 !== 0).sort((a, b) => a - b));
    }),
  );
});

it("a budget gives n in every window and no more", () => {
  const budget = new ActionBudget(2, 100);
  expect([0, 1, 2, 99, 100, 101, 102].map((at) => budget.spend(at))).toEqual([true, true, false, false, true, true, false]);
});
