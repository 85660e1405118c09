/** Keys in shards: the answers of one table, and no event that pays for all keys. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Reader, Writer } from "../../src/runtime/codec.ts";
import { Duplicates } from "../../src/runtime/duplicates.ts";
import { defaultLimits } from "../../src/runtime/limits.ts";
import { shardCount, shardOf } from "../../src/runtime/memory/shard-of.ts";
import { textHash } from "../../src/runtime/memory/text-hash.ts";
import { KeyBudget, type TableOptions } from "../../src/runtime/state/key-table.ts";
import { Shards } from "../../src/runtime/state/shards.ts";
import { SlidingCount } from "../../src/runtime/state/sliding.ts";

const count = (table: TableOptions): SlidingCount => new SlidingCount(1_000, undefined, 100, table, () => {});
const tables = (shards: number, keysMax = 1_000): TableOptions[] =>
  Array.from({ length: shards }, () => ({ keysMax, horizonMs: 1_000, budget: new KeyBudget(keysMax, 7), onDrop: () => {} }));
const steps = fc.array(fc.tuple(fc.string({ unit: "binary", maxLength: 3 }), fc.nat(100)), { maxLength: 200 });
const bytesOf = (shards: Shards<SlidingCount>): Uint8Array => {
  const writer = new Writer();
  shards.save(writer);
  return writer.take();
};

/** Whether shards count what one table counts, event by event, and go on from what they saved. */
function expectToAgree(make: () => Shards<SlidingCount>): void {
  fc.assert(
    fc.property(steps, fc.nat(200), (events, savedAt) => {
      const whole = count(tables(1)[0] as TableOptions);
      let parts = make();
      let now = 0;
      for (const [index, [key, gap]] of events.entries()) {
        now += gap;
        expect(parts.of(key).count(key, now)).toBe(whole.count(key, now));
        parts.open(key).learn(key, "", now);
        whole.learn(key, "", now);
        if (index !== savedAt) continue;
        const saved = bytesOf(parts);
        parts = make();
        parts.load(new Reader(saved));
        expect(bytesOf(parts)).toEqual(saved);
      }
      parts.clear();
      for (const [key] of events) expect(parts.of(key).count(key, now)).toBe(0);
    }),
  );
}

describe("a term in shards", () => {
  it.each([1, 2, 4, 16])("answers as one table does, in %i", (shards) => expectToAgree(() => new Shards(tables(shards), count)));

  it("a shard that is read in another's place is noticed", () => {
    const astray = (): Shards<SlidingCount> => {
      const parts = new Shards(tables(16), count);
      const { of } = parts;
      parts.of = (key) => of.call(parts, `${key}?`);
      return parts;
    };
    expect(() => expectToAgree(astray)).toThrow("Property failed");
  });

  it("makes nothing of what is read alone: equal state has equal bytes", () => {
    const [read, unread] = [new Shards(tables(16), count), new Shards(tables(16), count)];
    for (let key = 0; key < 100; key++) expect(read.of(`k${key}`).count(`k${key}`, 0)).toBe(0);
    expect(bytesOf(read)).toEqual(bytesOf(unread));
  });

  it("keeps as many keys as the limit says, and a full shard takes from its own", () => {
    const parts = new Shards(tables(16, 10), count);
    for (let key = 0; key < 5_000; key++) parts.open(`k${key}`).learn(`k${key}`, "", 0);
    const sizes = new Map(Array.from({ length: 5_000 }, (_, key) => parts.of(`k${key}`)).map((shard) => [shard, shard.table.size]));
    expect([...sizes.values()]).toEqual(Array.from({ length: 16 }, () => 10));
    const lost = Array.from({ length: 5_000 }, (_, key) => `k${key}`).filter((key) => parts.of(key).count(key, 0) === 0);
    expect(lost).toHaveLength(5_000 - 160);
    for (const key of lost) expect(parts.mayHaveLost(key, "")).toBe(true);
  });
});

describe("which shard", () => {
  it("there are sixteen under the default limits, and one where keys are few", () => {
    expect(shardCount(defaultLimits.keysPerState)).toBe(16);
    expect(shardCount(1e9)).toBe(16);
    expect(shardCount(16_383)).toBe(1);
    expect(shardCount(16_384)).toBe(2);
  });

  it("keys are spread evenly, whatever they look like, and otherwise under another seed", () => {
    const shapes: ((n: number) => string)[] = [(n) => `user-${n}`, (n) => String(n * 65_536), (n) => "x".repeat(n % 40) + (n >> 3)];
    for (const shape of shapes) {
      const sizes = new Array<number>(16).fill(0);
      const keys = new Set(Array.from({ length: 32_000 }, (_, n) => shape(n)));
      let moved = 0;
      for (const key of keys) {
        const shard = shardOf(key, 1, 16);
        sizes[shard] = (sizes[shard] ?? 0) + 1;
        if (shardOf(key, 2, 16) !== shard) moved++;
      }
      expect(Math.max(...sizes) / Math.min(...sizes)).toBeLessThan(1.25);
      expect(moved / keys.size).toBeGreaterThan(0.9);
    }
  });

  it("the keys of one shard do not meet in its table, which goes by the low bits of their hashes", () => {
    const low = new Set<number>();
    for (let n = 0; n < 500_000; n++) if (shardOf(`user-${n}`, 1, 16) === 3) low.add(textHash(`user-${n}`, 1) & 2_047);
    expect(low.size).toBe(2_048);
  });
});

it("ids of events are known in shards as in one", () => {
  const ids = fc.array(fc.tuple(fc.nat(30), fc.nat(2), fc.nat(50)), { maxLength: 200 });
  fc.assert(
    fc.property(ids, fc.nat(200), (events, savedAt) => {
      const whole = new Duplicates(200, 1_000, 7);
      let parts = new Duplicates(200, 1_000_000, 7);
      let now = 0;
      for (const [index, [id, content, gap]] of events.entries()) {
        now += gap;
        const hash = { low: content, high: 1 };
        expect(parts.check(`e${id}`, hash, now)).toBe(whole.check(`e${id}`, hash, now));
        if (index !== savedAt) continue;
        const writer = new Writer();
        parts.save(writer);
        parts = new Duplicates(200, 1_000_000, 7);
        parts.load(new Reader(writer.take()));
      }
    }),
  );
});

it("ids that are too many are forgotten, and none that came last", () => {
  const recent = new Duplicates(1e9, 16_384, 7);
  const hash = { low: 1, high: 1 };
  for (let id = 0; id < 40_000; id++) recent.check(`e${id}`, hash, id);
  const writer = new Writer();
  recent.save(writer);
  expect(new Reader(writer.take()).count()).toBe(2);
  let known = 0;
  for (let id = 39_999; id >= 0 && recent.check(`e${id}`, hash, 40_000) === "duplicate"; id--) known++;
  expect(known).toBeGreaterThan(16_384 * 0.95);
  expect(known).toBeLessThanOrEqual(16_384);
});
