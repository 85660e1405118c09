/** Every page of a syntax diagnostic shows that diagnostic and nothing else, and its other blocks are clean. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { syntaxDiagnostics } from "../../src/syntax/diagnostics.ts";
import { parse } from "../../src/syntax/parse.ts";

/** These need a text too long for a page; `limits.test.ts` holds them. */
const unshown = new Set(["AIDR1021", "AIDR1022", "AIDR1024"]);

describe.each(syntaxDiagnostics)("$code", ({ code, name }) => {
  const path = new URL(`../../docs/diagnostics/${code}.md`, import.meta.url);
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";

  test("has a page with its code and name as title", () => {
    expect(text.split("\n", 1)[0]).toBe(`# ${code} ${name}`);
  });

  test("its blocks give what they declare", () => {
    const blocks = [...text.matchAll(/^```aidr\n([\s\S]*?)^```$/gm)].map((found) => found[1] ?? "");
    const shown = new Set<string>();
    for (const block of blocks) {
      const declared = /^# (?:error|warning): \[(.*)\]/.exec(block)?.[1]?.split(", ") ?? [];
      const given = new Set(
        parse({ name: `${code}.md`, text: block }).diagnostics.map((one) =>
          declared.includes(one.name) ? one.name : (one.code ?? one.name),
        ),
      );
      expect([...given].sort(), block).toEqual([...declared].sort());
      for (const one of declared) shown.add(one);
    }
    expect(shown.has(code) || shown.has(name) || unshown.has(code)).toBe(true);
  });
});
