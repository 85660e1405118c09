/** The plan of a project and everything that is wrong with it. */
import { checkProject } from "../check/check-project.ts";
import type { CheckInput } from "../check/input.ts";
import type { Result } from "../diagnostics/diagnostic.ts";
import type { ProjectPlan } from "../ir/plan.ts";

/** The plan of a project and everything that is wrong with it. Never throws on user text. */
export function analyze(input: CheckInput): Result<ProjectPlan> {
  return checkProject(input);
}
