/** Lists from files: one value a line, and columns of tables. */
import { describe, expect, test } from "vitest";
import { readList, readTable } from "../../src/project/list-file.ts";
import { globPattern } from "../../src/project/find-files.ts";

const at = { path: { file: "a.aidr", start: 0, end: 1 } };
const values = (name: string, text: string, column?: string) => {
  const read = readList({ name, text }, column, at);
  return { values: read.value, codes: read.diagnostics.map((one) => one.code) };
};

describe("text", () => {
  test("comments, blanks, line ends and a BOM", () => {
    expect(values("l.txt", "\uFEFFa.example\r\n# no\n\n  b.example  # why\rhttps://c.example/#part\n")).toEqual({
      values: ["a.example", "b.example", "https://c.example/#part"],
      codes: [],
    });
  });
  test("has no columns", () => expect(values("l.txt", "a\n", "host").codes).toEqual(["AIDR5013"]));
});

describe("tables", () => {
  test("quotes, commas and line ends inside them", () => {
    expect(readTable('a,b\r\n"x, ""y""","two\nlines"\n,\n"",z')).toEqual({
      rows: [
        ["a", "b"],
        ['x, "y"', "two\nlines"],
        ["", ""],
        ["", "z"],
      ],
    });
  });
  test("a column by its name", () =>
    expect(values("t.csv", "host, owner \na.example,alice\n,bob\nb.example\n", "owner")).toEqual({ values: ["alice", "bob"], codes: [] }));
  test("no column, an unknown one, an open quote", () => {
    expect(values("t.csv", "host,owner\na,b\n").codes).toEqual(["AIDR5011"]);
    expect(values("t.csv", "host,owner\na,b\n", "hots").codes).toEqual(["AIDR5012"]);
    expect(values("t.csv", 'host\na\n"b\nc\n', "host")).toEqual({ values: ["a"], codes: ["AIDR5014"] });
  });
  test("100,000 rows, and 1,000,000 quotes, are read in linear time", () => {
    expect(values("t.csv", `h\n${"a.example\n".repeat(100_000)}`, "h").values).toHaveLength(100_000);
    expect(values("t.csv", `h\n"${'""'.repeat(500_000)}"\n`, "h").values).toHaveLength(1);
  });
});

test.each([
  ["rules/**/*.aidr", "rules/a.aidr", true],
  ["rules/**/*.aidr", "rules/x/y/a.aidr", true],
  ["rules/*.aidr", "rules/x/a.aidr", false],
  ["**/*.aidr", "a.aidr", true],
  ["a?.aidr", "ab.aidr", true],
  ["{a,b}.aidr", "b.aidr", true],
  ["{a,b}.aidr", "c.aidr", false],
  ["a.b", "axb", false],
  ["a+(b)", "a+(b)", true],
  ["[a]", "[a]", true],
  ["a{b", "a{b", true],
])("glob %s on %s", (glob, name, matches) => expect(globPattern(glob).test(name)).toBe(matches));
