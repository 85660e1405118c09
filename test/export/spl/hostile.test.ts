/** No literal of a rule breaks out of its quotes: the token shape of a search does not depend on it, and it comes back as it was. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RulePlan } from "../../../src/ir/plan.ts";
import { runs } from "../../property/compare.ts";
import type { Planned } from "../pack.ts";
import { ruleWhen } from "../pack.ts";
import { exported } from "./agree.ts";
import type { Node, Token } from "./parse-spl.ts";
import { parseSpl, tokensOf } from "./parse-spl.ts";

const placeholder = "PLACEHOLDER";
const pieces = [
  '"',
  "'",
  "\\",
  "\\\\",
  "|",
  "`",
  "```",
  "$",
  "$x$",
  "*",
  "?",
  "%",
  "_",
  "[",
  "]",
  "[search x]",
  "{",
  "}",
  "(",
  ")",
  ")z",
  "^",
  "\\z",
  "\\n",
  "\n",
  "\r",
  "\t",
  "\u0000",
  "\u007f",
  " ",
  "  ",
  "a",
  "Z",
  "9",
  "10",
  "1e5",
  "0x1F",
  "-",
  "--",
  "#",
  "<",
  ">",
  "=",
  "==",
  "!=",
  ",",
  ";",
  ":",
  "/",
  "//",
  "é",
  "ß",
  "ſ",
  "K",
  "Σ",
  "ς",
  "😀",
  "\u200b",
  "\ufeff",
  "\u2028",
  "{{x}}",
  "(?i)",
  "(?#",
  "\\Q",
  "\\E",
  "[[:alpha:]]",
  "\\x41",
  "AND",
  " OR ",
  "NOT ",
  "true()",
  "null()",
  "eval",
  "| delete",
  '" | delete | eval x="',
  "inf",
  "nan",
];
const literal = fc.oneof(
  { arbitrary: fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 }).map((parts) => parts.join("")), weight: 4 },
  { arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }), weight: 1 },
);

/** The rule with the placeholder replaced, wherever it stands: compiling 20,000 texts would test the compiler. */
function withLiteral({ plan, rule, seeds }: Planned, value: string): Planned {
  const replaced = (node: unknown): unknown => {
    if (node === placeholder) return value;
    if (Array.isArray(node)) return node.map(replaced);
    if (typeof node !== "object" || node === null || node instanceof Map) return node;
    return Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, replaced(inner)]));
  };
  return { plan, rule: replaced(rule) as RulePlan, seeds }; // the same shape
}

const shape = (tokens: readonly Token[]) => tokens.map((token) => (token.kind === "string" ? "string" : token.text)).join(" ");

function textOf(planned: Planned, value: string): string {
  const outcome = exported(withLiteral(planned, value));
  if (outcome.kind === "refused") throw new Error(JSON.stringify(outcome.refusals));
  return outcome.text;
}

/** Literals of these classes have one shape each: looks like a word that the first command can ask for, like a plain text, like anything. */
const specimens = ["word", "two words", '"'];

