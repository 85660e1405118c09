#!/usr/bin/env node
/** The `aidr` command: declares the commands, runs one, and turns whatever happens into a calm line and an exit code. */
import { Command, CommanderError } from "commander";
import { escapeText } from "../diagnostics/escape.ts";
import { renderPretty } from "../diagnostics/render-pretty.ts";
import { reasonOf } from "../project/read-text.ts";
import { declareBacktest } from "./backtest.ts";
import { declareCheck } from "./check.ts";
import { declareCompletion } from "./completion.ts";
import { declareConfig } from "./config.ts";
import type { Context } from "./context.ts";
import { declareDiff } from "./diff.ts";
import { declareEvaluate } from "./evaluate.ts";
import { declareCoverage } from "./coverage.ts";
import { declareExplain } from "./explain.ts";
import { exitCodes } from "./exit.ts";
import { declareExport } from "./export.ts";
import { declareFmt } from "./fmt.ts";
import { declareInit } from "./init.ts";
import { declareLint } from "./lint.ts";
import { declareNew } from "./new.ts";
import { declareProve } from "./prove.ts";
import { declareRows } from "./rows.ts";
import { declareRun } from "./run.ts";
import { type ColourWish, endWhenClosed, outputTo } from "./terminal.ts";
import { declareTest } from "./test.ts";
import { declareTypes } from "./types.ts";
import { unwritable, UsageError } from "./usage-error.ts";
import { version } from "./version.ts";

/** Each declares one command; what a command needs is loaded when it runs. */
const declarations = [
  declareInit,
  declareNew,
  declareCheck,
  declareLint,
  declareFmt,
  declareTest,
  declareRun,
  declareEvaluate,
  declareBacktest,
  declareCoverage,
  declareDiff,
  declareExport,
  declareProve,
  declareRows,
  declareExplain,
  declareTypes,
  declareConfig,
  declareCompletion,
];

async function main(words: readonly string[]): Promise<number> {
  let wasInterrupted = false;
  process.on("SIGINT", () => {
    // The second time, whatever is still running is left.
    if (wasInterrupted) process.exit(exitCodes.interrupted);
    wasInterrupted = true;
    // Wakes whoever waits for more input.
    process.stdin.destroy();
  });
  const wish = colourWish(words);
  const context: Context = {
    cwd: process.cwd(),
    environment: process.env,
    stdin: process.stdin,
    stdout: outputTo(process.stdout, wish, process.env),
    stderr: outputTo(process.stderr, wish, process.env),
    now: () => performance.now(),
    interrupted: () => wasInterrupted,
    version: version(),
  };
  const end = (error: unknown): never => process.exit(failure(error, context));
  endWhenClosed(process.stdout, (error) => end(unwritable("standard output", reasonOf(error))));
  endWhenClosed(process.stderr, () => process.exit(exitCodes.usage));
  process.on("uncaughtException", end);
  let code: number = exitCodes.done;
  const program = declareProgram(context, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...words], { from: "user" });
  } catch (error) {
    return failure(error, context);
  }
  return wasInterrupted ? exitCodes.interrupted : code;
}

/** The whole command tree; also what completion scripts are made from. */
export function declareProgram(context: Context, finish: (code: number) => void): Command {
  const program = new Command("aidr")
    .description("A detection language for AI systems: write rules, test them, run them.")
    .version(context.version, "-V, --version", "print the version")
    .helpCommand("help [command]", "show how a command is used")
    .option("--color", "colour always")
    .option("--no-color", "colour never")
    .option("--config <file>", "use this configuration instead of the nearest aidr.yaml")
    .showSuggestionAfterError(true)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      outputError: (text, write) => write(`${context.stderr.paint("error", "error[AIDR5019]")}: ${calm(text)}`),
    })
    .exitOverride();
  for (const declare of declarations) declare(program, context, finish);
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  return program;
}

/** commander's message in our own form: one escaped line for the problem, one for its advice. */
function calm(text: string): string {
  const [problem = "", ...advice] = text
    .replace(/^error: /, "")
    .trim()
    .split("\n");
  const lines = [
    escapeText(problem),
    ...advice
      .filter((line) => line.trim() !== "")
      .map(
        (line) =>
          `  help: ${escapeText(
            line
              .trim()
              .replace(/^\((.*)\)$/, "$1")
              .toLowerCase(),
          )}`,
      ),
  ];
  return `${lines.join("\n")}\n`;
}

function failure(error: unknown, context: Context): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (error instanceof UsageError) {
    context.stderr.write(
      renderPretty({ diagnostics: [error.diagnostic], sources: new Map(), version: context.version }, context.stderr.paint).trimEnd(),
    );
    context.stderr.write("\n");
    return exitCodes.usage;
  }
  // Not the user's mistake. The stack is for us alone, and only on request.
  const reason = error instanceof Error ? error.message : String(error);
  context.stderr.write(
    `${context.stderr.paint("error", "aidr failed")}: ${escapeText(reason)}; please report this with the command you ran (AIDR_DEBUG=1 shows where)\n`,
  );
  if (context.environment["AIDR_DEBUG"] && error instanceof Error) context.stderr.write(`${error.stack ?? ""}\n`);
  return exitCodes.internal;
}

/** Known before commander reads the words, because its own errors are painted too. */
function colourWish(words: readonly string[]): ColourWish {
  const options = words.slice(0, words.indexOf("--") < 0 ? undefined : words.indexOf("--"));
  const last = options.findLast((word) => word === "--color" || word === "--no-color");
  return last === undefined ? undefined : last === "--color";
}

process.exitCode = await main(process.argv.slice(2));
