/** What is left of a condition as a flat program comes to what its closures come to, on any event: each is asked of the same events, and charged the same work. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePredicate } from "../../src/detect/predicate.ts";
import { type Compiler, scopeOf } from "../../src/detect/compiler.ts";
import { residueBehind, residueOf } from "../../src/detect/residue.ts";
import { askedOf } from "../../src/ir/asked.ts";
import {
  all,
  any,
  atLeast,
  call,
  constant,
  exists,
  field,
  fieldOr,
  holds,
  list,
  local,
  missing,
  not,
  pattern,
  some,
  test,
  value,
} from "../../src/ir/make.ts";
import type { FieldTerm, Predicate, Term } from "../../src/ir/plan.ts";
import { Frame } from "../../src/runtime/frame.ts";
import { LiteralScan } from "../../src/runtime/literal-scan.ts";
import { Program } from "../../src/runtime/program.ts";
import { ExactInteger, type ValueRecord } from "../../src/runtime/value.ts";
import type { StateHost } from "../../src/detect/store.ts";
import { holdsFor, runs } from "./compare.ts";
import { bigDigits, numbers, word, words } from "./pools.ts";

const at = { file: "", start: 0, end: 0 };
const names = ["a", "b", "c"] as const;
const types = ["string", "number", "boolean", "any", "enum", "timestamp", "duration", "string[]"] as const;
const beyond = [...bigDigits, "-9007199254740993"].map((digits) => new ExactInteger(digits));
const scalars = [...words, ...numbers, -0, -1, 0.1, 2 ** 53, 1e300, true, false, ...beyond, "", "n0;", "t", "2026-01-02", "10m"] as const;

const someField: fc.Arbitrary<FieldTerm> = fc
  .tuple(fc.constantFrom(...types), fc.constantFrom(...names), fc.boolean())
  .map(([type, name, isNested]) => (isNested ? field(type, "r", name) : field(type, name)));
const subject: fc.Arbitrary<Term> = fc.oneof(
  { arbitrary: someField, weight: 8 },
  { arbitrary: someField.map((one) => call("length", "number", one)), weight: 1 },
  { arbitrary: fc.constantFrom(...names).map((name) => fieldOr(value("alpha"), "string", name)), weight: 1 },
);
const literal: fc.Arbitrary<Term> = fc.oneof(
  { arbitrary: fc.constantFrom(...scalars).map((one) => value(one)), weight: 9 },
  { arbitrary: word.map((one) => value(one)), weight: 3 },
  { arbitrary: fc.constant(missing("number")), weight: 1 },
);
const bound: fc.Arbitrary<Term> = fc.oneof(
  fc.constantFrom(0, 1, 2, 5).map((one) => value(one)),
  literal,
);
const literals: fc.Arbitrary<Term> = fc.array(literal, { maxLength: 5 }).map((items) => list(items));
const fold = fc.constantFrom("exact", "fold");

/** What needs no word, and now and then what does. */
const leaf: fc.Arbitrary<Predicate> = fc.oneof(
  {
    arbitrary: fc.tuple(subject, fc.oneof(literal, literals), fold).map(([of, to, how]) => test(at, of, "equal", to, "one", how)),
    weight: 4,
  },
  { arbitrary: fc.tuple(subject, literals, fold).map(([of, to, how]) => test(at, of, "in-list", to, "one", how)), weight: 4 },
  {
    arbitrary: fc
      .tuple(subject, fc.constantFrom("less", "less-equal", "greater", "greater-equal"), bound)
      .map(([of, word, to]) => test(at, of, word, to)),
    weight: 3,
  },
  { arbitrary: subject.map((of) => exists(at, of)), weight: 2 },
  { arbitrary: someField.map((of) => holds(at, of)), weight: 2 },
  { arbitrary: fc.boolean().map((always) => constant(at, always)), weight: 1 },
  { arbitrary: fc.tuple(someField, literal).map(([of, to]) => test(at, of, "contains", to, "one", "fold")), weight: 1 },
  { arbitrary: someField.map((of) => test(at, of, "matches", pattern("al|e", "i"))), weight: 1 },
  { arbitrary: fc.tuple(someField, someField).map(([of, to]) => test(at, of, "equal", to)), weight: 1 },
  {
    arbitrary: fc
      .tuple(fc.constantFrom(...names), literal)
      .map(([name, to]) => some(at, "v", field("any[]", name), test(at, local("any", "v"), "equal", to))),
    weight: 1,
  },
);
const condition: fc.Arbitrary<Predicate> = fc.letrec<{ tree: Predicate }>((tie) => {
  const parts = fc.array(tie("tree"), { minLength: 1, maxLength: 4 });
  return {
    tree: fc.oneof(
      { maxDepth: 4 },
      { arbitrary: leaf, weight: 3 },
      { arbitrary: parts.map((of) => all(at, ...of)), weight: 2 },
      { arbitrary: parts.map((of) => any(at, ...of)), weight: 2 },
      { arbitrary: tie("tree").map((of) => not(at, of)), weight: 1 },
      {
        arbitrary: fc
          .tuple(fc.integer({ min: 1, max: 4 }), fc.array(tie("tree"), { minLength: 1, maxLength: 5 }))
          .map(([count, of]) => atLeast(Math.min(count, of.length), at, ...of)),
        weight: 1,
      },
    ),
  };
}).tree;

