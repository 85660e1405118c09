/** The evaluators of words, by the declarations in `builtins`. */
import { functionBuiltins, testBuiltins } from "../builtins/index.ts";
import type { FunctionWord, TestWord } from "../builtins/words.ts";
import * as words from "../runtime/words.ts";

export function testOf(word: TestWord): words.TestFunction {
  return words[testBuiltins[word].evaluate];
}

export function functionOf(word: FunctionWord): words.ValueFunction {
  return words[functionBuiltins[word].evaluate];
}
