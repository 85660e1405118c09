/** Our SHA-256 against the platform's. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256Hex, sha256OfParts } from "../../src/runtime/sha256.ts";

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
