/** What an export can refuse, each under a name that scripts can rely on. */
import type { RefusalCode } from "../builtins/lowering.ts";
import { defineDiagnostics } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Refusal } from "./outcome.ts";

export const report = defineDiagnostics({
  noRowOrder: { code: "AIDR3001", severity: "error", message: "{target} has no order of rows: {reason}" },
  noFieldCompare: { code: "AIDR3002", severity: "error", message: "{target} cannot compare two fields here: {reason}" },
  multivalueField: { code: "AIDR3003", severity: "error", message: "{target} cannot read a field that may hold several values: {reason}" },
  regexConstruct: { code: "AIDR3004", severity: "error", message: "{target} cannot say this pattern: {reason}" },
  regexTooComplex: { code: "AIDR3005", severity: "error", message: "this pattern is too large for {target}: {reason}" },
  literalWildcard: { code: "AIDR3006", severity: "error", message: "{target} would take a character of this text as a wildcard: {reason}" },
  emptyStringMatch: { code: "AIDR3007", severity: "error", message: "{target} cannot tell an empty text from a missing one: {reason}" },
  nonAsciiFold: { code: "AIDR3008", severity: "error", message: "{target} folds the case of this text in another way: {reason}" },
  windowTooLong: { code: "AIDR3009", severity: "error", message: "{target} looks back less far than this: {reason}" },
  queryTooLong: { code: "AIDR3010", severity: "error", message: "the query is too long for {target}: {reason}" },
  rowCap: { code: "AIDR3011", severity: "error", message: "{target} keeps fewer rows than this may need: {reason}" },
  approximateAggregate: { code: "AIDR3012", severity: "error", message: "{target} only estimates this: {reason}" },
  noSlidingWindow: { code: "AIDR3013", severity: "error", message: "{target} has no sliding window: {reason}" },
  noBaseline: { code: "AIDR3014", severity: "error", message: "{target} cannot compute this baseline: {reason}" },
  stepReference: { code: "AIDR3015", severity: "error", message: "{target} cannot compare a step with an earlier one: {reason}" },
  stepGap: { code: "AIDR3016", severity: "error", message: "{target} cannot bound the gap before one step: {reason}" },
  functionMissing: { code: "AIDR3017", severity: "error", message: "{target} has no such function: {reason}" },
  scoreNotCarried: { code: "AIDR3018", severity: "error", message: "{target} does not carry this score: {reason}" },
  needsMapping: { code: "AIDR3019", severity: "error", message: "the mapping does not say where this is: {reason}" },
  needsDeploy: { code: "AIDR3020", severity: "error", message: "{target} needs an object beside the query for this: {reason}" },
  narrower: { code: "AIDR3021", severity: "error", message: "{target} would find less than the rule: {reason}" },
  wrongKind: { code: "AIDR3022", severity: "error", message: "the column is of a kind that cannot be asked this: {reason}" },
  constructMissing: { code: "AIDR3023", severity: "error", message: "{target} cannot say this: {reason}" },
});

/** Every reason of a refusal and its reporter; `tsc` asks for one that is missing. */
const reporters: Readonly<Record<RefusalCode, (typeof report)[keyof typeof report]>> = {
  "no-row-order": report.noRowOrder,
  "no-field-compare": report.noFieldCompare,
  "multivalue-field": report.multivalueField,
  "regex-construct": report.regexConstruct,
  "regex-too-complex": report.regexTooComplex,
  "literal-wildcard": report.literalWildcard,
  "empty-string-match": report.emptyStringMatch,
  "non-ascii-fold": report.nonAsciiFold,
  "window-too-long": report.windowTooLong,
  "query-too-long": report.queryTooLong,
  "row-cap": report.rowCap,
  "approximate-aggregate": report.approximateAggregate,
  "no-sliding-window": report.noSlidingWindow,
  "no-baseline": report.noBaseline,
  "step-reference": report.stepReference,
  "step-gap": report.stepGap,
  "function-missing": report.functionMissing,
  "score-not-carried": report.scoreNotCarried,
  "needs-mapping": report.needsMapping,
  "needs-deploy": report.needsDeploy,
  narrower: report.narrower,
  "wrong-kind": report.wrongKind,
  "construct-missing": report.constructMissing,
};

/** The refusal as a diagnostic at the construct; its help is what the author can do instead. `target` is the name that people know. */
export function refusalDiagnostic(refusal: Refusal, target: string): Diagnostic {
  return reporters[refusal.code](refusal.construct, { target, reason: refusal.reason }, { help: [refusal.alternative] });
}
