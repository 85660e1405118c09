/**
 * What is published as `aidr/runtime`: the evaluators and the engine, and what modules made by `aidr compile` are written with. It needs no package, no file,
 * no clock and nothing of Node, and it reads no rule text.
 */
export { detectorOf, type DetectorOptions, type ModuleDetector as Detector } from "./detect/written.ts";
export type { WrittenRule as Rule, WrittenRules as Rules } from "./detect/written-rule.ts";
export * from "./ir/make.ts";
export * from "./runtime/index.ts";
