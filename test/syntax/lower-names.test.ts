import { expect, it } from "vitest";
import { parse } from "../../src/syntax/parse.ts";

const codesOf = (condition: string): (string | undefined)[] =>
  parse({ name: "a.aidr", text: `RULE: A\nIF ${condition}\nTHEN alert(severity=LOW, category="incident")\n` }).diagnostics.map(
    (one) => one.code,
  );

it.each(["word", "all", "any"])("`%s` behind CONTAINS is a name where it is the operand", (name) => {
  expect(codesOf(`input_text CONTAINS ${name}`)).toEqual([]);
  expect(codesOf(`input_text CONTAINS ${name} AND user.is_admin`)).toEqual([]);
  expect(codesOf(`input_text CONTAINS ${name} NOCASE`)).toEqual([]);
});

it.each(["word", "all"])("`%s` behind CONTAINS is a keyword in the wrong case before an operand", (name) => {
  expect(codesOf(`input_text CONTAINS ${name} "a"`)).toEqual(["AIDR1015"]);
  expect(codesOf(`input_text CONTAINS ${name} ["a"]`)).toEqual(["AIDR1015"]);
  expect(codesOf(`input_text CONTAINS ${name} phrases`)).toEqual(["AIDR1015"]);
});
