/** The binary form of state: what is written is read, what is damaged is found out. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Reader, seal, unseal, Writer } from "../../src/runtime/codec.ts";
import { ExactInteger, type Value } from "../../src/runtime/value.ts";

const text = fc.string({ unit: "binary" });
const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.constant(undefined),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.bigInt({ min: 9_007_199_254_740_993n }).map((digits) => new ExactInteger(String(digits))),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      text,
      tie("value").filter((one) => one !== undefined),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).value;

describe("codec", () => {
  it("reads what it wrote", () => {
    fc.assert(
      fc.property(value, text, fc.double(), fc.nat(), (anything, string, number, count) => {
        const writer = new Writer();
        writer.value(anything);
        writer.text(string);
        writer.number(number);
        writer.count(count);
        const reader = new Reader(writer.take());
        expect(reader.value()).toEqual(anything);
        expect([reader.text(), reader.number(), reader.count()]).toEqual([string, number, count]);
      }),
    );
  });

  it("keeps lone surrogates, which no UTF-8 could", () => {
    const writer = new Writer();
    writer.text("\ud800x\udc00");
    expect(new Reader(writer.take()).text()).toBe("\ud800x\udc00");
  });

  const sealed = seal(
    new Map([
      ["b", Uint8Array.of(1, 2, 3)],
      ["a", new Uint8Array(300)],
    ]),
  );

  it("orders its sections, so that equal state gives equal bytes", () => {
    const other = seal(
      new Map([
        ["a", new Uint8Array(300)],
        ["b", Uint8Array.of(1, 2, 3)],
      ]),
    );
    expect(other).toEqual(sealed);
    const back = unseal(sealed);
    expect(back.kind === "sections" ? [...back.sections] : []).toEqual([
      ["a", new Uint8Array(300)],
      ["b", Uint8Array.of(1, 2, 3)],
    ]);
  });

  it("finds every flipped bit and every torn end", () => {
    for (let at = 0; at < sealed.length; at++) {
      const flipped = sealed.slice();
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      expect(unseal(flipped).kind).toBe("damaged");
      expect(unseal(sealed.slice(0, at)).kind).toBe("damaged");
    }
  });

  it("never throws on any bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => unseal(bytes).kind === "damaged"));
  });
});
