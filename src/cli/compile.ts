/** `aidr compile`: rules as a module of their own, for a gateway, a worker or a browser that has no compiler. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { escapeText } from "../diagnostics/escape.ts";
import type { Context } from "./context.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "./exit.ts";
import { readFormats, writeReport } from "./formats.ts";
import { count, openProject, type ProjectOptions, type ReportOptions, withFormatOption, withProjectOptions } from "./open-project.ts";
import { writeMade } from "./replace-file.ts";
import { misuse } from "./usage-error.ts";

type CompileCommand = ProjectOptions & ReportOptions & { readonly out: string };

export function declareCompile(program: Command, context: Context, finish: (code: number) => void): void {
  const command = program
    .command("compile")
    .description("write rules as a module that imports aidr/runtime alone and runs wherever JavaScript does")
    .argument("[paths...]", "files, folders or globs; the project's files without any")
    .requiredOption("--out <file>", "a .ts file; or .js or .mjs, with its types in a .d.ts or .d.mts file beside it");
  withFormatOption(withProjectOptions(command)).action(async (paths: string[], _options: object, self: Command) => {
    finish(await runCompile(paths, self.optsWithGlobals(), context));
  });
}

/** Ending of the module → ending of its declarations; TypeScript has its own. */
const declarations: Readonly<Record<string, string | undefined>> = { ts: undefined, mts: undefined, js: "d.ts", mjs: "d.mts" };

async function runCompile(paths: readonly string[], options: CompileCommand, context: Context): Promise<ExitCode> {
  const formats = readFormats(options.format, context.environment);
  const ending = endingOf(options.out);
  const project = await openProject(paths, options, context);
  const { analyze } = await import("../aidr/analyze.ts");
  const analyzed = analyze(project.value.input);
  const { sources } = project.value;
  const diagnostics = [...project.diagnostics, ...analyzed.diagnostics];
  const code = exitCodeOf(diagnostics);
  await writeReport({ diagnostics, sources, version: context.version }, formats, code === exitCodes.done ? "stdout" : "stderr", context);
  if (code !== exitCodes.done) return code;
  const { emitModule } = await import("../aidr/emit.ts");
  const plan = analyzed.value;
  const made = emitModule({ plan, sources, version: context.version });
  const beside = declarations[ending];
  const files =
    beside === undefined
      ? [[options.out, made.typescript]]
      : [
          [options.out, made.javascript],
          [withEnding(options.out, beside), made.declarations],
        ];
  for (const [path = "", text = ""] of files) writeMade(resolve(context.cwd, path), path, text);
  context.stderr.write(`${count(plan.rules.length, "rule")} as ${files.map(([path = ""]) => escapeText(path)).join(" and ")}\n`);
  return code;
}

function endingOf(path: string): string {
  const ending = /(?<!\.d)\.(ts|mts|js|mjs)$/.exec(path)?.[1];
  if (ending === undefined) throw misuse(`\`${path}\` is no name of a module`, ["it ends in .ts, .mts, .js or .mjs"]);
  return ending;
}

function withEnding(path: string, ending: string): string {
  return `${path.slice(0, path.lastIndexOf("."))}.${ending}`;
}
