/** Whatever the text, reading it ends soon, throws nothing, and points only inside it. AIDR_RUNS sets the number of cases. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { format } from "../../src/format/format.ts";
import { parse, parseExpression, parseFragment } from "../../src/syntax/parse.ts";
import { walkExprs } from "../../src/syntax/walk.ts";
import { Random, randomModule } from "../format/random-module.ts";
import { mutate, ruleTexts } from "./mutate.ts";

const runs = Number(process.env["AIDR_RUNS"] ?? 300);
/** Reads a text in every way and looks at all of the answer. */
function readAll(text: string): void {
  const file = { name: "fuzz.aidr", text };
  for (const read of [parse, parseExpression, parseFragment]) {
    const { diagnostics } = read(file);
    expect(diagnostics.length).toBeLessThanOrEqual(100);
    for (const { span, fixes } of diagnostics) {
      for (const place of [span, ...fixes.flatMap((fix) => fix.edits.map((edit) => edit.span))]) {
        expect(place.start).toBeGreaterThanOrEqual(0);
        expect(place.end).toBeGreaterThanOrEqual(place.start);
        expect(place.end).toBeLessThanOrEqual(text.length);
      }
    }
  }
  const { value, diagnostics } = parse(file);
  for (const declaration of value.declarations) {
    walkExprs(declaration, (expr) => {
      expect(expr.span.start, JSON.stringify(expr)).toBeGreaterThanOrEqual(0);
      expect(expr.span.end).toBeLessThanOrEqual(text.length);
      return undefined;
    });
  }
  const printed = format(value);
  if (diagnostics.some((one) => one.severity === "error")) return;
  expect(parse({ name: "fuzz.aidr", text: printed }).diagnostics.filter((one) => one.severity === "error")).toEqual([]);
  expect(format(parse({ name: "fuzz.aidr", text: printed }).value)).toBe(printed);
}

test("mutated rule files are read to their end, each at once", () => {
  const random = new Random(7);
  const texts = [...ruleTexts("rules"), ...ruleTexts("stdlib")].filter((text) => text.length < 4000);
  parse({ name: "warm.aidr", text: texts[0] ?? "" });
  for (let run = 0; run < runs; run++) {
    const text = run % 2 === 0 ? (texts[random.below(texts.length)] ?? "") : format(randomModule(run, 2)).slice(0, 4000);
    const mutated = mutate(text, random);
    const before = process.cpuUsage();
    parse({ name: "fuzz.aidr", text: mutated });
    const used = process.cpuUsage(before);
    expect((used.user + used.system) / 1000, mutated).toBeLessThan(200);
    readAll(mutated);
  }
});

test("any string at all is read to its end", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 80 }), readAll), { numRuns: runs });
  const words = fc.constantFrom(
    "RULE: x\n",
    "IF ",
    "THEN ",
    "ON ",
    "META(",
    "a",
    "(",
    ")",
    "[",
    "]",
    ",",
    "=",
    "==",
    "AND ",
    "OR ",
    "NOT ",
    "IN ",
    '"s"',
    "/x/",
    "1",
    "1h",
    "STEP ",
    "FROM ",
    "WHERE ",
    "BY ",
    "WITHIN ",
    "SEQUENCE ",
    "ANY ",
    ": ",
    "OF ",
    "COUNT(",
    "LIST ",
    "DEFINE ",
    "PLAYBOOK: y\n",
    "DO ",
    "FOR ",
    "\n",
    "# c\n",
    ".",
    "- ",
    "IS ",
    "MISSING ",
    "SEEN ",
    "CONTAINS ",
    "ALL ",
  );
  fc.assert(
    fc.property(
      fc.array(words, { maxLength: 40 }).map((all) => all.join("")),
      readAll,
    ),
    { numRuns: runs },
  );
});

test("fixes of a text that has only mistakes with fixes mend it", () => {
  const text = [
    "rule: small",
    'if a in ("x", "y") and b is missing && c = \'d\' || not e',
    'and n == null and t == TRUE and u.IN exists and w IS NOT MISSING and z CONTAINS ANY ["q"] and - -1 < .5',
    'then alert(severity==HIGH, category: "x") AND block,',
    "suppress 10min by user.id, session.id",
  ].join("\n");
  let mended = text;
  for (let round = 0; round < 5; round++) {
    const edits = parse({ name: "x", text: mended }).diagnostics.flatMap((one) => one.fixes[0]?.edits ?? []);
    for (const { span, text: replacement } of [...edits].sort((a, b) => b.span.start - a.span.start || b.span.end - a.span.end))
      mended = mended.slice(0, span.start) + replacement + mended.slice(span.end);
  }
  expect(parse({ name: "x", text: mended }).diagnostics).toEqual([]);
  expect(mended).toBe(
    [
      "RULE: small",
      'IF a IN ["x", "y"] AND b IS MISSING AND c == "d" OR NOT e',
      'AND n IS MISSING AND t == true AND u.`IN` EXISTS AND w EXISTS AND z CONTAINS ["q"] AND 1 < 0.5',
      'THEN alert(severity=HIGH, category= "x") , block()',
      "SUPPRESS 10m BY [user.id, session.id]",
    ].join("\n"),
  );
});
