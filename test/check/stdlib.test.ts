import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { checkProject } from "../../src/check/check-project.ts";
import { standardCatalogs } from "../../src/schema/bundled.ts";
import { parse } from "../../src/syntax/parse.ts";
import { standardModel } from "../schema/standard-model.ts";

const folder = new URL("../../stdlib/", import.meta.url);

it("the standard library checks in full, used or not", () => {
  const names = readdirSync(folder).filter((name) => name.endsWith(".aidr"));
  // Under these names they are a project's own files, of which nothing is spared.
  const parsed = names.map((name) => parse({ name: `library/${name}`, text: readFileSync(new URL(name, folder), "utf8") }));
  const paths = new Map(names.map((name) => [`std/${name.replace(/\.aidr$/, "")}`, `library/${name}`]));
  const { categories, tags } = standardCatalogs();
  const checked = checkProject({
    modules: parsed.map((one) => one.value),
    imports: new Map(parsed.map((one) => [one.value.file.name, paths])),
    listFiles: new Map(),
    model: standardModel(),
    params: new Map(),
    categories,
    tags,
  });
  const said = [...parsed.flatMap((one) => one.diagnostics), ...checked.diagnostics].filter((one) => one.severity === "error");
  expect(said.map((one) => `${one.span.file}:${one.span.start} ${one.message}`)).toEqual([]);
  expect(names.length).toBeGreaterThan(5);
});
