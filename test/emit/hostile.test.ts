/** Whatever texts rules have, the module around them is the same code, and the texts come back as they were. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detect } from "../../src/detect/detect.ts";
import { ExactInteger, type ValueRecord } from "../../src/runtime/value.ts";
import type { ProjectPlan } from "../../src/ir/plan.ts";
import { check, runs } from "../property/compare.ts";
import { hostileText } from "./hostile-text.ts";
import { emit, runModule } from "./run-module.ts";
import { shapeOf, tokensOf } from "./tokens.ts";

/** Every place in which a rule has a text of its own is marked with `HOLE`. An escape keeps the list from being read out of the rule, so that its form stays the same. */
const text = `LIST phrases = ["HOLE", "two", "HOLE three"]
DEFINE wanted(t: text) = t CONTAINS phrases
RULE: Title HOLE
META(id="hostile.rule", description="HOLE", author="HOLE", tags=["HOLE"])
ON tool_call
IF wanted(tool_call.params["HOLE"])
OR tool_call.params["body"] == "HOLE"
OR tool_call.tool IN ["HOLE", "b\\"", "c"]
OR tool_call.tool MATCHES [/a/, /b/, /c/]
OR COUNT(tool_call WHERE tool_call.tool == "HOLE" BY user.id WITHIN 1h) > 3
THEN alert(severity=HIGH, category="prompt_injection", description="HOLE")
RULE: Stateless HOLE
META(id="hostile.plain")
ON tool_call
IF ANY p IN tool_call.params["list"]: p == "HOLE"
THEN alert(severity=LOW, category="prompt_injection", attack_vector="HOLE")
`;

const plain = check(text);

/** The same tree with every text of its own filled; keys, names and kinds stay. */
function filled<T>(node: T, fill: string): T {
  if (typeof node === "string") return node.replaceAll("HOLE", () => fill) as T & string;
  if (node === null || typeof node !== "object" || node instanceof ExactInteger) return node;
  if (Array.isArray(node)) return node.map((one) => filled(one, fill)) as T & unknown[];
  if (node instanceof Map) return new Map([...node].map(([key, value]) => [key, filled(value, fill)])) as T & Map<unknown, unknown>;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, filled(value, fill)])) as T; // the same keys
}

/** Spans stay where they are: what they cut is hostile as well. */
function moduleOf(fill: string): { readonly plan: ProjectPlan; readonly source: string; readonly made: ReturnType<typeof emit> } {
  const plan = filled(plain.plan, fill);
  const source = text.replaceAll("HOLE", () => fill);
  return { plan, source, made: emit(plan, source) };
}

const events: readonly ValueRecord[] = [
  {
    event_type: "tool_call",
    event_id: "1",
    timestamp: 1_767_225_600_000,
    tool_call: { tool: "HOLE", params: { body: "HOLE", HOLE: "HOLE", list: ["x", "HOLE"] } },
  },
  {
    event_type: "tool_call",
    event_id: "2",
    timestamp: 1_767_225_601_000,
    tool_call: { tool: "abc", params: { body: "no" } },
    user: { id: "u" },
  },
];

describe("an emitted module", () => {
  it("is made of rules that compile", () => {
    expect(plain.errors.map((error) => error.message)).toEqual([]);
    expect(plain.plan.rules.map(({ id }) => id)).toEqual(["hostile.plain", "hostile.rule"]);
  });

  it("has the same shape whatever the texts are, and judges with the very texts", { timeout: 600_000 }, () => {
    const usual = moduleOf("usual");
    const shapes = [shapeOf(usual.made.javascript), shapeOf(usual.made.typescript), shapeOf(usual.made.declarations)];
    let fired = 0;
    const property = fc.property(hostileText, (fill) => {
      const { plan, source, made } = moduleOf(fill);
      expect([shapeOf(made.javascript), shapeOf(made.typescript), shapeOf(made.declarations)]).toEqual(shapes);
      const textOf = ({ file, start, end }: { file: string; start: number; end: number }) =>
        file === "rules.aidr" ? source.slice(start, end) : "";
      const [planned, written] = [detect(plan, { textOf }), runModule(made.javascript).createDetector()];
      for (const event of filled(events, fill)) {
        const alerts = planned.judge(event);
        expect(written.judge(event)).toEqual(alerts);
        fired += alerts.length;
      }
    });
    fc.assert(property, { numRuns: runs(60) });
    expect(fired).toBeGreaterThan(runs(60));
  });
});

describe("the tokens", () => {
  it("notice a text that gets out of its literal", () => {
    const naive = (value: string): string => `const a = "${value}";`;
    expect(shapeOf(naive("a"))).toBe(shapeOf(naive("b c")));
    expect(() => shapeOf(naive('"; x("'))).not.toThrow();
    expect(shapeOf(naive('"; x("'))).not.toBe(shapeOf(naive("a")));
    expect(() => tokensOf(naive("a\nb"))).toThrow("no token");
    expect(() => tokensOf(naive("a\u2028b"))).toThrow("no token");
    expect(() => tokensOf("const a = `b`;")).toThrow("no token");
  });
});
