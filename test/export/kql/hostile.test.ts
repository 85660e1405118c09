/** Literals that want to be more than literals: the shape of the query does not depend on them, and they come back byte for byte from Microsoft's parser. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { column, compare, compareIn, text, textTest } from "../../../src/targets/kql/build.ts";
import { printQuery } from "../../../src/targets/kql/print.ts";
import type { Query } from "../../../src/targets/kql/query.ts";
import { runs } from "../../property/compare.ts";
import { bind, type SyntaxElement, type Tables } from "./kusto.ts";
import { childrenOf, kindOf } from "./syntax.ts";

const tables: Tables = new Map([
  [
    "T",
    new Map([
      ["Text", "string"],
      ["odd name]'\"", "string"],
    ]),
  ],
]);

const pieces = [
  '"',
  "'",
  "\\",
  "\\\\",
  '\\"',
  "\n",
  "\r\n",
  "\r",
  "\t",
  "\u0000",
  "\u0085",
  "\u2028",
  "\u2029",
  "\u200b",
  "\ufeff",
  "\u202e",
  "|",
  "| take 1",
  "//",
  "/*",
  "*/",
  ";",
  "let x = 1;",
  '"""',
  "```",
  "@'",
  '@"',
  "h'",
  "{{x}}",
  "$x$",
  "`m`",
  "%",
  "_",
  "*",
  "?",
  ")",
  "(",
  "[",
  "]",
  "{",
  "}",
  "é",
  "ſ",
  "K",
  "😀",
  "\ud800",
  "\udc00",
  "a",
  "or 1==1",
  "datetime(",
  "~~",
  "'''",
];
const literal = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { minLength: 0, maxLength: 6 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 12 }),
);

function queryOf(value: string): Query {
  const of = column("Text", "string");
  const condition = [
    textTest("contains", of, text(value)),
    compare("==", column("odd name]'\"", "string"), text(value)),
    compareIn(of, [text("a"), text(value)]),
  ];
  return {
    lets: [],
    body: { source: { kind: "table", name: "T" }, stages: condition.map((one) => ({ kind: "where", condition: one })) },
  };
}

type Shape = { readonly kinds: string; readonly literals: readonly string[] };

function shapeOf(node: SyntaxElement): Shape {
  const kinds: string[] = [];
  const literals: string[] = [];
  const visit = (one: SyntaxElement): void => {
    kinds.push(kindOf(one));
    if (kindOf(one) === "StringLiteralExpression") literals.push(String(one.LiteralValue));
    childrenOf(one).forEach(visit);
  };
  visit(node);
  return { kinds: kinds.join(" "), literals };
}

describe("hostile literals", { timeout: 3_600_000 }, () => {
  it("stay literals", () => {
    const plain = shapeOf(bind(printQuery(queryOf("plain")), tables).syntax);
    const property = fc.property(literal, (value) => {
      const bound = bind(printQuery(queryOf(value)), tables);
      expect(bound.problems).toEqual([]);
      const { kinds, literals } = shapeOf(bound.syntax);
      expect(kinds).toBe(plain.kinds);
      expect(literals.filter((one) => one !== "odd name]'\"")).toEqual([value, value, "a", value]);
    });
    fc.assert(property, { numRuns: runs(250), seed: 2 });
  });

  it("leave nothing in the text that a reader cannot see", () => {
    const property = fc.property(literal, (value) => {
      // The layout's own line breaks; one in a literal would be an escape.
      const shown = printQuery(queryOf(value)).replaceAll("\n", "");
      expect(shown).not.toMatch(/[\p{C}\u2028\u2029]/u);
    });
    fc.assert(property, { numRuns: runs(2_000), seed: 3 });
  });
});
