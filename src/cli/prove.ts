/** `aidr prove`: one self-contained query with a rule's test events inline and the answer to expect, to paste into the user's own SIEM. */
import type { Command } from "commander";
import type { TargetName } from "../builtins/lowering.ts";
import type { Result } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { CheckInput } from "../check/input.ts";
import type { ProjectPlan, RulePlan } from "../ir/plan.ts";
import type { ValueRecord } from "../runtime/value.ts";
import type { Context } from "./context.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "./exit.ts";
import { targetTitles } from "./export.ts";
import { writeReport } from "./formats.ts";
import { openProject, type ProjectOptions, withProjectOptions } from "./open-project.ts";
import { misuse } from "./usage-error.ts";

type ProveOptions = ProjectOptions & {
  readonly target: string;
  readonly mapping?: string;
  readonly case?: string;
  readonly allow?: string;
  readonly granularity: string;
};

export function declareProve(program: Command, context: Context, finish: (code: number) => void): void {
  const command = program
    .command("prove")
    .description("print a query with the rule's own test events inline and the answer to expect")
    .argument("<rule>", "a rule file, or the id of a rule of the project")
    .requiredOption("--target <name>", "spl, kql, esql, eql or querydsl")
    .option("--mapping <name|file>", "where the SIEM keeps each field")
    .option("--case <name>", "which case of its test file; the first that expects an alert without it")
    .option("--allow <what>", "broader: the query may find more than the rule")
    .option("--granularity <name>", "event or entity", "event");
  withProjectOptions(command).action(async (rule: string, _options: object, self: Command) => {
    finish(await prove(rule, self.optsWithGlobals(), context));
  });
}

async function prove(written: string, options: ProveOptions, context: Context): Promise<ExitCode> {
  const targets = Object.keys(targetTitles);
  if (!targets.includes(options.target))
    throw misuse(`\`${options.target}\` is not a target`, [...didYouMean(options.target, targets), `known: ${targets.join(", ")}`]);
  const target = options.target as TargetName; // one of them, as was just seen
  const isFile = written.endsWith(".aidr");
  const project = await openProject(isFile ? [written] : [], options, context);
  const { analyze } = await import("../aidr/analyze.ts");
  const { exportTo } = await import("../aidr/export.ts");
  const { loadMapping } = await import("../project/load-mapping.ts");
  const { proofMapping, proofText } = await import("../deploy/prove.ts");
  const { rowOf } = await import("../deploy/row.ts");
  const analyzed = analyze(project.value.input);
  const sources = new Map(project.value.sources);
  const { settings, input } = project.value;
  const wanted = { target, cwd: context.cwd, ...(options.mapping === undefined ? {} : { named: options.mapping }) };
  const mapping = loadMapping(wanted, settings, input.model, sources);
  const rule = analyzed.value.rules.find((one) => (isFile ? project.value.files.includes(one.span.file) : one.id === written));
  const before = [...project.diagnostics, ...analyzed.diagnostics, ...mapping.diagnostics];
  const show = (diagnostics: typeof before) =>
    writeReport({ diagnostics, sources, version: context.version }, [{ format: "pretty" }], "stderr", context);
  const code = exitCodeOf(before);
  if (code !== exitCodes.done || !mapping.value) {
    await show(before);
    return code;
  }
  if (!rule)
    throw misuse(
      `there is no rule \`${written}\``,
      didYouMean(
        written,
        analyzed.value.rules.map(({ id }) => id),
      ),
    );
  const exportOptions = { broader: options.allow === "broader", entity: options.granularity === "entity", folding: "plain" as const };
  const ownPlace = proofMapping(mapping.value);
  const outcome = exportTo(target, { plan: analyzed.value, rule, mapping: ownPlace, options: exportOptions });
  if (outcome.kind === "refused") {
    const { refusalDiagnostic } = await import("../export/diagnostics.ts");
    await show([...before, ...outcome.refusals.map((refusal) => refusalDiagnostic(refusal, targetTitles[target]))]);
    return exitCodes.broken;
  }
  const found = await findCase(rule, options, isFile ? written : rule.span.file, {
    plan: analyzed.value,
    input,
    context,
    config: options.config,
  });
  const events = found.events.flatMap((event) => {
    const row = rowOf(event, ownPlace);
    return row ? [{ event, row }] : [];
  });
  context.stdout.write(proofText({ rule, query: outcome, mapping: ownPlace, caseName: found.name, events, expected: found.expected }));
  context.stderr.write(
    `${rule.id} as ${targetTitles[target]}: ${outcome.kind}; case "${found.name}", ${events.length} events, ${found.expected.length} to be found\n`,
  );
  return exitCodes.done;
}

type Loaded = {
  readonly plan: ProjectPlan;
  readonly input: CheckInput;
  readonly context: Context;
  readonly config: string | undefined;
};

/** The events of a case, numbered in their order, and those on which the rule fires. */
async function findCase(
  rule: RulePlan,
  options: ProveOptions,
  file: string,
  { plan, input, context, config }: Loaded,
): Promise<{ readonly name: string; readonly events: readonly ValueRecord[]; readonly expected: readonly string[] }> {
  const { findTests } = await import("../project/find-tests.ts");
  const { readTestFile } = await import("../testing/test-file.ts");
  const { prepareCases } = await import("../testing/prepare-cases.ts");
  const { alertsOf } = await import("../testing/run-cases.ts");
  const request = { cwd: context.cwd, environment: context.environment, paths: [file], ...(config === undefined ? {} : { config }) };
  const problems: string[] = [];
  const valueFrom = <T>({ value, diagnostics }: Result<T>): T => {
    for (const { message, span, severity } of diagnostics) if (severity === "error") problems.push(`${span.file}: ${message}`);
    return value;
  };
  const tests = findTests(request)
    .value.tests.flatMap((source) => valueFrom(readTestFile(source)) ?? [])
    .filter((test) => test.rule === rule.id);
  const { suppress: _, ...bare } = rule;
  const cases = tests.flatMap((test) => valueFrom(prepareCases(test, plan, input.model))?.cases ?? []);
  const judged = cases.map((one) => {
    // Numbered, because ties are told apart by it where the mapping has a column for it.
    const events = one.events.map((event, sequence): ValueRecord => ({ ...event, sequence }));
    const alerts = alertsOf({ ...one, events }, [bare], rule.id, plan, { textOf: () => "" });
    return { name: one.case.name, events, expected: [...new Set(alerts.flatMap(({ event_ids }) => event_ids.slice(0, 1)))] };
  });
  const chosen =
    options.case === undefined
      ? (judged.find(({ expected }) => expected.length > 0) ?? judged[0])
      : judged.find(({ name }) => name === options.case);
  if (!chosen)
    throw misuse(
      options.case === undefined ? `\`${rule.id}\` has no case to prove itself on` : `\`${rule.id}\` has no case \`${options.case}\``,
      [
        ...(judged.length > 0
          ? [`cases: ${judged.map(({ name }) => name).join("; ")}`]
          : problems.length > 0
            ? problems.slice(0, 3)
            : ["write a test file beside the rule: `aidr new test NAME`"]),
      ],
    );
  return chosen;
}
