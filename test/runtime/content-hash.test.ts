/** What the hash of a content tells apart, and what it does not. */
import { describe, expect, it } from "vitest";
import { contentHash, contentId } from "../../src/runtime/content-hash.ts";
import { ExactInteger, type ValueRecord } from "../../src/runtime/value.ts";

const long = "a text of more than thirty-two characters, which is hashed in stripes: ";

describe("the hash of a content", () => {
  it("is the same whatever the order of keys", () => {
    expect(contentId({ a: 1, b: { c: "x", d: [1, 2] } })).toBe(contentId({ b: { d: [1, 2], c: "x" }, a: 1 }));
  });

  it("is another one for other contents", () => {
    const halves = ["\ud800", "\udc00", "\ufffd", `${long}\ud800`, `${long}\ufffd`, `\ud800${long}`];
    const numbers = [
      0,
      1,
      -1,
      2 ** 31 - 1,
      2 ** 31,
      -(2 ** 31),
      2 ** 32,
      -(2 ** 32),
      2 ** 53 - 1,
      1e20,
      1e21,
      0.1,
      0.5,
      1.5,
      -0.5,
      new ExactInteger("9007199254740993"),
    ];
    const values = [
      ...halves,
      ...numbers,
      undefined,
      true,
      false,
      "",
      "0",
      "1",
      "true",
      "a",
      "b",
      long,
      [],
      {},
      [[]],
      [{}],
      [undefined],
      [1, 2],
      [2, 1],
      "é",
      "e\u0301",
    ];
    const contents: ValueRecord[] = values.flatMap((value) => [
      { a: value },
      { b: value },
      { a: { a: value } },
      { a: [value, value] },
      { a: value, b: value },
    ]);
    contents.push({ a: 1, b: 2 }, { a: 2, b: 1 }, { a: "b", b: "a" }, { a: "ab", b: "" }, { a: "", b: "ab" }, {});
    expect(new Set(contents.map(contentId)).size).toBe(contents.length);
  });

  it("is the same for any object that has the same fields of its own", () => {
    const event: ValueRecord = { a: 1, b: { c: "x", d: [1, { e: 2 }] } };
    class Given {
      a = 1;
      b = Object.assign(Object.create({ inherited: 1 }), { c: "x", d: [1, Object.assign(Object.create(null), { e: 2 })] });
    }
    Object.defineProperty(Given.prototype, "named", { value: 1, enumerable: true });
    expect(contentId(new Given() as unknown as ValueRecord)).toBe(contentId(event));
    expect(contentId(new Proxy(event, {}))).toBe(contentId(event));
    const hidden = Object.defineProperty({ ...event }, "hidden", { value: 1, enumerable: false });
    expect(contentId(hidden)).toBe(contentId(event));
  });

  it("takes what refuses to be read as missing, and the rest as it is", () => {
    const refusing = {
      before: 1,
      get refused(): number {
        throw new Error("not for you");
      },
      behind: { b: 2 },
    };
    expect(contentId(refusing)).toBe(contentId({ before: 1, refused: undefined, behind: { b: 2 } }));
    const closed = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("not for you");
        },
      },
    );
    expect(contentId({ a: closed as ValueRecord })).toBe(contentId({ a: {} }));
    expect(contentId({ a: Number.NaN, b: Number.POSITIVE_INFINITY })).toBe(contentId({ a: undefined, b: undefined }));
  });

  it("reads records that refuse, one in the other, a few times and not twice for each", () => {
    let [nested, plain]: ValueRecord[] = [{ end: 1 }, { end: 1 }];
    let reads = 0;
    for (let depth = 0; depth < 30; depth++) {
      const inner = nested;
      nested = {
        get inner() {
          reads++;
          return inner;
        },
        get refused(): number {
          throw new Error("not for you");
        },
      } as ValueRecord;
      plain = { inner: plain, refused: undefined };
    }
    expect(contentId(nested ?? {})).toBe(contentId(plain ?? {}));
    expect(reads).toBeLessThan(30 * 31);
  });

  it("does not hash what all objects were given", () => {
    const known = contentId({ a: { b: 1 } });
    Object.defineProperty(Object.prototype, "polluted", { value: 1, enumerable: true, configurable: true, writable: true });
    try {
      expect(contentId({ a: { b: 1 } })).toBe(known);
    } finally {
      Reflect.deleteProperty(Object.prototype, "polluted");
    }
  });

  it("remembers the names of the event before, and mistakes none for another", () => {
    const wide = (count: number, prefix: string): ValueRecord =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`${prefix}${at}`, at]));
    const events = [
      wide(5, "a"),
      wide(5, "b"),
      wide(300, "a"),
      wide(3_000, "c"),
      { a0: 0, b1: 1 },
      { "": 1 },
      { "": { "": 1 } },
      wide(5, "a"),
    ];
    const apart = events.map((event, at) => {
      // Under another key everything is forgotten.
      contentHash({}, 100 + at);
      return contentHash(event, 7);
    });
    contentHash({}, 99);
    expect(events.map((event) => contentHash(event, 7))).toEqual(apart);
  });

  it("is the same for numbers of one value", () => {
    expect(contentId({ a: -0 })).toBe(contentId({ a: 0 }));
    expect(contentId({ a: 1e20 })).toBe(contentId({ a: new ExactInteger("100000000000000000000") }));
  });

  it("depends on its key, and on every place of a text, in each half", () => {
    const text = long.repeat(20);
    const [low, high] = [new Set<number>(), new Set<number>()];
    const add = (event: ValueRecord, key: number): void => {
      const made = contentHash(event, key);
      low.add(made.low);
      high.add(made.high);
    };
    for (let at = 0; at < text.length; at++) for (const unit of "#$") add({ text: `${text.slice(0, at)}${unit}${text.slice(at + 1)}` }, 7);
    // Words in other places, a stripe of sixteen bytes or many of them apart.
    for (let at = 0; at + 1_040 <= text.length; at += 4)
      for (const apart of [16, 128, 512, 1_024]) add({ text: swapped(text, at, at + apart) }, 7);
    for (let key = 0; key < 1_000; key++) add({ text }, key + 100);
    const texts = 2 * text.length + 1_000;
    expect(low.size).toBeGreaterThanOrEqual(texts);
    expect(high.size).toBeGreaterThanOrEqual(texts);
  });

  it("is as if drawn by lot: short texts and numbers that differ little meet as seldom as numbers of 32 bits do", () => {
    const [low, high] = [new Set<number>(), new Set<number>()];
    const count = 40_000;
    for (let n = 0; n < count; n++) {
      const made = contentHash(n % 2 === 0 ? { event_id: `e-${n}`, size: n } : { event_id: "e", size: n / 1_000, text: `${long}${n}` }, 0);
      low.add(made.low);
      high.add(made.high);
    }
    expect(count - low.size).toBeLessThan(5);
    expect(count - high.size).toBeLessThan(5);
  });

  it("of a text longer than any line, and with half a pair of surrogates", () => {
    const text = `${"x".repeat(2_200_000)}\ud800`;
    const ids = [text, `y${text.slice(1)}`, `${text.slice(0, -2)}y\ud800`, `${text.slice(0, -1)}\ud801`].map((one) =>
      contentId({ text: one }),
    );
    expect(new Set(ids).size).toBe(4);
  });
});

/** Two words of four characters change their places; where they are the same, another text comes out all the same. */
function swapped(text: string, one: number, other: number): string {
  const [first, second] = [text.slice(one, one + 4), text.slice(other, other + 4)];
  return `${text.slice(0, one)}${second}${text.slice(one + 4, other)}${first}${text.slice(other + 4)}`;
}
