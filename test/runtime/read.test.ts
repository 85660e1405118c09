/** Reading events: paths, times, keys, lines of JSON. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readJsonLine } from "../../src/runtime/json.ts";
import { equal, inList } from "../../src/runtime/list.ts";
import { asDuration, asNumber, asTimestamp, foldedKey, readPath, stateKey, valueKey } from "../../src/runtime/read.ts";
import { ExactInteger } from "../../src/runtime/value.ts";
import type { Value } from "../../src/runtime/value.ts";
import { dayOf, hourOf, minuteOf, monthOf, weekdayOf, yearOf } from "../../src/runtime/words.ts";
import { anyRuns, anyValue, hostileValues } from "./values.ts";

describe("a path", () => {
  test("reads own fields of records only", () => {
    const event = { a: { b: 1, none: null, list: [1, 2] }, "x-y": "z", constructor: "own" };
    expect(readPath(event, ["a", "b"])).toBe(1);
    expect(readPath(event, ["x-y"])).toBe("z");
    expect(readPath(event, ["constructor"])).toBe("own");
    for (const path of [
      ["a", "none"],
      ["a", "toString"],
      ["__proto__"],
      ["a", "list", "0"],
      ["a", "list", "length"],
      ["x-y", "length"],
      ["a", "b", "c"],
      ["no"],
    ])
      expect(readPath(event, path), path.join(".")).toBeUndefined();
    expect(readPath({}, ["constructor"])).toBeUndefined();
    expect(readPath(JSON.parse('{"__proto__": {"admin": true}}'), ["__proto__", "admin"])).toBe(true);
    expect(readPath(JSON.parse('{"__proto__": {"admin": true}}'), ["admin"])).toBeUndefined();
  });
  test("has no value where a host's object has none that JSON knows", () => {
    for (const value of hostileValues().slice(0, 4)) expect(readPath({ a: value }, ["a"])).toBeUndefined();
    expect(
      readPath(
        Object.defineProperty({}, "a", {
          get: () => {
            throw new Error("no");
          },
        }),
        ["a"],
      ),
    ).toBeUndefined();
    expect(readPath({ a: Number.NaN }, ["a"])).toBeUndefined();
    expect(readPath({ a: Number.POSITIVE_INFINITY }, ["a"])).toBeUndefined();
  });
});

describe("time", () => {
  test.each([
    ["1970-01-01T00:00:00Z", 0],
    ["2027-01-31", Date.UTC(2027, 0, 31)],
    ["2027-01-31T10:00:00Z", Date.UTC(2027, 0, 31, 10)],
    ["2027-01-31T10:00", Date.UTC(2027, 0, 31, 10)],
    ["2027-01-31 10:00:00", Date.UTC(2027, 0, 31, 10)],
    ["2027-01-31T10:00:00.9999999Z", Date.UTC(2027, 0, 31, 10, 0, 0, 999)],
    ["2027-01-31T10:00:00.5+02:00", Date.UTC(2027, 0, 31, 8, 0, 0, 500)],
    ["2027-01-31T10:00:00-0530", Date.UTC(2027, 0, 31, 15, 30)],
    ["2024-02-29T23:59:59+14", Date.UTC(2024, 1, 29, 9, 59, 59)],
    ["0001-01-01T00:00:00Z", -62_135_596_800_000],
    ["2023-02-29", undefined],
    ["2027-13-01", undefined],
    ["2027-01-31T24:00:00Z", undefined],
    ["2027-01-31T23:59:60Z", undefined],
    ["2027-01-31T10:00:00 Z", undefined],
    ["2027-1-31", undefined],
    ["20270131T100000Z", undefined],
    ["yesterday", undefined],
    ["", undefined],
    [1.9, 1],
    [-1.9, -1],
    [8.64e15, 8.64e15],
    [8.65e15, undefined],
    ["1700000000000", undefined],
  ])("%s is %s", (written, time) => {
    expect(asTimestamp(written)).toBe(time);
  });
  test("agrees with Date on every instant it can write", () => {
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true, min: new Date("0000-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59.999Z") }),
        (date) => {
          expect(asTimestamp(date.toISOString())).toBe(date.getTime());
          expect([
            yearOf(date.getTime()),
            monthOf(date.getTime()),
            dayOf(date.getTime()),
            hourOf(date.getTime()),
            minuteOf(date.getTime()),
          ]).toEqual([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes()]);
          expect(weekdayOf(date.getTime())).toBe(date.getUTCDay() || 7);
        },
      ),
    );
  });
  test("a zone has its own hours, in summer too; an unknown or missing one none", () => {
    const [winter, summer] = [Date.UTC(2027, 0, 31, 22, 15), Date.UTC(2027, 6, 31, 22, 15)];
    expect([
      hourOf(winter, "Europe/Berlin"),
      hourOf(summer, "Europe/Berlin"),
      dayOf(summer, "Europe/Berlin"),
      monthOf(summer, "Europe/Berlin"),
    ]).toEqual([23, 0, 1, 8]);
    expect(minuteOf(winter, "Asia/Kolkata")).toBe(45);
    expect(hourOf(winter, "Nowhere/Else")).toBeUndefined();
    expect(hourOf(winter, undefined)).toBeUndefined();
  });
  test.each([
    ["90s", 90_000],
    ["2w", 1_209_600_000],
    ["500ms", 500],
    ["PT5M", 300_000],
    ["P1DT2H", 93_600_000],
    ["PT1.5S", 1_500],
    ["-PT1S", -1_000],
    ["P2W", 1_209_600_000],
    [250, 250],
    ["P1M", undefined],
    ["P", undefined],
    ["PT", undefined],
    ["1h30m", undefined],
    ["1.5h", undefined],
    ["90", undefined],
  ])("duration %s is %s", (written, time) => {
    expect(asDuration(written)).toBe(time);
  });
});

describe("keys", () => {
  test("are equal exactly for equal values", () => {
    fc.assert(
      fc.property(anyValue, anyValue, (left, right) => {
        if (left === undefined || right === undefined) return;
        expect(valueKey(left) === valueKey(right), JSON.stringify([left, right])).toBe(
          equal(left, right, false) || (equal(left, left, false) === false && equal(right, right, false) === false),
        );
        expect(foldedKey(left) === foldedKey(right) || !equal(left, right, true)).toBe(true);
        expect(equal(left, right, false)).toBe(equal(right, left, false));
      }),
      { numRuns: anyRuns * 4 },
    );
  });
  test("of several parts never run together, and a missing part has none", () => {
    expect(stateKey(["a|b", "c"])).not.toBe(stateKey(["a", "b|c"]));
    expect(stateKey(["1"])).not.toBe(stateKey([1]));
    expect(stateKey([["a", "b"]])).not.toBe(stateKey(["a", "b"]));
    expect(stateKey(["a", undefined])).toBeUndefined();
    expect(stateKey([null as unknown as Value])).toBeUndefined();
    expect(stateKey([])).toBe("");
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 3 }), fc.array(anyValue, { maxLength: 3 }), (left, right) => {
        const [one, other] = [stateKey(left), stateKey(right)];
        if (one === undefined || other === undefined || left.length !== right.length) return;
        expect(one === other).toBe(left.every((value, index) => equal(value, right[index], false)));
      }),
      { numRuns: anyRuns * 2 },
    );
  });
  test("a record's key does not depend on the order of its fields, nor on null ones", () => {
    expect(valueKey({ a: 1, b: [2] })).toBe(valueKey({ b: [2], a: 1 }));
    expect(valueKey({ a: 1, b: undefined })).toBe(valueKey({ a: 1 }));
    expect(equal({ a: { b: "X" } }, { a: { b: "x" } }, true)).toBe(true);
    expect(equal({ A: 1 }, { a: 1 }, true)).toBe(false);
  });
  test("integers beyond 2^53 keep their digits", () => {
    const [odd, even] = [new ExactInteger("9007199254740993"), new ExactInteger("9007199254740992")];
    expect(equal(odd, even, false)).toBe(false);
    expect(equal(even, 2 ** 53, false)).toBe(true);
    expect(equal(odd, 2 ** 53, false)).toBe(false);
    expect(inList(odd, [even, new ExactInteger("9007199254740993")], false)).toBe(true);
    expect(stateKey([even])).toBe(stateKey([2 ** 53]));
    expect(stateKey([odd])).not.toBe(stateKey([even]));
    expect(asNumber(odd)).toBe(odd);
  });
});

describe("a line of JSON", () => {
  const event = (line: string) => {
    const read = readJsonLine(line);
    if ("reject" in read) throw new Error(read.message);
    return read;
  };
  test.each([
    ['{"role":"user","role":"system"}', ["ambiguous_json"], "system"],
    ['{"role":"user"}', [], "user"],
    ['{"role":{"a":1,"a":2}}', ["ambiguous_json"], { a: 2 }],
    ['{"role":"x","text":"\\"a\\": 1"}', [], "x"],
    ['{"role" \t: "x", "r":":"}', [], "x"],
    ['{"role":1e999}', ["number_range"], null],
    ['{"role":-1e400,"role":1}', ["number_range", "ambiguous_json"], 1],
    ['{"role":9007199254740991}', [], 9007199254740991],
    ['{"role":1e20}', [], 1e20],
    ['{"role":"a","__proto__":{"admin":true},"__proto__":1}', ["ambiguous_json"], "a"],
    ['{"role":[1,{"a":"\\u0022:"},true,false,null,-0.5e2]}', [], [1, { a: '":' }, true, false, null, -50]],
    ['\ufeff{"role":1}', [], 1],
    [' {"role":1}\r', [], 1],
  ])("%s", (line, flags, role) => {
    const read = event(line);
    expect(read.flags).toEqual(flags);
    expect(Object.getOwnPropertyDescriptor(read.event, "role")?.value).toEqual(role);
    expect(Object.getPrototypeOf(read.event)).toBe(Object.prototype);
  });
  test("keeps the digits of integers that no double holds", () => {
    const { event: read } = event('{"a":9007199254740993,"b":[-9007199254740993],"c":"x:"}');
    expect(readPath(read, ["a"])).toEqual(new ExactInteger("9007199254740993"));
    expect(readPath(read, ["b"])).toEqual([new ExactInteger("-9007199254740993")]);
    expect(event(`{"a":${"9".repeat(400)}}`).flags).toEqual(["number_range"]);
  });
  test.each([
    ["", "not_json"],
    ["{", "not_json"],
    ["nope", "not_json"],
    ['{"a":1}}', "not_json"],
    ["[1]", "not_object"],
    ["1", "not_object"],
    ["null", "not_object"],
    ['"x"', "not_object"],
    [`{"a":${"[".repeat(64)}${"]".repeat(64)}}`, "too_deep"],
    [`{"a":${"[".repeat(1_000_000)}`, "too_deep"],
    [`{"a":"${"x".repeat(1_048_576)}"}`, "oversize"],
    [`{"a":"${"é".repeat(524_288)}"}`, "oversize"],
  ])("%.20s is %s", (line, reject) => {
    expect(readJsonLine(line)).toMatchObject({ reject });
  });
  test("limits hold at the edge", () => {
    expect(event(`{"a":${"[".repeat(63)}${"]".repeat(63)}}`).flags).toEqual([]);
    expect(event(`{"a":"${"[{".repeat(100)}"}`).flags).toEqual([]);
    const line = `{"a":"${"é".repeat(100)}"}`;
    expect("event" in readJsonLine(line, { bytesMax: 208, depthMax: 64 })).toBe(true);
    expect(readJsonLine(line, { bytesMax: 207, depthMax: 64 })).toMatchObject({ reject: "oversize" });
  });
  test("reads what JSON.parse reads, whatever the line, and never throws", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const line = `{"a":${text}}`;
        const read = readJsonLine(line);
        if ("reject" in read) expect(read.reject).toBe("too_deep");
        else expect(JSON.parse(JSON.stringify(read.event))).toEqual(JSON.parse(line));
      }),
    );
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("{", "}", "[", "]", '"', ":", ",", "\\", "a", "1", "e", "-", "t", "\ufeff", " ") }),
        (text) => {
          readJsonLine(text);
          readJsonLine(`{"a":${text}}`);
        },
      ),
      { numRuns: anyRuns * 4 },
    );
  });
});
