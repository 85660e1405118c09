/** The interpreter against what Elasticsearch answers: it is only worth something where it agrees. */
import { describe, expect, it } from "vitest";
import { gradedAnswers } from "../../../src/export/elastic/esql/evidence.ts";
import { runEsql } from "./interpret.ts";
import { employees, facts } from "./published.ts";
import { readEsql } from "./read-esql.ts";

const documents = employees.map((row) => ({ index: "employees", id: String(row.get("emp_no")), row }));

describe("the interpreter answers as Elasticsearch", () => {
  it.each(facts)("$from", ({ query, rows }) => {
    const found = runEsql(readEsql(query), documents, { nowMs: 0 });
    expect(found.map((row) => [...row.values()])).toEqual(rows);
  });

  it("on as many questions as every report says", () => {
    expect(new Set(facts.map(({ from }) => from)).size).toBe(facts.length);
    expect(gradedAnswers).toBe(facts.length);
  });
});
