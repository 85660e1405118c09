/** `aidr rows`: telemetry as the rows that a mapping describes, for a SIEM's intake. Exported queries are exact over such rows. */
import { resolve } from "node:path";
import type { Command } from "commander";
import type { Context } from "./context.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "./exit.ts";
import { writeReport } from "./formats.ts";
import { collect, count, type ProjectOptions } from "./open-project.ts";
import { misuse } from "./usage-error.ts";

type RowsOptions = ProjectOptions & { readonly mapping: string; readonly events: readonly string[] };

export function declareRows(program: Command, context: Context, finish: (code: number) => void): void {
  program
    .command("rows")
    .description("write events as the rows that a mapping describes, computed columns filled")
    .requiredOption("--mapping <name|file>", "a mapping that comes with aidr, or a file")
    .requiredOption("--events <file>", "events as JSON Lines, plain or gzip; - is standard input; may be repeated", collect, [])
    .option("--adapter <name|file>", "how foreign records become events")
    .action(async (_options: object, self: Command) => {
      finish(await rows(self.optsWithGlobals(), context));
    });
}

async function rows(options: RowsOptions, context: Context): Promise<ExitCode> {
  if (options.events.length === 0) throw misuse("no events were named", ["`--events FILE`, or `--events -` for standard input"]);
  const { readConfig } = await import("../project/config.ts");
  const { loadModel } = await import("../project/load-model.ts");
  const { loadAdapter } = await import("../project/load-events.ts");
  const { readMappingFile } = await import("../project/load-mapping.ts");
  const { EventSource } = await import("../project/event-source.ts");
  const { openEvents, readLines } = await import("../project/event-stream.ts");
  const { rowOf, intakeForm } = await import("../deploy/row.ts");
  const config = readConfig({
    cwd: context.cwd,
    environment: context.environment,
    ...(options.config === undefined ? {} : { config: options.config }),
    ...(options.adapter === undefined ? {} : { adapter: options.adapter }),
  });
  const sources = new Map(config.value.source ? [[config.value.source.name, config.value.source]] : []);
  const model = loadModel(config.value, sources);
  const adapter = loadAdapter(config.value, context.cwd, model.value, sources);
  const mapping = readMappingFile(options.mapping, context.cwd, config.value, model.value, sources);
  const diagnostics = [...config.diagnostics, ...model.diagnostics, ...adapter.diagnostics, ...mapping.diagnostics];
  await writeReport({ diagnostics, sources, version: context.version }, [{ format: "pretty" }], "stderr", context);
  const code = exitCodeOf(diagnostics);
  if (code !== exitCodes.done || !mapping.value) return code;
  const source = new EventSource(adapter.value, undefined);
  let written = 0;
  let left = 0;
  for (const name of options.events) {
    const input = name === "-" ? context.stdin : openEvents(resolve(context.cwd, name));
    for await (const batch of readLines(input)) {
      for (const line of batch.lines)
        for (const event of source.read(line, name)) {
          const row = rowOf(event, mapping.value);
          if (row) context.stdout.write(`${JSON.stringify(intakeForm(row, event, mapping.value))}\n`);
          if (row) written++;
          else left++;
        }
      await context.stdout.ready();
    }
  }
  const lost = source.rejected === 0 ? "" : `, ${count(source.rejected, "line")} rejected`;
  context.stderr.write(`${count(written, "row")} for ${mapping.value.name}; ${count(left, "event")} without a place or a time${lost}\n`);
  return written === 0 && source.lines > 0 ? exitCodes.usage : exitCodes.done;
}
