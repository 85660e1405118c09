/** What is published as `aidr/runtime`: the evaluators of all words, the engine, and its state. It stands without any package. */
export * from "./words.ts";
export type { Alert, AlertAction, Explanation } from "./alert.ts";
export { Engine, type Deadline, type EngineOptions, type EngineRule, type Firing, type Learner, type Stats } from "./engine.ts";
export { readJsonLine, type JsonLine, type Reject } from "./json.ts";
export { defaultLimits, type Limits } from "./limits.ts";
export { compilePattern, type Pattern } from "./pattern.ts";
export { Suppressor } from "./suppress.ts";
export { ExactInteger, type Value, type ValueRecord } from "./value.ts";