describe("hostile literals in a search", { timeout: 3_600_000 }, () => {
  const rules: readonly (readonly [string, Planned, (node: Node) => string | undefined])[] = [
    ["==", ruleWhen(`input_text == "${placeholder}"`), equalTo],
    ["IN", ruleWhen(`input_text IN ["first", "${placeholder}"]`), equalTo],
    ["CONTAINS … CASED", ruleWhen(`input_text CONTAINS "${placeholder}" CASED`), matched],
    ["CONTAINS", ruleWhen(`input_text CONTAINS "${placeholder}"`), () => undefined],
  ];

  it.each(rules)("keep the token shape and come back, after %s", (_, planned, read) => {
    const shapes = new Set(specimens.map((one) => shape(tokensOf(textOf(planned, one)))));
    const property = fc.property(literal, (value) => {
      const text = textOf(planned, value);
      expect(shapes, text).toContain(shape(tokensOf(text)));
      const [where] = parseSpl(text).stages;
      if (where?.kind !== "where") throw new Error(text);
      const back = leaves(where.condition).flatMap((node) => read(node) ?? []);
      if (read === equalTo || read === matched) expect(back, text).toContain(value);
    });
    fc.assert(property, { numRuns: runs(600), seed: 29 });
  });

  it("keep the shape in titles and descriptions", () => {
    const planned = ruleWhen("input_tokens > 5");
    const base = shape(tokensOf(textOf(planned, "x")));
    const property = fc.property(literal, (value) => {
      const outcome = exported({ ...planned, rule: { ...planned.rule, id: value, title: value } });
      if (outcome.kind === "refused") throw new Error("refused");
      expect(shape(tokensOf(outcome.text))).toBe(base);
    });
    fc.assert(property, { numRuns: runs(300), seed: 31 });
  });

  it("keep numbers to the last digit", () => {
    const planned = ruleWhen("input_tokens > 12345678.5");
    const property = fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const replaced = (node: unknown): unknown =>
        node === 12345678.5
          ? value
          : Array.isArray(node)
            ? node.map(replaced)
            : typeof node !== "object" || node === null
              ? node
              : Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, replaced(inner)]));
      const outcome = exported({ ...planned, rule: replaced(planned.rule) as RulePlan }); // the same shape
      if (outcome.kind === "refused") throw new Error("refused");
      const [where] = parseSpl(outcome.text).stages;
      if (where?.kind !== "where") throw new Error(outcome.text);
      const numbers = leaves(where.condition).flatMap((node) =>
        node.kind === "binary" && node.right.kind === "number" ? [node.right.value] : [],
      );
      expect(numbers.map((one) => one + 0)).toContain(value + 0);
    });
    fc.assert(property, { numRuns: runs(500), seed: 37 });
  });
});

/** Comparisons and calls of a condition. */
function leaves(node: Node): readonly Node[] {
  if (node.kind === "not") return leaves(node.of);
  if (node.kind === "binary" && (node.operator === "AND" || node.operator === "OR")) return [...leaves(node.left), ...leaves(node.right)];
  return [node];
}

/** What a test compares with: the text of `==`, the values of `in`, or what a pattern from start to end spells. */
function equalTo(node: Node): string | undefined {
  if (node.kind === "binary" && node.right.kind === "string") return node.right.value;
  if (node.kind !== "call") return undefined;
  if (node.name === "in") return node.args.flatMap((argument) => (argument.kind === "string" ? [argument.value] : [])).at(-1);
  const spelt = matched(node);
  return spelt?.startsWith("\u0001") && spelt.endsWith("\u0002") ? spelt.slice(1, -1) : undefined;
}

/** The text that a pattern without choices spells: ends are \u0001 and \u0002. */
function matched(node: Node): string | undefined {
  const [, pattern] = node.kind === "call" && node.name === "match" ? node.args : [];
  if (pattern?.kind !== "string") return undefined;
  const { value } = pattern;
  let out = "";
  for (let at = 0; at < value.length; ) {
    const rest = value.slice(at);
    const found = /^(?:\[([^\]\\])\]|\\x([0-9A-F]{2})|\\x\{([0-9A-F]+)\}|\\([nrt])|(\^)|(\\z)|([^[\]\\()|.*+?{}^$]))/su.exec(rest);
    if (!found) throw new Error(`${rest.slice(0, 10)} in ${value}`);
    const [whole, alone, two, braced, control, start, end, plain] = found;
    const hex = two ?? braced;
    if (hex !== undefined) out += String.fromCodePoint(Number.parseInt(hex, 16));
    else if (control !== undefined) out += { n: "\n", r: "\r", t: "\t" }[control] ?? "";
    else out += start !== undefined ? "\u0001" : end !== undefined ? "\u0002" : (alone ?? plain ?? "");
    at += whole.length;
  }
  return out;
}
