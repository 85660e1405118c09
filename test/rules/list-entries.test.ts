/** No entry of a list of patterns is a line that nothing tests: each is met by a text of the cases, or by a specimen. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { findTests } from "../../src/project/find-tests.ts";
import { specimens } from "./specimens.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
type Entry = { readonly place: string; readonly pattern: RegExp };

/** The patterns of the lists of the standard library, as they are written: a line each. */
const entries = ["phrases", "commands", "tools", "secrets", "text"].flatMap((name) => {
  let list = "";
  return readFileSync(join(root, `stdlib/${name}.aidr`), "utf8")
    .split("\n")
    .flatMap((line, index): Entry[] => {
      list = /^LIST (\w+)/.exec(line)?.[1] ?? list;
      const [, source, flags] = /^(?: {2}|LIST \w+: list<regex> = \[)\/(.*)\/([a-z]*)[,\]]*$/.exec(line) ?? [];
      if (source === undefined) return [];
      const points = source.includes("\\x{");
      return [
        { place: `${name}:${index + 1} ${list}`, pattern: new RegExp(source.replaceAll("\\x{", "\\u{"), `${flags}${points ? "u" : ""}`) },
      ];
    });
});

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

type Cases = { readonly cases: readonly { readonly events: readonly object[] }[] };

/** Texts of the events of all cases; V8's engine is kept from the long ones, which are there for their length. */
const cased = findTests({ cwd: root, environment: {}, paths: ["rules"] })
  .value.tests.flatMap(({ text }) => (parse(text) as Cases).cases.flatMap((one) => one.events.flatMap(textsIn))) // our own files, whose shape `aidr test` checks
  .filter((text) => text.length < 400);

const viewsOf = (texts: readonly string[]): readonly string[] => [
  ...new Set(texts.flatMap((text) => [text, text.normalize("NFKC").replaceAll(/\s+/g, " ")])),
];

function untested(texts: readonly string[]): readonly Entry[] {
  const views = viewsOf(texts);
  return entries.filter(({ pattern }) => !views.some((text) => pattern.test(text)));
}

const bare = untested(cased);

test("each entry of each list is met by some text", () => {
  expect(entries.length).toBeGreaterThan(400);
  const views = viewsOf(specimens);
  const left = bare.filter(({ pattern }) => !views.some((text) => pattern.test(text)));
  expect(left.map(({ place, pattern }) => `${place} ${pattern.source}`)).toEqual([]);
});

test("an entry that no case meets is noticed, and no specimen is there for nothing", () => {
  expect(bare.length).toBeGreaterThan(100);
  expect(specimens.filter((text) => !viewsOf([text]).some((view) => bare.some(({ pattern }) => pattern.test(view))))).toEqual([]);
});
