/** `aidr lint`: check, plus advice on rules; with `--fix` what can be mended is. */
import { resolve } from "node:path";
import type { Command } from "commander";
import type { TargetName } from "../builtins/target.ts";
import type { FixLevel } from "../diagnostics/apply-fixes.ts";
import type { Diagnostic, Result, Severity } from "../diagnostics/diagnostic.ts";
import { tally } from "../diagnostics/report.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { CaseFact, LintSettings } from "../lint/rule.ts";
import type { Settings } from "../project/config.ts";
import { report } from "../project/diagnostics.ts";
import type { Project } from "../project/load.ts";
import { configuredTargets } from "../project/mapping-targets.ts";
import type { Mapping } from "../schema/mapping.ts";
import type { Context } from "./context.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "./exit.ts";
import type { Fixed } from "./fix-findings.ts";
import { readFormats, writeReport } from "./formats.ts";
import { count, openProject, type ProjectOptions, type ReportOptions, withFormatOption, withProjectOptions } from "./open-project.ts";
import { replaceFile } from "./replace-file.ts";
import { unifiedDiff } from "./unified-diff.ts";
import { misuse } from "./usage-error.ts";

type LintOptions = ProjectOptions & ReportOptions & { readonly fix?: string | true; readonly diff?: boolean; readonly failOn: string };

export function declareLint(program: Command, context: Context, finish: (code: number) => void): void {
  const command = program
    .command("lint")
    .description("check rules, and give advice: what is subsumed, noisy, unbounded, undocumented, untested, slow")
    .argument("[paths...]", "files, folders or globs; - is standard input; the project's files without any")
    .option("--fix [level]", "mend what can be mended without changing what a rule means; --fix=unsafe also what changes it")
    .option("--diff", "print what --fix would change, and change nothing")
    .option("--fail-on <severity>", "lowest severity that makes the exit code 1: error, warning or info", "warning");
  withFormatOption(withProjectOptions(command)).action(async (paths: string[], _options: object, self: Command) => {
    finish(await runLint(paths, self.optsWithGlobals(), context));
  });
}

async function runLint(paths: readonly string[], options: LintOptions, context: Context): Promise<ExitCode> {
  const formats = readFormats(options.format, context.environment);
  const failing = severitiesFrom(options.failOn);
  const level = fixLevel(options.fix);
  if (options.fix !== undefined && options.diff !== true && paths.includes("-"))
    throw misuse("standard input cannot be mended in place", ["`--diff` prints what would change"]);
  const { fixFindings } = await import("./fix-findings.ts");
  const { lintNames } = await import("../lint/lint.ts");
  const project = await openProject(paths, options, context);
  const { value, diagnostics } = project;
  const mappings = await readMappings(value, context);
  const before = [...diagnostics, ...unknownLints(value.settings, lintNames), ...mappings.diagnostics];
  const tests = paths.includes("-") ? undefined : await readTests(paths, options, context);
  const request = {
    files: new Set(value.files),
    settings: settingsOf(value.settings),
    isWhole: paths.length === 0,
    mappings: mappings.value,
    ...(tests ? { tests } : {}),
  };
  const wants = options.fix !== undefined || options.diff === true;
  const fixed = fixFindings(value, { ...request, before }, wants ? level : undefined);
  const shown = options.diff === true ? fixed.first : fixed.last;
  if (options.diff === true) for (const text of patches(fixed, value)) context.stdout.write(text);
  else writeTexts(fixed, value);
  const sources = options.diff === true ? value.sources : fixed.sources;
  await writeReport(
    { diagnostics: shown, sources, version: context.version },
    formats,
    options.diff === true ? "stderr" : "stdout",
    context,
  );
  context.stderr.write(summary(value, shown, fixed, options.diff === true ? "would be changed" : "changed", context));
  const code = exitCodeOf(shown.filter((one) => one.code !== undefined));
  if (code !== exitCodes.done) return code;
  return shown.some((one) => failing.has(one.severity)) ? exitCodes.findings : exitCodes.done;
}

