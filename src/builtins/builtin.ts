import type { Type } from "../types/type.ts";
import type * as runtime from "../runtime/words.ts";
import type { FunctionLowerings, TestLowerings } from "./lowering.ts";
import type { FunctionWord, TestWord } from "./words.ts";

/** A word of the language, declared once: what it takes and gives, how it runs, what it costs, what it says of itself. */
export type TestBuiltin = Common & {
  readonly kind: "test";
  readonly name: TestWord;
  /** As it is written: `CONTAINS WORD`. */
  readonly surface: string;
  readonly evaluate: TestKey;
  /** What it is in each target. */
  readonly lower: TestLowerings;
};

export type FunctionBuiltin = Common & {
  readonly kind: "function";
  readonly name: FunctionWord;
  readonly params: readonly ParamSpec[];
  /** Whether the last parameter may be repeated. */
  readonly variadic?: boolean;
  readonly returns: Type | ((args: readonly Type[]) => Type);
  readonly evaluate: FunctionKey;
  /** What it is in each target. */
  readonly lower: FunctionLowerings;
};

type Common = {
  readonly summary: string;
  /** What happens on missing, empty, case, Unicode and wildcard characters: its whole truth. */
  readonly edges: string;
  readonly cost: Cost;
  /** Expression in aidr and its value: documentation and test. */
  readonly examples: readonly (readonly [string, boolean | number | string | readonly string[] | undefined])[];
};

/** Work for one evaluation: a rank for ordering conditions, and words for people. */
export type Cost = { readonly rank: number; readonly words: string };

export type ParamSpec = {
  readonly name: string;
  readonly type: Type;
  readonly optional?: boolean;
  /** Types allowed beside `type`. */
  readonly or?: readonly Type[];
};

/** Keys of the runtime whose functions have the form of a test, and of a function. */
type TestKey = { [K in keyof typeof runtime]: (typeof runtime)[K] extends runtime.TestFunction ? K : never }[keyof typeof runtime];
type FunctionKey = { [K in keyof typeof runtime]: (typeof runtime)[K] extends runtime.ValueFunction ? K : never }[keyof typeof runtime];

export function testWord(declaration: Omit<TestBuiltin, "kind">): TestBuiltin {
  return { kind: "test", ...declaration };
}
export function functionWord(declaration: Omit<FunctionBuiltin, "kind">): FunctionBuiltin {
  return { kind: "function", ...declaration };
}
