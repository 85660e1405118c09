/** The part of `aidr/runtime` that knows no rule: the evaluators of all words, and what events, alerts and limits are. */
export * from "./words.ts";
export type { Alert, AlertAction, Explanation } from "./alert.ts";
export { readJsonLine, type JsonLine, type Reject } from "./json.ts";
export { defaultLimits, type Limits } from "./limits.ts";
export { compilePattern, type Pattern } from "./pattern.ts";
export { ExactInteger, type Value, type ValueRecord } from "./value.ts";
