/** The evaluators of words, by the declarations in `builtins`. */
import { functionEvaluations, testEvaluations } from "../builtins/evaluations.ts";
import type { FunctionWord, TestWord } from "../builtins/words.ts";
import * as words from "../runtime/words.ts";

export function testOf(word: TestWord): words.TestFunction {
  return words[testEvaluations[word].evaluate];
}

export function functionOf(word: FunctionWord): words.ValueFunction {
  return words[functionEvaluations[word].evaluate];
}
