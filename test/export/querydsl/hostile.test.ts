/** Whatever a literal holds, the query keeps its shape and the literal comes back as it was. AIDR_RUNS is the number of literals. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { print } from "../../../src/targets/querydsl/print.ts";
import { printQueryString } from "../../../src/targets/querydsl/print-query-string.ts";
import type { PatternPart, Query } from "../../../src/targets/querydsl/query.ts";
import { all, any, not } from "../../../src/targets/querydsl/query.ts";
import { runs } from "../../property/compare.ts";
import type { Clause } from "./clause.ts";
import { hostileLiteral } from "./hostile.ts";
import { readDsl } from "./read-dsl.ts";
import { readQueryString } from "./read-query-string.ts";

const field = "f";
const run: PatternPart = { kind: "run" };

/** Every place in a query where a literal can stand, and how it looks there once the target's own escapes are undone. */
function queryOf(literal: string): Query {
  const text: PatternPart = { kind: "text", text: literal };
  const like = (pattern: readonly PatternPart[], caseInsensitive: boolean): Query => ({ kind: "like", field, pattern, caseInsensitive });
  return all([
    { kind: "term", field, value: literal },
    any([{ kind: "terms", field, values: [literal, "x"] }, not({ kind: "term", field, value: literal })]),
    like([run, text, run], false),
    like([text, run], false),
    like([run, text, { kind: "one" }], false),
    like([run, text, run], true),
  ]);
}

/** Literals of a query in its order, and the query without them. */
function taken(clause: Clause, literals: string[]): unknown {
  switch (clause.kind) {
    case "bool":
      return { ...clause, must: inside(clause.must), should: inside(clause.should), mustNot: inside(clause.mustNot) };
    case "equal":
      literals.push(...clause.values.map(String));
      return { ...clause, values: clause.values.length };
    case "pattern": {
      const { matches: _, written, ...rest } = clause;
      literals.push(written);
      return rest;
    }
    default:
      return clause;
  }
  function inside(parts: readonly Clause[]): readonly unknown[] {
    return parts.map((part) => taken(part, literals));
  }
}

function unescaped(pattern: string): string {
  return pattern.replace(/\\([\s\S])/gu, "$1");
}

describe("hostile literals", () => {
  const printers = [
    ["Query DSL", print, readDsl],
    ["query string", printQueryString, readQueryString],
  ] as const;

  it.each(printers)("keep the shape of the query and come back: %s", (_, printed, read) => {
    const plain: string[] = [];
    const shape = JSON.stringify(taken(read(printed(queryOf("x"))), plain));
    const property = fc.property(hostileLiteral, (literal) => {
      const literals: string[] = [];
      const clause = read(printed(queryOf(literal)));
      expect(JSON.stringify(taken(clause, literals))).toBe(shape);
      expect(literals.length).toBe(plain.length);
      const [term, first, , other, contains, starts, ends] = literals;
      expect([term, first, other]).toEqual([literal, literal, literal]);
      expect([contains, starts, ends].map((each) => unescaped(each ?? ""))).toEqual([`*${literal}*`, `${literal}*`, `*${literal}?`]);
      const folded = clause.kind === "bool" ? clause.must.at(-1) : undefined;
      if (folded?.kind !== "pattern") throw new Error("the last clause is a pattern");
      expect([folded.matches(`ä${literal}\n`), folded.matches(literal.slice(1)), folded.matches(literal.slice(0, -1))]).toEqual([
        true,
        literal.slice(1).includes(literal),
        literal.slice(0, -1).includes(literal),
      ]);
    });
    fc.assert(property, { numRuns: runs(4_000), seed: 3 });
  });

  it("come back from the names of fields", () => {
    const property = fc.property(hostileLiteral, (name) => {
      const query: Query = { kind: "term", field: name, value: "x" };
      expect(readDsl(print(query))).toMatchObject({ field: name });
      expect(readQueryString(printQueryString(query))).toMatchObject({ field: name });
    });
    fc.assert(property, { numRuns: runs(1_000), seed: 3 });
  });
});
