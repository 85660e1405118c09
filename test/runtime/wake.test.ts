/** Who is woken, and that nobody else is; and that a text made of near-hits costs what any text does. */
import { describe, expect, it } from "vitest";
import { LiteralScan } from "../../src/runtime/literal-scan.ts";
import { fails, Program, succeeds } from "../../src/runtime/program.ts";
import { readKey } from "../../src/runtime/read.ts";
import type { Reading } from "../../src/runtime/reading.ts";
import { ExactInteger, type Value, type ValueRecord, type Wanted } from "../../src/runtime/value.ts";
import { type Sign, Wakes } from "../../src/runtime/wake.ts";

const text: Reading = { read: (event) => readKey(event, "text"), each: false };
const tags: Reading = { read: (event) => readKey(event, "tags"), each: true };
const size: Reading = { read: (event) => readKey(event, "size"), each: false };

function wakesOf(...signs: readonly (readonly Sign[] | undefined)[]): (event: ValueRecord, type?: string) => number[] {
  const wakes = new Wakes(
    signs.map((of) => ({ on: ["input"], signs: () => of })),
    new LiteralScan(),
  );
  return (event, type = "input") => [...wakes.woken.subarray(0, wakes.wake(event, type))];
}

describe("an event wakes", () => {
  it("those of its type that have no sign", () => {
    const woken = wakesOf(undefined, []);
    expect(woken({})).toEqual([0]);
    expect(woken({}, "output")).toEqual([]);
  });

  it("those whose literal its text has, whatever its case, in their order", () => {
    const woken = wakesOf(
      [{ kind: "literals", reading: text, literals: ["override", "ignore previous"] }],
      [{ kind: "literals", reading: text, literals: ["привет мир"] }],
      undefined,
      [{ kind: "literals", reading: text, literals: ["previous"] }],
    );
    expect(woken({ text: "please IGNORE PREVIOUS orders" })).toEqual([0, 2, 3]);
    expect(woken({ text: "ПРИВЕТ МИР" })).toEqual([1, 2]);
    expect(woken({ text: "nothing" })).toEqual([2]);
    expect(woken({ text: 7 })).toEqual([2]);
  });

  it("those with one of its values, of the same type", () => {
    const woken = wakesOf(
      [{ kind: "equal", reading: tags, values: ["a", 1] }],
      [{ kind: "equal", reading: tags, values: [true, "1"] }],
      [{ kind: "present", reading: tags }],
    );
    expect(woken({ tags: ["b", "a"] })).toEqual([0, 2]);
    expect(woken({ tags: [1] })).toEqual([0, 2]);
    expect(woken({ tags: "1" })).toEqual([1, 2]);
    expect(woken({ tags: [] })).toEqual([2]);
    expect(woken({ tags: null as never })).toEqual([]);
  });

  it("those whose bound its number reaches", () => {
    const woken = wakesOf(
      [{ kind: "least", reading: size, bound: 10 }],
      [{ kind: "least", reading: size, bound: 5 }],
      [{ kind: "most", reading: size, bound: 5 }],
      [{ kind: "most", reading: size, bound: 20 }],
    );
    expect(woken({ size: 5 })).toEqual([1, 2, 3]);
    expect(woken({ size: 12 })).toEqual([0, 1, 3]);
    expect(woken({ size: 30 })).toEqual([0, 1]);
    expect(woken({ size: "12" })).toEqual([]);
  });

  it("nobody else, however many there are", () => {
    const woken = wakesOf(
      ...Array.from({ length: 3_000 }, (_, index): readonly Sign[] => [
        { kind: "literals", reading: text, literals: [`phrase number ${index}!`, `#${index} other`] },
        { kind: "equal", reading: tags, values: [`tag-${index}`] },
      ]),
    );
    expect(woken({ text: "an ordinary text about a number of phrases", tags: ["tag"] })).toEqual([]);
    expect(woken({ text: "#2999 OTHER", tags: ["tag-17"] })).toEqual([17, 2_999]);
  });

  it("in ascending order, however many and in whatever order they are seen", () => {
    const size = 200;
    const woken = wakesOf(
      ...Array.from({ length: size }, (_, index): readonly Sign[] => [{ kind: "equal", reading: tags, values: [`t${index}`] }]),
    );
    for (const count of [0, 1, 2, 15, 16, 17, 31, 32, 33, 64, 199, size])
      for (const step of [1, 7, 63, 199]) {
        // Odd steps that share no divisor with the size but 1 pass through all numbers.
        const numbers = Array.from({ length: count }, (_, at) => (at * step + 31) % size);
        const expected = [...new Set(numbers)].sort((one, other) => one - other);
        expect(woken({ tags: numbers.map((number) => `t${number}`) })).toEqual(expected);
      }
  });
});

