import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { hasBit } from "../../../src/runtime/automaton/bits.ts";
import { buildAutomaton, type Findings, keyBytes, scanBytes, scanText } from "../../../src/runtime/automaton/literals.ts";
import { unitBytes } from "../../../src/runtime/automaton/unit-bytes.ts";
import { fold } from "../../../src/runtime/fold.ts";
import { LiteralScan } from "../../../src/runtime/literal-scan.ts";
import { wasmLiterals } from "../../../src/runtime/wasm/literals.ts";
import { bytes } from "../../../src/runtime/wasm/scan.generated.ts";

const runs = Number(process.env["AIDR_RUNS"] ?? 600);

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Few letters, so that literals meet; both sides of what `| 0x20` would take for a letter; units that share a byte. */
const letter = fc.constantFrom(..."abcdABCDsSkK @`[{\n\0\u007fſ\u212aéÉ過İßžż");
/** Around the widths that are compared at once, too. */
const word = fc
  .oneof(fc.array(letter, { minLength: 2, maxLength: 16 }), fc.array(letter, { minLength: 15, maxLength: 32 }))
  .map((letters) => fold(letters.join("")).slice(0, 32));
const aimed = word.filter((key) => key.length >= 2 && !/[\ud800-\udfff]/.test(key));

/** Beside each literal others that begin, end or go on as it does, or differ in one letter. */
const literals = fc
  .array(fc.tuple(aimed, fc.constantFrom("as it is", "beginning", "end", "inside", "longer", "other letter"), fc.nat(31), letter), {
    minLength: 1,
    maxLength: 24,
  })
  .map((made) => [...new Set(made.flatMap(([key, how, at, other]) => [key, varied(key, how, at, fold(other).slice(0, 1))]))])
  .map((keys) => keys.filter((key) => key.length >= 2 && key.length <= 32));

function varied(key: string, how: string, at: number, other: string): string {
  const place = at % key.length;
  if (how === "beginning") return key.slice(0, place);
  if (how === "end") return key.slice(place);
  if (how === "inside") return key.slice(place >> 1, place + 2);
  if (how === "longer") return (key + key.slice(place)).slice(0, 32);
  return how === "other letter" ? key.slice(0, place) + other + key.slice(place + 1) : key;
}

/** Pieces of a text: a literal, a literal with one letter changed, in upper case or cut off, or noise. */
const pieces = fc.array(
  fc.tuple(fc.nat(), fc.constantFrom("whole", "upper", "cut", "near", "noise", "noise"), fc.nat(31), letter, fc.nat(40)),
  { maxLength: 60 },
);
type Pieces = readonly (readonly [number, string, number, string, number])[];

function textOf(keys: readonly string[], parts: Pieces, length: number): string {
  const text = parts.map(([index, how, at, other, many]) => {
    const key = keys[index % keys.length] ?? "";
    if (how === "upper") return key.toUpperCase();
    if (how === "cut") return key.slice(0, at);
    if (how === "near") return varied(key, "other letter", at, other);
    return how === "noise" ? other.repeat(many) : key;
  });
  const joined = text.join("");
  return joined.length === 0 ? "x".repeat(length) : joined.repeat(Math.ceil(length / joined.length)).slice(0, length);
}

/** Around the widths at which a text is read in another way. */
const lengths = fc.constantFrom(15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 135, 255, 256, 257, 1000, 4095, 4096, 4097, 4200, 4230);
/** Rarer, for it takes longer: behind the first piece of a text. */
const manyPieces = fc.constantFrom(65_535, 65_536, 65_537, 65_560, 131_080);

