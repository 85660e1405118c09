/** `aidr check`: parse and type-check; the fast gate. */
import type { Command } from "commander";
import type { Context } from "./context.ts";
import { exitCodeOf } from "./exit.ts";
import { readFormats, writeReport } from "./formats.ts";
import { count, openProject, type ProjectOptions, type ReportOptions, withFormatOption, withProjectOptions } from "./open-project.ts";

export function declareCheck(program: Command, context: Context, finish: (code: number) => void): void {
  const command = program
    .command("check")
    .description("parse and type-check rules")
    .argument("[paths...]", "files, folders or globs; - is standard input; the project's files without any");
  withFormatOption(withProjectOptions(command)).action(async (paths: string[], _options: object, self: Command) => {
    finish(await check(paths, self.optsWithGlobals(), context));
  });
}

async function check(paths: readonly string[], options: ProjectOptions & ReportOptions, context: Context): Promise<number> {
  const formats = readFormats(options.format, context.environment);
  const project = await openProject(paths, options, context);
  const { analyze } = await import("../aidr/analyze.ts");
  const { tally } = await import("../diagnostics/report.ts");
  const plan = analyze(project.value.input);
  const diagnostics = [...project.diagnostics, ...plan.diagnostics];
  await writeReport({ diagnostics, sources: project.value.sources, version: context.version }, formats, "stdout", context);
  const found = tally(diagnostics);
  const rules = project.value.modules.reduce(
    (sum, module) =>
      sum + (asks(project.value.files, module.file.name) ? module.declarations.filter((one) => one.kind === "rule").length : 0),
    0,
  );
  const what = `${count(rules, "rule")} in ${count(project.value.files.length, "file")}`;
  const words =
    found.errors + found.warnings === 0
      ? context.stderr.paint("good", "no problems")
      : `${count(found.errors, "error")}, ${count(found.warnings, "warning")}`;
  context.stderr.write(`${what}: ${words}\n`);
  return exitCodeOf(diagnostics);
}

function asks(files: readonly string[], name: string): boolean {
  return files.includes(name);
}
