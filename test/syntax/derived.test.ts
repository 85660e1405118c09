/** The files that are derived from the grammar are those that it gives now (UPDATE=1 rewrites them). */
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { deriveEbnf, deriveTextMate } from "../../grammar/derive.ts";
import { AidrParser } from "../../grammar/parser.ts";
import { reservedWords } from "../../grammar/tokens.ts";

/** `read` is what two texts must agree on: of JSON the data, since its layout is the house's. */
function check(name: string, made: string, read: (text: string) => unknown): void {
  const path = new URL(`../../grammar/${name}`, import.meta.url);
  if (process.env["UPDATE"]) writeFileSync(path, made);
  expect(read(readFileSync(path, "utf8"))).toEqual(read(made));
}

test("aidr.ebnf is the grammar", () => {
  const ebnf = deriveEbnf(new AidrParser({ validate: true, recover: true }));
  check("aidr.ebnf", ebnf, (text) => text);
  // Every name on a right-hand side is defined.
  const defined = new Set([...ebnf.matchAll(/^(\w+) ::=/gm)].map((found) => found[1]));
  const rules = [...ebnf.matchAll(/^\w+ ::= (?!~)(.*)$/gm)].map((found) => (found[1] ?? "").replaceAll(/"[^"]*"/g, ""));
  const used = new Set(rules.flatMap((text) => text.match(/\w+/g) ?? []));
  expect([...used].filter((name) => !defined.has(name))).toEqual([]);
  expect(ebnf).toContain(`Reserved words: ${reservedWords.join(" ")} `);
  expect(ebnf).not.toMatch(/wrong|Leftover|BadLiteral/);
});

test("aidr.tmLanguage.json has the tokens, as patterns that compile", () => {
  const made = deriveTextMate();
  check("aidr.tmLanguage.json", made, JSON.parse);
  const { patterns } = JSON.parse(made) as { patterns: { name?: string; match?: string }[] };
  for (const { match } of patterns) if (match !== undefined) expect(() => new RegExp(match)).not.toThrow();
  const scopeOf = (word: string) => patterns.find(({ match, name }) => name && match && new RegExp(`^(?:${match})`).test(word))?.name;
  const scoped = reservedWords.filter((word) => scopeOf(`${word} (`)?.startsWith("variable") ?? true);
  // TRUE and FALSE are reserved only to be mended; the titles' words are coloured with their colon.
  expect(scoped).toEqual(["FALSE", "PLAYBOOK", "RULE", "TRUE"]);
});
