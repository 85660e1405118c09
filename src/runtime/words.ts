/** Every word's evaluator, by the name that its declaration gives; closures and emitted modules call these. */
import type { Value } from "./value.ts";

/** Total: false when an operand is missing or of a wrong type. `fold` ignores case where the word knows case. */
export type TestFunction = (subject: Value, object: Value, fold: boolean) => boolean;
/** Total: missing when it has no value. */
export type ValueFunction = (...args: Value[]) => Value;
