/** The waist: everything that a project's text can become, pure. What reads files, clocks or options stands above. */
import { checkProject } from "./check/check-project.ts";
import type { CheckInput } from "./check/input.ts";
import type { Result } from "./diagnostics/diagnostic.ts";
import type { TargetName } from "./builtins/lowering.ts";
import type { ExportInput, Outcome } from "./export/outcome.ts";
import type { ProjectPlan } from "./ir/plan.ts";

/** The plan of a project and everything that is wrong with it. Never throws on user text. */
export function analyze(input: CheckInput): Result<ProjectPlan> {
  return checkProject(input);
}

/** What each target makes of a rule. */
const exporters: { readonly [K in TargetName]?: (input: ExportInput) => Outcome } = {};

/** A rule as a query of a target, or a refusal with its reasons; never a guess. Never throws on user text. */
export function exportTo(target: TargetName, input: ExportInput): Outcome {
  const exporter = exporters[target];
  if (exporter) return exporter(input);
  throw new Error(`no exporter for ${target}`);
}

export { parse } from "./syntax/parse.ts";
export { format } from "./format/format.ts";
