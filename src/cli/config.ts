/** `aidr config show`: the settings that are in force, and with `--origin` where each comes from. */
import type { Command } from "commander";
import type { Setting } from "../project/config.ts";
import type { Context } from "./context.ts";
import { exitCodeOf } from "./exit.ts";
import { readFormats, writeReport } from "./formats.ts";
import type { ProjectOptions } from "./open-project.ts";
import { collect } from "./open-project.ts";
import { escapeText, inertJson } from "../diagnostics/escape.ts";

type ConfigOptions = ProjectOptions & { readonly origin?: boolean; readonly json?: boolean };

export function declareConfig(program: Command, context: Context, finish: (code: number) => void): void {
  const config = program.command("config").description("settings of the project");
  config
    .command("show")
    .description("print the settings that are in force")
    .option("--origin", "say where each comes from: flag, environment, file or default")
    .option("--json", "print JSON")
    .option("--adapter <name>", "as for run")
    .option("--param <name=value>", "as for run; may be repeated", collect, [])
    .exitOverride()
    .action(async (_options: object, self: Command) => {
      finish(await show(self.optsWithGlobals(), context));
    });
}

async function show(options: ConfigOptions, context: Context): Promise<number> {
  const { readConfig } = await import("../project/config.ts");
  const read = readConfig({
    cwd: context.cwd,
    environment: context.environment,
    ...(options.config === undefined ? {} : { config: options.config }),
    ...(options.adapter === undefined ? {} : { adapter: options.adapter }),
    ...(options.param === undefined ? {} : { params: options.param }),
  });
  const settings = read.value;
  const rows: [string, Setting<unknown>][] = [
    ["files", settings.files],
    ["schemas", settings.schemas],
    ["tools", settings.tools],
    ["adapter", settings.adapter],
    ["mappings", { ...settings.mappings, value: Object.fromEntries(settings.mappings.value) }],
    ["categories", { ...settings.categories, value: Object.fromEntries(settings.categories.value) }],
    [
      "lint",
      { ...settings.lint, value: { rules: Object.fromEntries([...settings.lint.value].map(([name, { level }]) => [name, level])) } },
    ],
    ...[...settings.params].map(([name, setting]): [string, Setting<unknown>] => [`params.${name}`, setting]),
  ];
  const where = (setting: Setting<unknown>): string => (setting.origin === "file" ? setting.span.file : setting.origin);
  if (options.json) {
    const shown = Object.fromEntries(
      rows.map(([key, setting]) => [
        key,
        options.origin ? { value: setting.value ?? null, origin: where(setting) } : (setting.value ?? null),
      ]),
    );
    context.stdout.write(`${inertJson({ root: settings.root, ...shown }, 2)}\n`);
  } else {
    context.stdout.write(`root: ${escapeText(settings.root)}\n`);
    for (const [key, setting] of rows) {
      const origin = options.origin ? context.stdout.paint("place", `  # ${escapeText(where(setting))}`) : "";
      context.stdout.write(`${escapeText(key)}: ${inertJson(setting.value ?? null)}${origin}\n`);
    }
  }
  const sources = new Map(settings.source ? [[settings.source.name, settings.source]] : []);
  await writeReport({ diagnostics: read.diagnostics, sources, version: context.version }, readFormats([], {}), "stderr", context);
  return exitCodeOf(read.diagnostics);
}
