/** The one layout: what it looks like, and that comments stay where they belong. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { format, formatDeclaration, formatExpr } from "../../src/format/format.ts";
import type { Expr } from "../../src/syntax/ast.ts";
import { parse, parseExpression } from "../../src/syntax/parse.ts";
import { stripSpans } from "./strip-spans.ts";

const root = new URL("../..", import.meta.url).pathname;

/** Formats a text without mistakes, and holds what must be true of every answer. */
function formatted(text: string): string {
  const read = parse({ name: "x.aidr", text });
  expect(read.diagnostics).toEqual([]);
  const made = format(read.value);
  const again = parse({ name: "x.aidr", text: made });
  expect(again.diagnostics).toEqual([]);
  expect(stripSpans(again.value.declarations)).toEqual(stripSpans(read.value.declarations));
  expect(again.value.comments.map((one) => one.text).sort()).toEqual(read.value.comments.map((one) => one.text).sort());
  expect(format(again.value)).toBe(made);
  return made;
}

test("every file of the library and of the rule pack keeps its meaning and its comments", () => {
  const files = ["rules", "stdlib", "examples"].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".aidr"))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) formatted(readFileSync(file, "utf8"));
});

describe("layout", () => {
  test("clauses stand on lines of their own, and a rule already so is left alone", () => {
    const text = `RULE: Prompt injection attempt via authority impersonation
IF input_text CONTAINS ["system update", "new instructions", "ignore previous", "override"]
AND input_source == "user"
AND (NOT user.is_admin)
THEN alert(severity=HIGH, category="prompt_injection")
`;
    expect(formatted(text)).toBe(text);
    expect(
      formatted(
        text
          .replaceAll("\n", "   \r\n\t")
          .replace(/[\r\n\t]+$/, "")
          .replace(/^/, "\ufeff"),
      ),
    ).toBe(text);
  });

  test("what does not fit in 100 columns is broken, the outermost first", () => {
    const phrases = Array.from({ length: 12 }, (_, index) => `"phrase ${index}"`);
    expect(formatted(`LIST phrases: list<string> = [${phrases.join(",")}]`)).toBe(
      `LIST phrases: list<string> = [\n${phrases.map((one) => `  ${one},\n`).join("")}]\n`,
    );
    expect(formatted(`RULE: x\nMETA(id="a", description="${"long ".repeat(15).trim()}", status="test", tags=["b"])\nIF a\nTHEN b()`)).toBe(
      `RULE: x\nMETA(\n  id="a",\n  description="${"long ".repeat(15).trim()}",\n  status="test",\n  tags=["b"],\n)\nIF a\nTHEN b()\n`,
    );
    expect(
      formatted(
        'RULE: x\nIF a\nAND (input_text CONTAINS "some rather long phrase" OR input_text CONTAINS "another rather long phrase")\nTHEN b()',
      ),
    ).toBe(
      'RULE: x\nIF a\nAND (\n  input_text CONTAINS "some rather long phrase"\n  OR input_text CONTAINS "another rather long phrase"\n)\nTHEN b()\n',
    );
    expect(
      formatted(
        'RULE: x\nIF COUNT(DISTINCT tool_call.tool FROM tool_call WHERE tool_call.authorization == "blocked" BY user.id WITHIN 24h) >= 5\nTHEN b()',
      ),
    ).toBe(
      'RULE: x\nIF COUNT(\n  DISTINCT tool_call.tool\n  FROM tool_call\n  WHERE tool_call.authorization == "blocked"\n  BY user.id\n  WITHIN 24h\n) >= 5\nTHEN b()\n',
    );
  });

  test("sequences, playbooks and tuning", () => {
    const text = `EXCEPTION FOR "tool.exfil-after-read" WHERE user.id IN red_team REASON "exercise" UNTIL 2027-01-31

DISABLE "prompt.long-input" REASON "covered by the gateway"

RULE: Read, then sent
ON tool_call
IF a
THEN b(),
     ${"c".repeat(55)}(d="${"e".repeat(30)}")
SUPPRESS 1h BY [session.id, user.id]

RULE: Sequence
IF SEQUENCE BY session.id WITHIN 10m
  STEP read FROM tool_call WHERE tool_call.tool IN file_readers
  ABSENT FROM tool_call WHERE tool_call.authorization == "approved"
  STEP send FROM tool_call
    WHERE tool_call.tool IN outbound_tools
      AND tool_call.params.body CONTAINS read.tool_call.params.path
    REPEAT 3
    WITHIN 5m
THEN b()

PLAYBOOK: Suspected prompt injection
FOR category == "prompt_injection" AND severity IN [HIGH, CRITICAL]
DO preserve_transcript(session=session_id)
DO block(user=user_id, duration=1h) LIMIT 10 PER 1h REQUIRES APPROVAL
`;
    expect(formatted(text)).toBe(text);
  });

  test("strings show what cannot be seen", () => {
    expect(formatted('PARAM a = "\\u0041\\/\u200b\u202ex"')).toBe('PARAM a = "A/\\u200b\\u202ex"\n');
    expect(formatted('PARAM a = "\\ud83d\\ude00 \\ud800 \u{e0041}"')).toBe('PARAM a = "😀 \\ud800 \\udb40\\udc41"\n');
  });

  test("blank lines: rules stand apart, declarations of one kind as written", () => {
    expect(
      formatted("\n\nPARAM a = 1\nPARAM b = 2\n\n\n\nPARAM c = 3\nLIST d = [1]\nRULE: x\nIF a\nTHEN b()\nRULE: y\nIF a\nTHEN b()"),
    ).toBe("PARAM a = 1\nPARAM b = 2\n\nPARAM c = 3\n\nLIST d = [1]\n\nRULE: x\nIF a\nTHEN b()\n\nRULE: y\nIF a\nTHEN b()\n");
    expect(formatted("")).toBe("");
    expect(formatted("# only\n\n# comments")).toBe("# only\n\n# comments\n");
  });
});

