/** A text's bytes in a line have the literals that the text has. */
import { expect, it } from "vitest";
import { unitByte } from "../../../src/runtime/automaton/unit-bytes.ts";
import { LiteralScan } from "../../../src/runtime/literal-scan.ts";
import { openLineReader } from "../../../src/runtime/raw/line-reader.ts";
import { pick, write } from "./lines.ts";
import { randomFrom } from "../../store/frail-files.ts";

const runs = Number(process.env["AIDR_RUNS"] ?? 3_000);
const pieces = [
  "a",
  "A",
  "s",
  "ſ",
  "k",
  "\u212a",
  "İ",
  "ß",
  "é",
  "E\u0301",
  " ",
  "ignore",
  "IGNORE",
  "😀",
  "日本",
  "\ufffd",
  "\u0000",
  "system prompt",
];

it("whatever is beside them, however they are written, and whatever was asked before", () => {
  const random = randomFrom(3);
  const lines = openLineReader([["text"]], 0);
  if (lines === undefined) throw new Error("this engine has WebAssembly");
  const made = (): string => Array.from({ length: Math.floor(random() ** 2 * 30) }, () => pick(pieces, random)).join("");
  for (let run = 0; run < runs / 30; run++) {
    const scan = new LiteralScan();
    const literals = Array.from({ length: 8 }, made);
    for (const literal of literals) scan.oneOf([literal]);
    for (let turn = 0; turn < 30; turn++) {
      const text = random() < 0.5 ? made() : `${made()}${pick(literals, random)}${made()}`;
      const line = Buffer.from(write({ before: made(), text, behind: made() }, random));
      lines.load(line);
      expect(lines.read(0, line.length)).toBe(true);
      const units = lines.unitsAt(0);
      expect([...units]).toEqual(Array.from({ length: text.length }, (_, at) => unitByte(text.charCodeAt(at))));
      const shown = ({ found, ends, count }: { found: Int32Array; ends: Int32Array; count: number }): unknown =>
        Array.from(found.subarray(0, count), (id) => [id, ends[id]]).sort();
      const of = scan.answerForUnits(units);
      expect(shown(of), text).toEqual(shown(scan.answerFor(text)));
      expect(of.bits).toEqual(scan.answerFor(text).bits);
    }
  }
});