describe("the scan in WebAssembly", () => {
  test("says what the automaton says, of any literals and texts", () => {
    fc.assert(
      fc.property(literals, fc.array(fc.tuple(pieces, lengths), { minLength: 1, maxLength: 4 }), (keys, texts) => {
        const both = scansOf(keys);
        for (const [parts, length] of texts) expect(both(textOf(keys, parts, length))).toBe("");
      }),
      { numRuns: runs },
    );
  });

  test("says so of texts that are longer than its memory for them", () => {
    fc.assert(
      fc.property(literals, pieces, manyPieces, fc.nat(20), (keys, parts, length, shift) => {
        const middle = textOf(keys, parts, 200);
        // Literals across the edge of a piece.
        const text = `${"-".repeat(65_536 - 100 - shift)}${middle}${"-".repeat(65_536)}`.slice(0, length);
        expect(scansOf(keys)(text)).toBe("");
      }),
      { numRuns: runs / 20 },
    );
  });

  test("says so of thousands of literals and of texts that are mutated step by step", () => {
    const random = randomFrom(20_261_122);
    const syllables = "ka lo mi ter ran se du vo pri sta men gol fi ber é ſ \u212a".split(" ");
    const keys = [...new Set(Array.from({ length: 3_000 }, () => fold(some(1 + random(6))).slice(0, 2 + random(31))))];
    const both = scansOf(keys.filter((key) => key.length >= 2));
    let text = some(200);
    for (let step = 0; step < 800; step++) {
      const at = random(text.length);
      const key = keys[random(keys.length)] ?? "";
      text = `${text.slice(0, at)}${random(2) ? key : some(1)}${text.slice(at + random(12))}`.slice(0, 1_200);
      expect(both(random(3) ? text : text.toUpperCase())).toBe("");
    }
    function some(count: number): string {
      return Array.from({ length: count }, () => syllables[random(syllables.length)] ?? "").join(random(4) ? "" : " ");
    }
  });

  test("keeps what it says of one text from the next, however many there are", () => {
    const both = scansOf(["ab", "abcd", "cd ab", "abababababababab"]);
    // More than there are numbers for texts.
    for (let at = 0; at < 70_000; at++)
      if (both(at % 3 === 0 ? "ab abcd" : at % 3 === 1 ? "cd ab" : "--") !== "") throw new Error(`text ${at}`);
  });

  test("looks at what ends with a literal in every place of it, for the rest may differ", () => {
    const run = "a".repeat(15);
    const [long, other, inside] = [`zzza${run}p`, `zzza${run}q`, `${run}p and on`];
    expect(scansOf([long, other, inside])(`${long}--${long}--${long} and on`)).toBe("");
    const automaton = buildAutomaton([long, other, inside].map(keyBytes));
    const findings = noFindings(3);
    scanText(automaton, `${long}--${long}--${long} and on`, findings);
    expect(hasBit(findings.bits, 2)).toBe(true);
  });

  test("stands beside another one of its kind", () => {
    const [one, other] = [scansOf(["first literal", "same"]), scansOf(["second literal", "same", "ame"])];
    for (const text of ["first literal, same", "SECOND LITERAL", "same same", "nothing", "fIrSt LiTeRaL second literal"]) {
      expect([one(text), other(text)]).toEqual(["", ""]);
    }
  });

  test("tells letters from what differs from them in the same bit, and bytes above ASCII from each other", () => {
    for (const [key, near] of [
      ["@@ab", "``ab"],
      ["``ab", "@@ab"],
      ["[[ab{{ab[[ab", "{{AB{{AB{{AB"],
      ["a\0b\0a\0b\0a\0b\0", "a b a b a b "],
      ["ééééééééééé", "ÉÉÉÉÉÉÉÉÉÉÉ"],
      ["過過過過過過過過過過過過", "İİİİİİİİİİİİ"],
    ] as const)
      for (const text of [near, `${near}${"-".repeat(40)}`, `${"-".repeat(200)}${key}${near}`])
        expect(scansOf([key, "other"])(text)).toBe("");
  });
});

