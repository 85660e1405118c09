/** Whatever a rule holds, it stays inside of its literal: the same tokens, and the same text again when the query is read. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "../../property/compare.ts";
import { call, column, compare, like, literally, run, text } from "../../../src/targets/esql/build.ts";
import { printQuery } from "../../../src/targets/esql/print.ts";
import type { Command, Expr } from "../../../src/targets/esql/query.ts";
import { readEsql, tokenShape } from "./read-esql.ts";
import type { Node } from "./syntax.ts";

const traps = [
  '"',
  "\\",
  "\n",
  "\r",
  "\t",
  "|",
  '"""',
  "$x$",
  "`",
  "{{x}}",
  "?",
  "*",
  "%",
  "_",
  "//",
  "/*",
  "*/",
  "--",
  "'",
  "\u0000",
  "\u2028",
  "é",
  "😀",
  "ſ",
  " OR 1==1 ",
  "NOT",
  "?param",
  "]",
  ")",
  ",",
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...traps), fc.string({ maxLength: 3, unit: "binary" })), { maxLength: 8 })
  .map((parts) => parts.join(""))
  .filter((value) => !/\p{Cs}/u.test(value) && value !== "");

function queryOf(condition: Expr): string {
  const commands: readonly Command[] = [
    { kind: "from", sources: ["logs-*"], metadata: ["_id"] },
    { kind: "where", condition },
    { kind: "keep", columns: ["_id"] },
  ];
  return printQuery({ commands });
}

function conditionOf(query: string): Node {
  const stage = readEsql(query)[1];
  if (stage?.kind !== "where") throw new Error("no condition");
  return stage.condition;
}

/** The literals of a condition, in order. */
function literals(node: Node): readonly string[] {
  switch (node.kind) {
    case "string":
      return [node.value];
    case "operator":
      return [...literals(node.left), ...literals(node.right)];
    case "in":
    case "like":
    case "rlike":
      return [node.of, ...node.values].flatMap(literals);
    case "call":
      return node.args.flatMap(literals);
    default:
      return [];
  }
}

describe("hostile literals", () => {
  it("stay what they are where they are compared", () => {
    const shape = tokenShape(queryOf(compare("==", column("a.b"), text("x"))));
    fc.assert(
      fc.property(hostile, (value) => {
        const query = queryOf(compare("==", column("a.b"), text(value)));
        expect(tokenShape(query)).toBe(shape);
        expect(literals(conditionOf(query))).toEqual([value]);
        expect(query.split("\n")).toHaveLength(3);
      }),
      { numRuns: runs(4_000) },
    );
  });

  it("stay what they are in wildcard patterns, several of them too", () => {
    const shape = tokenShape(queryOf(like(call("TO_LOWER", column("a")), [run, literally("x"), run], [literally("y"), run])));
    const unescaped = (pattern: string) =>
      pattern
        .replace(/^\*/, "")
        .replace(/\*$/, "")
        .replace(/\\([\\*?])/g, "$1");
    fc.assert(
      fc.property(hostile, hostile, (first, second) => {
        const query = queryOf(like(call("TO_LOWER", column("a")), [run, literally(first), run], [literally(second), run]));
        const [one, two] = literals(conditionOf(query));
        // A long list goes over several lines; line breaks are no tokens.
        expect(tokenShape(query)).toBe(shape);
        expect([unescaped(one ?? ""), unescaped(`*${two}`)]).toEqual([first, second]);
      }),
      { numRuns: runs(1_000) },
    );
  });

  it("stay names where they are columns and sources", () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const name = value.replaceAll(".", "").replaceAll("\n", "").replaceAll("\r", "") || "x";
        const stages = readEsql(
          printQuery({
            commands: [
              { kind: "from", sources: [value], metadata: [] },
              { kind: "keep", columns: [`a.${name}`] },
            ],
          }),
        );
        expect(stages[0]).toEqual({ kind: "from", sources: [value], metadata: [] });
        expect(stages[1]).toEqual({ kind: "keep", columns: [`a.${name}`] });
      }),
      { numRuns: runs(1_000) },
    );
  });

  it("numbers are printed exactly", () => {
    fc.assert(
      fc.property(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()), (value) => {
        const condition = conditionOf(queryOf(compare(">", column("a"), { kind: "number", value })));
        if (condition.kind !== "operator") throw new Error("no comparison");
        const { right } = condition;
        const read =
          right.kind === "negative" && right.of.kind === "number" ? -right.of.value : right.kind === "number" ? right.value : Number.NaN;
        expect(read === 0 ? 0 : read).toBe(value === 0 ? 0 : value);
      }),
      { numRuns: runs(1_000) },
    );
  });
});
