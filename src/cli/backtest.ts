/** `aidr backtest`: the fires of rules on a corpus of events, held against those that are expected. */
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Report, ReportedCase } from "../diagnostics/report.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Context } from "./context.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "./exit.ts";
import { readFormats, writeFile, writeReport } from "./formats.ts";
import { collect, count, type ProjectOptions, type ReportOptions, withFormatOption, withProjectOptions } from "./open-project.ts";
import { requireEvents } from "./require-events.ts";
import { misuse } from "./usage-error.ts";

type BacktestOptions = ProjectOptions &
  ReportOptions & {
    readonly events?: readonly string[];
    readonly expect?: string;
    readonly unexpected: "fail" | "warn";
    readonly record?: boolean;
    readonly context?: string;
  };

export function declareBacktest(program: Command, context: Context, finish: (code: number) => void): void {
  const command = program
    .command("backtest")
    .description("hold the fires on a corpus of events against those that are expected")
    .argument("[rules...]", "files, folders or globs; std: is the library's own rules; the project's files without any")
    .option("--events <file>", "events to judge; - is standard input; may be repeated", collect, [])
    .option("--expect <file>", "the fires that must come, YAML")
    .addOption(new Option("--unexpected <what>", "a fire that nothing expects").choices(["fail", "warn"]).default("fail"))
    .option("--record", "write the fires that come to the --expect file instead of comparing")
    .option("--adapter <name|file>", "how records become events; without it they are aidr's own")
    .option("--context <file>", "fields to lay under the events, such as what is known of users");
  withFormatOption(withProjectOptions(command)).action(async (rules: string[], _options: object, self: Command) => {
    finish(await backtest(rules, self.optsWithGlobals(), context));
  });
}

async function backtest(rules: readonly string[], options: BacktestOptions, context: Context): Promise<ExitCode> {
  const { expect } = options;
  if (expect === undefined)
    throw misuse("`backtest` needs to know what is expected", ["name a file: `--expect expect.yaml`; `--record` writes one"]);
  const { judgeStream, rejectedLine } = await import("./judge-stream.ts");
  const { openJudging } = await import("./open-judging.ts");
  const { Backtest, backtestProblems, fireOf, writeExpectations } = await import("../quality/backtest.ts");
  const { readExpectations } = await import("../quality/expectation.ts");
  const events = requireEvents("backtest", options.events, rules);
  const formats = readFormats(options.format, context.environment);
  const judging = await openJudging(rules, options, context);
  if (typeof judging === "number") return judging;
  const sources = new Map<string, SourceFile>(judging.sources);
  const read = options.record ? undefined : await readExpected(expect, sources, context);
  const ids = new Set(judging.plan.rules.map((rule) => rule.id));
  const expected = read?.value === undefined ? undefined : readExpectations(read.value, ids);
  const diagnostics: Diagnostic[] = [...(read?.diagnostics ?? []), ...(expected?.diagnostics ?? [])];
  if (exitCodeOf(diagnostics) !== exitCodes.done) {
    await writeReport({ diagnostics, sources, version: context.version }, formats, "stdout", context);
    return exitCodes.usage;
  }
  const test = new Backtest(expected?.value ?? { fires: [], quiet: [] });
  const fires: ReturnType<typeof fireOf>[] = [];
  const onAlert = options.record
    ? (alert: Parameters<typeof fireOf>[0]) => void fires.push(fireOf(alert))
    : (alert: Parameters<typeof fireOf>[0]) => test.alert(alert);
  const streamed = await judgeStream(judging, events, { event: () => {}, alert: onAlert }, context);
  if (context.interrupted()) return exitCodes.interrupted;
  const rejected = rejectedLine(streamed.source);
  if (rejected !== undefined) context.stderr.write(`${rejected}\n`);
  if (streamed.problems.length > 0) {
    await writeReport({ diagnostics: streamed.problems, sources, version: context.version }, formats, "stdout", context);
    return exitCodes.usage;
  }
  if (options.record) {
    writeFile(resolve(context.cwd, expect), expect, writeExpectations(fires));
    context.stderr.write(`${count(fires.length, "fire")} written to ${expect}\n`);
    return exitCodes.done;
  }
  const result = test.result();
  diagnostics.push(...backtestProblems(result, judging.plan, options.unexpected));
  const report: Report = {
    diagnostics,
    sources,
    version: context.version,
    cases: casesOf(result, diagnostics, expect),
    sections: { backtest: summaryOf(result) },
  };
  await writeReport(report, formats, "stdout", context);
  const held = result.expected.filter((one) => one.held).length;
  const surprises = result.unexpected.reduce((sum, one) => sum + one.count, 0);
  context.stderr.write(
    `${count(result.alerts, "fire")} on ${count(streamed.source.events, "event")}: ${held} of ${count(result.expected.length, "expectation")} held, ${surprises} unexpected\n`,
  );
  return diagnostics.some((one) => one.severity === "error") ? exitCodes.findings : exitCodes.done;
}

type Result = ReturnType<import("../quality/backtest.ts").Backtest["result"]>;

async function readExpected(name: string, sources: Map<string, SourceFile>, context: Context) {
  const { readText, sizesMax } = await import("../project/read-text.ts");
  const { nowhere } = await import("../project/diagnostics.ts");
  const read = readText(resolve(context.cwd, name), name, sizesMax.list, nowhere());
  if (read.value) sources.set(name, read.value);
  return read;
}

/** For JUnit each expectation is a case, and so is each rule that surprises. */
function casesOf(result: Result, diagnostics: readonly Diagnostic[], file: string): ReportedCase[] {
  const failures = new Map(diagnostics.map((one) => [JSON.stringify(one.span), one.message]));
  return result.expected.map(({ fire }, index) => {
    const place = [fire.session, fire.user, fire.event].filter((part) => part !== undefined).join(" ");
    const failure = failures.get(JSON.stringify(fire.span));
    const base = { suite: file, name: `${index + 1}: ${fire.rule}${place === "" ? "" : ` (${place})`}`, span: fire.span, seconds: 0 };
    return failure === undefined ? base : { ...base, failure: [failure] };
  });
}

function summaryOf(result: Result): object {
  return {
    alerts: result.alerts,
    expected: result.expected.map(({ fire: { span: _, ...fire }, came, held }) => ({ ...fire, came, held })),
    unexpected: result.unexpected,
  };
}
