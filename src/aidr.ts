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
import { scheduleFor } from "./export/schedule.ts";
import type { ProjectPlan, RulePlan } from "./ir/plan.ts";
import { type LintInput, lintProject } from "./lint/lint.ts";
import type { RefusedBy } from "./lint/rule.ts";
import type { Mapping } from "./schema/mapping.ts";

/** The plan of a project and everything that is wrong with it. Never throws on user text. */
export function analyze(input: CheckInput): Result<ProjectPlan> {
  return checkProject(input);
}

/** What the linter needs beside the project: which files, with which settings and tests. */
export type LintRequest = Pick<LintInput, "files" | "settings" | "isWhole" | "tests"> & {
  /** What loading and parsing the files said. */
  readonly before: readonly Diagnostic[];
  /** The targets that the project exports to. */
  readonly mappings?: ReadonlyMap<TargetName, Mapping>;
};

/** The plan, everything that is wrong with it, and advice, in the order of the text. Never throws on user text. */
export function lint(input: CheckInput, { before, mappings, ...request }: LintRequest): Result<ProjectPlan> {
  const { value: plan, diagnostics, ignored } = checkProject(input);
  const project = { modules: input.modules, imports: input.imports, plan, checked: [...before, ...diagnostics], ignored, ignorable };
  const exports = mappings && mappings.size > 0 ? (rule: RulePlan): RefusedBy[] => refusals(plan, rule, mappings) : undefined;
  const advice = lintProject({ ...request, ...project, ...(exports ? { exports } : {}) });
  return { value: plan, diagnostics: [...diagnostics, ...advice] };
}

/** What each target says first against a rule; nothing as soon as one has a query for it, be it one that is run again and again. */
function refusals(plan: ProjectPlan, rule: RulePlan, mappings: ReadonlyMap<TargetName, Mapping>): RefusedBy[] {
  const refused: RefusedBy[] = [];
  for (const [target, mapping] of mappings) {
    const options = { broader: false, entity: false, folding: "plain", schedule: scheduleFor(rule, mapping.lateMs) } as const;
    const outcome = exportTo(target, { plan, rule, mapping, options });
    const first = outcome.kind === "refused" ? outcome.refusals[0] : undefined;
    if (!first) return [];
    refused.push({ target, ...first });
  }
  return refused;
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
