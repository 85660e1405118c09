/** What is read of bytes is what is read of the object that `readJsonLine` makes of the same line; what it cannot say so of, it leaves alone. */
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { contentHash } from "../../../src/runtime/content-hash.ts";
import { readJsonLine } from "../../../src/runtime/json.ts";
import { type LineReader, openLineReader, rawKind } from "../../../src/runtime/raw/line-reader.ts";
import { readPath } from "../../../src/runtime/read.ts";
import type { Value, ValueRecord } from "../../../src/runtime/value.ts";
import { mutated, randomRecord, write } from "./lines.ts";
import { randomFrom } from "../../store/frail-files.ts";

const runs = Number(process.env["AIDR_RUNS"] ?? 2_500);
const paths = [
  ["event_id"],
  ["event_type"],
  ["user"],
  ["user", "id"],
  ["user", "name", "tool"],
  ["input_text"],
  ["tags"],
  ["size"],
  ["é"],
  ["__proto__"],
  [""],
  ["", ""],
  ["tool", "id"],
  ["\ud800"],
  ["user", "id", "0"],
];
const seed = 0x1234_5678;
const encoder = new TextEncoder();

function reader(of: readonly (readonly string[])[] = paths, key = seed): LineReader {
  const opened = openLineReader(of, key);
  if (opened === undefined) throw new Error("this engine has WebAssembly");
  return opened;
}

/** Whether the reader takes the line as plain. */
function takes(lines: LineReader, line: string | Uint8Array): boolean {
  const bytes = typeof line === "string" ? encoder.encode(line) : line;
  lines.load(bytes);
  return lines.read(0, bytes.length);
}

function valueAt(lines: LineReader, slot: number): unknown {
  switch (lines.kindAt(slot)) {
    case rawKind.missing:
      return undefined;
    case rawKind.text: {
      const { bytes, start, end, isAscii } = lines.textAt(slot);
      const text = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(bytes.subarray(start, end));
      expect(isAscii).toBe(/^[\u0000-\u007f]*$/.test(text));
      expect(lines.stringAt(slot)).toBe(text);
      expect(lines.stringAt(slot)).toBe(text);
      return text;
    }
    case rawKind.number:
      return lines.numberAt(slot);
    case rawKind.true:
      return true;
    case rawKind.false:
      return false;
    case rawKind.record:
      return "record";
    case rawKind.list:
      return "list";
  }
}

/** As `valueAt` says it. */
function shown(value: Value): unknown {
  return Array.isArray(value) ? "list" : typeof value === "object" ? "record" : value;
}

/** Nothing that was read differs from the event; undefined where there is no event without losses. */
function differs(lines: LineReader, bytes: Uint8Array): string | undefined {
  const event = eventOf(bytes);
  if (event === undefined) return "no event can be made of the line";
  if (!isDeepStrictEqual(JSON.parse(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)), event))
    return "JSON.parse loses something";
  for (const [slot, path] of paths.entries())
    if (!Object.is(valueAt(lines, slot), shown(readPath(event, path)))) return `${path.join(".")}: ${String(valueAt(lines, slot))}`;
  const { low, high } = contentHash(event, seed);
  return low === lines.low && high === lines.high ? undefined : `the hash: ${lines.low} ${lines.high}, not ${low} ${high}`;
}

function eventOf(bytes: Uint8Array): ValueRecord | undefined {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
  const read = readJsonLine(text);
  return "event" in read && read.flags.length === 0 ? read.event : undefined;
}

/** Whether nothing in the line is a reason to leave it to the text: then it must be taken. The text is of an event without flags. */
function isOrdinary(text: string): boolean {
  const strings = /"(?:[^"\\]|\\.)*"/g;
  const isKeyEscaped = [...text.matchAll(/("(?:[^"\\]|\\.)*")\s*(:?)/g)].some(
    ([, written = "", colon]) => colon === ":" && written.includes("\\"),
  );
  const hasHalves = [...text.matchAll(strings)].some(([written]) => written.includes("\\") && encodeURIComponentFails(JSON.parse(written)));
  const isHard = [...text.replaceAll(strings, '""').matchAll(/-?[0-9][-+.0-9eE]*/g)].some(
    ([written]) => written.replace(/[eE].*/, "").replaceAll(/[^0-9]/g, "").length > 15 || /[eE][-+]?0*[1-9]/.test(written),
  );
  return !isKeyEscaped && !hasHalves && !isHard && !text.startsWith("\ufeff");
}

