/** No text of a rule breaks out of its literal: the tokens of a query do not depend on what the texts say, and each text comes back as it was. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { printEql } from "../../../src/targets/eql/print.ts";
import { and, call, compare, field, like, text, within } from "../../../src/targets/eql/build.ts";
import type { Query } from "../../../src/targets/eql/query.ts";
import { runs } from "../../property/compare.ts";
import { ruleWhen } from "../pack.ts";
import { exported } from "./agree.ts";
import { readEql, type Token, tokensOf } from "./read-eql.ts";

const breakers = [
  '"',
  '""',
  '"""',
  "\\",
  '\\"',
  "\\\\",
  "\n",
  "\r\n",
  "\t",
  "|",
  "`",
  "$x$",
  "{{x}}",
  "${x}",
  "]",
  "[",
  "![",
  ")",
  "(",
  "//",
  "/*",
  "*/",
  " or true",
  '" or true or "',
  "until [any where true]",
  "?",
  "*",
  "~",
  "'",
  "\u0000",
  "\u0001",
  "\u200f",
  "\u2028",
  "\ufeff",
  "\u{e0041}",
  "\\u{41}",
  "\\n",
  "%",
  "null",
  "😀",
  "ſ",
  "İ",
  "e\u0301",
];
const hostile = fc
  .array(
    fc.oneof(fc.constantFrom(...breakers), fc.string({ unit: "binary", maxLength: 6 }), fc.string({ unit: "grapheme", maxLength: 6 })),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join("").replace(/\p{Cs}/gu, ""));

const kindsOf = (tokens: readonly Token[]) =>
  tokens.map((token) => (token.kind === "sign" || token.kind === "word" ? token.value : token.kind)).join(" ");
const textsOf = (tokens: readonly Token[]) => tokens.flatMap((token) => (token.kind === "text" ? [token.value] : []));

function query(one: string, other: string): Query {
  const where = and([
    compare("==", field("a.b"), text(one)),
    within(field("c"), [text(one), text(other)], true),
    call("stringContains", [field("d"), text(other)], true),
    like(field("e"), [one, other], true),
  ]);
  return {
    kind: "sequence",
    by: ["k"],
    maxspanMs: 9,
    stages: [
      { where, by: [], missing: false, runs: 1 },
      { where, by: [], missing: true, runs: 1 },
    ],
    until: { where, by: [] },
  };
}

const calm = kindsOf(tokensOf(printEql(query("calm", "calmer"))));

it("texts", { timeout: 3_600_000 }, () => {
  fc.assert(
    fc.property(hostile, hostile, (one, other) => {
      const printed = printEql(query(one, other));
      const tokens = tokensOf(printed);
      expect(kindsOf(tokens)).toBe(calm);
      expect(textsOf(tokens)).toEqual(Array.from({ length: 3 }, () => [one, one, other, other, one, other]).flat());
      readEql(printed);
    }),
    { numRuns: Math.ceil(runs(4_000) / 2) },
  );
});

it("field names", { timeout: 3_600_000 }, () => {
  const names = fc
    .oneof(hostile, fc.constantFrom("sequence", "where", "a-b", "6x", "a b", "any", "runs"))
    .filter((name) => !name.includes("."));
  fc.assert(
    fc.property(names, (name) => {
      const found = readEql(printEql({ kind: "events", where: compare("==", field(`a.${name}`), text("x")) }));
      expect(found).toMatchObject({ item: { where: { left: { op: "field", name: `a.${name}` } } } });
    }),
    { numRuns: Math.ceil(runs(4_000) / 8) },
  );
});

it("texts of rules, by every word", { timeout: 3_600_000 }, () => {
  const words = ["==", "CONTAINS", "STARTS WITH", "ENDS WITH", "LIKE", "CONTAINS WORD"];
  const calmOf = new Map<string, Set<string>>();
  fc.assert(
    fc.property(fc.constantFrom(...words), fc.constantFrom("", " CASED"), hostile, (word, flag, value) => {
      const cased = word === "==" ? "" : flag;
      const outcome = exported(ruleWhen(`input_text ${word} ${JSON.stringify(value)}${cased}`), undefined, { broader: true });
      if (outcome.kind === "refused") return;
      const shape = kindsOf(tokensOf(outcome.text));
      const known = calmOf.get(word) ?? new Set<string>();
      calmOf.set(word, known.add(shape));
      // One form with wildcards, one for literal wildcards, one spelt out, one for equality, presence: never as many as there are texts.
      expect(known.size, [...known].join("\n")).toBeLessThanOrEqual(9);
      readEql(outcome.text);
    }),
    { numRuns: Math.ceil(runs(4_000) / 10) },
  );
});

it("numbers keep their digits", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const found = readEql(printEql({ kind: "events", where: compare(">", field("a"), { kind: "number", value }) }));
      const right = found.kind === "events" && found.item.where.op === ">" ? found.item.where.right : undefined;
      const read =
        right?.op === "value" ? right.value : right?.op === "minus" && right.of.op === "value" ? -Number(right.of.value) : Number.NaN;
      expect(Number(read) + 0).toBe(value + 0);
    }),
  );
});
