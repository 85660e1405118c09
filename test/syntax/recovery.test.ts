/** Several mistakes give several reports, and one gives one. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lex } from "../../grammar/lexer.ts";
import { parse } from "../../src/syntax/parse.ts";
import { Random } from "../format/random-module.ts";

const root = new URL("../..", import.meta.url).pathname;
const says = (text: string) => parse({ name: "x", text }).diagnostics.map((one) => `${one.code} ${one.message}`);

test("each mistake of a file is reported, and nothing that follows from it", () => {
  const text = `LIST phrases string = ["a"]
PARAM limit = .5
RULE: first
ON input output
IF input_text CONTAINS
THEN alert(severity=LOW category="x")
SUPPRESS 1h 2
RULE: second
IF COUNT(tool_call x WITHIN) > 3 OR b
AND c = 1
THEN alert(a=[1, 2)
RULE: third
IFF a
THEN alert()
EXCEPTION FOR x WHERE y REASON "z"
RULE: fourth
IF SEQUENCE BY k WITHIN 10m
  STEP a FROM
  STEP b FROM t WHERE x ==
THEN alert(
DEFINE f(a) = 3
PLAYBOOK: fifth
DO
DO block()`;
  expect(says(text)).toEqual([
    "AIDR1001 expected `= [...]` or `FROM`, found `string`",
    "AIDR1011 `.5` is neither a number nor a duration",
    "AIDR1001 expected `,` or the next clause, found `output`",
    "AIDR1001 expected a value, found `THEN`",
    "AIDR1001 expected `,` or `)`, found `category`",
    "AIDR1001 expected a clause, found `2`",
    "AIDR1001 expected `)`, found `x`",
    "AIDR1001 expected `,` or `]`, found `)`",
    "AIDR1001 expected a clause, found `IFF`",
    "AIDR1001 expected a string, found `x`",
    "AIDR1001 expected a name, found `STEP`",
    "AIDR1001 expected `,` or `)`, found `DEFINE`",
    "AIDR1001 expected `:`, found `)`",
    "AIDR1001 expected an action, found `DO`",
  ]);
});

test("what stands before a mistake is kept, what stands behind it in its clause is not trusted", () => {
  const { value } = parse({ name: "x", text: "RULE: x\nIF a AND b c AND d\nTHEN e(), f(1\nSUPPRESS 1h" });
  const [rule] = value.declarations;
  if (rule?.kind !== "rule" || rule.condition?.kind !== "when" || rule.condition.expr.kind !== "and")
    throw new Error("a rule with a chain was expected");
  expect(rule.condition.expr.parts.map((part) => part.kind)).toEqual(["name", "error"]);
  expect(rule.actions).toEqual([]);
  expect(rule.suppress?.duration.kind).toBe("duration");
});

test("a file that lost a declaration says so, for those who look for its names", () => {
  const isPartial = (text: string) => parse({ name: "x", text }).value.isPartial ?? false;
  expect(isPartial('IMPORT a FROM "x"\nRULE: x\nIF a b\nTHEN c()')).toBe(false);
  expect(isPartial('IMPORT a "x"')).toBe(true);
  expect(isPartial("DEFINE (a: string) = 1")).toBe(true);
  expect(isPartial('a FROM "x"')).toBe(true);
});

test("a token missing from a rule is one mistake, and seldom looks like two", () => {
  const texts = readdirSync(join(root, "rules"), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".aidr"))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .filter((text) => text.length < 3000);
  const random = new Random(3);
  const runs = Number(process.env["AIDR_RUNS"] ?? 300);
  let more = 0;
  for (let run = 0; run < runs; run++) {
    const text = texts[random.below(texts.length)] ?? "";
    const { tokens } = lex(text);
    const token = tokens[random.below(tokens.length)];
    if (!token) continue;
    const without = text.slice(0, token.startOffset) + text.slice((token.endOffset ?? token.startOffset) + 1);
    if (parse({ name: "x", text: without }).diagnostics.length > 1) more++;
  }
  expect(more / runs).toBeLessThan(0.02);
});
