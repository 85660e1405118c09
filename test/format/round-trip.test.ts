/** What the formatter writes reads as what it was given, and formats to itself. AIDR_RUNS sets the number of cases. */
import { expect, test } from "vitest";
import { lex } from "../../grammar/lexer.ts";
import { format } from "../../src/format/format.ts";
import { parse } from "../../src/syntax/parse.ts";
import { Random, randomModule } from "./random-module.ts";
import { stripSpans } from "./strip-spans.ts";

const runs = Number(process.env["AIDR_RUNS"] ?? 300);

test("parse(format(x)) is x, and format is idempotent, on random modules", { timeout: 3_600_000 }, () => {
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

test("comments at any place are kept, change nothing, and find their place at once", { timeout: 3_600_000 }, () => {
  for (let seed = 1; seed <= Math.ceil(runs / 4); seed++) {
    const random = new Random(seed);
    const plain = format(randomModule(seed, 2));
    let text = "";
    let end = 0;
    let count = 0;
    for (const token of lex(plain).tokens) {
      text += plain.slice(end, token.startOffset);
      end = token.startOffset;
      // A line with a title holds no comment.
      if (random.chance(0.15)) text += `# c${++count}\n`;
    }
    text += plain.slice(end);
    const read = parse({ name: "random.aidr", text });
    expect(read.diagnostics, `seed ${seed}`).toEqual([]);
    expect(read.value.comments).toHaveLength(count);
    const made = format(read.value);
    const again = parse({ name: "random.aidr", text: made });
    expect(again.diagnostics, `seed ${seed}\n${text}\n=>\n${made}`).toEqual([]);
    expect(stripSpans(again.value.declarations), `seed ${seed}`).toEqual(stripSpans(read.value.declarations));
    expect(again.value.comments.map((one) => one.text).sort(), `seed ${seed}\n${text}\n=>\n${made}`).toEqual(
      read.value.comments.map((one) => one.text).sort(),
    );
    expect(format(again.value), `seed ${seed}\n${text}`).toBe(made);
  }
});
