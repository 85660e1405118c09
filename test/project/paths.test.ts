/** A project is a closed set of files: of 200 ways out none leads anywhere. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadProject, type Project } from "../../src/project/load.ts";
import { isBelow, locateInside } from "../../src/project/paths.ts";
import { place, plainRule } from "./place.ts";

const load = (cwd: string, paths: readonly string[] = []): { project: Project; codes: (string | undefined)[] } => {
  const { value, diagnostics } = loadProject({ cwd, environment: {}, paths });
  return { project: value, codes: diagnostics.map((one) => one.code) };
};

const targets = ["secret.txt", "secret", "secret.aidr", "etc/passwd", "etc/hosts"];
const ways: string[] = targets.flatMap((target) => [
  `../${target}`,
  `../../${target}`,
  `./../${target}`,
  `lists/../../${target}`,
  `./lists/../../${target}`,
  `lists/./../../${target}`,
  `lists//../../${target}`,
  `..\\${target}`,
  `lists\\..\\..\\${target}`,
  `.\\..\\${target}`,
  `..%2f${target}`,
  `..%2F${target}`,
  `%2e%2e/${target}`,
  `%2e%2e%2f${target}`,
  `..%5c${target}`,
  `.%2e/${target}`,
  `%252e%252e/${target}/../%2e%2e`,
  `/${target}`,
  `//${target}`,
  `//host/share/${target}`,
  `\\\\host\\share\\${target}`,
  `C:/${target}`,
  `C:\\${target}`,
  `c:${target}`,
  `file:${target}`,
  `file:/${target}`,
  `file:///${target}`,
  `FILE:///${target}`,
  `http://example.net/${target}`,
  `https://example.net/${target}`,
  `ftp://example.net/${target}`,
  `data:text/plain,${target}`,
  `git+ssh://example.net/${target}`,
  `~/${target}`,
  `~root/${target}`,
  `out/${target}`,
  `./out/${target}`,
  `lists/../out/${target}`,
  `../project/../${target}`,
  `./../../${target}`,
  `${target}\u0000.txt`,
  `../${target}\u0000`,
  `lists/\n../../${target}`,
  `\r../${target}`,
  `\u0000`,
  `lists/%00../${target}`,
  `....//....//${target}`,
  `..././${target}/../../../../${target}`,
  `./lists/../../../../../../../../${target}`,
  `.../${target}`,
]);

describe("ways out of a project", () => {
  const project = (): string => {
    const outer = place({
      "secret.txt": "leaked\n",
      secret: "leaked\n",
      "secret.aidr": 'LIST leaked = ["x"]\n',
      "etc/passwd": "leaked\n",
      "project/aidr.yaml": "",
      "project/lists/ok.txt": "fine\n",
    });
    symlinkSync(outer, join(outer, "project", "out"));
    return join(outer, "project");
  };
  test("there are at least 200", () => expect(new Set(ways).size).toBeGreaterThanOrEqual(200));
  test("none leads to a file", () => {
    const root = project();
    for (const way of ways) {
      const found = locateInside(root, root, way);
      expect(`${JSON.stringify(way)} ${found.kind}`).not.toMatch(/ file$/);
    }
    expect(locateInside(root, root, "lists/ok.txt").kind).toBe("file");
  });
  test("a list and an import by any of them is refused, and nothing is read", () => {
    const root = project();
    const written = ways.filter((way) => !/["\n\r\u0000\\]/.test(way));
    const text = `${written.map((way, index) => `LIST l${index}: list<string> FROM ${JSON.stringify(way)}`).join("\n")}\n${plainRule()}`;
    const imports = `${written.map((way, index) => `IMPORT leaked${index} FROM ${JSON.stringify(way.startsWith(".") ? way : `./${way}`)}`).join("\n")}\n`;
    writeFileSync(join(root, "a.aidr"), text);
    writeFileSync(join(root, "b.aidr"), imports);
    const { project: loaded, codes } = load(root, ["a.aidr", "b.aidr"]);
    expect(JSON.stringify([...loaded.input.listFiles])).not.toContain('leaked"');
    expect(loaded.input.listFiles.size).toBe(0);
    expect([...loaded.input.imports.values()].flatMap((each) => [...each.values()])).toEqual([]);
    expect(codes.filter((code) => ["AIDR5001", "AIDR5003", "AIDR5004", "AIDR5005"].includes(code ?? ""))).toHaveLength(written.length * 2);
  });
  test("a link to a file outside is no file of a folder or a pattern", () => {
    const outer = place({
      "secret.aidr": plainRule("Outside"),
      "project/aidr.yaml": "files: [rules/**/*.aidr]\n",
      "project/rules/a.aidr": plainRule(),
    });
    symlinkSync(join(outer, "secret.aidr"), join(outer, "project/rules/linked.aidr"));
    symlinkSync(outer, join(outer, "project/rules/up"));
    expect(load(join(outer, "project")).project.files).toEqual(["rules/a.aidr"]);
    expect(load(join(outer, "project"), ["rules"]).project.files).toEqual(["rules/a.aidr"]);
  });
  test("a link inside the project is followed", () => {
    const root = place({
      "aidr.yaml": "",
      "real/phrases.aidr": 'LIST words = ["a"]\n',
      "rules/a.aidr": `IMPORT words FROM "./phrases"\n${plainRule()}`,
    });
    symlinkSync(join(root, "real/phrases.aidr"), join(root, "rules/phrases.aidr"));
    expect(load(root, ["rules/a.aidr"]).codes).toEqual([]);
  });
  test("schemas and tool catalogs stay inside too", () => {
    const outer = place({
      "own.yaml": "{}",
      "project/aidr.yaml": "schemas: [std, ../own.yaml]\ntools: [/etc/hosts]\nfiles: [a.aidr]\n",
      "project/a.aidr": plainRule(),
    });
    expect(load(join(outer, "project")).codes).toEqual(["AIDR5003", "AIDR5003"]);
  });
});

