/** Rule files as they are, and with mistakes put into them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lex } from "../../grammar/lexer.ts";
import type { Random } from "../format/random-module.ts";

const root = new URL("../..", import.meta.url).pathname;

/** All rules below a folder of the repository. */
export function ruleTexts(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".aidr"))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}

const signs = [
  "(",
  ")",
  "[",
  "]",
  ",",
  "=",
  "==",
  '"',
  "'",
  "`",
  "/",
  "#",
  "\n",
  "\r",
  ":",
  ".",
  "NOT",
  "AND",
  "SEQUENCE",
  "STEP",
  "THEN",
  "RULE:",
  "rule:",
  "\u0000",
  "\ufeff",
  "\ud800",
  "é",
  "&&",
  "1e",
  "2027-1-1",
  "ANY",
  "COUNT(",
] as const;

/** One to five of: a token gone, two swapped, one doubled, a sign or a random unit put in, a stretch cut out. */
export function mutate(text: string, random: Random): string {
  let mutated = text;
  for (let left = 1 + random.below(5); left > 0; left--) {
    const { tokens } = lex(mutated);
    const pick = tokens[random.below(Math.max(1, tokens.length))];
    const at = pick?.startOffset ?? 0;
    const end = (pick?.endOffset ?? -1) + 1;
    const other = tokens[random.below(Math.max(1, tokens.length))];
    switch (random.below(6)) {
      case 0:
        mutated = mutated.slice(0, at) + mutated.slice(end);
        break;
      case 1:
        mutated = mutated.slice(0, at) + (other?.image ?? "") + mutated.slice(end);
        break;
      case 2:
        mutated = `${mutated.slice(0, end)} ${mutated.slice(at, end)}${mutated.slice(end)}`;
        break;
      case 3:
        mutated = mutated.slice(0, at) + random.one(signs) + mutated.slice(at);
        break;
      case 4:
        mutated = mutated.slice(0, at) + String.fromCharCode(random.below(0x10000)) + mutated.slice(at + 1);
        break;
      default:
        mutated = mutated.slice(0, at) + mutated.slice(Math.min(mutated.length, at + random.below(200)));
    }
  }
  return mutated;
}