describe("comments", () => {
  test("stay above, behind and inside what they are about", () => {
    const text = `# header

# about a
PARAM a = 1  # behind a

LIST b = [
  # above x
  "x",  # behind x
  "y",
  # at the end
]

# about the rule
RULE: r
# above meta
META(
  id="x",  # the id
  status="test",
)
# above if
IF c  # behind c
# above d
AND d
AND (
  # above e
  e
  OR f  # behind f
)
# above then
THEN g(
  h=1,
  # above i
  i=2,
)  # behind then
# above suppress
SUPPRESS 1h  # behind suppress

RULE: s
IF SEQUENCE BY k WITHIN 1h  # behind the head
  # above a step
  STEP a FROM b WHERE c  # behind a step
  STEP d FROM e
THEN f()

# the end
`;
    expect(formatted(text)).toBe(text);
  });

  test("at places that hold none move above, and are never lost", () => {
    const words =
      "RULE: r\nON # 1\n a # 2\n , # 3\n b\nIF # 4\n c # 5\n == # 6\n d # 7\n . # 8\n e # 9\n AND # 10\n NOT # 11\n f # 12\n IN # 13\n [ # 14\n 1 # 15\n ] # 16\nTHEN # 17\n g # 18\n ( # 19\n ) # 20\nSUPPRESS # 21\n 1h # 22\n BY # 23\n [ # 24\n k # 25\n , l # 26\n ] # 27\n";
    for (const number of Array.from({ length: 27 }, (_, index) => index + 1)) expect(formatted(words)).toContain(`# ${number}\n`);
    for (let only = 1; only <= 27; only++)
      formatted(words.replaceAll(/ # (\d+)/g, (whole, number) => (Number(number) === only ? whole : "")));
  });
});

describe("made trees", () => {
  const span = { file: "", start: 0, end: 0 };
  const name = (text: string): Expr => ({ kind: "name", name: text, quoted: false, span });

  test("get the parentheses without which they would be read differently", () => {
    const or: Expr = { kind: "or", parts: [name("a"), name("b")], span };
    expect(formatExpr({ kind: "and", parts: [or, name("c")], span })).toBe("(a OR b) AND c");
    expect(formatExpr({ kind: "not", operand: or, span })).toBe("NOT (a OR b)");
    const any: Expr = {
      kind: "quantifier",
      every: false,
      variable: { name: "v", quoted: false, span },
      list: name("l"),
      body: name("v"),
      span,
    };
    expect(formatExpr({ kind: "and", parts: [any, name("c")], span })).toBe("(ANY v IN l: v) AND c");
    expect(formatExpr({ kind: "or", parts: [{ kind: "and", parts: [name("c"), any], span }, name("d")], span })).toBe(
      "(c AND ANY v IN l: v) OR d",
    );
    const sum: Expr = { kind: "arithmetic", operator: "-", left: name("a"), right: name("b"), operatorSpan: span, span };
    expect(formatExpr({ ...sum, left: name("x"), right: sum })).toBe("x - (a - b)");
    expect(formatExpr({ kind: "negate", operand: sum, span })).toBe("-(a - b)");
    expect(formatExpr(name("IN"))).toBe("`IN`");
    expect(formatExpr(name("cs-uri"))).toBe("`cs-uri`");
  });

  test("print alone", () => {
    const { value } = parse({ name: "x", text: "PARAM a=1" });
    expect(value.declarations.map(formatDeclaration)).toEqual(["PARAM a = 1"]);
    expect(formatExpr(parseExpression({ name: "x", text: "1 .a" }).value)).toBe("1 .a");
  });
});