describe("a scan that is wrong", () => {
  /** One instruction or number for another; each occurs in the module. */
  const mutations: readonly (readonly [string, readonly number[], readonly number[]])[] = [
    ["unequal bytes for equal ones", [0xfd, 0x23], [0xfd, 0x24]],
    ["another first letter", [0xfd, 0x0c, ...Array<number>(16).fill(0x41)], [0xfd, 0x0c, ...Array<number>(16).fill(0x42)]],
    ["another number of letters", [0xfd, 0x0c, ...Array<number>(16).fill(26)], [0xfd, 0x0c, ...Array<number>(16).fill(27)]],
  ];
  for (const [name, from, to] of mutations) {
    test(`is noticed: ${name}`, () => {
      const broken = mutated(from, to);
      const keys = ["abcdefgh ijklmno", "abcdefgh[zaz[zaz", "zebra crossing z", "abc"];
      const texts = keys.flatMap((key) => [key, key.toUpperCase(), key.replaceAll("[", "{"), `${"-".repeat(300)}${key}`]);
      expect(texts.map(scansOf(keys)).join("")).toBe("");
      expect(texts.map(scansOf(keys, broken)).join("")).not.toBe("");
    });
  }

  test("is noticed: a literal that is another by one letter, found by none of the others", () => {
    const compare = scansOf(["abcdefgh", "bcdefghi"], undefined, ["abcdefgh", "bcdefghj"]);
    expect(compare("abcdefghi")).not.toBe("");
    expect(compare("abcdefgh-")).toBe("");
  });

  function mutated(from: readonly number[], to: readonly number[]): string {
    const module = atob(bytes);
    const [old, made] = [String.fromCharCode(...from), String.fromCharCode(...to)];
    expect(module).toContain(old);
    return btoa(module.replace(old, made));
  }
});

describe("where WebAssembly may not run", () => {
  test("a scan gives the same answers", () => {
    const keys = Array.from({ length: 60 }, (_, index) => `phrase number ${index}`);
    const texts = ["", "phrase", "Phrase Number 7 and phrase number 7", `${"long ".repeat(200)}PHRASE NUMBER 31`, "phrase number 5\u212a"];
    const answers = () => {
      const scan = new LiteralScan();
      const needs = keys.map((key) => scan.oneOf([key]));
      return texts.map((text) => {
        const { bits, again, count, ends } = scan.answerFor(text);
        return {
          count,
          found: needs.map((need) =>
            need?.ids.map((id) => [hasBit(bits, id), hasBit(bits, id) && hasBit(again, id), hasBit(bits, id) && ends[id]]),
          ),
        };
      });
    };
    const withIt = answers();
    expect(withIt.map(({ count }) => count)).toEqual([0, 0, 1, 2, 1]);
    vi.stubGlobal("WebAssembly", undefined);
    expect(wasmLiterals(keys)).toBeUndefined();
    expect(answers()).toEqual(withIt);
  });
});

describe("the worst that texts can do", () => {
  const eight = "abcdefgh";
  const manyAlike = Array.from({ length: 5_000 }, (_, index) => eight + index.toString(36).padStart(4, "z"));
  const random = randomFrom(7);
  const aperiodic = Array.from({ length: 4_000 }, () => String.fromCharCode(97 + random(26))).join("");
  // It takes about half of the time; the machine may be busy.
  const usual = 3;
  const cases: readonly (readonly [string, readonly string[], string, number?])[] = [
    ["one letter only", ["aa", "aaa", "aaaa", "aaaaaaaa", "aaaaaaaaaaaaaaaa", "aaaaaaab", "baaaaaaa", "aaaaaaaaaaab"], "a"],
    ["thousands of literals that begin alike, none of which is there", manyAlike, `${eight}zz-`],
    ["thousands of long literals that begin alike", manyAlike.map((key) => `${eight}${eight}${key}`), `${eight.repeat(3)}zz-`],
    ["thousands of literals of which all but the last letter is there", manyAlike, manyAlike.map((key) => key.slice(0, -1)).join("")],
    ["near-hits at every place of a large table, each compared", windows(aperiodic, 15).map((key) => `${key}-`), aperiodic, 8],
    ["near-hits at every place that go on for long", windows(aperiodic, 31).map((key) => `${key}-`), aperiodic, 8],
    ["near-hits at every place", rotations("abcdefghijklmno").map((key) => `${key}-`), "abcdefghijklmno"],
    [
      "literals inside each other, all there",
      rotations("abcdefghijklmnop").flatMap((key) => [key, key.slice(0, 9), key.slice(0, 5), key.slice(0, 2)]),
      "abcdefghijklmnop",
    ],
    [
      "literals whose bytes are the same",
      Array.from({ length: 4_000 }, (_, index) => String.fromCharCode(0x4e00 + 29 * (index >> 6), 0x4e00 + 29 * (index & 63))),
      "\u4e00",
    ],
  ];
  for (const [name, keys, repeated, bound = usual] of cases) {
    test(`costs little more than the automaton: ${name}`, () => {
      const distinct = [...new Set(keys)];
      const compiled = wasmLiterals(distinct);
      const automaton = buildAutomaton(distinct.map(keyBytes));
      const text = repeated.repeat(Math.ceil(100_000 / repeated.length));
      const units = unitBytes(text)?.slice();
      if (compiled === undefined || units === undefined) throw new Error("this engine has WebAssembly");
      expect(scansOf(distinct)(text)).toBe("");
      const nothing = new Uint8Array(text.length);
      let [least, other, ofNothing] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      for (let round = 0; round < 8; round++) {
        least = Math.min(
          least,
          cpuTime(() => compiled.scanBytes(units, text.length, noFindings(distinct.length))),
        );
        other = Math.min(
          other,
          cpuTime(() => scanBytes(automaton, units, text.length, noFindings(distinct.length))),
        );
        ofNothing = Math.min(
          ofNothing,
          cpuTime(() => scanBytes(automaton, nothing, text.length, noFindings(distinct.length))),
        );
      }
      expect(least / other).toBeLessThan(bound);
      // At most 36 where each place has a literal's beginning that goes on for long.
      expect(other / ofNothing).toBeLessThan(150);
    });
  }

  function windows(letters: string, length: number): string[] {
    return Array.from({ length: letters.length - length }, (_, at) => letters.slice(at, at + length));
  }

  function rotations(letters: string): string[] {
    return Array.from(letters, (_, at) => letters.slice(at) + letters.slice(0, at));
  }

  function cpuTime(run: () => void): number {
    const before = process.cpuUsage();
    for (let turn = 0; turn < 3; turn++) run();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  }
});

