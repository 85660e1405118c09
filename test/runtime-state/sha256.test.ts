/** Our SHA-256 against the platform's. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256After, sha256Hex, sha256OfParts } from "../../src/runtime/sha256.ts";

const platform = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

test("SHA-256 equals the platform's for every length around a block", () => {
  for (let length = 0; length < 300; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 255);
    expect(sha256Hex(bytes)).toBe(platform(bytes));
  }
});

test("SHA-256 equals the platform's on random bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => sha256Hex(bytes) === platform(bytes)));
});

test("parts are length-prefixed, so moving a boundary changes the hash", () => {
  expect(sha256OfParts(["ab", "c"])).not.toBe(sha256OfParts(["a", "bc"]));
  expect(sha256OfParts(["abc"])).not.toBe(sha256OfParts(["abc", ""]));
});

test("what is hashed after parts that are known equals what is hashed at once", () => {
  const parts = fc.array(fc.string({ unit: "binary", maxLength: 150 }), { maxLength: 3 });
  fc.assert(
    fc.property(parts, parts, parts, (first, rest, other) => {
      const after = sha256After(first);
      expect(after(rest)).toBe(sha256OfParts([...first, ...rest]));
      expect(after(other)).toBe(sha256OfParts([...first, ...other]));
      expect(after(["x".repeat(5_000)])).toBe(sha256OfParts([...first, "x".repeat(5_000)]));
    }),
  );
});

test("parts equal the platform's SHA-256 of lengths and bytes", () => {
  const bytes = ["rule", "", "\u00e9\u20ac".repeat(40)].flatMap((part) => {
    const encoded = new TextEncoder().encode(part);
    return [0, 0, encoded.length >> 8, encoded.length & 255, ...encoded];
  });
  expect(sha256OfParts(["rule", "", "\u00e9\u20ac".repeat(40)])).toBe(platform(Uint8Array.from(bytes)));
});
