/** What the house asks of itself: pages for codes, a README for each folder, sizes, names, and no code made from text. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { allReporters, ruleOfCode } from "./house/diagnostics.ts";
import { filesUnder, root } from "./house/files.ts";

const source = [...filesUnder("src", ".ts"), ...filesUnder("grammar", ".ts")];
const written = source.filter((file) => !file.endsWith(".generated.ts"));
const read = (file: string) => readFileSync(join(root, file), "utf8");

describe("diagnostics", async () => {
  const reporters = await allReporters();
  test("every code is in the range of its room", () => {
    const strangers = reporters.filter(({ file, code }) => !ruleOfCode(file).test(code)).map(({ file, code }) => `${file}: ${code}`);
    expect(strangers).toEqual([]);
  });
  test("no code is used twice, and no name twice in a range", () => {
    expect(repeated(reporters.map(({ code }) => code))).toEqual([]);
    expect(repeated(reporters.map(({ code, name }) => `${code.slice(0, 5)}… ${name}`))).toEqual([]);
  });
  test("every code has a page titled with its code and name", () => {
    const missing = reporters.filter(({ code, name }) => {
      const page = `docs/diagnostics/${code}.md`;
      if (!existsSync(join(root, page))) return true;
      const title = read(page).split("\n")[0] ?? "";
      return !(title.startsWith("# ") && title.includes(code) && title.includes(name));
    });
    expect(missing.map(({ code, name }) => `${code} ${name}`)).toEqual([]);
  });
  test("every page is of a code that exists", () => {
    const known = new Set(reporters.map(({ code }) => `${code}.md`));
    expect(readdirSync(join(root, "docs/diagnostics")).filter((page) => page.startsWith("AIDR") && !known.has(page))).toEqual([]);
  });
  test("messages are lower case, without a full stop", () => {
    const bad = reporters
      .filter(({ message }) => /^[A-Z](?![A-Z])/.test(message) || /\.$/.test(message))
      .map(({ code, message }) => `${code}: ${message}`);
    expect(bad).toEqual([]);
  });
});

/** Folders with more than twelve files, and why. */
const largeFolders: Readonly<Record<string, string>> = {
  "src/builtins": "one file a word",
  "src/cli": "one file a command",
  "src/check": "one file a kind of declaration or expression",
  "src/regex": "one file a question that a pattern is asked",
  "src/detect": "one file a kind of plan node",
  "src/runtime": "one file a family of evaluators, beside the engine",
  "src/runtime/state": "one file a stateful form, beside the keys that they share",
  "src/schema": "one file a kind of file that is read, beside what is made of it",
  "src/syntax": "one file a kind of declaration, beside the ways that a text can be wrong",
  "src/project": "one file a kind of thing that lies in a project's folder",
  "src/diagnostics": "one renderer an output format",
  "src/export/kql": "one file a kind of state, beside how a query is put together",
  "src/export/spl": "one file a kind of state, beside how a search is put together",
  "src/export/elastic/esql": "one file a kind of state, beside how a query is put together",
  "src/ir": "one file a question that a plan is asked",
  "src/lint": "one file a fact that several lints look at",
  "src/lint/rules": "one file a lint",
};

describe("files", () => {
  test("every folder of src and grammar has a README of one paragraph", () => {
    const folders = [...new Set(source.map((file) => dirname(file)))].filter((folder) => folder !== "src");
    expect(folders.filter((folder) => !existsSync(join(root, folder, "README.md")))).toEqual([]);
    for (const folder of folders) {
      const paragraphs = read(`${folder}/README.md`).trim().split(/\n\n+/);
      expect([folder, paragraphs.length, paragraphs[0]]).toEqual([folder, 2, `# ${folder.replace(/^src\//, "")}`]);
    }
  });
  test("none is longer than 500 lines", () => {
    expect(written.filter((file) => read(file).split("\n").length > 501)).toEqual([]);
  });
  test("a folder of more than twelve files has its reason", () => {
    const counts = new Map<string, number>();
    for (const file of written) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    expect([...counts].filter(([folder, count]) => count > 12 && !Object.hasOwn(largeFolders, folder))).toEqual([]);
  });
  test("none has a name that says nothing", () => {
    expect(
      source.filter((file) => !file.startsWith("src/lint/rules/") && /(^|[/-])(utils?|common|helpers?|misc|shared)([/.-]|$)/.test(file)),
    ).toEqual([]);
  });
  test("every file of ours says its reason first", () => {
    const silent = written.filter((file) => {
      const text = read(file);
      const comment = text.search(/\/\*\*|^\/\//m);
      const code = text.search(/^(export|const|let|function|class|type)\b/m);
      return comment < 0 || (code >= 0 && code < comment);
    });
    expect(silent).toEqual([]);
  });
  test("no code is made from text", () => {
    const forbidden = /\beval\s*\(|\bnew\s+Function\b|(?<![\w.])Function\s*\(|["'](node:)?vm["']|\bimport\(\s*[^"'\s]/;
    expect(source.filter((file) => forbidden.test(withoutComments(read(file))))).toEqual([]);
  });
  test("no clock, random number or locale is read below the project", () => {
    const grounded = /^src\/(project|store|cli|lsp)\//;
    const forbidden = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|toLocale\w+\(|\bIntl\.Collator|localeCompare/;
    expect(source.filter((file) => !grounded.test(file) && forbidden.test(withoutComments(read(file))))).toEqual([]);
  });
});

function repeated(words: readonly string[]): string[] {
  return [...new Set(words.filter((word, index) => words.indexOf(word) !== index))];
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
}
