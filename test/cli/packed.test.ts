/** What a thread says of lines comes through the numbers that it is passed in. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { pack, unpack } from "../../src/cli/threads/packed.ts";
import type { SightedLine } from "../../src/project/event-stream.ts";
import type { SeenFiring, Sighting } from "../../src/runtime/sighting.ts";

const numbers = fc.array(fc.nat(9_999), { maxLength: 4 }).map((list) => Int32Array.from(list));
const half = fc.integer({ min: 0, max: 0xffff_ffff });
const text = fc.string({ unit: "binary", maxLength: 6 });
// Threads pass on what they find in an alert as it is.
const firing = fc.record({ key: fc.option(text, { nil: undefined }), alert: fc.record({ alert_id: text }) }) as fc.Arbitrary<SeenFiring>;
const value = fc.oneof(text, fc.double(), fc.boolean(), fc.constantFrom(undefined, null, -0, 0), fc.array(text, { maxLength: 2 }));
const sighting: fc.Arbitrary<Sighting> = fc.record({
  type: text,
  id: fc.option(fc.oneof(text, fc.constantFrom("", "\ud83d", "\ude00")), { nil: undefined }),
  timeMs: fc.oneof(fc.integer(), fc.constant(Number.NaN)),
  sequence: fc.oneof(fc.double({ noNaN: true }), fc.constant(Number.NEGATIVE_INFINITY)),
  source: fc.constantFrom("", "a", "b"),
  low: half,
  high: half,
  rules: numbers,
  firings: fc.array(fc.option(firing, { nil: undefined }), { maxLength: 3 }),
  learners: numbers,
  told: fc.option(fc.array(value, { maxLength: 4 }), { nil: undefined }),
});
const line: fc.Arbitrary<SightedLine | undefined> = fc.option(
  fc.record({ sightings: fc.array(sighting, { maxLength: 3 }), skipped: fc.nat(5), isPlain: fc.boolean() }),
  { nil: undefined },
);

test("every line comes back as it was", () => {
  const property = fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
    expect(unpack(structuredClone(pack(lines)))).toEqual(lines);
  });
  fc.assert(property, { numRuns: 300 });
});

test("a number that is lost is noticed", () => {
  const lists = { rules: Int32Array.of(3, 4), learners: Int32Array.of(5), told: [9, "v"] };
  const one: Sighting = { type: "a", id: "i", timeMs: 1, sequence: 2, source: "b", low: 3, high: 4, firings: [undefined], ...lists };
  const lines: SightedLine[] = [
    { skipped: 1, isPlain: true, sightings: [one, { ...one, id: "j", rules: Int32Array.of(6, 7, 8), firings: [] }] },
  ];
  const packed = pack(lines);
  // The first line and event: an id that goes on behind the last one ends with it.
  for (let lost = 0; lost < 14; lost++) {
    const numbers = packed.numbers.map((number, at) => (at === lost ? number + 1 : number));
    expect(() => expect(unpack({ ...packed, numbers })).toEqual(lines), `number ${lost}`).toThrow();
  }
});