const odd = fc.constantFrom<unknown>(
  undefined,
  null,
  [],
  {},
  [null],
  ["alpha", 7],
  [["alpha"]],
  { alpha: 1 },
  Number.NaN,
  Number.POSITIVE_INFINITY,
  "A".repeat(3_000),
  new ExactInteger("9".repeat(400)),
  new ExactInteger("12x"),
  new Date(0),
);
const given = fc.oneof(
  { arbitrary: fc.constantFrom<unknown>(...scalars), weight: 4 },
  { arbitrary: fc.oneof<fc.Arbitrary<unknown>[]>(word, fc.constantFrom(0, 1, 2, 5)), weight: 3 },
  { arbitrary: odd, weight: 1 },
);
const fields = fc.record(Object.fromEntries(names.map((name) => [name, given])), { requiredKeys: [] });
// What hosts hand over is not what the types say.
const event = fc.tuple(fields, fc.oneof(fields, odd)).map(([own, r]) => ({ ...own, r }) as unknown as ValueRecord);
const cases = fc.record({
  conditions: fc.array(condition, { minLength: 1, maxLength: 6 }),
  events: fc.array(event, { minLength: 1, maxLength: 6 }),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/** A compiler without state. */
function compilerOf(frame: Frame): Compiler {
  const scan = new LiteralScan();
  const host = undefined as unknown as StateHost; // nothing here remembers
  return {
    frame,
    scan,
    host,
    slots: new Map(),
    memos: new Map(),
    watch: undefined,
    program: new Program(),
    readings: new Map(),
    readingsOf: new Map(),
  };
}

/** What each condition comes to on each event, with the work that it took. */
type Verdicts = readonly string[];

function byClosures({ conditions, events }: Case): Verdicts {
  const frame = new Frame(1_000);
  const compiler = compilerOf(frame);
  const closures = conditions.map((one) => compilePredicate(one, scopeOf("r", compiler)));
  return judged(events, frame, conditions.length, (index, of) => closures[index]?.(of));
}

function byProgram({ conditions, events }: Case, change = (conditions: readonly Predicate[]) => conditions): Verdicts {
  const frame = new Frame(1_000);
  const compiler = compilerOf(frame);
  const { program } = compiler;
  const known = change(conditions).map((one) => residueOf(one, () => scopeOf("r", compiler), compiler));
  return judged(events, frame, known.length, (index, of, isFirst) => {
    if (isFirst) program.begin(of);
    const number = known[index] ?? 0;
    // What is not admitted does not hold; asked twice, it says the same.
    return program.admits(number) && program.holds(number, of);
  });
}

/** As a module writes a condition down: looks, and behind them the whole. */
function byModule({ conditions, events }: Case): Verdicts {
  const frame = new Frame(1_000);
  const compiler = compilerOf(frame);
  const { program } = compiler;
  const known = conditions.map((one) => {
    const whole = residueOf(one, () => scopeOf("r", compiler), compiler);
    return residueBehind(askedOf(one), () => (of) => program.holds(whole, of), compiler);
  });
  return judged(events, frame, known.length, (index, of) => program.holds(known[index] ?? 0, of)).map(withoutWork);
}

function judged(
  events: readonly ValueRecord[],
  frame: Frame,
  count: number,
  ask: (index: number, event: ValueRecord, isFirst: boolean) => boolean | undefined,
): Verdicts {
  return events.flatMap((of) => {
    frame.generation++;
    return Array.from({ length: count }, (_, index) => {
      frame.work = 0;
      const held = ask(index, of, index === 0);
      return `${held} ${frame.work}`;
    });
  });
}

/** Looks that come first spare work. */
function withoutWork(verdict: string): string {
  return verdict.split(" ")[0] ?? "";
}

function show({ conditions, events }: Case): string {
  const shown = (name: string, one: unknown): unknown => (name === "span" || name === "type" ? undefined : one);
  return `${conditions.map((one) => JSON.stringify(one, shown)).join("\n")}\n${events.map((one) => JSON.stringify(one)).join("\n")}`;
}

describe("a flat program", () => {
  it("comes to what closures come to, for the same work", { timeout: 3_600_000 }, () => {
    let held = 0;
    let asked = 0;
    const property = fc.property(cases, (one) => {
      const expected = byClosures(one);
      expect(byProgram(one)).toEqual(expected);
      expect(byModule(one)).toEqual(expected.map(withoutWork));
      asked += expected.length;
      held += expected.filter((verdict) => verdict.startsWith("true")).length;
    });
    holdsFor(property, runs(1_500), show);
    expect(held / asked).toBeGreaterThan(0.2);
    expect(held / asked).toBeLessThan(0.8);
  });
});

describe("a wrong instruction is noticed:", () => {
  const changes: readonly (readonly [what: string, change: (node: Predicate) => Predicate])[] = [
    ["another bound", (node) => (node.kind === "test" && node.word === "less" ? { ...node, word: "less-equal" } : node)],
    ["the other side", (node) => (node.kind === "test" && node.word === "greater" ? { ...node, word: "less" } : node)],
    [
      "one for several",
      (node) =>
        node.kind === "test" && node.word === "in-list" && node.object.kind === "list"
          ? { ...node, object: list(node.object.items.slice(0, 1) as Term[]) }
          : node,
    ],
    ["case", (node) => (node.kind === "test" && (node.word === "equal" || node.word === "in-list") ? { ...node, fold: !node.fold } : node)],
    ["presence", (node) => (node.kind === "exists" ? { kind: "holds", term: node.term, span: at } : node)],
    ["a way that leads elsewhere", (node) => (node.kind === "or" ? { ...node, kind: "and" } : node)],
    ["one less of several", (node) => (node.kind === "at-least" ? { ...node, count: node.count - 1 } : node)],
    ["a lost NOT", (node) => (node.kind === "not" ? node.part : node)],
  ];
  it.each(changes)("%s", (_, change) => {
    const everywhere = (node: Predicate): Predicate => {
      const own = change(node);
      if (own.kind === "not") return { ...own, part: everywhere(own.part) };
      return own.kind === "and" || own.kind === "or" || own.kind === "at-least" ? { ...own, parts: own.parts.map(everywhere) } : own;
    };
    const noticed = fc.sample(cases, { numRuns: 600, seed: 7 }).some((one) => {
      return byProgram(one, (conditions) => conditions.map(everywhere)).join() !== byClosures(one).join();
    });
    expect(noticed).toBe(true);
  });
});
