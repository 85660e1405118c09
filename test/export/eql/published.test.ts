/** The machine gives what Elasticsearch's own tests expect, so that its word about our queries counts. */
import { expect, it } from "vitest";
import { readings } from "./interpret.ts";
import { documentedMatches, matchesOf } from "./machine.ts";
import type { Fact } from "./published.ts";
import { facts, streams } from "./published.ts";
import { readEql } from "./read-eql.ts";

it.each(facts)("$name", ({ stream, query, ids }: Fact) => {
  for (const reading of readings) {
    const matches = matchesOf(readEql(query), streams[stream], { reading, kindOf: () => "other" });
    expect(chunks(matches.map(({ events }) => events.map(({ id }) => Number(id)))), `${query}\n${JSON.stringify(reading)}`).toEqual(
      chunks([[...ids]].flatMap((all) => cut(all, matches[0]?.events.length ?? 1))),
    );
  }
});

function cut(ids: readonly number[], size: number): readonly (readonly number[])[] {
  return Array.from({ length: ids.length / size }, (_, at) => ids.slice(at * size, at * size + size));
}

it("the machine that the reference tells gives the ids of its own example", () => {
  const fact = facts.find(({ stream }) => stream === "documented");
  const query = readEql(fact?.query ?? "");
  const [reading] = readings;
  if (query.kind !== "sequence" || !reading) throw new Error("no sequence");
  const matches = documentedMatches(query, streams.documented, { reading, kindOf: () => "other" });
  expect(matches.flatMap(({ events }) => events.map(({ id }) => Number(id)))).toEqual(fact?.ids);
});

/** The order among matches is not part of the fact. */
function chunks(matches: readonly (readonly number[])[]): readonly string[] {
  return matches.map((match) => match.join(" ")).sort();
}

it("there are enough of them", () => {
  expect(facts.length).toBeGreaterThanOrEqual(35);
});