function encodeURIComponentFails(text: unknown): boolean {
  try {
    encodeURIComponent(String(text));
    return false;
  } catch {
    return true;
  }
}

describe("a line", () => {
  it("is read as its object is, in every spelling, and left alone only for a reason", () => {
    const random = randomFrom(1);
    const lines = reader();
    let taken = 0;
    for (let run = 0; run < runs; run++) {
      const text = write(randomRecord(random), random);
      const bytes = encoder.encode(text);
      const isTaken = takes(lines, bytes);
      if (isTaken) taken++;
      expect(isTaken ? differs(lines, bytes) : undefined, text).toBeUndefined();
      if (!isTaken && eventOf(bytes) !== undefined) expect(isOrdinary(text), text).toBe(false);
    }
    expect(taken).toBeGreaterThan(runs / 2);
  });

  it("that is broken or odd is taken only if it is JSON, and then read as its object is", () => {
    const random = randomFrom(2);
    const lines = reader();
    let [taken, refused] = [0, 0];
    for (let run = 0; run < 5 * runs; run++) {
      const bytes = mutated(encoder.encode(write(randomRecord(random), random)), random);
      const isTaken = takes(lines, bytes);
      if (isTaken) taken++;
      else refused++;
      if (isTaken) expect(differs(lines, bytes), JSON.stringify(Buffer.from(bytes).toString("latin1"))).toBeUndefined();
      else if (eventOf(bytes) !== undefined) expect(isOrdinary(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes))).toBe(false);
    }
    expect(Math.min(taken, refused)).toBeGreaterThan(runs / 2);
  });
});

describe("a decimal", () => {
  it("is the double nearest to it, also where it lies half-way between two", () => {
    const random = randomFrom(4);
    const lines = reader([["a"]]);
    const digits = (count: number): string => Array.from({ length: count }, () => Math.floor(random() * 10)).join("");
    let taken = 0;
    for (let run = 0; run < 2 * runs; run++) {
      // Odd multiples of half the last place, and such as are one digit beside them.
      const places = 1 + Math.floor(random() * 3);
      const half =
        (2n * (2n ** 53n + BigInt(Math.floor(random() * 2 ** 52))) + 1n) * 5n ** BigInt(places) + BigInt(Math.floor(random() * 3) - 1);
      const tie = `${half}`;
      const length = 16 + Math.floor(random() * 4);
      const long = `${1 + Math.floor(random() * 9)}${digits(length - 1)}`;
      for (const written of [
        `${tie.slice(0, -places)}.${tie.slice(-places)}`,
        `${long.slice(0, 1)}.${long.slice(1)}`,
        `${long.slice(0, 9)}.${long.slice(9)}`,
        `0.000${long.slice(3)}`,
        `${long.slice(0, 8)}e-${length}`,
      ]) {
        if (!takes(lines, `{"a":${written}}`)) continue;
        taken++;
        expect(Object.is(lines.numberAt(0), JSON.parse(written)), written).toBe(true);
      }
    }
    expect(taken).toBeGreaterThan(5 * runs);
  });
});

