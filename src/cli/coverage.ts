/** `aidr coverage`: the rules against MITRE ATLAS and OWASP's lists, as a table, data or a Navigator layer, and gaps as a gate. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { escapeText, inertJson } from "../diagnostics/escape.ts";
import type { Paint } from "../diagnostics/render-pretty.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Coverage, ListCoverage } from "../quality/coverage.ts";
import type { Context } from "./context.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "./exit.ts";
import { writeFile, writeReport } from "./formats.ts";
import { collect, count, openProject, type ProjectOptions, withProjectOptions } from "./open-project.ts";
import { misuse } from "./usage-error.ts";

type CoverageOptions = ProjectOptions & { readonly format: readonly string[]; readonly failOnGaps?: string; readonly gaps?: boolean };
const formats = ["pretty", "json", "navigator"] as const;

export function declareCoverage(program: Command, context: Context, finish: (code: number) => void): void {
  const command = program
    .command("coverage")
    .description("the rules against MITRE ATLAS, OWASP LLM 2025 and OWASP Agentic 2026")
    .argument("[rules...]", "files, folders or globs; std: is the library's own rules; the project's files without any")
    .option("--gaps", "list what no rule is about, instead of what some is")
    .option("--fail-on-gaps <file>", "exit 1 when a tag that the file requires has no rule")
    .option("--format <name[=file]>", "pretty, json or navigator (a layer); may be repeated", collect, []);
  withProjectOptions(command).action(async (rules: string[], _options: object, self: Command) => {
    finish(await coverage(rules, self.optsWithGlobals(), context));
  });
}

async function coverage(paths: readonly string[], options: CoverageOptions, context: Context): Promise<ExitCode> {
  const wishes = options.format.length === 0 ? [{ format: "pretty" as const, file: undefined }] : options.format.map(readWish);
  if (wishes.filter((wish) => wish.file === undefined).length > 1)
    throw misuse("only one `--format` can go to standard output; give the others a file: `--format navigator=layer.json`");
  const project = await openProject(paths, options, context);
  const { analyze } = await import("../aidr/analyze.ts");
  const { coverageBy } = await import("../quality/coverage.ts");
  const { standardCatalogs } = await import("../schema/bundled.ts");
  const plan = analyze(project.value.input);
  const sources = new Map<string, SourceFile>(project.value.sources);
  const broken = [...project.diagnostics, ...plan.diagnostics].filter((one) => one.severity === "error");
  if (broken.length > 0) {
    await writeReport({ diagnostics: broken, sources, version: context.version }, [{ format: "pretty" }], "stderr", context);
    return exitCodeOf(broken);
  }
  const rules = plan.value.rules.filter((rule) => project.value.files.includes(rule.span.file));
  const covered = coverageBy(rules, standardCatalogs().lists);
  const gaps = options.failOnGaps === undefined ? [] : await gapsOf(options.failOnGaps, covered, sources, context);
  for (const { format, file } of wishes) {
    const text =
      format === "pretty"
        ? showCoverage(covered, options.gaps === true, file === undefined ? context.stdout.paint : (_style, plain) => plain)
        : `${inertJson(format === "json" ? { ...covered, gaps: gaps.map((one) => one.message) } : (await import("../quality/navigator.ts")).navigatorLayer(covered, rules, context.version), 2)}\n`;
    if (file === undefined) context.stdout.write(text);
    else writeFile(resolve(context.cwd, file), file, text);
  }
  await writeReport({ diagnostics: gaps, sources, version: context.version }, [{ format: "pretty" }], "stderr", context);
  const findings = gaps.filter((one) => one.code === "AIDR5410");
  const code = exitCodeOf(gaps.filter((one) => !findings.includes(one)));
  return code !== exitCodes.done ? code : findings.length > 0 ? exitCodes.findings : exitCodes.done;
}

function readWish(written: string): { readonly format: (typeof formats)[number]; readonly file: string | undefined } {
  const [name = "", file] = written.split(/=(.*)/s, 2);
  const format = formats.find((known) => known === name);
  if (format === undefined)
    throw misuse(`\`${name}\` is not a format of coverage`, [...didYouMean(name, formats), `formats: ${formats.join(", ")}`]);
  if (file === "") throw misuse(`\`--format ${name}=\` names no file`);
  return { format, file };
}

async function gapsOf(name: string, covered: Coverage, sources: Map<string, SourceFile>, context: Context): Promise<readonly Diagnostic[]> {
  const { readText, sizesMax } = await import("../project/read-text.ts");
  const { nowhere } = await import("../project/diagnostics.ts");
  const { coverageGaps, readRequirements } = await import("../quality/gaps.ts");
  const read = readText(resolve(context.cwd, name), name, sizesMax.yaml, nowhere());
  if (!read.value) return read.diagnostics;
  sources.set(name, read.value);
  const required = readRequirements(read.value);
  return required.diagnostics.length > 0 ? required.diagnostics : coverageGaps(required.value, covered);
}

function showCoverage(coverage: Coverage, gapsOnly: boolean, paint: Paint): string {
  const lines = coverage.lists.flatMap((list) => [
    `${paint("strong", escapeText(list.name))}: ${list.covered} of ${list.entries.length}`,
    ...(gapsOnly ? gapLines(list) : coveredLines(list, paint)),
    "",
  ]);
  const untagged =
    coverage.untagged.length === 0
      ? []
      : [`${count(coverage.untagged.length, "rule")} about none of these: ${escapeText(coverage.untagged.join(", "))}`];
  return `${[...lines, ...untagged].join("\n").trimEnd()}\n`;
}

function coveredLines(list: ListCoverage, paint: Paint): string[] {
  const shown = list.entries.filter((entry) => entry.rules.length > 0 || entry.within.length > 0);
  const width = Math.max(0, ...shown.map((entry) => entry.id.length));
  return shown.map((entry) => {
    const rules = entry.rules.length > 0 ? count(entry.rules.length, "rule") : "only a sub-technique";
    return `  ${paint("place", entry.id.padEnd(width))}  ${rules.padStart(9)}  ${escapeText(entry.name)}`;
  });
}

function gapLines(list: ListCoverage): string[] {
  const gaps = list.entries.filter((entry) => entry.rules.length === 0 && entry.within.length === 0);
  const width = Math.max(0, ...gaps.map((entry) => entry.id.length));
  return gaps.map((entry) => `  ${entry.id.padEnd(width)}  ${escapeText(entry.name)}`);
}
