/** Every operator and its NOT on every odd value: absent, null, empty, several, of a wrong type, and those beside the edge. What EQL does with a missing value is read in every way. */
import { describe, expect, it } from "vitest";
import type { ExportOptions } from "../../../src/export/outcome.ts";
import type { Json, JsonRecord } from "../carried.ts";
import { oddTexts } from "../odd-probes.ts";
import { ruleOf } from "../pack.ts";
import { compare, ecs, exported } from "./agree.ts";

const numbers: readonly Json[] = [0, -0, 1, 9, 9.999, 10, 10.001, 11, -10, 0.1, 0.3, 1e21, 5e-324, 2 ** 53];
const odd: readonly Json[] = [
  null,
  "",
  [],
  [""],
  [null],
  ["override"],
  ["a", "override"],
  [["override"]],
  {},
  { a: 1 },
  true,
  false,
  0,
  10,
  "10",
];
const addresses: readonly Json[] = ["10.0.0.1", "10.255.255.255", "11.0.0.0", "::ffff:10.0.0.1", "2001:db8::1", "2001:db9::1", "::", "not"];
const lists: readonly Json[] = [["a"], ["A"], ["b", "a"], ["b"], ["ab"], ["a", 7], [7], "a", ["a*"], ["jail"]];
const times: readonly Json[] = ["2026-06-01T00:00:00Z", "2026-05-31T23:59:59.999Z", "2026-06-01T00:00:00.001Z", 1780272000000, "soon"];

type Group = {
  readonly on: string;
  readonly path: readonly string[];
  readonly values: readonly Json[];
  readonly conditions: readonly string[];
};

const groups: Readonly<Record<string, Group>> = {
  text: {
    on: "input",
    path: ["input_text"],
    values: oddTexts,
    conditions: [
      'input_text == "override"',
      'input_text == "Override" NOCASE',
      'input_text == ""',
      'input_text IN ["override", "50%"]',
      'input_text IN ["SYSTEM", "a*b"] NOCASE',
      'input_text CONTAINS "override"',
      'input_text CONTAINS ["override", "%", "x_y"]',
      'input_text CONTAINS ALL ["o", "rr"]',
      'input_text CONTAINS "Override" CASED',
      'input_text CONTAINS ""',
      'input_text CONTAINS "*"',
      'input_text CONTAINS ["a*b", "?", "system"]',
      'input_text CONTAINS "*B" CASED',
      'input_text CONTAINS "straße"',
      'input_text CONTAINS ["σας", "key"]',
      'input_text CONTAINS "é"',
      'input_text STARTS WITH "over"',
      'input_text STARTS WITH ["A*", "sys"]',
      'input_text ENDS WITH "ride"',
      'input_text ENDS WITH "?b"',
      'input_text ENDS WITH "IDE" CASED',
      'input_text LIKE "*over?ide*"',
      'input_text LIKE "a\\\\*b"',
      'input_text LIKE "*a\\\\?b*"',
      'input_text LIKE "*"',
      'input_text LIKE "?"',
      'input_text LIKE "s*"',
      "input_text MATCHES /over+ide/",
      "input_text MATCHES /over|system/i",
      "input_text MATCHES /^override$/i",
      "input_text MATCHES /\\bkey\\b/i",
      "input_text MATCHES [/o.e/, /50%/, /[a-f]\\*b/i]",
      "input_text MATCHES /^$/",
      "input_text EXISTS",
      "input_text IS MISSING",
      '2 OF (input_text CONTAINS "o", input_text CONTAINS "v", input_text ENDS WITH "e")',
      'ANY w IN ["over", "50%"]: input_text CONTAINS w',
      'ALL w IN ["over", "ride"]: input_text CONTAINS w',
    ],
  },
  word: {
    on: "input",
    path: ["input_text"],
    values: oddTexts,
    conditions: ['input_text CONTAINS WORD "override"', 'input_text CONTAINS WORD "KEY"'],
  },
  number: {
    on: "input",
    path: ["conversation", "turns"],
    values: numbers,
    conditions: [
      "conversation.turns > 10",
      "conversation.turns >= 10",
      "conversation.turns < 10",
      "conversation.turns <= 10",
      "10 < conversation.turns",
      "conversation.turns == 10",
      "conversation.turns != 10",
      "conversation.turns IN [1, 10, 0.3]",
      "conversation.turns BETWEEN 1 AND 10",
      "conversation.turns EXISTS",
      "conversation.turns + 1 > 10",
      "conversation.turns - 1 >= 9",
      "conversation.turns * 3 > 30",
      "conversation.turns / 4 > 2.4",
      "-conversation.turns < -9",
      "conversation.turns > -(4 + 5)",
    ],
  },
  boolean: {
    on: "input",
    path: ["user", "is_admin"],
    values: [true, false],
    conditions: ["user.is_admin", "user.is_admin == true", "user.is_admin == false", "user.is_admin EXISTS"],
  },
  address: {
    on: "auth",
    path: ["auth", "ip"],
    values: addresses,
    conditions: ["auth.ip IN inside", 'auth.ip == "10.0.0.1"', "auth.ip EXISTS"],
  },
  list: {
    on: "input",
    path: ["conversation", "topics"],
    values: lists,
    conditions: [
      'conversation.topics CONTAINS "a"',
      'conversation.topics CONTAINS ["a", "jail"]',
      'conversation.topics CONTAINS ALL ["a", "b"]',
      'conversation.topics CONTAINS "A" NOCASE',
      '"a" IN conversation.topics',
      "conversation.topics EXISTS",
      'ANY t IN conversation.topics: t STARTS WITH "j" OR t == "b"',
      'ANY t IN conversation.topics: t LIKE "a*" AND user.is_admin',
      'ANY t IN conversation.topics: t CONTAINS "a" AND t CONTAINS "b"',
      'ALL t IN conversation.topics: NOT t == "b"',
      'ALL t IN conversation.topics: NOT t STARTS WITH "j"',
    ],
  },
  time: {
    on: "session_start",
    path: ["session", "started_at"],
    values: times,
    conditions: [
      "session.started_at >= 2026-06-01",
      "session.started_at < 2026-06-01",
      "session.started_at == 2026-06-01",
      "session.started_at EXISTS",
    ],
  },
};

