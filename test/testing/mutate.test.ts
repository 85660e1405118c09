/** Mutation testing: every kind of change is made, good cases notice it, and the short way agrees with the long one. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { analyze } from "../../src/aidr.ts";
import { loadProject } from "../../src/project/load.ts";
import { compareAlerts } from "../../src/testing/compare-alerts.ts";
import { mutantsOf } from "../../src/testing/mutants.ts";
import { mutate } from "../../src/testing/mutate.ts";
import { type PreparedCases, prepareCases } from "../../src/testing/prepare-cases.ts";
import { alertsOf } from "../../src/testing/run-cases.ts";
import { readTestFile } from "../../src/testing/test-file.ts";
import { openCases } from "./open-cases.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const then = 'THEN alert(severity=LOW, category="policy_violation")\n';
const rule = (condition: string, head = ""): string => `${head}RULE: R\nMETA(id="r")\nON input\nIF ${condition}\n${then}`;
const noCase = "rule: r\ncases:\n  - { name: none, events: [{ input_text: calm, input_source: user }], expect: none }\n";

/** Every change that is made of the rule. */
function changes(rules: string): string[] {
  const { prepared, textOf } = openCases(rules, noCase);
  return mutantsOf(prepared.rule).map(({ what, span }) => `${textOf(span).replace(/\s+/g, " ")} | ${what}`);
}

/** What the cases do not notice. */
function survivors(rules: string, yaml: string): string[] | undefined {
  const { prepared, plan, textOf } = openCases(rules, yaml);
  return mutate(prepared, plan)?.survivors.map(({ what, span }) => `${textOf(span).replace(/\s+/g, " ")} | ${what}`);
}

describe("what is changed", () => {
  test("operators, bounds and NOT", () => {
    expect(changes(rule("conversation.turns > 10 AND NOT user.is_admin"))).toEqual([
      "conversation.turns > 10 AND NOT user.is_admin | `AND` became `OR`",
      "conversation.turns > 10 | condition left out",
      "NOT user.is_admin | condition left out",
      "conversation.turns > 10 | `>` became `>=`",
      "10 | `10` became `9`",
      "10 | `10` became `11`",
      "NOT user.is_admin | `NOT` left out",
    ]);
    expect(changes(rule("2 OF (user.is_admin, conversation.turns >= 4, input_tokens < 9000)")).slice(0, 5)).toEqual([
      "2 OF (user.is_admin, conversation.turns >= 4, input_tokens < 9000) | condition left out",
      "2 OF (user.is_admin, conversation.turns >= 4, input_tokens < 9000) | `2 OF` became `1 OF`",
      "2 OF (user.is_admin, conversation.turns >= 4, input_tokens < 9000) | `2 OF` became `3 OF`",
      "user.is_admin | condition left out",
      "conversation.turns >= 4 | condition left out",
    ]);
  });
  test("lists, the case, and what undoes evasions", () => {
    expect(changes(rule('normalize(input_text) CONTAINS ["one", "2"]'))).toEqual([
      'normalize(input_text) CONTAINS ["one", "2"] | condition left out',
      'normalize(input_text) CONTAINS ["one", "2"] | any of the list became all of it',
      'normalize(input_text) CONTAINS ["one", "2"] | ignoring case became minding it',
      '"one" | entry `"one"` left out',
      '"2" | entry `"2"` left out',
      "normalize(input_text) | `normalize()` left out",
    ]);
    expect(changes(rule('input_source == "user"'))).toEqual([
      'input_source == "user" | condition left out',
      'input_source == "user" | `==` became `!=`',
    ]);
  });
  test("windows, keys, conditions and floors of what is remembered", () => {
    expect(
      changes(rule('input_tokens > 50 * AVG(input_tokens FROM input WHERE input_source == "user" BY user.id OVER 30d MIN 5)')),
    ).toEqual(
      expect.arrayContaining([
        'AVG(input_tokens FROM input WHERE input_source == "user" BY user.id OVER 30d MIN 5) | `30d` became `15d`',
        'AVG(input_tokens FROM input WHERE input_source == "user" BY user.id OVER 30d MIN 5) | `30d` became `60d`',
        'AVG(input_tokens FROM input WHERE input_source == "user" BY user.id OVER 30d MIN 5) | `MIN 5` became `MIN 4`',
        "user.id | key left out",
        'input_source == "user" | condition left out',
        '50 * AVG(input_tokens FROM input WHERE input_source == "user" BY user.id OVER 30d MIN 5) | `*` became `/`',
        "50 | `50` became `45`",
      ]),
    );
    expect(changes(rule("COUNT(DISTINCT input_text BY user.id WITHIN 1h) >= 5"))).toContain(
      "COUNT(DISTINCT input_text BY user.id WITHIN 1h) | `COUNT DISTINCT` became `COUNT`",
    );
  });
  test("steps, absences, gaps and repetitions of a sequence, and SUPPRESS", () => {
    const rules = `RULE: R\nMETA(id="r")\nIF SEQUENCE BY [session.id, user.id] WITHIN 10m\n  STEP a FROM input REPEAT 3\n  ABSENT FROM approval\n  STEP b FROM tool_call WITHIN 1m\n  ABSENT FROM auth WITHIN 5m\n${then}SUPPRESS 1h BY user.id\n`;
    const found = changes(rules).map((line) => line.split(" | ")[1]);
    expect(found).toEqual([
      "`10m` became `5m`",
      "`10m` became `20m`",
      "key left out",
      "key left out",
      "step `a` left out",
      "step `b` left out",
      "steps `a` and `b` swapped",
      "`REPEAT 3` became `REPEAT 2`",
      "`REPEAT 3` became `REPEAT 4`",
      "`1m` became `30s`",
      "`1m` became `2m`",
      "`ABSENT` left out",
      "final `ABSENT` left out",
      "`5m` became `150s`",
      "`5m` became `10m`",
      "`SUPPRESS` left out",
      "`1h` became `30m`",
      "`1h` became `2h`",
      "key left out",
    ]);
  });
  test("a step that another reads stays, and a definition of the library is one condition", () => {
    const reads = `RULE: R\nMETA(id="r")\nIF SEQUENCE BY session.id WITHIN 10m\n  STEP a FROM tool_call\n  STEP b FROM tool_call WHERE tool_call.params.x == a.tool_call.tool\n${then}`;
    expect(changes(reads).filter((line) => line.includes("step"))).toEqual([
      "STEP b FROM tool_call WHERE tool_call.params.x == a.tool_call.tool | step `b` left out",
    ]);
    expect(
      changes(`IMPORT is_outbound FROM "std/tools"\n${rule("is_outbound(tool_call.tool)").replace("ON input", "ON tool_call")}`),
    ).toEqual(["is_outbound(tool_call.tool) | condition left out"]);
  });
});

