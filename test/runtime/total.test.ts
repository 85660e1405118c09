/** No word throws on any value, and a test with a missing or wrong operand is false. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { functionBuiltins, testBuiltins } from "../../src/builtins/index.ts";
import type { FunctionWord, TestWord } from "../../src/builtins/words.ts";
import { compileTest, locateMatch } from "../../src/runtime/matcher.ts";
import { wordTests } from "../../src/runtime/tests.ts";
import type { Value } from "../../src/runtime/value.ts";
import * as words from "../../src/runtime/words.ts";
import { anyRuns, anyValue, hostileValues, oddStrings } from "./values.ts";

const tests = Object.keys(testBuiltins) as TestWord[];
const functions = Object.keys(functionBuiltins) as FunctionWord[];
const callFunction = (word: FunctionWord, args: readonly Value[]): Value =>
  (words[functionBuiltins[word].evaluate] as (...args: readonly Value[]) => Value)(...args);
const callTest = (word: TestWord, subject: Value, object: Value, fold: boolean): boolean => wordTests[word](subject, object, fold);
// What a host hands over is no `Value`; the point is what happens then.
const hostile = hostileValues() as readonly Value[];
const samples: readonly Value[] = [undefined, "", "abc", 0, 1, true, [], ["abc"], {}, ...hostile];

test.each(tests)("%s gives true or false for any two values", (word) => {
  for (const subject of samples)
    for (const object of samples) for (const fold of [true, false]) expect(typeof callTest(word, subject, object, fold)).toBe("boolean");
  fc.assert(
    fc.property(anyValue, anyValue, fc.boolean(), (subject, object, fold) => typeof callTest(word, subject, object, fold) === "boolean"),
    { numRuns: anyRuns },
  );
});

test.each(tests)("%s is false when a side is missing", (word) => {
  for (const value of [...samples, ...oddStrings]) {
    for (const missing of [undefined, null as unknown as Value, Number.NaN]) {
      expect(callTest(word, missing, value, true)).toBe(false);
      expect(callTest(word, value, missing, true)).toBe(false);
    }
  }
});

test.each(functions)("%s gives a value for any arguments", (word) => {
  const check = (value: Value) => {
    expect(["undefined", "string", "number", "boolean", "object"]).toContain(typeof value);
    if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
  };
  for (const first of samples) {
    check(callFunction(word, [first]));
    for (const second of ["abc", 1, undefined, ...hostile]) check(callFunction(word, [first, second, 1, 2]));
  }
  check(callFunction(word, []));
  fc.assert(
    fc.property(fc.array(anyValue, { maxLength: 4 }), (args) => check(callFunction(word, args))),
    { numRuns: anyRuns },
  );
});

const inputs = ["coalesce"];
test.each(functions.filter((word) => !inputs.includes(word)))("%s of a missing argument is missing", (word) => {
  const count = functionBuiltins[word].params.filter((param) => !param.optional).length;
  expect(callFunction(word, new Array<Value>(count).fill(undefined))).toBeUndefined();
});

test("a test against literals is the same as the word itself, for any of them and all of them", () => {
  const object = fc.oneof(
    anyValue,
    fc.array(fc.oneof(fc.constantFrom("example.com", "com", "10.0.0.0/8", "::ffff:0:0/96", "a", "A", "10.0.0.1"), anyValue), {
      maxLength: 4,
    }),
    fc.record({ source: fc.constantFrom("a", "(?i)K", "^$", "("), flags: fc.constantFrom("", "i") }),
  );
  const subject = fc.oneof(
    anyValue,
    fc.constantFrom("a@x.example.com", "http://EXAMPLE.com./", "10.1.2.3", "::ffff:10.1.2.3", "a.com", "com"),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...tests),
      fc.array(object, { maxLength: 4 }),
      fc.constantFrom("any" as const, "all" as const),
      fc.boolean(),
      fc.array(subject, { minLength: 3, maxLength: 6 }),
      (word, objects, of, fold, subjects) => {
        const compiled = compileTest(word, objects, of, fold);
        for (const each of [...subjects, ...objects]) {
          const held = objects.map((one) => callTest(word, each, one, fold));
          expect(compiled(each), `${word} ${of} ${JSON.stringify(objects)} on ${JSON.stringify(each)}`).toBe(
            of === "all" ? held.length > 0 && held.every(Boolean) : held.some(Boolean),
          );
        }
      },
    ),
    { numRuns: anyRuns * 4 },
  );
});

test("what an explanation locates is there", () => {
  fc.assert(
    fc.property(fc.constantFrom(...tests), anyValue, anyValue, fc.boolean(), (word, subject, object, fold) => {
      const found = locateMatch(word, object, subject, fold);
      if (!found) return;
      expect(callTest(word, subject, object, fold)).toBe(true);
      expect(typeof subject === "string" && subject.slice(found.offset, found.offset + found.length)).toBe(found.text);
    }),
    { numRuns: anyRuns * 4 },
  );
});
