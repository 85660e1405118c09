/** Lucene reads every literal as we wrote it: a hostile text is found by itself and by its parts, and finds nothing else. AIDR_RUNS is the number of literals. */
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { print } from "../../src/targets/querydsl/print.ts";
import { printQueryString } from "../../src/targets/querydsl/print-query-string.ts";
import type { PatternPart, Query } from "../../src/targets/querydsl/query.ts";
import type { Json } from "../export/carried.ts";
import { asciiLower } from "../export/querydsl/document.ts";
import { hostileLiteral } from "../export/querydsl/hostile.ts";
import { runs } from "../property/compare.ts";
import type { Answer } from "./engine.ts";
import { startEngine } from "./engine.ts";

const engine = startEngine();
afterAll(() => engine.stop());

const field = "f";
const run: PatternPart = { kind: "run" };
const text = (literal: string): PatternPart => ({ kind: "text", text: literal });

type Case = { readonly query: Query; readonly holds: (value: string) => boolean };

function casesOf(literal: string): readonly Case[] {
  const like = (pattern: readonly PatternPart[], caseInsensitive: boolean): Query => ({ kind: "like", field, pattern, caseInsensitive });
  return [
    { query: { kind: "term", field, value: literal }, holds: (value) => value === literal },
    { query: { kind: "terms", field, values: [literal, "x"] }, holds: (value) => value === literal || value === "x" },
    { query: like([run, text(literal), run], false), holds: (value) => value.includes(literal) },
    { query: like([text(literal), run], false), holds: (value) => value.startsWith(literal) },
    { query: like([run, text(literal)], false), holds: (value) => value.endsWith(literal) },
    { query: like([run, text(literal), run], true), holds: (value) => asciiLower(value).includes(asciiLower(literal)) },
  ];
}

it("finds hostile literals", { timeout: 3_600_000 }, async () => {
  const perBatch = 100;
  const literals = fc.sample(hostileLiteral, { numRuns: runs(1_000), seed: 31 });
  for (let first = 0; first < literals.length; first += perBatch) {
    const values = literals.slice(first, first + perBatch);
    const cases = values.flatMap(casesOf);
    const answers = await engine.ask({
      columns: { [field]: "keyword" },
      documents: values.map((value, at) => ({ id: String(at), values: { [field]: [value] } })),
      // JSON is what JSON.parse gives.
      queries: cases.flatMap(({ query }) => [{ dsl: JSON.parse(print(query)) as Json }, { text: printQueryString(query) }]),
    });
    for (const [at, { query, holds }] of cases.entries()) {
      const wanted = values.flatMap((value, id) => (holds(value) ? [String(id)] : [])).sort();
      expect(idsOf(answers[at * 2]), print(query)).toEqual(wanted);
      expect(idsOf(answers[at * 2 + 1]), printQueryString(query)).toEqual(wanted);
    }
  }
});

function idsOf(answer: Answer | undefined): readonly string[] {
  return answer && "ids" in answer ? answer.ids : [`error: ${answer?.error}`];
}
