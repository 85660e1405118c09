/** `aidr init`: a working project in a folder, without a question and without a network. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Command } from "commander";
import { escapeText } from "../diagnostics/escape.ts";
import { nowhere, report } from "../project/diagnostics.ts";
import { reasonOf } from "../project/read-text.ts";
import type { Context } from "./context.ts";
import { exitCodes } from "./exit.ts";
import { projectFiles } from "./templates.ts";
import { unwritable, UsageError } from "./usage-error.ts";

export function declareInit(program: Command, context: Context, finish: (code: number) => void): void {
  program
    .command("init")
    .description("make a working project: configuration, a rule, its test, sample events, a CI workflow")
    .argument("[dir]", "where; the current folder without it", ".")
    .action((dir: string) => {
      init(resolve(context.cwd, dir), dir, context);
      finish(exitCodes.done);
    });
}

/** Nothing is written unless all of it can be: a file that is there already stops everything. */
function init(folder: string, written: string, context: Context): void {
  const there = Object.keys(projectFiles).filter((path) => existsSync(join(folder, path)));
  if (there.length > 0) throw new UsageError(report.alreadyThere(nowhere(), { path: join(written, there[0] ?? "") }));
  for (const [path, text] of Object.entries(projectFiles)) {
    createFile(join(folder, path), join(written, path), text);
    context.stdout.write(`${context.stdout.paint("good", "made")} ${escapeText(join(written, path))}\n`);
  }
  const enter = relative(context.cwd, folder) === "" ? "" : `cd ${written} && `;
  context.stderr.write(`try: ${escapeText(enter)}aidr test && aidr run --events events/sample.jsonl\n`);
}

/** Writes a file that is not there yet, folders and all. */
export function createFile(path: string, name: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: "wx" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST")
      throw new UsageError(report.alreadyThere(nowhere(), { path: name }));
    throw unwritable(name, reasonOf(error));
  }
}
