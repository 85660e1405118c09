/** The work of `aidr test`: reads, runs and measures the cases, and shows, for a case that failed, what came and why. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { hasErrors } from "../diagnostics/diagnostic.ts";
import { escapeText } from "../diagnostics/escape.ts";
import type { Paint } from "../diagnostics/render-pretty.ts";
import type { Report, ReportedCase } from "../diagnostics/report.ts";
import { affectedTests } from "../project/affected-tests.ts";
import { findTests } from "../project/find-tests.ts";
import type { Project } from "../project/load.ts";
import { analyze } from "../aidr/analyze.ts";
import type { ProjectPlan } from "../ir/plan.ts";
import type { SourceFile } from "../source/source-file.ts";
import { report as problems } from "../testing/diagnostics.ts";
import { type PreparedCases, prepareCases } from "../testing/prepare-cases.ts";
import { type CaseOutcome, runPrepared } from "../testing/run-cases.ts";
import { readTestFile, type TestFile } from "../testing/test-file.ts";
import type { Context } from "./context.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "./exit.ts";
import { readFormats, withoutAnnotations, writeReport } from "./formats.ts";
import { count, openProject } from "./open-project.ts";
import { showAlert, showExplanation } from "./show-alert.ts";
import { measure, type Measured, showMeasured } from "./measure-tests.ts";
import { startProgress } from "./progress.ts";
import { paintNothing } from "./terminal.ts";
import type { TestOptions } from "./test-options.ts";

/** `changed`: only tests to which a change of these files can have anything to say. */
export async function runTests(
  paths: readonly string[],
  options: TestOptions,
  context: Context,
  changed: ReadonlySet<string> | undefined,
): Promise<ExitCode> {
  const formats = readFormats(options.format, context.environment);
  const request = { cwd: context.cwd, environment: context.environment, paths };
  const found = findTests({ ...request, ...(options.config === undefined ? {} : { config: options.config }) });
  const project = await openProject(found.value.rules, options, context);
  const plan = analyze(project.value.input);
  const sources = new Map<string, SourceFile>(project.value.sources);
  const diagnostics: Diagnostic[] = [
    ...found.diagnostics,
    ...project.diagnostics,
    ...plan.diagnostics.filter((one) => one.severity === "error"),
  ];
  // A rule that does not compile is told once, and tested when it does.
  const tests = hasErrors(diagnostics) ? [] : readTests(found.value.tests, sources, diagnostics);
  const chosen = changed === undefined ? tests : affected(tests, changed, project.value, plan.value);
  const ran = runAll(chosen, project.value, plan.value, sources, context);
  if (ran === undefined) return exitCodes.interrupted;
  diagnostics.push(...ran.diagnostics);
  const failed = ran.suites.flatMap(({ outcomes }) => outcomes).some((outcome) => outcome.problems.length > 0);
  const isAll = paths.length === 0 && changed === undefined;
  const measured =
    (options.coverage || options.mutate) && !hasErrors(diagnostics) && !failed
      ? await measureAll(
          ran.suites,
          isAll ? plan.value.rules.filter((rule) => project.value.files.includes(rule.span.file)) : [],
          plan.value,
          options,
          context,
        )
      : undefined;
  if (context.interrupted()) return exitCodes.interrupted;
  const cases = ran.suites.flatMap((suite) => suite.outcomes.map((outcome) => reported(suite.file.source.name, outcome, suite.seconds)));
  diagnostics.push(
    ...ran.suites.flatMap(({ outcomes }) => outcomes.flatMap((outcome) => outcome.problems.map((problem) => failure(outcome, problem)))),
  );
  diagnostics.push(...(measured?.diagnostics ?? []));
  const lines = ran.suites.flatMap(({ file, outcomes }) =>
    outcomes.flatMap((outcome) => (outcome.problems.length > 0 ? [...shownFailure(file.rule, outcome, context.stdout.paint), ""] : [])),
  );
  if (measured) lines.push(...showMeasured(measured, sources, context.stdout.paint));
  const report: Report = {
    diagnostics,
    sources,
    version: context.version,
    cases,
    ...(measured ? { sections: measured.sections(sources) } : {}),
  };
  await writeReports(report, lines, formats, context);
  return sumUp(
    cases,
    diagnostics,
    { untested: tests.length - chosen.length, measured, skipped: failed && (options.coverage === true || options.mutate === true) },
    context,
  );
}

type Suite = {
  readonly file: TestFile;
  readonly outcomes: readonly CaseOutcome[];
  readonly prepared: PreparedCases | undefined;
  readonly seconds: number;
};

function readTests(files: readonly SourceFile[], sources: Map<string, SourceFile>, diagnostics: Diagnostic[]): readonly TestFile[] {
  return files.flatMap((file) => {
    sources.set(file.name, file);
    const read = readTestFile(file);
    diagnostics.push(...read.diagnostics);
    return read.value ?? [];
  });
}

function affected(tests: readonly TestFile[], changed: ReadonlySet<string>, project: Project, plan: ProjectPlan): readonly TestFile[] {
  const files = new Set(
    affectedTests(
      tests.map(({ source, rule }) => ({ file: source, rule })),
      changed,
      project,
      plan,
    ),
  );
  return tests.filter((test) => files.has(test.source));
}

