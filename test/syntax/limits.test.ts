/** Each limit at its edge, and how long reading takes at worst. */
import { expect, test } from "vitest";
import { format } from "../../src/format/format.ts";
import { parse, parseExpression } from "../../src/syntax/parse.ts";

const rule = (condition: string) => `RULE: x\nIF ${condition}\nTHEN alert()\n`;
const codes = (text: string) => parse({ name: "limits.aidr", text }).diagnostics.map((one) => one.code);
const nested = (depth: number) => `${"(".repeat(depth)}a${")".repeat(depth)}`;

/** CPU time, since other tests run beside this one. */
function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const used = process.cpuUsage(before);
  return (used.user + used.system) / 1000;
}

test("brackets nest 64 deep, quantifiers among them", () => {
  expect(codes(rule(nested(63)))).toEqual([]);
  expect(codes(rule(nested(64)))).toEqual([]);
  expect(codes(rule(nested(65)))).toEqual(["AIDR1020"]);
  expect(codes(rule(`${"[".repeat(65)}${"]".repeat(65)} EXISTS`))).toEqual(["AIDR1020"]);
  const quantifiers = (depth: number) => "ANY v IN l: ".repeat(depth);
  expect(codes(rule(`${quantifiers(64)}v`))).toEqual([]);
  expect(codes(rule(`${quantifiers(65)}v`))).toEqual(["AIDR1020"]);
  expect(codes(rule(`${"(ANY v IN l: ".repeat(32)}v${")".repeat(32)}`))).toEqual([]);
  expect(codes(rule(`${"(ANY v IN l: ".repeat(33)}v${")".repeat(33)}`))).toEqual(["AIDR1020"]);
});

test("the deepest forms of every kind are read and printed on an ordinary stack", () => {
  const forms: [string, string, string][] = [
    ["(", "a", ")"],
    ["[", "a", "]"],
    ["f(", "a", ")"],
    ["f(x=", "a", ")"],
    ["COUNT(FROM t WHERE NOT a == ", "a", " BY k WITHIN 1h)"],
    ["-(a + b * ", "a", ")"],
    ["1 OF (a AND b OR NOT c == ", "a", ")"],
    ["ANY v IN l: NOT v == d AND ", "a", ""],
  ];
  for (const [open, inner, close] of forms) {
    const text = rule(
      `x == ${open.repeat(64)}${inner}${close.repeat(64)}`
        .replace("x == ANY", "ANY")
        .replace("x == 1 OF", "1 OF")
        .replaceAll("== 1 OF", "== b OR 1 OF"),
    );
    const { value, diagnostics } = parse({ name: "deep.aidr", text });
    expect(
      diagnostics.map((one) => one.message),
      open,
    ).toEqual([]);
    expect(parse({ name: "deep.aidr", text: format(value) }).diagnostics, open).toEqual([]);
  }
});

test("what is nested too deep hides nothing else", () => {
  const { value, diagnostics } = parse({ name: "x", text: `PARAM a = 1 +\n${rule(nested(200))}RULE: y\nIF b == \nTHEN alert()\n` });
  expect(diagnostics.map((one) => one.code)).toEqual(["AIDR1001", "AIDR1020", "AIDR1001"]);
  expect(value.declarations.map((one) => one.kind)).toEqual(["param", "rule", "rule"]);
});

test("100,000 parentheses are one diagnostic, at once", () => {
  parse({ name: "warm.aidr", text: rule("a") });
  let found: (string | undefined)[] = [];
  const used = cpuMs(() => {
    found = codes("(".repeat(100_000));
  });
  expect(found).toEqual(["AIDR1020"]);
  expect(used).toBeLessThan(50);
});

test("flat chains of 10,000 parts parse and format", () => {
  for (const word of ["OR", "AND"]) {
    const terms = Array.from({ length: 10_000 }, (_, index) => `x == "${index}"`);
    const { value, diagnostics } = parse({ name: "long.aidr", text: rule(terms.join(` ${word} `)) });
    expect(diagnostics).toEqual([]);
    const [only] = value.declarations;
    expect(
      only?.kind === "rule" && only.condition?.kind === "when" && "parts" in only.condition.expr && only.condition.expr.parts.length,
    ).toBe(10_000);
    expect(format(value).split("\n")).toHaveLength(10_003);
  }
});

