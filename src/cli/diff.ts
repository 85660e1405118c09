/** `aidr diff`: rules whose meaning, verdict, cost or fidelity differs from a commit, from the plans of both. */
import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import { type TargetName, targetNames } from "../builtins/target.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { escapeShort, inertJson } from "../diagnostics/escape.ts";
import type { PlanDiff, RuleChange } from "../ir/diff.ts";
import type { ProjectPlan, RulePlan } from "../ir/plan.ts";
import type { Project } from "../project/load.ts";
import { configuredTargets } from "../project/mapping-targets.ts";
import type { Context } from "./context.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "./exit.ts";
import { writeReport } from "./formats.ts";
import { collect, openProject, type ProjectOptions, withProjectOptions } from "./open-project.ts";
import { showDiff } from "./show-diff.ts";
import { misuse } from "./usage-error.ts";

type DiffOptions = ProjectOptions & {
  readonly format: "pretty" | "json";
  readonly failOn: readonly string[];
  readonly target: readonly TargetName[];
};

/** How a rule can be exported, before and after. */
export type FidelityChange = { readonly rule: string; readonly target: TargetName; readonly before: string; readonly after: string };

const kinds = ["meaning", "verdict", "metadata", "cost", "fidelity", "any"] as const;

export function declareDiff(program: Command, context: Context, finish: (code: number) => void): void {
  const command = program
    .command("diff")
    .description("rules whose meaning, verdict, cost or fidelity differs from a commit")
    .argument("[ref]", "a commit of git", "HEAD")
    .argument("[paths...]", "rule files, folders or globs; the project's without any")
    .addOption(
      new Option("--target <name>", "compare how faithful exports are; may be repeated; those of aidr.yaml's mappings without any")
        .argParser((name: string, before: readonly TargetName[]) => [...before, targetOf(name)])
        .default([], "none"),
    )
    .option("--fail-on <what>", `exit 1 for a difference in ${kinds.join(", ")}; may be repeated`, collect, [])
    .addOption(new Option("--format <name>", "how it is shown").choices(["pretty", "json"]).default("pretty"));
  withProjectOptions(command).action(async (ref: string, paths: string[], _options: object, self: Command) => {
    finish(await diff(ref, paths, self.optsWithGlobals(), context));
  });
}

type Side = { readonly project: Project; readonly plan: ProjectPlan; readonly rules: readonly RulePlan[] };

