/** A text's bytes have the literals that the text has. */
import { expect, it } from "vitest";
import { LiteralScan } from "../../../src/runtime/literal-scan.ts";
import { pick, randomFrom } from "./lines.ts";

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

it("whatever is beside them, and whatever was asked before", () => {
  const random = randomFrom(3);
  const made = (): string => Array.from({ length: Math.floor(random() ** 2 * 30) }, () => pick(pieces, random)).join("");
  for (let run = 0; run < runs / 30; run++) {
    const scan = new LiteralScan();
    const literals = Array.from({ length: 8 }, made);
    for (const literal of literals) scan.oneOf([literal]);
    for (let turn = 0; turn < 30; turn++) {
      const text = random() < 0.5 ? made() : `${made()}${pick(literals, random)}${made()}`;
      const before = Buffer.from(made());
      const bytes = Buffer.from(`${before.toString()}${text}${made()}`);
      const end = before.length + Buffer.byteLength(text);
      const shown = ({ found, ends, count }: { found: Int32Array; ends: Int32Array; count: number }): unknown =>
        Array.from(found.subarray(0, count), (id) => [id, ends[id]]).sort();
      const of = scan.answerForBytes(bytes, before.length, end, Buffer.byteLength(text) === text.length);
      expect(shown(of), text).toEqual(shown(scan.answerFor(text)));
      expect(of.bits).toEqual(scan.answerFor(text).bits);
    }
  }
});
