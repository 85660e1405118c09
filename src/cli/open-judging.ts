/** What every command that judges events needs first: the plan of the rules, how records become events, and what lies under them. */
import type { Adapter } from "../adapt/adapter.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ProjectPlan } from "../ir/plan.ts";
import { nowhere, report } from "../project/diagnostics.ts";
import type { EventContext } from "../project/event-source.ts";
import type { Project } from "../project/load.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import type { Context } from "./context.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "./exit.ts";
import { writeReport } from "./formats.ts";
import { openProject, type ProjectOptions } from "./open-project.ts";

export type Judging = {
  readonly plan: ProjectPlan;
  readonly project: Project;
  readonly sources: ReadonlyMap<string, SourceFile>;
  readonly adapter: Adapter | undefined;
  readonly overlay: EventContext | undefined;
  /** Of the rules: errors are none. */
  readonly warnings: number;
  /** The text of a rule at a place, for explanations. */
  readonly textOf: (span: Span) => string;
};

/** An exit code where something is wrong, which has then been told. */
export async function openJudging(
  rules: readonly string[],
  options: ProjectOptions & { readonly context?: string },
  context: Context,
): Promise<Judging | ExitCode> {
  const project = await openProject(rules, options, context);
  const { analyze } = await import("../aidr/analyze.ts");
  const { loadAdapter, loadContext } = await import("../project/load-events.ts");
  const sources = new Map<string, SourceFile>(project.value.sources);
  const plan = analyze(project.value.input);
  const adapter = loadAdapter(project.value.settings, context.cwd, project.value.input.model, sources);
  const overlay =
    options.context === undefined ? { value: undefined, diagnostics: [] } : loadContext(options.context, context.cwd, sources);
  const diagnostics: Diagnostic[] = [...project.diagnostics, ...plan.diagnostics, ...adapter.diagnostics, ...overlay.diagnostics];
  if (exitCodeOf(diagnostics) === exitCodes.done && plan.value.rules.length === 0) diagnostics.push(report.noRules(nowhere()));
  const failed = exitCodeOf(diagnostics);
  if (failed !== exitCodes.done) {
    await writeReport(
      { diagnostics: diagnostics.filter((one) => one.severity === "error"), sources, version: context.version },
      [{ format: "pretty" }],
      "stderr",
      context,
    );
    return failed;
  }
  return {
    plan: plan.value,
    project: project.value,
    sources,
    adapter: adapter.value,
    overlay: overlay.value,
    warnings: diagnostics.length,
    textOf: (span) => sources.get(span.file)?.text.slice(span.start, span.end) ?? "",
  };
}
