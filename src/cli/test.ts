/** `aidr test`: runs `*.test.yaml` and shows, for a case that failed, what came and why. */
import type { Command } from "commander";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { hasErrors } from "../diagnostics/diagnostic.ts";
import type { ReportedCase } from "../diagnostics/report.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { CaseOutcome } from "../testing/run-cases.ts";
import type { Context } from "./context.ts";
import { exitCodeOf, exitCodes } from "./exit.ts";
import { readFormats, writeReport } from "./formats.ts";
import { count, openProject, type ProjectOptions, type ReportOptions, withFormatOption, withProjectOptions } from "./open-project.ts";
import { showAlert, showExplanation } from "./show-alert.ts";
import { paintNothing } from "./terminal.ts";
import { escapeText } from "../diagnostics/escape.ts";
import type { Paint } from "../diagnostics/render-pretty.ts";

export function declareTest(program: Command, context: Context, finish: (code: number) => void): void {
  const command = program
    .command("test")
    .description("run the cases of *.test.yaml")
    .argument("[paths...]", "test files, rule files, folders or globs; the project's without any");
  withFormatOption(withProjectOptions(command)).action(async (paths: string[], _options: object, self: Command) => {
    finish(await test(paths, self.optsWithGlobals(), context));
  });
}

async function test(paths: readonly string[], options: ProjectOptions & ReportOptions, context: Context): Promise<number> {
  const formats = readFormats(options.format, context.environment);
  const { findTests } = await import("../project/find-tests.ts");
  const { readTestFile } = await import("../testing/test-file.ts");
  const { runCases } = await import("../testing/run-cases.ts");
  const { analyze } = await import("../aidr.ts");
  const found = findTests({
    cwd: context.cwd,
    environment: context.environment,
    paths,
    ...(options.config === undefined ? {} : { config: options.config }),
  });
  const project = await openProject(found.value.rules, options, context);
  const plan = analyze(project.value.input);
  const sources = new Map<string, SourceFile>(project.value.sources);
  const diagnostics: Diagnostic[] = [
    ...found.diagnostics,
    ...project.diagnostics,
    ...plan.diagnostics.filter((one) => one.severity === "error"),
  ];
  const cases: ReportedCase[] = [];
  const lines: string[] = [];
  const textOf = (span: { readonly file: string; readonly start: number; readonly end: number }): string =>
    sources.get(span.file)?.text.slice(span.start, span.end) ?? "";
  // A rule that does not compile is told once, and tested when it does.
  for (const file of hasErrors(diagnostics) ? [] : found.value.tests) {
    if (context.interrupted()) return exitCodes.interrupted;
    sources.set(file.name, file);
    const read = readTestFile(file);
    diagnostics.push(...read.diagnostics);
    if (!read.value) continue;
    const started = context.now();
    const ran = runCases(read.value, { plan: plan.value, model: project.value.input.model, textOf });
    const seconds = (context.now() - started) / 1000 / Math.max(1, ran.value.length);
    diagnostics.push(...ran.diagnostics);
    for (const outcome of ran.value) {
      cases.push(reported(file.name, outcome, seconds));
      if (outcome.problems.length > 0) lines.push(...shownFailure(read.value.rule, outcome, context.stdout.paint), "");
      for (const problem of outcome.problems) diagnostics.push(await failed(outcome, problem));
    }
  }
  // For people the explanation stands where the frame of a diagnostic would be.
  const shownFailures = formats.some((format) => format.format === "pretty" && format.file === undefined);
  if (shownFailures && lines.length > 0) context.stdout.write(`${lines.join("\n")}\n`);
  for (const format of formats) {
    const isShown = format.format === "pretty" && format.file === undefined;
    await writeReport(
      {
        diagnostics: isShown ? diagnostics.filter((one) => one.code !== "AIDR4001") : diagnostics,
        sources,
        version: context.version,
        cases,
      },
      [format],
      "stdout",
      context,
    );
  }
  return sumUp(cases, diagnostics, context);
}

async function failed(outcome: CaseOutcome, problem: string): Promise<Diagnostic> {
  const { report } = await import("../testing/diagnostics.ts");
  return report.failedCase(outcome.case.span, { name: outcome.case.name, problem });
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

function sumUp(cases: readonly ReportedCase[], diagnostics: readonly Diagnostic[], context: Context): number {
  const failures = cases.filter((one) => one.failure).length;
  const { paint } = context.stderr;
  const passed = `${cases.length - failures} passed`;
  context.stderr.write(
    `${count(cases.length, "case")}: ${failures === 0 ? paint("good", passed) : passed}${failures === 0 ? "" : `, ${paint("error", `${failures} failed`)}`}\n`,
  );
  const code = exitCodeOf(diagnostics.filter((one) => one.code !== "AIDR4001"));
  if (code !== exitCodes.done) return code;
  return failures > 0 ? exitCodes.findings : exitCodes.done;
}