test("long runs of NOT are read in a loop, and mean what they say", () => {
  for (const [count, nots] of [
    [2000, 2],
    [2001, 3],
    [3, 3],
    [1, 1],
  ] as const) {
    const { value, diagnostics } = parseExpression({ name: "x", text: `${"NOT ".repeat(count)}a` });
    expect(diagnostics).toEqual([]);
    let depth = 0;
    for (let expr = value; expr.kind === "not"; expr = expr.operand) depth++;
    expect(depth).toBe(nots);
  }
});

test("10,000 minus signs are one diagnostic", () => {
  expect(codes(`PARAM a = ${"- ".repeat(10_000)}1`)).toEqual(["AIDR1035"]);
});

test("arithmetic and paths have 512 links at most, together as deep as they lean", () => {
  const sum = (count: number) => `a${" + 1".repeat(count)} > 0`;
  expect(codes(rule(sum(512)))).toEqual([]);
  expect(codes(rule(sum(513)))).toEqual(["AIDR1024"]);
  expect(codes(rule(sum(10_000)))).toEqual(["AIDR1024"]);
  expect(codes(rule(`a${".b".repeat(512)} EXISTS`))).toEqual([]);
  expect(codes(rule(`a${".b".repeat(513)} EXISTS`))).toEqual(["AIDR1024"]);
  expect(codes(rule(`(${sum(300).slice(0, -4)})${" + 1".repeat(300)} > 0`))).toEqual(["AIDR1024"]);
});

test("a file has 256 KiB, counted in bytes", () => {
  const comment = (bytes: number) => `#${"x".repeat(bytes - 1)}`;
  expect(codes(comment(256 * 1024 - 1))).toEqual([]);
  expect(codes(comment(256 * 1024))).toEqual([]);
  expect(codes(comment(256 * 1024 + 1))).toEqual(["AIDR1021"]);
  expect(codes(`#${"é".repeat(128 * 1024 - 1)}`)).toEqual([]);
  expect(codes(`#${"é".repeat(128 * 1024)}`)).toEqual(["AIDR1021"]);
  expect(codes(`#${"😀".repeat(64 * 1024 - 1)}`)).toEqual([]);
  expect(codes(`#${"😀".repeat(64 * 1024)}`)).toEqual(["AIDR1021"]);
});

test("a file has 50,000 tokens", () => {
  const params = (count: number) => "PARAM a = 1\n".repeat(count);
  expect(codes(params(12_500))).toEqual([]);
  const { value, diagnostics } = parse({ name: "x", text: params(12_501) });
  expect(diagnostics.map((one) => one.code)).toEqual(["AIDR1022"]);
  expect(value.declarations).toHaveLength(12_500);
});

test("a file has 100 diagnostics at most, in the order of the text", () => {
  const wrong = (count: number) => "PARAM a = .5\n".repeat(count);
  expect(codes(wrong(100))).toEqual(Array(100).fill("AIDR1011"));
  const { diagnostics } = parse({ name: "x", text: wrong(150) });
  expect(diagnostics.map((one) => one.code)).toEqual([...Array(99).fill("AIDR1011"), "AIDR1023"]);
  expect(diagnostics.at(-1)?.message).toContain("51");
});

test("the longest texts that the limits let through are read in good time", () => {
  const texts = [
    rule(`a IN [${"1,".repeat(24_000)}]`),
    "a ".repeat(49_000),
    ", ".repeat(49_000),
    "IF ".repeat(49_000),
    `${"RULE: x\nIF a ==\nTHEN b(\n".repeat(6_000)}`,
    `LIST x = [${'"'.repeat(200_000)}`,
    `"${"\\".repeat(250_000)}`,
    `/${"[".repeat(250_000)}`,
    "`".repeat(250_000),
    "'".repeat(250_000),
    "@ ".repeat(120_000),
    "\r".repeat(250_000),
    "1".repeat(250_000),
    "list<".repeat(16_000),
    `x ${"STEP ".repeat(40_000)}`,
    `RULE: x\nIF SEQUENCE WITHIN 1h ${"STEP a FROM b ".repeat(10_000)}\nTHEN c()`,
    `RULE: x\nIF ${"f(a=1, ".repeat(60)}`,
    `RULE: x\nTHEN ${"a(), ".repeat(12_000)}`,
    `RULE: x\nIF a ${"NOT ".repeat(40_000)}`,
    `RULE: x\nIF a ${"IN ".repeat(40_000)}`,
    "a - ".repeat(24_000),
    "# aidr-ignore ".repeat(18_000),
    "# aidr-ignore a\n".repeat(16_000),
  ];
  for (const text of texts) {
    const used = cpuMs(() => parse({ name: "x", text }));
    expect(used, text.slice(0, 40)).toBeLessThan(3000);
  }
});