describe("what the cases notice", () => {
  const turns = rule("conversation.turns > 10 AND NOT user.is_admin");
  const cases = (...events: readonly string[]): string =>
    `rule: r\ncases:\n${events.map((event, index) => `  - { name: c${index}, events: [{ input_text: x, ${event.replace(/ => .*/, "")} }], expect: ${event.endsWith("fires") ? "[{}]" : "none"} }\n`).join("")}`;
  test("cases at the bound and on each side of each condition notice everything", () => {
    const all = cases(
      "conversation: { turns: 11 } => fires",
      "conversation: { turns: 10 } => none",
      "conversation: { turns: 11 }, user: { is_admin: true } => none",
    );
    expect(survivors(turns, all)).toEqual([]);
  });
  test("a case less, and exactly its change survives", () => {
    const lax = cases(
      "conversation: { turns: 12 } => fires",
      "conversation: { turns: 9 } => none",
      "conversation: { turns: 12 }, user: { is_admin: true } => none",
    );
    expect(survivors(turns, lax)).toEqual(["conversation.turns > 10 | `>` became `>=`", "10 | `10` became `9`", "10 | `10` became `11`"]);
  });
  test("an entry is needed by the case that has it and no other", () => {
    const words = rule('input_text CONTAINS ["alpha", "beta", "gamma"]');
    const yaml =
      "rule: r\ncases:\n  - { name: a, events: [{ input_text: ALPHA }], expect: [{}] }\n  - { name: both, events: [{ input_text: beta gamma }], expect: [{}] }\n  - { name: n, events: [{ input_text: delta }], expect: none }\n";
    expect(survivors(words, yaml)).toEqual(['"beta" | entry `"beta"` left out', '"gamma" | entry `"gamma"` left out']);
  });
  test("a count that is kept only up to its bound is counted on for another bound", () => {
    const counted = `RULE: R\nMETA(id="r")\nON auth\nIF COUNT(BY user.id WITHIN 1h) >= 3\n${then}`;
    const yaml =
      "rule: r\ndefaults: { user: { id: u }, auth: { outcome: failure } }\ncases:\n  - { name: three, events: [{ at: 0s }, { at: 40m }, { at: 59m }], expect: [{ at: 59m }] }\n  - { name: late, events: [{ at: 0s }, { at: 1m }, { at: 1h }], expect: none }\n  - { name: others, events: [{ user: { id: v } }, { user: { id: w } }, {}], expect: none }\n";
    expect(survivors(counted, yaml)).toEqual([]);
  });
  test("nothing is measured where a case fails without any change", () => {
    expect(survivors(turns, cases("conversation: { turns: 10 } => fires"))).toBeUndefined();
  });
});

test("asking beside a watched run finds the survivors that running every mutant on every case finds", () => {
  const project = loadProject({ cwd: root, environment: {}, paths: ["rules"] });
  const plan = analyze(project.value.input).value;
  const names = ["account/guessed-password", "tool/exfil-after-read", "indirect/retrieved-document", "supply-chain/rug-pull"];
  for (const name of names) {
    const file = readTestFile({ name, text: readFileSync(join(root, `rules/${name}.test.yaml`), "utf8") });
    const prepared = file.value && prepareCases(file.value, plan, project.value.input.model).value;
    if (!prepared) throw new Error(`${name} has no cases`);
    expect([name, mutate(prepared, plan)?.survivors.map(({ what }) => what)]).toEqual([name, survivorsTheLongWay(prepared)]);
  }

  function survivorsTheLongWay({ rule: one, cases }: PreparedCases): string[] {
    return mutantsOf(one)
      .filter((mutant) =>
        cases.every(
          (each) => compareAlerts(each.case, alertsOf(each, [...each.below, mutant.value], one.id, plan, {})).problems.length === 0,
        ),
      )
      .map(({ what }) => what);
  }
});
