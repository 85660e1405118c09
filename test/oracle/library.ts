/** The library's functions: definitions of the library, not of the language, so the oracle takes them as they are. `coalesce` alone is its own. */
import type { FunctionBuiltin } from "../../src/builtins/builtin.ts";
import { functionBuiltins } from "../../src/builtins/index.ts";
import type { Value } from "../../src/runtime/value.ts";
import * as runtime from "../../src/runtime/words.ts";
import { anyType, type Type } from "../../src/types/type.ts";

// The runtime's functions differ in their number of parameters, which the checker has counted.
const evaluators = new Map(Object.entries(runtime) as [string, runtime.ValueFunction][]);

export function callLibrary(name: string, args: readonly Value[]): Value {
  if (name === "coalesce") return args.find((argument) => argument !== undefined);
  const declared = functionNamed(name);
  if (!declared) return undefined;
  return evaluators.get(declared.evaluate)?.(...args);
}

export function libraryParams(name: string): readonly string[] {
  return functionNamed(name)?.params.map((param) => param.name) ?? [];
}

export function libraryReturns(name: string, args: readonly Type[]): Type {
  const returns = functionNamed(name)?.returns;
  return typeof returns === "function" ? returns(args) : (returns ?? anyType);
}

function functionNamed(name: string): FunctionBuiltin | undefined {
  return Object.entries<FunctionBuiltin>(functionBuiltins).find(([word]) => word === name)?.[1];
}