const before = 'LIST inside: list<cidr> = ["10.0.0.0/8", "2001:db8::/32"]\n';
const combinations: readonly Partial<ExportOptions>[] = [{}, { folding: "strict" }, { broader: true }];

describe.each(Object.entries(groups))("%s", (_, { on, path, values, conditions }) => {
  const events = [undefined, ...odd, ...values].flatMap((value, at): readonly JsonRecord[] => {
    const fields = value === undefined ? {} : path.reduceRight<Json>((inner, key) => ({ [key]: inner }), value);
    const rest = { event_type: on, timestamp: new Date(Date.UTC(2026, 5, 3) + at).toISOString() };
    const bare: JsonRecord = { ...(fields as JsonRecord), ...rest, event_id: `e${at}`, sequence: 2 * at }; // a record, for the path has a name
    const admin = { is_admin: true, ...(bare["user"] as JsonRecord | undefined) }; // a record or nothing
    return [bare, { ...bare, event_id: `admin${at}`, sequence: 2 * at + 1, user: admin }];
  });
  it.each(conditions)("%s", (condition) => {
    for (const form of [condition, `NOT (${condition})`, `NOT (${condition} AND user.is_admin) OR (${condition} AND NOT user.is_admin)`]) {
      const planned = checkable(form, on);
      if (!planned) continue;
      let written = 0;
      for (const options of combinations) {
        const outcome = exported(planned, ecs, options);
        if (outcome.kind === "refused") continue;
        written++;
        expect(compare(planned, ecs, outcome, events).problem, form).toBeUndefined();
      }
      if (form === condition) expect(written, form).toBeGreaterThan(0);
    }
  });
});

/** Some tests hold for every event or for none, which the checker says. */
function checkable(condition: string, on: string) {
  try {
    return ruleOf(`${before}RULE: odd\nON ${on}\nIF ${condition}\nTHEN alert(severity=LOW, category="prompt_injection")\n`);
  } catch (error) {
    if (/always|never|every event|no event/.test(String(error))) return undefined;
    throw error;
  }
}