describe("what parsers of JSON get wrong", () => {
  const taken = [
    "{}",
    " \t\r{ } \n",
    '{"":0}',
    '{"a":-0,"b":0.0,"c":-0.0e-5,"d":1E+2,"e":1e-2}',
    '{"a":9007199254740991,"b":-9007199254740991,"c":1234567890123456.5}',
    '{"a":0.1234567890123456789,"b":3.141592653589793238,"c":0.30000000000000004,"d":0.0000001234567890123456}',
    '{"a":4503599627370497.5,"b":4503599627370496.5,"c":1.7976931348623157}',
    '{"a":"\\u0041\\uD83D\\ude00\\/\\b\\f\\n\\r\\t\\"\\\\"}',
    '{"a":"\u007f\u0080\u07ff\u0800\uffff\u{10000}\u{10ffff}\ufeff\ufffd"}',
    '{"a":[[],{},[{"a":[1,"x",null,true,false]}]]}',
    '{"user":null,"size":null}',
    '{"user":{"user":{"id":7}},"event_id":"\\u0065"}',
    `{"a":${"[".repeat(63)}${"]".repeat(63)}}`,
    `{${Array.from({ length: 128 }, (_, at) => `"key ${at}":${at}`).join(",")}}`,
    `{"input_text":"${"x".repeat(1_048_576 - 17)}"}`,
  ];
  const refused = [
    ...[
      "",
      " ",
      "{",
      "}",
      "[]",
      "[1]",
      "1",
      "null",
      '"a"',
      "{}{}",
      "{} x",
      "{},",
      "\u0000",
      "\ufeff{}",
      "//{}",
      "{/**/}",
      "{'a':1}",
      "{a:1}",
    ],
    ...[
      '{"a"}',
      '{"a":}',
      '{"a":1,}',
      '{,"a":1}',
      '{"a":1 "b":2}',
      '{"a" 1}',
      '{"a":1:2}',
      '{"a":1,,"b":2}',
      '{"a":[1,]}',
      '{"a":[,1]}',
      '{"a":[1}',
      '{"a":[1]]}',
    ],
    ...[
      "01",
      "-01",
      "00",
      "+1",
      ".5",
      "1.",
      "1.e5",
      "-",
      "-.5",
      "1e",
      "1e+",
      "0x1",
      "1_0",
      "NaN",
      "Infinity",
      "-Infinity",
      "1 2",
      "1e1.5",
      "--1",
    ].map((one) => `{"a":${one}}`),
    ...["tru", "True", "truee", "nul", "nulll", "fals", "undefined", "falsee"].map((one) => `{"a":${one}}`),
    ...["\\x41", "\\u12", "\\u12g4", "\\", "\\'", "\\0", "\n", "\t", "\u0000", "\u001f", "\\u00", "\\ud83d\\u", "\\U0041"].map(
      (one) => `{"a":"${one}"}`,
    ),
    ...[
      '{"a":"',
      '{"a":"\\',
      '{"a":"\\u',
      '{"a":"x"',
      '{"a',
      '{"a":"\\"}',
      '{"a":1}\u0000',
      '{"a":1\u0000}',
      '{"a":\u00a01}',
      '{"a":\u20281}',
      '{"a":\u000b1}',
    ],
  ];
  /** JSON, or events, for which something else has to be said. */
  const left = [
    ...['{"a":1,"a":1}', '{"a":{"b":1,"c":2,"b":3}}', '{"\\u0061":1}', '{"a":1,"\\u0061":1}'],
    ...[
      "9007199254740992",
      "-9007199254740993",
      "123456789012345678901234567890",
      "1e400",
      "-1e999",
      "1e21",
      "9007199254740992.0",
      "1e22",
    ].map((one) => `{"a":${one}}`),
    ...["\\ud83d", "\\ude00", "\\ud83d\\ud83d", "\\ude00\\ud83d", "\\ud83dx"].map((one) => `{"a":"${one}"}`),
    `{"a":${"[".repeat(64)}${"]".repeat(64)}}`,
    `{${Array.from({ length: 129 }, (_, at) => `"key ${at}":${at}`).join(",")}}`,
    `{"input_text":"${"x".repeat(1_048_576 - 16)}"}`,
  ];

  it("is taken where it is plain", () => {
    const lines = reader();
    for (const text of taken) {
      const bytes = encoder.encode(text);
      expect(takes(lines, bytes), text.slice(0, 200)).toBe(true);
      expect(differs(lines, bytes), text.slice(0, 200)).toBeUndefined();
    }
  });

  it("is left to the text where it is no event, or not a plain one", () => {
    const lines = reader();
    for (const text of refused) {
      expect(takes(lines, text), text).toBe(false);
      expect(readJsonLine(text), text.trim()).toHaveProperty(text === "\ufeff{}" ? "event" : "reject");
    }
    for (const text of left) expect(takes(lines, text), text.slice(0, 200)).toBe(false);
  });

  it("is left to the text where it is no UTF-8", () => {
    const lines = reader();
    const wrong = [
      [0x80],
      [0xc3],
      [0xc0, 0xaf],
      [0xc1, 0xbf],
      [0xe0, 0x9f, 0xbf],
      [0xed, 0xa0, 0x80],
      [0xed, 0xbf, 0xbf],
      [0xe2, 0x82],
      [0xf0, 0x8f, 0xbf, 0xbf],
      [0xf4, 0x90, 0x80, 0x80],
      [0xf0, 0x9f, 0x99],
      [0xf8, 0x88, 0x80, 0x80, 0x80],
      [0xff],
      [0xfe],
      [0xc3, 0xc3, 0xa9],
      [0xe2, 0x82, 0xac, 0x80],
    ];
    for (const bytes of wrong) {
      for (let before = 0; before < 40; before++) {
        for (const line of [`{"a":"${"x".repeat(before)}|"}`, `{"${"é".repeat(before)}|":1}`, `{"a":"\\n${"x".repeat(before)}|y"}`]) {
          const [head = "", tail = ""] = line.split("|");
          expect(takes(lines, Uint8Array.from([...encoder.encode(head), ...bytes, ...encoder.encode(tail)]))).toBe(false);
        }
      }
    }
  });
});

