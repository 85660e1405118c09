/** The public API: read a project, analyze it, judge events. Everything that a host needs is named here and nothing else is promised. */
export { analyze, emitModule, exportTo, format, lint, type LintRequest, parse } from "./aidr.ts";
export { type Assumption, type RefusalCode, type TargetName, targetNames } from "./builtins/target.ts";
export type { CategoryInfo, CheckInput, ParamValue, TagCatalog } from "./check/input.ts";
export { detect, type Detector, type DetectOptions, type Why } from "./detect/detect.ts";
export { type Diagnostic, type Fix, type Label, hasErrors, type Result, type Severity } from "./diagnostics/diagnostic.ts";
export type { EmitInput, EmittedModule } from "./emit/module.ts";
export type { ExportInput, ExportOptions, Outcome, Refusal, Refused, Schedule, Written } from "./export/outcome.ts";
export type { ProjectPlan, RulePlan } from "./ir/plan.ts";
export { loadMapping, type MappingRequest } from "./project/load-mapping.ts";
export { loadProject, type Project, type ProjectRequest } from "./project/load.ts";
export type { Alert, AlertAction, Explanation } from "./runtime/alert.ts";
export { defaultLimits, type Limits } from "./runtime/limits.ts";
export type { Value, ValueRecord } from "./runtime/value.ts";
export type * from "./schema/events.generated.ts";
export type { Mapping } from "./schema/mapping.ts";
export { positionAt, type SourceFile } from "./source/source-file.ts";
export type { Span } from "./source/span.ts";
