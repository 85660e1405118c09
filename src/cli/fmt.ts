/** `aidr fmt`: one layout for every rule file, written in place, or only checked. */
import type { Command } from "commander";
import { hasErrors } from "../diagnostics/diagnostic.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import type { Context } from "./context.ts";
import { exitCodeOf, exitCodes } from "./exit.ts";
import { report } from "./diagnostics.ts";
import { readFormats, withoutAnnotations, writeReport } from "./formats.ts";
import { count, type ProjectOptions, type ReportOptions, readStdin, withFormatOption } from "./open-project.ts";
import { replaceFile } from "./replace-file.ts";
import { escapeText } from "../diagnostics/escape.ts";

type FmtOptions = ProjectOptions & ReportOptions & { readonly check?: boolean };

export function declareFmt(program: Command, context: Context, finish: (code: number) => void): void {
  const command = program
    .command("fmt")
    .description("give rule files their one layout")
    .argument("[paths...]", "files, folders or globs; - reads standard input and prints");
  withFormatOption(command.option("--check", "change nothing; exit 1 when a file is not formatted")).action(
    async (paths: string[], _options: object, self: Command) => {
      finish(await fmt(paths, self.optsWithGlobals(), context));
    },
  );
}

async function fmt(paths: readonly string[], options: FmtOptions, context: Context): Promise<number> {
  const formats = readFormats(options.format, context.environment);
  const { readRuleFiles } = await import("../project/rule-files.ts");
  const { parse } = await import("../syntax/parse.ts");
  const { format } = await import("../format/format.ts");
  const stdin = paths.includes("-") ? await readStdin(context) : undefined;
  const files = readRuleFiles({
    cwd: context.cwd,
    environment: context.environment,
    paths,
    ...(options.config === undefined ? {} : { config: options.config }),
    ...(stdin ? { stdin } : {}),
  });
  const sources = new Map<string, SourceFile>();
  const diagnostics: Diagnostic[] = [...files.diagnostics];
  const unformatted: Diagnostic[] = [];
  const isForPeople = formats.some((one) => one.format === "pretty" && one.file === undefined);
  let changed = 0;
  for (const file of files.value) {
    sources.set(file.source.name, file.source);
    const parsed = parse(file.source);
    diagnostics.push(...parsed.diagnostics);
    const isBroken = hasErrors(parsed.diagnostics);
    const text = isBroken ? file.source.text : format(parsed.value);
    if (file.path === undefined && options.check !== true) context.stdout.write(text);
    if (text === file.source.text) continue;
    changed++;
    if (options.check === true) {
      if (isForPeople) context.stdout.write(`${escapeText(file.source.name)}\n`);
      unformatted.push(report.notFormatted(firstDifference(file.source, text)));
    } else if (file.path !== undefined) replaceFile(file.path, file.source.name, text);
  }
  // For people the names are enough, and they have standard output; a machine is told of every file as of every other finding.
  const [people, machines] = [formats.filter((one) => one.format === "pretty"), formats.filter((one) => one.format !== "pretty")];
  const reported = { sources, version: context.version };
  await writeReport({ ...reported, diagnostics }, people, "stderr", withoutAnnotations(context));
  await writeReport(
    { ...reported, diagnostics: [...diagnostics, ...unformatted] },
    machines,
    options.check === true ? "stdout" : "stderr",
    context,
  );
  const verb = options.check === true ? "not formatted" : "formatted";
  context.stderr.write(
    `${count(files.value.length, "file")}: ${changed === 0 ? context.stderr.paint("good", "all formatted") : `${changed} ${verb}`}\n`,
  );
  const code = exitCodeOf(diagnostics);
  return code === exitCodes.done && options.check === true && changed > 0 ? exitCodes.findings : code;
}

/** From the first character that differs to the end of its line. */
function firstDifference(source: SourceFile, text: string): Span {
  let start = 0;
  while (start < source.text.length && source.text[start] === text[start]) start++;
  const lineEnd = source.text.indexOf("\n", start);
  return { file: source.name, start, end: Math.max(start, lineEnd < 0 ? source.text.length : lineEnd) };
}