/** What the scans say differently of a text, with whole literals in the table and with their beginnings, of bytes and of a string; empty where they agree. */
function scansOf(keys: readonly string[], module?: string, others = keys): (text: string) => string {
  const compiled = [wasmLiterals(others, module, 1 << 30), wasmLiterals(others, module, 0)].filter((one) => one !== undefined);
  if (compiled.length < 2) throw new Error("this engine has WebAssembly");
  const automaton = buildAutomaton(keys.map(keyBytes));
  const [expected, given] = [noFindings(keys.length), noFindings(keys.length)];
  return (text) => {
    const units = unitBytes(text);
    forget(expected);
    if (units === undefined) scanText(automaton, text, expected);
    else scanBytes(automaton, units, text.length, expected);
    const wanted = shown(keys, expected);
    const differences = compiled.flatMap((one) =>
      [units, undefined].map((bytes) => {
        forget(given);
        if (bytes === undefined) one.scanText(text, given);
        else one.scanBytes(bytes, text.length, given);
        const got = shown(keys, given);
        return got === wanted ? "" : `${JSON.stringify(text.slice(0, 300))}: ${got} instead of ${wanted}`;
      }),
    );
    return differences.join("");
  };
}

function shown(keys: readonly string[], { bits, again, found, ends, count }: Findings): string {
  const ids = [...found.subarray(0, count)].sort((one, other) => one - other);
  const marked = bits.reduce((sum, word) => sum + bitCount(word), 0);
  const list = ids.map((id) => `${JSON.stringify(keys[id])}@${ends[id]}${hasBit(again, id) ? "+" : ""}${hasBit(bits, id) ? "" : "?"}`);
  return `${marked} ${list.join(" ")}`;
}

function bitCount(word: number): number {
  let count = 0;
  for (let left = word; left !== 0; left &= left - 1) count++;
  return count;
}

function forget(findings: Findings): void {
  findings.bits.fill(0);
  findings.again.fill(0);
  findings.count = 0;
}

function noFindings(size: number): Findings {
  const words = (size + 31) >>> 5;
  return { bits: new Uint32Array(words), again: new Uint32Array(words), found: new Int32Array(size), ends: new Int32Array(size), count: 0 };
}

/** The same numbers in every run, each below what is asked for. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % below;
  };
}
