/** A checked rule never throws, whatever an event or a host's object holds (reliability.md T22, G13). */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detect } from "../../src/detect/detect.ts";
import type { ValueRecord } from "../../src/runtime/value.ts";
import { check, holdsFor, runs } from "./compare.ts";
import { standardModel } from "./model.ts";
import { randomRule } from "./random-rule.ts";
import { randomStateRules } from "./random-stream.ts";

const types = ["input", "output", "tool_call", "tool_result", "session_end", "approval"];
const roots = [
  "user",
  "session",
  "conversation",
  "tool_call",
  "tool_result",
  "approval",
  "labels",
  "scores",
  "input_text",
  "output_text",
  "timestamp",
  "event_id",
  "sequence",
  "source",
];

const leaf = fc.oneof<fc.Arbitrary<unknown>[]>(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withObjectString: true,
    withSparseArray: true,
    withTypedArray: true,
  }),
  fc.constantFrom<unknown>(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -0,
    1e308,
    "\ud800",
    "a".repeat(100_000),
    () => 1,
    Symbol("x"),
    new Date(Number.NaN),
  ),
);
const value = fc.oneof(
  leaf,
  fc.dictionary(fc.constantFrom("id", "tool", "params", "n", "x", "text", "constructor", "__proto__", "turns", "current_cost"), leaf),
);

type Made = { readonly type: string; readonly fields: Readonly<Record<string, unknown>>; readonly trick: string; readonly root: string };
const made: fc.Arbitrary<Made> = fc.record({
  type: fc.constantFrom(...types),
  fields: fc.dictionary(fc.constantFrom(...roots), value),
  trick: fc.constantFrom("none", "getter", "proxy", "frozen"),
  root: fc.constantFrom(...roots),
});

/** An event as a host might hand it over: any value anywhere, getters that throw, proxies that throw. */
function eventOf({ type, fields, trick, root }: Made): ValueRecord {
  const event = { event_id: "e", timestamp: 1767225600000, ...fields, event_type: type };
  const refuse = (): never => {
    throw new Error("the host's getter");
  };
  const traps = { get: refuse, has: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse };
  if (trick === "getter") Object.defineProperty(event, root, { get: refuse, enumerable: true, configurable: true });
  if (trick === "proxy") Object.assign(event, { [root]: new Proxy({}, traps) });
  if (trick === "frozen") Object.freeze(event);
  return event as unknown as ValueRecord; // a lie, as a host's may be
}

describe("a checked rule never throws", { timeout: 3_600_000 }, () => {
  const rules = fc.oneof(
    fc.constantFrom(...types).chain((type) => randomRule(standardModel, type)),
    randomStateRules,
  );
  it("on any value", () => {
    const property = fc.property(fc.record({ text: rules, all: fc.array(made, { maxLength: 12, size: "max" }) }), ({ text, all }) => {
      const { plan, errors } = check(text);
      if (errors.length > 0) return;
      const detector = detect(plan, { textOf: () => "" });
      const events = all.map(eventOf);
      for (const one of events) expect(Array.isArray(detector.push(one))).toBe(true);
      for (const one of events) expect(Array.isArray(detector.judge(one))).toBe(true);
      detector.flush();
    });
    holdsFor(property, Math.ceil(runs(1500) / 12), ({ text, all }) => `${text.slice(text.indexOf("RULE:"))}\n${fc.stringify(all)}`);
  });
});
