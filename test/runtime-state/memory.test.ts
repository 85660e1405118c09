/** The typed arrays behind state, each against a Map or a list that holds the same. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { squaredDistances } from "../../src/runtime/memory/exact-sum.ts";
import { BucketLists } from "../../src/runtime/memory/bucket-lists.ts";
import { Rings } from "../../src/runtime/memory/rings.ts";
import { TextArena } from "../../src/runtime/memory/text-arena.ts";
import { textHash } from "../../src/runtime/memory/text-hash.ts";
import { TextTable, tableWords } from "../../src/runtime/memory/text-table.ts";

const texts = [
  ...Array.from({ length: 60 }, (_, n) => `key-${n}`),
  "",
  "\u0000",
  "é",
  "\ud800",
  "漢字",
  "😀",
  "x".repeat(15),
  "x".repeat(16),
  "x".repeat(253),
  "x".repeat(254),
  "x".repeat(300),
  "字".repeat(300),
];

describe("a table of texts", () => {
  it("is a Map that numbers its keys, also restored", () => {
    const steps = fc.array(fc.tuple(fc.nat(texts.length - 1), fc.integer({ min: 0, max: 3 })), { maxLength: 400, size: "max" });
    fc.assert(
      fc.property(steps, fc.integer(), fc.nat(6), (changes, seed, ownerWords) => {
        let table = new TextTable(ownerWords, 20, seed);
        const known = new Map<string, number>();
        for (const [number, change] of changes) {
          const text = texts[number] ?? "";
          const record = table.find(text);
          expect(record).toBe(known.get(text) ?? -1);
          if (change === 0 && record >= 0) {
            table.remove(record);
            known.delete(text);
          } else if (change === 3 && number === 0) {
            const restored = new TextTable(ownerWords, 20, seed + 1);
            restored.restore(
              Array.from({ length: table.records }, (_, one) => table.text(one)),
              table.free(),
            );
            expect(restored.free()).toEqual(table.free());
            table = restored;
          } else if (record < 0) {
            const added = table.add(text);
            expect([...known.values()]).not.toContain(added);
            if (ownerWords > 0) {
              expect(table.words[added * table.stride + tableWords]).toBe(0);
              table.words[added * table.stride + tableWords] = 7;
            }
            known.set(text, added);
          }
          expect(table.size).toBe(known.size);
        }
        for (const text of texts) expect(table.find(text)).toBe(known.get(text) ?? -1);
        for (const [text, record] of known) expect(table.text(record)).toBe(text);
      }),
    );
  });

  it("finds texts that were chosen to meet in it", () => {
    const meeting: string[] = [];
    for (let n = 0; meeting.length < 600; n++) if ((textHash(`${n}`, 0) & 1_023) === 7) meeting.push(`${n}`);
    const table = new TextTable(0, 1_000, 0);
    const records = meeting.map((text) => table.add(text));
    expect(meeting.map((text) => table.find(text))).toEqual(records);
    for (const record of records.slice(0, 300)) table.remove(record);
    expect(meeting.map((text) => table.find(text))).toEqual([...Array.from({ length: 300 }, () => -1), ...records.slice(300)]);
  });

  it("takes less memory than its texts would as strings, and gives that of dropped ones back", () => {
    const table = new TextTable(0, 1_000, 0);
    const held: number[] = [];
    for (let n = 0; n < 200_000; n++) {
      held.push(table.add(`invented-${n}`));
      if (held.length > 1_000) table.remove(held.shift() ?? 0);
    }
    expect(table.records).toBe(1_001);
    expect(table.words.byteLength).toBeLessThan(50_000);
  });
});

it("an arena does not look at all places again and again for the few that hold a text", () => {
  let looks = 0;
  let ref = 0;
  const arena = new TextArena({
    places: () => 100_000,
    moveTexts: (move) => {
      looks++;
      ref = move(ref);
    },
  });
  ref = arena.put("kept");
  for (let n = 0; n < 100_000; n++) arena.drop(arena.put(`a text that does not stay, ${n}`));
  expect(arena.text(ref)).toBe("kept");
  // 100,000 texts of about 32 bytes through 800,000 bytes of room.
  expect(looks).toBeLessThan(10);
});

it("an arena gives back what was put, and moves what lives", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(texts.length - 1), fc.boolean()), { maxLength: 150, size: "max" }), (changes) => {
      let held: { ref: number; readonly text: string }[] = [];
      const arena = new TextArena({
        places: () => held.length,
        moveTexts: (move) => {
          for (const one of held) one.ref = move(one.ref);
        },
      });
      for (const [number, drops] of changes) {
        const text = texts[number] ?? "";
        const [first] = held;
        if (drops && first !== undefined && first.text.length % 2 === 1) {
          held.shift();
          held.push({ ref: arena.put(text, first.ref), text });
          continue;
        }
        if (drops) for (const one of held.filter((other) => other.text === text)) arena.drop(one.ref);
        if (drops) held = held.filter((one) => one.text !== text);
        else {
          const ref = arena.put(text);
          held.push({ ref, text });
        }
        for (const one of held) {
          expect(arena.text(one.ref)).toBe(one.text);
          expect(arena.holds(one.ref, one.text)).toBe(true);
          expect(arena.holds(one.ref, `${one.text}.`)).toBe(false);
        }
      }
    }),
    { numRuns: 30 },
  );
});

describe("rings of times", () => {
  const day = 86_400_000;
  it.each([
    ["of a short span, in four bytes a time", 40 * day],
    ["of a long span, in eight", 400 * day],
  ])("%s", (_, spanMs) => {
    const gaps = fc.oneof(fc.nat(10), fc.integer({ min: 0, max: spanMs / 8 }), fc.integer({ min: 0, max: spanMs * 3 }));
    const pushes = fc.array(fc.tuple(fc.nat(4), gaps), { maxLength: 300, size: "max" });
    fc.assert(
      fc.property(pushes, fc.constantFrom(1, 2, 3, 10, 100), fc.integer({ min: -1e12, max: 8e15 }), (changes, longest, beganMs) => {
        const rings = new Rings(longest, spanMs);
        const words = new Uint32Array(5 * 3);
        const lists: number[][] = [[], [], [], [], []];
        let nowMs = beganMs;
        for (const [ring, gap] of changes) {
          nowMs += gap;
          const list = lists[ring] ?? [];
          while (list.length > 0 && (list.length === longest || (list[0] ?? 0) <= nowMs - spanMs)) {
            list.shift();
            rings.shift(words, ring * 3);
          }
          list.push(nowMs);
          rings.push(words, ring * 3, nowMs);
          for (const [other, kept] of lists.entries()) {
            const at = other * 3;
            const newest = kept.at(-1) ?? 0;
            expect(words[at + 2]).toBe(kept.length);
            expect(kept.map((__, nth) => rings.time(words, at, nth, newest))).toEqual(kept);
            for (const edge of [nowMs - spanMs, kept[2] ?? 0, newest])
              expect(rings.countUpTo(words, at, edge, newest)).toBe(kept.filter((time) => time <= edge).length);
          }
        }
      }),
      { numRuns: 15 },
    );
  });
});

it("the hash depends on every unit, on the length and on the seed", () => {
  expect(textHash("", 0)).not.toBe(textHash("\u0000", 0));
  expect(textHash("ab", 0)).not.toBe(textHash("ba", 0));
  expect(textHash("abc", 0)).not.toBe(textHash("abc", 1));
  const low = new Set(Array.from({ length: 10_000 }, (_, n) => textHash(`user-${n}`, 0) & 65_535));
  // Of 10,000 balls in 65,536 boxes about 9,275 lie alone or first.
  expect(low.size).toBeGreaterThan(9_150);
  expect(low.size).toBeLessThan(9_400);
});

describe("lists of buckets", () => {
  it("come to what their samples come to, however they are cut into buckets", () => {
    const sample = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constantFrom(0.1, 1e9, 1e9 + 1, 1e-3));
    const steps = fc.array(fc.tuple(fc.nat(2), fc.nat(3), sample), { maxLength: 200, size: "max" });
    fc.assert(
      fc.property(steps, fc.nat(10), (changes, span) => {
        const lists = new BucketLists();
        const words = new Uint32Array(6);
        const known: { readonly index: number; readonly value: number }[][] = [[], [], []];
        let now = 0;
        for (const [list, gap, value] of changes) {
          now += gap;
          lists.shiftUpTo(words, list * 2, now - span);
          lists.add(words, list * 2, now, value);
          known[list] = [...(known[list] ?? []).filter((one) => one.index >= now - span), { index: now, value }];
        }
        for (const [list, samples] of known.entries()) {
          const values = samples.filter((one) => one.index < now).map((one) => one.value);
          const totals = lists.totals(words, list * 2, Number.NEGATIVE_INFINITY, now);
          expect(totals.count).toBe(values.length);
          if (values.length === 0) continue;
          expect([totals.least, totals.most]).toEqual([Math.min(...values), Math.max(...values)]);
          expect(totals.sum).toBeCloseTo(values.reduce((sum, one) => sum + one, 0));
        }
      }),
    );
  });

  it("deviate by what exact arithmetic says, also far from zero", () => {
    const samples = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(samples, fc.constantFrom(0, 1e6, 2 ** 40, -1e9), fc.constantFrom(1, 4), (values, offset, scale) => {
        const lists = new BucketLists();
        const words = new Uint32Array(2);
        for (const [index, value] of values.entries()) lists.add(words, 0, index >> 2, (value + offset) / scale);
        const { count, sum, sumLost, squares, squaresLost } = lists.totals(words, 0, 0, 1_000);
        const n = BigInt(values.length);
        const total = values.reduce((all, value) => all + BigInt(value), 0n);
        const exact = values.reduce((all, value) => all + (n * BigInt(value) - total) ** 2n, 0n);
        // Whole numbers over n³; far below 2^53, so that one division rounds it.
        expect(squaredDistances(count, sum, sumLost, squares, squaresLost) / (Number(exact) / Number(n * n) / scale ** 2 || 1)).toBeCloseTo(
          exact === 0n ? 0 : 1,
          12,
        );
      }),
    );
  });
});
