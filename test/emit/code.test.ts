/** What a text can do to the code around it: nothing. */
import { compileFunction } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrayOf, callOf, numeral, objectOf, print, quote } from "../../src/emit/code.ts";
import { hostileText } from "./hostile-text.ts";

describe("a quoted text", () => {
  it("is the same text again, byte for byte, and shows everything that it has", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const code = quote(text);
        expect(compileFunction(`return ${code};`)()).toBe(text);
        expect(code).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(code).not.toMatch(/<\/|<!--|-->|\]\]>|\*\//);
      }),
      { numRuns: 2_000 },
    );
  });

  it("stands in single quotes where it has double ones", () => {
    expect(quote('id="x" \\ "')).toBe(`'id="x" \\\\ "'`);
    expect(quote(`it's "x"`)).toBe(`"it's \\"x\\""`);
    expect(quote("a < b > c, d <e>")).toBe('"a < b > c, d \\u003ce>"');
  });
});

describe("printed code", () => {
  it("takes one line where it fits, else one line an item", () => {
    const list = arrayOf(Array.from({ length: 12 }, (_, index) => quote(`item number ${index}`)));
    expect(print(callOf("f", "1", quote("b")))).toBe('f(1, "b")');
    expect(print(callOf("f", objectOf({ a: "1", b: undefined })))).toBe("f({ a: 1 })");
    expect(print(callOf("f", list)).split("\n")).toHaveLength(14);
    expect(print(callOf("f", list)).split("\n")[1]).toBe('  "item number 0",');
  });

  it("groups the digits of long numbers", () => {
    expect([1, 1_000, 10_000, -2_592_000_000, 0.5, 1e21, -0].map(numeral)).toEqual([
      "1",
      "1000",
      "10_000",
      "-2_592_000_000",
      "0.5",
      "1e+21",
      "-0",
    ]);
  });
});