describe("imports", () => {
  test("the standard library by its name, the project by `./`, with a suggestion", () => {
    const root = place({
      "aidr.yaml": "",
      "a.aidr": `IMPORT outbound_tools FROM "std/tools"\nIMPORT own FROM "./lib/own"\n${plainRule()}`,
      "lib/own.aidr": 'LIST own = ["x"]\n',
      "b.aidr": 'IMPORT x FROM "std/tolos"\nIMPORT y FROM "tools"\n',
    });
    const good = load(root, ["a.aidr"]);
    expect(good.codes).toEqual([]);
    expect(Object.fromEntries(good.project.input.imports.get("a.aidr") ?? [])).toEqual({
      "std/tools": "std/tools.aidr",
      "./lib/own": "lib/own.aidr",
    });
    const { diagnostics } = loadProject({ cwd: root, environment: {}, paths: ["b.aidr"] });
    expect(diagnostics.map((one) => [one.code, one.help[0]])).toEqual([
      ["AIDR5004", "did you mean `std/tools`?"],
      ["AIDR5005", expect.any(String)],
    ]);
  });
  test("a circle is one diagnostic that names it", () => {
    const root = place({
      "aidr.yaml": "",
      "a.aidr": 'IMPORT b FROM "./b"\nLIST a = ["x"]\n',
      "b.aidr": 'IMPORT c FROM "./c"\nLIST b = ["x"]\n',
      "c.aidr": 'IMPORT a FROM "./a"\nLIST c = ["x"]\n',
    });
    const { diagnostics } = loadProject({ cwd: root, environment: {}, paths: ["a.aidr"] });
    expect(diagnostics.map((one) => one.message)).toEqual(["these modules import each other: `a.aidr` → `b.aidr` → `c.aidr` → `a.aidr`"]);
  });
  test("a chain of 2,000 modules is followed to its end", () => {
    const files: Record<string, string> = { "aidr.yaml": "" };
    for (let index = 0; index < 2000; index++)
      files[`m${index}.aidr`] = `${index < 1999 ? `IMPORT l${index + 1} FROM "./m${index + 1}"\n` : ""}LIST l${index} = ["x"]\n`;
    const { project, codes } = load(place(files), ["m0.aidr"]);
    expect(codes).toEqual([]);
    expect(project.modules.filter((module) => module.file.name.startsWith("m"))).toHaveLength(2000);
  });
  test("a file that lies outside the project may import what lies beside it, and nothing above", () => {
    const outer = place({
      "project/aidr.yaml": "",
      "else/a.aidr": 'IMPORT x FROM "./b"\nIMPORT y FROM "./../project/z"\n',
      "else/b.aidr": 'LIST x = ["x"]\n',
      "project/z.aidr": 'LIST y = ["y"]\n',
      "project/r.aidr": plainRule(),
    });
    mkdirSync(join(outer, "project", "deep"));
    expect(load(join(outer, "project"), ["r.aidr", "../else/a.aidr"]).codes).toEqual(["AIDR5003"]);
  });
});

test("below is decided by whole names", () => {
  expect([
    isBelow("/a/b", "/a/b/c"),
    isBelow("/a/b", "/a/b"),
    isBelow("/a/b", "/a/bc"),
    isBelow("/a/b", "/a"),
    isBelow("/a/b", "/a/b/..c"),
  ]).toEqual([true, true, false, false, true]);
});
