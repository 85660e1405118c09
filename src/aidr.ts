/** The waist: everything that a project's text can become, pure. What reads files, clocks or options stands above. */
import { checkProject } from "./check/check-project.ts";
import { report as checkerSays } from "./check/diagnostics.ts";
import type { CheckInput } from "./check/input.ts";
import type { Diagnostic, Result } from "./diagnostics/diagnostic.ts";
import type { TargetName } from "./builtins/lowering.ts";
import { exportEql } from "./export/elastic/eql/export-eql.ts";
import { exportEsql } from "./export/elastic/esql/export-esql.ts";
import { exportQuerydsl } from "./export/elastic/querydsl/export-querydsl.ts";
import { exportSpl } from "./export/spl/export-spl.ts";
import { withComputed } from "./export/computed.ts";
import { exportKql } from "./export/kql/export-kql.ts";
import type { ExportInput, Outcome } from "./export/outcome.ts";
import type { ProjectPlan } from "./ir/plan.ts";
import { type LintInput, lintProject } from "./lint/lint.ts";

/** The plan of a project and everything that is wrong with it. Never throws on user text. */
export function analyze(input: CheckInput): Result<ProjectPlan> {
  return checkProject(input);
}

/** What the linter needs beside the project: which files, with which settings and tests; `before` is what loading and parsing them said. */
export type LintRequest = Pick<LintInput, "files" | "settings" | "isWhole" | "tests"> & { readonly before: readonly Diagnostic[] };

/** The plan, everything that is wrong with it, and advice, in the order of the text. Never throws on user text. */
export function lint(input: CheckInput, { before, ...request }: LintRequest): Result<ProjectPlan> {
  const { value: plan, diagnostics, ignored } = checkProject(input);
  const checked = [...before, ...diagnostics];
  const advice = lintProject({ ...request, modules: input.modules, imports: input.imports, plan, checked, ignored, ignorable });
  return { value: plan, diagnostics: [...diagnostics, ...advice] };
}

/** Names of the checker's advice, which comments may silence as they do the linter's. */
const ignorable: ReadonlySet<string> = new Set(
  Object.values(checkerSays).flatMap(({ entry }) => (entry.severity === "error" ? [] : entry.name)),
);

/** What each target makes of a rule. */
const exporters: { readonly [K in TargetName]: (input: ExportInput) => Outcome } = {
  eql: exportEql,
  esql: exportEsql,
  kql: exportKql,
  querydsl: exportQuerydsl,
  spl: exportSpl,
};

/** A rule as a query of a target, or a refusal with its reasons; never a guess. Never throws on user text. */
export function exportTo(target: TargetName, input: ExportInput): Outcome {
  const { rule, assumptions } = withComputed(input.rule, input.mapping);
  const outcome = exporters[target]({ ...input, rule });
  return outcome.kind === "refused" ? outcome : { ...outcome, assumptions: [...outcome.assumptions, ...assumptions] };
}

export { parse } from "./syntax/parse.ts";
export { format } from "./format/format.ts";
