/** The plan of a project with advice on its rules. */
import type { TargetName } from "../builtins/target.ts";
import { checkProject } from "../check/check-project.ts";
import { report as checkerSays } from "../check/diagnostics.ts";
import type { CheckInput } from "../check/input.ts";
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { scheduleFor } from "../export/schedule.ts";
import type { ProjectPlan, RulePlan } from "../ir/plan.ts";
import { type LintInput, lintProject } from "../lint/lint.ts";
import type { RefusedBy } from "../lint/rule.ts";
import type { Mapping } from "../schema/mapping.ts";
import { exportTo } from "./export.ts";

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
