/** `aidr types`: the project's events as TypeScript types. */
import type { Command } from "commander";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Context } from "./context.ts";
import { exitCodeOf, exitCodes } from "./exit.ts";
import { writeReport } from "./formats.ts";
import { collect, type ProjectOptions } from "./open-project.ts";

type TypesOptions = ProjectOptions & { readonly schema?: readonly string[] };

export function declareTypes(program: Command, context: Context, finish: (code: number) => void): void {
  program
    .command("types")
    .description("print TypeScript types of the events")
    .option("--schema <file>", "a further schema; may be repeated", collect, [])
    .action(async (_options: object, self: Command) => {
      finish(await types(self.optsWithGlobals(), context));
    });
}

async function types(options: TypesOptions, context: Context): Promise<number> {
  const { readConfig } = await import("../project/config.ts");
  const { loadModel } = await import("../project/load-model.ts");
  const { printTypescript } = await import("../schema/print-typescript.ts");
  const config = readConfig({
    cwd: context.cwd,
    environment: context.environment,
    ...(options.config === undefined ? {} : { config: options.config }),
  });
  const sources = new Map(config.value.source ? [[config.value.source.name, config.value.source]] : []);
  const model = loadModel(config.value, sources, { cwd: context.cwd, schemas: options.schema ?? [] });
  const diagnostics: Diagnostic[] = [...config.diagnostics, ...model.diagnostics];
  await writeReport({ diagnostics, sources, version: context.version }, [{ format: "pretty" }], "stderr", context);
  const code = exitCodeOf(diagnostics);
  if (code === exitCodes.done) context.stdout.write(printTypescript(model.value));
  return code;
}
