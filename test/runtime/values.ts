/** Values of every kind, for properties: what JSON can hold, what a host can hand over, and what hides in text. */
import fc from "fast-check";
import { ExactInteger } from "../../src/runtime/value.ts";
import type { Value } from "../../src/runtime/value.ts";

export const anyRuns = Number(process.env["AIDR_RUNS"] ?? 500);

export const oddStrings: readonly string[] = [
  "",
  " ",
  "a",
  "A",
  "abc",
  "ABC",
  "ſ",
  "\u212a",
  "k",
  "K",
  "s",
  "S",
  "İ",
  "ı",
  "i",
  "ß",
  "ẞ",
  "SS",
  "ς",
  "σ",
  "Σ",
  "é",
  "e\u0301",
  "\u0301",
  "😀",
  "\ud83d",
  "\ude00",
  "\u0000",
  "example.com",
  "bob@mail.example.com",
  "bob@example.com.evil.io",
  "https://u:p@Example.COM:443/x?y#z",
  "10.0.0.1",
  "::ffff:10.0.0.1",
  "fe80::1%eth0",
  "10.0.0.0/8",
  "::/0",
  "a*b?",
  "*",
  "?",
  "\\",
  "%",
  "_",
  "2027-01-31T10:00:00Z",
  "90s",
  "PT5M",
  "constructor",
  "__proto__",
  "aGVsbG8gd29ybGQhISE=",
  "%69%67",
  "&lt;",
  "\\u0041",
  "\u{e0041}",
  "ﷺ",
  "\u00ad",
  "\ufeff",
];

/** Text in which the traps of case, width and pairs of surrogates are frequent. */
export const trickyText = fc.oneof(
  fc.constantFrom(...oddStrings),
  fc.string({
    unit: fc.constantFrom(
      "a",
      "A",
      "b",
      "B",
      "k",
      "\u212a",
      "s",
      "ſ",
      "Σ",
      "ς",
      "é",
      "\u0301",
      "😀",
      "\ud83d",
      "İ",
      "ß",
      "ẞ",
      " ",
      "_",
      "1",
      "*",
      "?",
      "\\",
      ".",
      "@",
      "/",
    ),
    maxLength: 10,
  }),
  fc.string({ unit: "binary", maxLength: 8 }),
);

const leaf: fc.Arbitrary<Value> = fc.oneof(
  trickyText,
  fc.boolean(),
  fc.integer({ min: -3, max: 3 }),
  fc.double(),
  fc.constantFrom<Value>(Number.NaN, Number.POSITIVE_INFINITY, -0, 2 ** 53, 2 ** 53 + 2, 1e308, 5e-324),
  fc.constantFrom(
    new ExactInteger("9007199254740993"),
    new ExactInteger("9007199254740992"),
    new ExactInteger("-123456789012345678901234567890"),
  ),
  fc.constant(undefined),
);

export const anyValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom("a", "b", "constructor", "source", "flags", "length"), tie("value"), { maxKeys: 3 }),
  ),
})).value;

/** What no JSON holds, but a host may: read as missing, or as a record without fields. */
export function hostileValues(): readonly unknown[] {
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  const throwing = Object.defineProperty({}, "a", {
    enumerable: true,
    get: () => {
      throw new Error("no");
    },
  });
  const proxy = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error("no");
      },
      get: () => {
        throw new Error("no");
      },
      getOwnPropertyDescriptor: () => {
        throw new Error("no");
      },
    },
  );
  let deep: unknown = "x";
  for (let depth = 0; depth < 50_000; depth++) deep = [deep];
  return [
    null,
    1n,
    Symbol("s"),
    () => 1,
    new Date(0),
    new Map([["a", 1]]),
    /a/,
    cyclic,
    throwing,
    proxy,
    deep,
    [null, 1n, undefined],
    { a: null },
    new Uint8Array(3),
    Object.create(null),
  ];
}
