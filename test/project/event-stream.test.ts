/** Lines of any bytes, in any chunks, up to any size. */
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { BrokenInput, type Line, readLines, type TextLine } from "../../src/project/event-stream.ts";

type Shown = Exclude<Line, TextLine> | Pick<TextLine, "kind" | "number" | "text" | "replaced">;

function shown(line: Line): Shown {
  if (line.kind !== "text") return line;
  const { kind, number, text, replaced } = line;
  return { kind, number, text, replaced };
}

async function linesOf(chunks: Iterable<Uint8Array>, bytesMax = 100): Promise<{ lines: Shown[]; error?: string }> {
  const lines: Shown[] = [];
  try {
    for await (const batch of readLines(Readable.from([...chunks].map((chunk) => Buffer.from(chunk))), bytesMax))
      lines.push(...batch.lines.map(shown));
  } catch (error) {
    if (!(error instanceof BrokenInput)) throw error;
    return { lines, error: error.reason };
  }
  return { lines };
}
const bytes = (text: string): Buffer => Buffer.from(text, "latin1");
const texts = async (chunks: Iterable<Uint8Array>): Promise<unknown[]> =>
  (await linesOf(chunks)).lines.map((line) => (line.kind === "text" ? [line.number, line.text] : line.kind));

describe("splitting", () => {
  test("line ends, blank lines, a BOM, no last line feed", async () => {
    expect(await texts([bytes("\xef\xbb\xbfa\r\nb\n\n  \nc")])).toEqual([
      [1, "a"],
      [2, "b"],
      [5, "c"],
    ]);
  });
  test("nothing at all", async () => {
    expect(await texts([])).toEqual([]);
    expect(await texts([bytes("")])).toEqual([]);
    expect(await texts([bytes("\n\n")])).toEqual([]);
    expect(await texts([bytes("x")])).toEqual([[1, "x"]]);
  });
  test("a BOM elsewhere is part of its line", async () =>
    expect(await texts([Buffer.from("a\n\uFEFFb")])).toEqual([
      [1, "a"],
      [2, "\uFEFFb"],
    ]));
  test("300 byte-level inputs give the same lines in every chunking", async () => {
    const pieces = [
      "a",
      "\n",
      "\r\n",
      "\xff",
      "\xc3",
      "\xc3\xa9",
      "\xf0\x9f\xa6\x8a",
      "\xed\xa0\x80",
      "\0",
      "\xef\xbb\xbf",
      "{}",
      " ",
      "\xe2\x80\xa8",
      "x".repeat(60),
      "\x1f",
      "\x80",
    ];
    let state = 42;
    const next = (limit: number): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state % limit;
    };
    for (let run = 0; run < 300; run++) {
      const whole = bytes(Array.from({ length: next(12) }, () => pieces[next(pieces.length)]).join(""));
      const once = await linesOf([whole]);
      const split = await linesOf(Array.from(whole, (_, index) => whole.subarray(index, index + 1)));
      const middle = next(whole.length + 1);
      const halved = await linesOf([whole.subarray(0, middle), Buffer.alloc(0), whole.subarray(middle)]);
      expect(split).toEqual(once);
      expect(halved).toEqual(once);
      for (const line of once.lines) if (line.kind === "text") expect(line.text).not.toMatch(/\n/);
    }
  });
  test("bytes that are no UTF-8 are replaced and said so, their neighbours untouched", async () => {
    const { lines } = await linesOf([bytes("ok\nb\xffd\nok\n")]);
    expect(lines).toEqual([
      { kind: "text", number: 1, text: "ok", replaced: false },
      { kind: "text", number: 2, text: "b\ufffdd", replaced: true },
      { kind: "text", number: 3, text: "ok", replaced: false },
    ]);
  });
});

describe("limits", () => {
  test.each([
    [99, "text"],
    [100, "text"],
    [101, "oversize"],
    [5000, "oversize"],
  ])("%i bytes of 100 allowed is %s, whole or in pieces", async (size, kind) => {
    const line = Buffer.alloc(size, 120);
    for (const input of [
      [line],
      [line, bytes("\n")],
      [line, bytes("\r\nnext\n")],
      [line.subarray(0, 50), line.subarray(50), bytes("\n")],
    ]) {
      expect((await linesOf(input)).lines[0]?.kind).toBe(kind);
    }
  });
  test("an oversize line has its number, offset, size and hash, and the next line is read", async () => {
    const { lines } = await linesOf([bytes("a\n"), Buffer.alloc(3000, 120), Buffer.alloc(3000, 121), bytes("\nb\n")]);
    expect(lines).toEqual([
      { kind: "text", number: 1, text: "a", replaced: false },
      {
        kind: "oversize",
        number: 2,
        offset: 2,
        bytes: 6000,
        sha256: (await import("node:crypto"))
          .createHash("sha256")
          .update(Buffer.alloc(3000, 120))
          .update(Buffer.alloc(3000, 121))
          .digest("hex"),
      },
      { kind: "text", number: 3, text: "b", replaced: false },
    ]);
  });
  test("a line of 300 MB costs no memory", async () => {
    const chunk = Buffer.alloc(1 << 20, 120);
    function* big(): Generator<Buffer> {
      for (let index = 0; index < 300; index++) yield chunk;
      yield bytes("\nafter\n");
    }
    const before = process.memoryUsage().rss;
    const lines: Shown[] = [];
    for await (const batch of readLines(Readable.from(big()))) lines.push(...batch.lines.map(shown));
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
    expect(lines.map((line) => line.kind)).toEqual(["oversize", "text"]);
  });
});

describe("gzip", () => {
  const packed = gzipSync("a\nb\nc\n");
  test("is known by its first bytes, also one at a time, also several members", async () => {
    const expected = [
      [1, "a"],
      [2, "b"],
      [3, "c"],
    ];
    expect(await texts([packed])).toEqual(expected);
    expect(await texts(Array.from(packed, (_, index) => packed.subarray(index, index + 1)))).toEqual(expected);
    expect(await texts([gzipSync("a\nb\n"), gzipSync("c\n")])).toEqual(expected);
  });
  test("that ends too early gives what came before, and no half line", async () => {
    const long = gzipSync(Array.from({ length: 20_000 }, (_, index) => `line ${index}`).join("\n"));
    const { lines, error } = await linesOf([long.subarray(0, long.length - 20)]);
    expect(error).toBe("the gzip data ends too early");
    for (const [index, line] of lines.entries()) expect(line).toMatchObject({ text: `line ${index}` });
  });
  test("that is damaged is said to be so", async () => {
    const broken = Buffer.from(packed);
    broken[12] = 0xff;
    expect((await linesOf([broken])).error).toMatch(/^the gzip data is damaged|^the gzip data ends too early/);
  });
});
