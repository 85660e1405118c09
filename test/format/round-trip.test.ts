/** What the formatter writes reads as what it was given, and formats to itself. AIDR_RUNS sets the number of cases. */
import { expect, test } from "vitest";
import { format } from "../../src/format/format.ts";
import { parse } from "../../src/syntax/parse.ts";
import { randomModule } from "./random-module.ts";
import { stripSpans } from "./strip-spans.ts";

const runs = Number(process.env["AIDR_RUNS"] ?? 1000);

test("parse(format(x)) is x, and format is idempotent, on random modules", () => {
  for (let seed = 1; seed <= runs; seed++) {
    const module = randomModule(seed);
    const text = format(module);
    const read = parse({ name: "random.aidr", text });
    const mistakes = read.diagnostics.map(
      (one) => `${one.code} ${one.message} at ${text.slice(Math.max(0, one.span.start - 30), one.span.end + 10)}`,
    );
    expect(mistakes, `seed ${seed}`).toEqual([]);
    expect(stripSpans(read.value.declarations), `seed ${seed}\n${text}`).toEqual(stripSpans(module.declarations));
    expect(format(read.value), `seed ${seed}`).toBe(text);
  }
});
