/** The public API: read a project, analyze it, judge events. Everything that a host needs is named here and nothing else is promised. */
export { analyze, format, parse } from "./aidr.ts";
export type { CategoryInfo, CheckInput, ParamValue, TagCatalog } from "./check/input.ts";
export { detect, type Detector, type DetectOptions, type Why } from "./detect/detect.ts";
export { type Diagnostic, type Fix, type Label, hasErrors, type Result, type Severity } from "./diagnostics/diagnostic.ts";
export type { ProjectPlan, RulePlan } from "./ir/plan.ts";
export { loadProject, type Project, type ProjectRequest } from "./project/load.ts";
export type { Alert, AlertAction, Explanation } from "./runtime/alert.ts";
export { defaultLimits, type Limits } from "./runtime/limits.ts";
export type { Value, ValueRecord } from "./runtime/value.ts";
export type * from "./schema/events.generated.ts";
export { positionAt, type SourceFile } from "./source/source-file.ts";
export type { Span } from "./source/span.ts";