function severitiesFrom(lowest: string): ReadonlySet<Severity> {
  const order: readonly Severity[] = ["error", "warning", "info"];
  const at = order.indexOf(lowest as Severity); // whatever was written: what is not in the list is no severity
  if (at < 0) throw misuse(`\`${lowest}\` is not a severity`, [...didYouMean(lowest, order), `severities: ${order.join(", ")}`]);
  return new Set(order.slice(0, at + 1));
}

function fixLevel(written: string | true | undefined): FixLevel {
  if (written === undefined || written === true || written === "safe") return "safe";
  if (written === "unsafe") return "unsafe";
  throw misuse(`\`--fix=${written}\` is not known`, ["write `--fix` or `--fix=unsafe`"]);
}

function settingsOf(settings: Settings): LintSettings {
  return new Map([...settings.lint.value].map(([name, { level }]) => [name, level]));
}

function unknownLints(settings: Settings, names: readonly string[]): Diagnostic[] {
  return [...settings.lint.value].flatMap(([name, { span }]) =>
    names.includes(name) ? [] : [report.unknownLint(span, { name }, { help: didYouMean(name, names) })],
  );
}

/** The mappings that the configuration names: what they cannot carry, the project cannot export. */
async function readMappings({ settings, input, sources }: Project, context: Context): Promise<Result<ReadonlyMap<TargetName, Mapping>>> {
  const targets = configuredTargets(settings);
  const value = new Map<TargetName, Mapping>();
  const diagnostics: Diagnostic[] = [];
  if (targets.length === 0) return { value, diagnostics };
  const { loadMapping } = await import("../project/load-mapping.ts");
  const texts = new Map(sources);
  for (const target of targets) {
    const read = loadMapping({ target, cwd: context.cwd }, settings, input.model, texts);
    diagnostics.push(...read.diagnostics);
    if (read.value) value.set(target, read.value);
  }
  return { value, diagnostics };
}

/** Cases by rule, of the tests beside the rules. */
async function readTests(
  paths: readonly string[],
  options: ProjectOptions,
  context: Context,
): Promise<ReadonlyMap<string, readonly CaseFact[]>> {
  const { findTests } = await import("../project/find-tests.ts");
  const { caseFacts } = await import("../testing/case-facts.ts");
  const config = options.config === undefined ? {} : { config: options.config };
  return caseFacts(findTests({ cwd: context.cwd, environment: context.environment, paths, ...config }).value.tests);
}

function* patches(fixed: Fixed, project: Project): Iterable<string> {
  for (const [name, text] of fixed.texts) yield unifiedDiff(name, project.sources.get(name)?.text ?? "", text);
}

function writeTexts(fixed: Fixed, project: Project): void {
  for (const [name, text] of fixed.texts) replaceFile(resolve(project.settings.root, name), name, text);
}

function summary(project: Project, shown: readonly Diagnostic[], fixed: Fixed, done: string, context: Context): string {
  const rules = project.modules.reduce(
    (sum, module) => sum + (project.files.includes(module.file.name) ? module.declarations.filter((one) => one.kind === "rule").length : 0),
    0,
  );
  const found = tally(shown);
  const parts = [
    ...(found.errors > 0 ? [count(found.errors, "error")] : []),
    ...(found.warnings > 0 ? [count(found.warnings, "warning")] : []),
    ...(found.infos > 0 ? [`${found.infos} info`] : []),
  ];
  const mendable = shown.filter((one) => one.fixes.some((fix) => fix.safe)).length;
  const words = parts.length === 0 ? context.stderr.paint("good", "nothing to say") : parts.join(", ");
  const more = [
    ...(fixed.texts.size > 0 ? [`${count(fixed.texts.size, "file")} ${done}`] : []),
    ...(fixed.texts.size === 0 && mendable > 0 ? [`\`--fix\` mends ${mendable}`] : []),
  ];
  return `${[`${count(rules, "rule")} in ${count(project.files.length, "file")}: ${words}`, ...more].join("; ")}\n`;
}
