/** `aidr new`: one more rule, test, schema or mapping, filled in and in its place. */
import { dirname, join, relative } from "node:path";
import type { Command } from "commander";
import { escapeText } from "../diagnostics/escape.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { configName } from "../project/config.ts";
import { findUpwards } from "../project/paths.ts";
import type { Context } from "./context.ts";
import { exitCodes } from "./exit.ts";
import { createFile } from "./init.ts";
import { newFiles, type NewKind } from "./templates.ts";
import { misuse } from "./usage-error.ts";

export function declareNew(program: Command, context: Context, finish: (code: number) => void): void {
  program
    .command("new")
    .description("start a rule, a test, a schema or a mapping")
    .argument("<kind>", "rule, test, schema or mapping")
    .argument("<name>", "its name: letters, digits, - _ .")
    .action((kind: string, name: string) => {
      create(kind, name, context);
      finish(exitCodes.done);
    });
}

function create(kind: string, name: string, context: Context): void {
  if (!isKind(kind))
    throw misuse(`\`${kind}\` is nothing that can be made`, [
      ...didYouMean(kind, Object.keys(newFiles)),
      `kinds: ${Object.keys(newFiles).join(", ")}`,
    ]);
  // The name becomes a file name and an id, so it can hold neither a path nor a quote.
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(name) || name.includes(".."))
    throw misuse(`\`${name}\` is no name`, ["use lower-case letters, digits, `-`, `_` and `.`, beginning with a letter or digit"]);
  const config = findUpwards(context.cwd, configName);
  const root = config === undefined ? context.cwd : dirname(config);
  const file = newFiles[kind](name);
  const path = join(root, file.path);
  createFile(path, file.path, file.text);
  context.stdout.write(`${context.stdout.paint("good", "made")} ${escapeText(relative(context.cwd, path))}\n`);
}

function isKind(kind: string): kind is NewKind {
  return Object.hasOwn(newFiles, kind);
}
