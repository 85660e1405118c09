/** A module is ready before its rules are read, and reading one later changes nothing for the others. */
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { analyze, emitModule } from "../../src/aidr.ts";
import { assemble } from "../../src/detect/assemble.ts";
import { compileRule, type RuleHost } from "../../src/detect/rule.ts";
import { loadProject } from "../../src/project/load.ts";
import { LiteralScan } from "../../src/runtime/literal-scan.ts";
import { check } from "../property/compare.ts";
import { emit, runModule } from "./run-module.ts";

const rule = (id: string, condition: string): string => `RULE: Rule ${id}
META(id="${id}")
ON input
IF ${condition}
THEN alert(severity=HIGH, category="prompt_injection")
`;

describe("a rule of a module", () => {
  const text = [
    rule("phrase", 'input_text CONTAINS ["first words", "other words", "last words"]'),
    rule("equal", 'user.department == "sales" AND input_text MATCHES /plan [a-z]+ b/'),
    rule("guarded", 'input_text CONTAINS "first words" AND user.country == "NL"'),
    rule("counts", "COUNT(FROM input BY user.id WITHIN 1h) > 100"),
  ].join("\n");
  const event = (fields: object) => ({ event_type: "input", timestamp: 0, ...fields });

  it("is read when it is woken, once, and the others are not; one that remembers is read at once", () => {
    const { plan, errors } = check(text);
    expect(errors.map((error) => error.message)).toEqual([]);
    const module = runModule(emit(plan, text).javascript);
    const read: string[] = [];
    for (const one of Object.values(module.rules)) {
      const { body } = one;
      const counted: typeof body = () => {
        read.push(one.id);
        return body();
      };
      Object.assign(one, { body: counted });
    }
    const detector = module.createDetector();
    expect(read).toEqual(["counts"]);
    detector.judge(event({ input_text: "nothing of them" }));
    expect(read).toEqual(["counts"]);
    for (let times = 0; times < 2; times++)
      expect(detector.judge(event({ input_text: "The FIRST words." })).map((one) => one.rule_id)).toEqual(["phrase"]);
    expect(read).toEqual(["counts", "phrase"]);
    expect(detector.judge(event({ user: { department: "sales" }, input_text: "plan or b" })).map((one) => one.rule_id)).toEqual(["equal"]);
    expect(read).toEqual(["counts", "phrase", "equal"]);
  });
});

describe("the library as a module", () => {
  it("registers at its start all that its rules look for in texts, so that no rule makes a new scan when it wakes", () => {
    const { input, sources } = loadProject({
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
      environment: {},
      paths: ["rules"],
    }).value;
    const plan = analyze(input).value;
    const { javascript } = emitModule({ plan, sources, version: "0" });
    const { rules } = runModule(javascript);
    const scan = new LiteralScan();
    const eager = plan.rules.map((one) => ({ id: one.id, compile: (host: RuleHost) => compileRule(one, host) }));
    assemble({ rules: eager, remembering: plan.rules, playbooks: plan.playbooks, scan }, { onDecision: () => {} });
    const written = /^ {2}literals: (\[[\s\S]*?\]|["'].*["']),?\n\};$/m.exec(javascript)?.[1] ?? "[]";
    const registered = new Set(runStrings(`[${written}].flat()`).flatMap((keys) => keys.split("|")));
    for (const { wakes = [] } of Object.values(rules))
      for (const witness of wakes)
        if (witness.kind === "keys") for (const key of [witness.keys].flat().flatMap((keys) => keys.split("|"))) registered.add(key);
    expect(scan.keys.filter((key) => !registered.has(key))).toEqual([]);
    expect(registered.size).toBeGreaterThan(1_000);
  });
});

/** The texts of a printed list. */
function runStrings(code: string): readonly string[] {
  const module = runModule(`const rules = ${code};\nfunction createDetector() {}`);
  return module.rules as unknown as readonly string[]; // the list that was handed in
}
