/** From the words of a command line to a loaded project, the same way for every command. */
import type { Command } from "commander";
import type { Result } from "../diagnostics/diagnostic.ts";
import type { Project } from "../project/load.ts";
import type { Context } from "./context.ts";

/** Options that every command with PATHs has. */
export type ProjectOptions = { readonly config?: string; readonly param?: readonly string[]; readonly adapter?: string };
export type ReportOptions = { readonly format: readonly string[] };

/** Adds `--param`; `--config` is an option of `aidr` itself. */
export function withProjectOptions(command: Command): Command {
  return command.option("--param <name=value>", "give a parameter another value; may be repeated", collect, []);
}

/** Adds `--format`. */
export function withFormatOption(command: Command): Command {
  return command.option(
    "--format <name[=file]>",
    "pretty, compact, json, ndjson, sarif, junit, github, gitlab or checkstyle; may be repeated",
    collect,
    [],
  );
}

export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/** Reads everything the command needs; diagnostics of the files are part of the answer. */
export async function openProject(paths: readonly string[], options: ProjectOptions, context: Context): Promise<Result<Project>> {
  const { loadProject } = await import("../project/load.ts");
  return loadProject({
    cwd: context.cwd,
    environment: context.environment,
    paths,
    ...(options.config === undefined ? {} : { config: options.config }),
    ...(options.adapter === undefined ? {} : { adapter: options.adapter }),
    ...(options.param === undefined ? {} : { params: options.param }),
    ...(paths.includes("-") ? { stdin: await readStdin(context) } : {}),
  });
}

/** Rules from standard input are read whole, up to twice what a rule file may have, so that the limit is reported and memory bounded. */
export async function readStdin(context: Context): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of context.stdin) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    chunks.push(bytes);
    size += bytes.length;
    if (size > 512 * 1024) break;
  }
  return Buffer.concat(chunks);
}

/** `1 rule`, `2 rules`. */
export function count(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** `1234567` as `1,234,567`. Written out, because the first use of a locale costs more than the whole check of a rule. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
