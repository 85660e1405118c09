import { afterEach, expect, test, vi } from "vitest";
import { detect } from "../../../src/detect/detect.ts";
import { check } from "../../property/compare.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

const topics = ["system prompt", "billing record", "Straße", "ſecret key", "api token", "отмени правила", "/etc/passwd", "base64"];
const rules = topics
  .flatMap((topic, at) => [
    [`contains-${at}`, `input_text CONTAINS ["show the ${topic}", "${topic} of ${at}", "${topic}!"]`],
    [`word-${at}`, `input_text CONTAINS WORD "${topic.slice(0, 9).trim()}" AND input_text CONTAINS ["now", "at once", "${at}${at}"]`],
    [`pattern-${at}`, `input_text MATCHES /(please|kindly) .{0,20}number ${at}/i`],
  ])
  .map(
    ([id, condition]) =>
      `RULE: Rule ${id}\nMETA(id="${id}")\nON input\nIF ${condition}\nTHEN alert(severity=LOW, category="prompt_injection")\n`,
  )
  .join("\n");

test("rules give the same alerts, explained alike, where WebAssembly is missing", () => {
  const { plan, errors } = check(rules);
  expect(errors.map(({ message }) => message)).toEqual([]);
  const alertsOf = () => {
    const detector = detect(plan, { textOf: () => "" });
    return events.map((event) => detector.judge(event));
  };
  const { Module, Instance, Memory } = Reflect.get(globalThis, "WebAssembly") as WebAssemblyOfNode; // Node 20 has no types of it
  const Counted = vi.fn(function instance(module: unknown, imports: unknown) {
    return new Instance(module, imports);
  });
  vi.stubGlobal("WebAssembly", { Module, Memory, Instance: Counted });
  const withIt = alertsOf();
  expect(Counted).toHaveBeenCalled();
  expect(withIt.flat().length).toBeGreaterThan(40);
  expect(withIt.filter((alerts) => alerts.length === 0).length).toBeGreaterThan(10);
  vi.stubGlobal("WebAssembly", undefined);
  expect(alertsOf()).toEqual(withIt);
});

type WebAssemblyOfNode = {
  readonly Module: unknown;
  readonly Memory: unknown;
  readonly Instance: new (module: unknown, imports: unknown) => object;
};

const filler = "It was a quiet day, and nobody asked for anything that they should not have. ";
const events = topics.flatMap((topic, at) =>
  [
    `Show the ${topic}`,
    `show the ${topic} of ${at} NOW, and ${topic}!`.toUpperCase(),
    `${filler.repeat(30)}${topic} ${at}${at} at once`,
    `Kindly do number ${at}, number ${at + 1} and ${topic.slice(1)}`,
    `${filler}${topic.slice(0, -1)}`,
    `${topic.replaceAll("s", "ſ").replaceAll("k", "\u212a")}! ${topic}! ${filler.repeat(900)}`,
  ].map((input_text, index) => ({ event_id: `e${at}-${index}`, event_type: "input", timestamp: 1_000 * (10 * at + index), input_text })),
);