/** Undefined when somebody pressed Ctrl-C. */
function runAll(
  tests: readonly TestFile[],
  project: Project,
  plan: ProjectPlan,
  sources: ReadonlyMap<string, SourceFile>,
  context: Context,
): { readonly suites: readonly Suite[]; readonly diagnostics: readonly Diagnostic[] } | undefined {
  const textOf = (span: { readonly file: string; readonly start: number; readonly end: number }): string =>
    sources.get(span.file)?.text.slice(span.start, span.end) ?? "";
  const { model } = project.input;
  const diagnostics: Diagnostic[] = [];
  const suites: Suite[] = [];
  for (const file of tests) {
    if (context.interrupted()) return undefined;
    const started = context.now();
    const prepared = prepareCases(file, plan, model);
    const outcomes = prepared.value === undefined ? [] : runPrepared(prepared.value, { plan, model, textOf });
    diagnostics.push(...prepared.diagnostics);
    suites.push({ file, outcomes, prepared: prepared.value, seconds: (context.now() - started) / 1000 / Math.max(1, outcomes.length) });
  }
  return { suites, diagnostics };
}

async function measureAll(
  suites: readonly Suite[],
  rules: readonly ProjectPlan["rules"][number][],
  plan: ProjectPlan,
  options: TestOptions,
  context: Context,
): Promise<Measured> {
  const progress = startProgress(context.stderr, context.environment, context.now);
  const prepared = suites.flatMap((suite) => suite.prepared ?? []);
  const measured = await measure(prepared, rules, plan, options, {
    isStopped: context.interrupted,
    progress: (done, rule) => progress.update(done, prepared.length, rule),
  });
  progress.end();
  return measured;
}

function failure(outcome: CaseOutcome, problem: string): Diagnostic {
  return problems.failedCase(outcome.case.span, { name: outcome.case.name, problem });
}

/** For people the explanation stands where the frame of a diagnostic would be, and a table where there would be many. */
async function writeReports(
  report: Report,
  lines: readonly string[],
  formats: ReturnType<typeof readFormats>,
  context: Context,
): Promise<void> {
  const toPeople = formats.some((format) => format.format === "pretty" && format.file === undefined);
  if (toPeople && lines.length > 0) context.stdout.write(`${lines.join("\n")}\n`);
  const shown = new Set(["AIDR4001", "AIDR4013", "AIDR4014", "AIDR4015"]);
  const isPeoples = (format: (typeof formats)[number]): boolean => format.format === "pretty" && format.file === undefined;
  const others = report.diagnostics.filter((one) => !shown.has(one.code ?? ""));
  await writeReport({ ...report, diagnostics: others }, formats.filter(isPeoples), "stdout", withoutAnnotations(context));
  await writeReport(
    report,
    formats.filter((format) => !isPeoples(format)),
    "stdout",
    context,
  );
}

function reported(suite: string, outcome: CaseOutcome, seconds: number): ReportedCase {
  const base = { suite, name: outcome.case.name, span: outcome.case.span, seconds };
  return outcome.problems.length === 0 ? base : { ...base, failure: [...outcome.problems, ...explained(outcome, paintNothing)] };
}

function shownFailure(rule: string, outcome: CaseOutcome, paint: Paint): string[] {
  return [
    `${paint("error", "✗")} ${paint("strong", escapeText(`${rule}: ${outcome.case.name}`))}`,
    ...outcome.problems.map((problem) => `  ${escapeText(problem)}`),
    ...explained(outcome, paint),
  ];
}

function explained(outcome: CaseOutcome, paint: Paint): string[] {
  const lines = outcome.alerts.flatMap((alert) =>
    showAlert(alert, paint)
      .trimEnd()
      .split("\n")
      .map((line) => `    ${line}`),
  );
  if (outcome.missed) lines.push("    why the rule did not fire:", ...showExplanation(outcome.missed, paint, "      "));
  return lines;
}

type Outcome = {
  /** Test files that nothing has changed for. */
  readonly untested: number;
  readonly measured: Measured | undefined;
  /** Whether something was to be measured and was not, because cases failed. */
  readonly skipped: boolean;
};

function sumUp(cases: readonly ReportedCase[], diagnostics: readonly Diagnostic[], outcome: Outcome, context: Context): ExitCode {
  const failures = cases.filter((one) => one.failure).length;
  const { paint } = context.stderr;
  const passed = `${cases.length - failures} passed`;
  const untested = outcome.untested === 0 ? "" : `; ${count(outcome.untested, "test file")} not touched by what changed`;
  context.stderr.write(
    `${count(cases.length, "case")}: ${failures === 0 ? paint("good", passed) : passed}${failures === 0 ? "" : `, ${paint("error", `${failures} failed`)}`}${untested}\n`,
  );
  for (const line of outcome.measured?.summary ?? []) context.stderr.write(`${line}\n`);
  if (outcome.skipped) context.stderr.write("nothing was measured, because cases failed\n");
  const findings = diagnostics.filter((one) => one.code === "AIDR4001" || one.code === "AIDR4015");
  const code = exitCodeOf(diagnostics.filter((one) => !findings.includes(one)));
  if (code !== exitCodes.done) return code;
  return findings.length > 0 ? exitCodes.findings : exitCodes.done;
}
