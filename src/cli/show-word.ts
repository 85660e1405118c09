/** A word of the language for people: how it is written, what it gives, its edges, its cost, examples. */
import type { FunctionBuiltin, TestBuiltin } from "../builtins/builtin.ts";
import { functionBuiltins, testBuiltins } from "../builtins/index.ts";
import { showType } from "../types/show.ts";

/** Undefined where no word is called so; several words may share one surface. */
export function showWord(topic: string): string | undefined {
  const wanted = topic.toLowerCase();
  const words: (TestBuiltin | FunctionBuiltin)[] = [...Object.values(testBuiltins), ...Object.values(functionBuiltins)];
  const found = words.filter(
    (word) => word.name.toLowerCase() === wanted || (word.kind === "test" && word.surface.toLowerCase() === wanted),
  );
  return found.length === 0 ? undefined : found.map(show).join("\n");
}

function show(word: TestBuiltin | FunctionBuiltin): string {
  const lines = [headOf(word), `  ${word.summary}`, "", `  ${word.edges}`, "", `  cost: ${word.cost.words}`, "", "  examples"];
  for (const [expression, value] of word.examples)
    lines.push(`    ${expression}  →  ${value === undefined ? "missing" : JSON.stringify(value)}`);
  return `${lines.join("\n")}\n`;
}

function headOf(word: TestBuiltin | FunctionBuiltin): string {
  if (word.kind === "test") return `a ${word.surface} b`;
  const params = word.params.map(
    (param) => `${param.name}: ${[param.type, ...(param.or ?? [])].map(showType).join(" | ")}${param.optional ? "?" : ""}`,
  );
  const returns = typeof word.returns === "function" ? "as its arguments" : showType(word.returns);
  return `${word.name}(${params.join(", ")}${word.variadic ? ", …" : ""}) → ${returns}`;
}
