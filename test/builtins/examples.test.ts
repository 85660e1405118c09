/** Every word's examples, compiled from text and evaluated as rules are; and the declarations against the folder. */
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { functionEvaluations, testEvaluations } from "../../src/builtins/evaluations.ts";
import { functionBuiltins, testBuiltins } from "../../src/builtins/index.ts";
import type { Term } from "../../src/ir/plan.ts";
import type { Scope, TermFunction } from "../../src/detect/scope.ts";
import { compilePredicate } from "../../src/detect/predicate.ts";
import { compileTerm } from "../../src/detect/term.ts";
import { Frame } from "../../src/runtime/frame.ts";
import { LiteralScan } from "../../src/runtime/literal-scan.ts";
import type { Value } from "../../src/runtime/value.ts";
import { compileBlock } from "../literate/compile.ts";

const builtins = [...Object.values(testBuiltins), ...Object.values(functionBuiltins)];
const examples = builtins.flatMap((builtin) => builtin.examples.map(([expression, value]) => ({ word: builtin.name, expression, value })));

/** All examples are one program: rule n asks for the text of example n, and the term that the plan gives to `text_of` is the example. */
const program = examples
  .map(
    ({ expression }, index) =>
      `RULE: Example ${index}\nMETA(id="example-${index}")\nON input\nIF text_of(${expression}) == "${index}"\nTHEN alert(severity=INFO, category="policy_violation")\n`,
  )
  .join("\n");
const { plan, diagnostics } = compileBlock(`IMPORT alert FROM "std/actions"\n${program}`);

function exampleTerm(index: number): Term {
  const rule = plan.rules.find(({ id }) => id === `example-${index}`);
  const condition = rule?.condition;
  if (condition?.kind !== "when" || condition.predicate.kind !== "test" || condition.predicate.subject.kind !== "call") {
    throw new Error(`${examples[index]?.expression}: ${diagnostics.map(({ message }) => message).join("; ")}`);
  }
  const [term] = condition.predicate.subject.args;
  if (!term) throw new Error("no argument");
  return term;
}

// An example reads no event and keeps no state: this is all of a scope that its nodes ask for.
const scope = {
  frame: new Frame(1_000_000),
  ruleId: "example",
  depth: 0,
  scan: new LiteralScan(),
  slot: () => ({ value: undefined }),
  term: compileTerm,
  predicate: compilePredicate,
  memo: (_node: Term, _within: Scope, compute: TermFunction) => compute,
} as unknown as Scope;

describe("examples", () => {
  test.each(examples.map((example, index) => ({ ...example, index })))("$expression", ({ index, value }) => {
    const result: Value = compileTerm(exampleTerm(index), scope)({});
    expect(result).toEqual(value);
  });
});

test("each word has a file of its name, and each file a word", () => {
  const files = readdirSync(new URL("../../src/builtins", import.meta.url)).filter(
    (name) =>
      name.endsWith(".ts") &&
      !["builtin.ts", "lowering.ts", "words.ts", "index.ts", "reference.ts", "evaluations.ts", "target.ts"].includes(name),
  );
  expect(files.map((name) => name.slice(0, -3)).sort()).toEqual(builtins.map(({ name }) => name.replaceAll("_", "-")).sort());
});

test("each word says what it does on what is missing, and shows it", () => {
  for (const builtin of builtins) {
    expect(builtin.edges, builtin.name).toMatch(/[Mm]issing|[Ff]alse|in no block|not in\b/);
    expect(builtin.summary, builtin.name).not.toMatch(/\.$/);
  }
  expect(
    builtins
      .filter(({ examples: shown }) => shown.length === 0)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(["in-cidrs", "in-domains", "tuple"]);
});

test("what runs rules knows each word's function and work as the word declares them", () => {
  const declared = builtins.map(({ name, evaluate, cost }) => [name, { evaluate, rank: cost.rank }]);
  expect({ ...testEvaluations, ...functionEvaluations }).toEqual(Object.fromEntries(declared));
});