describe("values that are asked for besides", () => {
  const kind: Reading = { read: (event) => readKey(event, "kind"), each: false };
  const place: Reading = { read: (event) => readKey(event, "place"), each: false };
  const worded = {
    on: ["input"],
    signs: () => [{ kind: "literals", reading: text, literals: ["needle"] } as const],
  };
  const looking = (program: Program, reading: Reading, wanted: Wanted): number =>
    program.add(() => program.look(reading, wanted, succeeds, fails));

  it("must all be there", () => {
    const program = new Program();
    const guarded = Array.from({ length: 12 }, (_, index) => {
      const wanted = { values: [`p${index}`] };
      return {
        on: ["input"],
        signs: () => [{ kind: "equal", reading: kind, values: ["a"] } as const],
        equals: () => [
          { reading: kind, value: "a" },
          { reading: place, value: `p${index}` },
        ],
        condition: program.add(() => program.look(kind, { values: ["a"] }, program.look(place, wanted, succeeds, fails), fails)),
      };
    });
    const wakes = new Wakes([...guarded, { ...worded, condition: looking(program, kind, { values: ["b"] }) }], new LiteralScan(), program);
    const woken = (event: ValueRecord): number[] => [...wakes.woken.subarray(0, wakes.wake(event, "input"))];
    expect(woken({ kind: "a", place: "p7" })).toEqual([7]);
    expect(woken({ kind: "b", place: "p7" })).toEqual([]);
    expect(woken({ kind: "a" })).toEqual([]);
    expect(woken({ kind: "b", text: "a needle" })).toEqual([12]);
    expect(woken({ kind: "a", text: "a needle" })).toEqual([]);
    expect(woken({ kind: "b" })).toEqual([]);
  });

  it("may be bounds, which no other value than a number reaches", () => {
    const program = new Program();
    const bounds = [
      { order: "greater-equal", bound: 5 },
      { order: "less-equal", bound: 5 },
      { order: "greater", bound: 7 },
      { order: "less", bound: 8 },
    ] as const;
    const bounded = bounds.map((wanted) => ({ ...worded, condition: looking(program, size, wanted) }));
    const wakes = new Wakes(bounded, new LiteralScan(), program);
    const woken = (event: ValueRecord): number[] => [...wakes.woken.subarray(0, wakes.wake({ ...event, text: "a needle" }, "input"))];
    expect(woken({ size: 5 })).toEqual([0, 1, 3]);
    expect(woken({ size: 7 })).toEqual([0, 3]);
    expect(woken({ size: 8 })).toEqual([0, 2]);
    expect(woken({ size: new ExactInteger("9007199254740993") })).toEqual([0, 2]);
    expect(woken({ size: "8" })).toEqual([]);
    expect(woken({})).toEqual([]);
  });

  it("are read once an event, and only where a sign asks for them", () => {
    let reads = 0;
    const read = (event: ValueRecord): Value => {
      reads++;
      return readKey(event, "kind");
    };
    const counted: Reading = { read, each: false };
    const program = new Program();
    // The second ones are given their numbers by the first event that asks for them.
    const lists = [["b"], ["a", "b", "c"]];
    const many = Array.from({ length: 50 }, (_, index) => ({
      ...worded,
      condition: looking(program, counted, { values: lists[index % 2] ?? [] }),
    }));
    const wakes = new Wakes(many, new LiteralScan(), program);
    wakes.wake({ kind: "z", text: "a needle" }, "input");
    reads = 0;
    wakes.wake({ kind: "b", text: "nothing" }, "input");
    expect(reads).toBe(0);
    expect(wakes.wake({ kind: "b", text: "a needle" }, "input")).toBe(50);
    expect(reads).toBe(1);
  });
});

describe("a text of near-hits", () => {
  // Each literal is a suffix of the next, so every place of the text ends as many of them as it can.
  const literals = Array.from({ length: 10 }, (_, index) => "a".repeat(index + 2));
  const nearly = Array.from({ length: 400 }, (_, index) => `aaaaaaaa${index}b`);

  it("tells each literal once, and takes time by its length alone", () => {
    const scan = new LiteralScan();
    for (const literal of [...literals, ...nearly]) scan.oneOf([literal]);
    const cost = (length: number): number => {
      let best = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 5; round++) {
        const made = `${"aaaaaaaa1aaaaaaaa39".repeat(Math.ceil(length / 19)).slice(0, length)}${round}`;
        const start = process.cpuUsage();
        const { count } = scan.answerFor(made);
        const { user, system } = process.cpuUsage(start);
        expect(count).toBeLessThanOrEqual(literals.length);
        best = Math.min(best, (user + system) / 1_000);
      }
      return best;
    };
    cost(100_000);
    const [short, long] = [cost(200_000), cost(1_600_000)];
    expect(long, `${short} ms, then ${long} ms`).toBeLessThan(Math.max(8 * 2.6 * short, 60));
  });
});
