/** Literals that a view of a text can never give. */
import { expect, test } from "vitest";
import { compileBlock } from "../literate/compile.ts";

const found = (condition: string) =>
  compileBlock(`RULE: View\nON input\nIF ${condition}\nTHEN alert(severity=INFO, category="policy_violation")\n`)
    .diagnostics.filter(({ name }) => name === "not-a-fixed-point")
    .map(({ message }) => message);

test.each([
  ['normalize(input_text) CONTAINS "café"', "normalize"],
  ['normalize(input_text) CONTAINS ["cafe", "ｘ"]', "normalize"],
  ['skeleton(input_text) CONTAINS "ignore previous"', "skeleton"],
  ['skeleton(input_text) CONTAINS "pa55"', "skeleton"],
  ['lower(input_text) CONTAINS "ADMIN" CASED', "lower"],
  ['ANY v IN decoded(input_text): normalize(v) CONTAINS "two  blanks"', "normalize"],
])("%s", (condition, word) => {
  expect(found(condition)).toEqual([expect.stringContaining(`\`${word}\` never gives`)]);
});

test.each([
  'normalize(input_text) CONTAINS "Cafe"',
  'normalize(input_text) CONTAINS " cafe "',
  'skeleton(input_text) CONTAINS "IgnorePrevious"',
  'lower(input_text) CONTAINS "ADMIN"',
  'upper(input_text) CONTAINS "ADMIN" CASED',
  'input_text CONTAINS "café"',
  'skeleton(input_text) LIKE "*ignore*previous*"',
])("%s is fine", (condition) => {
  expect(found(condition)).toEqual([]);
});
