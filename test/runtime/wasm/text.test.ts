import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { contentHash } from "../../../src/runtime/content-hash.ts";
import { textBytes } from "../../../src/runtime/memory/text-bytes.ts";

const text = fc
  .tuple(fc.array(fc.constantFrom("a", "Z", " ", "\0", "é", "過", "😀", "\u{10ffff}"), { minLength: 1, maxLength: 40 }), fc.nat(60))
  .map(([units, filler]) => units.join("").repeat(3) + "filler!".repeat(5).slice(0, 32) + "-".repeat(filler));

test("a text is hashed in WebAssembly as it is without", () => {
  fc.assert(
    fc.property(text, fc.integer(), (made, seed) => {
      expect(hashesOf(made, seed)[0]).toEqual(hashesOf(made, seed)[1]);
    }),
    { numRuns: 500 },
  );
});

test("so it is at every length, and a text that differs in any one place has another hash", () => {
  const letters = Array.from({ length: 200 }, (_, at) => String.fromCharCode(97 + (at % 23))).join("");
  const seen = new Set<string>();
  for (let length = 32; length <= 200; length++) {
    const [fast, plain] = hashesOf(letters.slice(0, length), 7);
    expect(fast).toEqual(plain);
    seen.add(JSON.stringify(fast));
  }
  for (let at = 0; at < 200; at++) seen.add(JSON.stringify(hashesOf(`${letters.slice(0, at)}!${letters.slice(at + 1)}`, 7)[0]));
  expect(seen.size).toBe(169 + 200);
});

test("a memory that grows for one text keeps those of the others", () => {
  const texts = [1, 2, 3, 4].map((count) => `${count} ${"long text ".repeat(9_000 * count)}`);
  const kept = texts.map((made) => textBytes(made));
  for (const [at, encoded] of kept.entries()) {
    const expected = new TextEncoder().encode(texts[at]);
    expect(encoded?.length).toBe(expected.length);
    expect(Buffer.compare(encoded?.bytes.subarray(0, expected.length) ?? new Uint8Array(0), expected)).toBe(0);
    const [fast, plain] = hashesOf(texts[at] ?? "", 1);
    expect(fast).toEqual(plain);
  }
});

test("a text for which the memory cannot grow is kept elsewhere, with the same hash", async () => {
  // Files share modules: here nobody has had texts for which a memory has grown already.
  vi.resetModules();
  const { contentHash } = await import("../../../src/runtime/content-hash.ts");
  const { textBytes } = await import("../../../src/runtime/memory/text-bytes.ts");
  const made = "a text of some length, ".repeat(30_000);
  const expected = contentHash({ made }, 3);
  // Others take its place, and the next one that of the first of them.
  for (let at = 0; at < 4; at++) {
    const { hasher } = textBytes(`another text, number ${at}, of more than 32 units`) ?? {};
    if (hasher !== undefined) vi.spyOn(hasher.memory, "grow").mockImplementation(failing);
  }
  const longer = `${made}${made}`.slice(0, 1_000_000);
  const encoded = textBytes(longer);
  expect(encoded?.hasher).toBeUndefined();
  expect(new TextDecoder().decode(encoded?.bytes.subarray(0, longer.length)) === longer).toBe(true);
  expect(contentHash({ made }, 3)).toEqual(expected);
  vi.restoreAllMocks();
});

/** As where there is no more memory. */
function failing(): never {
  throw new RangeError("no memory");
}

/** In WebAssembly, and without. */
function hashesOf(made: string, seed: number): readonly [object, object] {
  const fast = contentHash({ made }, seed);
  const encoded = textBytes(made);
  if (encoded?.hasher === undefined) throw new Error("this engine has WebAssembly");
  const { hasher } = encoded;
  encoded.hasher = undefined;
  const plain = contentHash({ made }, seed);
  encoded.hasher = hasher;
  return [fast, plain];
}