async function diff(ref: string, paths: readonly string[], options: DiffOptions, context: Context): Promise<ExitCode> {
  for (const what of options.failOn)
    if (!kinds.some((kind) => kind === what)) throw misuse(`\`${what}\` is no kind of difference`, [`kinds: ${kinds.join(", ")}`]);
  const { checkoutAt } = await import("../project/checkout.ts");
  const after = await openSide(paths, options, context);
  if (typeof after === "number") return after;
  const { root } = after.project.settings;
  const checkout = checkoutAt(root, ref);
  if ("problem" in checkout) throw misuse(`the rules at \`${ref}\` cannot be read: ${checkout.problem}`);
  const { folder, remove } = checkout.value;
  try {
    const there = (path: string): string => relative(root, resolve(context.cwd, path));
    const old = paths
      .filter((path) => existsSync(join(folder, there(path))) || /[*?{]/.test(path))
      .map((path) => join(folder, there(path)));
    const cwd = join(folder, relative(root, context.cwd));
    const place = { ...context, cwd: existsSync(cwd) ? cwd : folder };
    const before = paths.length > 0 && old.length === 0 ? empty(after) : await openSide(old, options, place, ref);
    if (typeof before === "number") return before;
    const { diffPlans } = await import("../ir/diff.ts");
    const found = diffPlans({ ...before.plan, rules: before.rules }, { ...after.plan, rules: after.rules });
    const fidelity = await fidelityChanges(before, after, options, { ...context, cwd: root }, folder);
    context.stdout.write(
      options.format === "json" ? `${inertJson({ ref, ...data(found), fidelity }, 2)}\n` : showDiff(found, fidelity, context.stdout.paint),
    );
    return fails(found, fidelity, options.failOn) ? exitCodes.findings : exitCodes.done;
  } finally {
    remove();
  }
}

function targetOf(name: string): TargetName {
  const target = targetNames.find((one) => one === name);
  if (target === undefined) throw misuse(`\`${escapeShort(name, 60)}\` is not a target`, [`targets: ${targetNames.join(", ")}`]);
  return target;
}

/** A project without any rule, as before the paths that are named were there. */
function empty(after: Side): Side {
  return { ...after, plan: { ...after.plan, rules: [], disabled: [] }, rules: [] };
}

async function openSide(paths: readonly string[], options: DiffOptions, context: Context, ref?: string): Promise<Side | ExitCode> {
  const project = await openProject(paths, options, context);
  const { analyze } = await import("../aidr/analyze.ts");
  const plan = analyze(project.value.input);
  // At the commit there may have been no rules yet.
  const isAbsent = (one: Diagnostic): boolean => ref !== undefined && (one.code === "AIDR5001" || one.code === "AIDR5010");
  const broken = [...project.diagnostics, ...plan.diagnostics].filter((one) => one.severity === "error" && !isAbsent(one));
  if (broken.length > 0) {
    if (ref !== undefined) context.stderr.write(`at ${escapeShort(ref, 80)}:\n`);
    await writeReport(
      { diagnostics: broken, sources: project.value.sources, version: context.version },
      [{ format: "pretty" }],
      "stderr",
      context,
    );
    return exitCodeOf(broken);
  }
  const files = new Set(project.value.files);
  return { project: project.value, plan: plan.value, rules: plan.value.rules.filter((rule) => files.has(rule.span.file)) };
}

/** What each target makes of a rule, where it is not what it made before. Each side is exported with the mapping of its own project. */
async function fidelityChanges(
  before: Side,
  after: Side,
  options: DiffOptions,
  context: Context,
  folder: string,
): Promise<readonly FidelityChange[]> {
  const wanted = options.target.length > 0 ? options.target : configuredTargets(after.project.settings);
  if (wanted.length === 0) return [];
  const { exportTo } = await import("../aidr/export.ts");
  const { loadMapping } = await import("../project/load-mapping.ts");
  const outcomes = (side: Side, target: TargetName, cwd: string): ReadonlyMap<string, string> => {
    const { settings, input } = side.project;
    const mapping = loadMapping({ target, cwd }, settings, input.model, new Map(side.project.sources));
    if (!mapping.value) return new Map(side.rules.map((rule) => [rule.id, "no mapping"]));
    const fixed = { plan: side.plan, mapping: mapping.value, options: { broader: false, entity: false, folding: "plain" as const } };
    return new Map(
      side.rules.map((rule) => {
        const outcome = exportTo(target, { ...fixed, rule });
        return [
          rule.id,
          outcome.kind === "refused" ? `refused: ${[...new Set(outcome.refusals.map(({ code }) => code))].join(", ")}` : outcome.kind,
        ];
      }),
    );
  };
  return wanted.flatMap((target) => {
    const [old, now] = [outcomes(before, target, folder), outcomes(after, target, context.cwd)];
    return [...now].flatMap(([rule, outcome]) => {
      const was = old.get(rule);
      return was === undefined || was === outcome ? [] : [{ rule, target, before: was, after: outcome }];
    });
  });
}

function fails({ changes }: PlanDiff, fidelity: readonly FidelityChange[], failOn: readonly string[]): boolean {
  const isAny = failOn.includes("any");
  const asked = (what: string): boolean => isAny || failOn.includes(what);
  if (asked("fidelity") && fidelity.length > 0) return true;
  return changes.some((change) => {
    if (change.kind !== "changed") return asked(change.kind === "renamed" ? "metadata" : "meaning");
    if (asked("meaning") && change.firing.length + change.lists.length > 0) return true;
    return (["verdict", "metadata", "cost"] as const).some((what) => asked(what) && change[what].length > 0);
  });
}

function data({ changes, same }: PlanDiff): object {
  return { changes: changes.map(changeData), same };
}

function changeData(change: RuleChange): object {
  switch (change.kind) {
    case "added":
    case "removed":
      return { kind: change.kind, rule: change.rule.id, title: change.rule.title, file: change.rule.span.file };
    case "renamed":
      return { kind: change.kind, rule: change.rule.id, before: change.before.id, file: change.rule.span.file };
    case "enabled":
    case "disabled":
      return { kind: change.kind, rule: change.id, reason: change.reason };
    case "changed": {
      const { kind, rule, before, ...differences } = change;
      return {
        kind,
        rule: rule.id,
        title: rule.title,
        file: rule.span.file,
        meaning: { before: before.meaning, after: rule.meaning },
        ...differences,
      };
    }
  }
}