describe("lines of a chunk", () => {
  it("end where they end, whatever is behind them", () => {
    const lines = reader();
    const chunk = encoder.encode('{"event_id":"a"}\n{"event_id":"b"\n,"size":1}{"event_id":"c","size":2}');
    lines.load(chunk);
    expect([lines.read(0, 16), lines.stringAt(0)]).toEqual([true, "a"]);
    expect(lines.read(17, 31)).toBe(false);
    expect([lines.read(17, 43), lines.stringAt(0), lines.numberAt(7)]).toEqual([true, "b", 1]);
    expect(lines.read(0, chunk.length)).toBe(false);
    expect([lines.read(43, chunk.length), lines.stringAt(0), lines.numberAt(7)]).toEqual([true, "c", 2]);
    expect([lines.read(0, 16), lines.kindAt(7)]).toEqual([true, rawKind.missing]);
    // A chunk that needs more room than there was.
    lines.load(encoder.encode(`{"size":3,"input_text":"${"long ".repeat(1_000)}"}`));
    expect([lines.read(0, 5_026), lines.numberAt(7), lines.stringAt(5).length]).toEqual([true, 3, 5_000]);
  });

  it("have a hash that depends on the key", () => {
    const [one, other] = [reader(paths, 1), reader(paths, 2)];
    expect([takes(one, '{"a":1}'), takes(other, '{"a":1}')]).toEqual([true, true]);
    expect(one.low).not.toBe(other.low);
  });
});

describe("the comparison notices", () => {
  const lines = reader();
  const text = encoder.encode('{"event_id":"a","size":1.5,"user":{"id":"x"},"tags":[1,2]}');
  const changes: readonly [string, string][] = [
    ["another text", '{"event_id":"b","size":1.5,"user":{"id":"x"},"tags":[1,2]}'],
    ["another number", '{"event_id":"a","size":1.25,"user":{"id":"x"},"tags":[1,2]}'],
    ["a value elsewhere", '{"event_id":"a","size":1.5,"user":{"name":"x"},"tags":[1,2]}'],
    ["another order of a list, which the hash alone sees", '{"event_id":"a","size":1.5,"user":{"id":"x"},"tags":[2,1]}'],
    ["what is no event", '{"event_id":"a"'],
  ];
  it.each(changes)("%s", (_, changed) => {
    expect(takes(lines, text)).toBe(true);
    expect(differs(lines, text)).toBeUndefined();
    expect(differs(lines, encoder.encode(changed))).toBeDefined();
  });
});
