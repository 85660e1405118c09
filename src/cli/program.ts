/** The commands, whoever runs them: declares the one that is asked for, runs it, and turns whatever happens into a calm line and an exit code. */
import { Command, CommanderError } from "commander";
import { escapeText } from "../diagnostics/escape.ts";
import { renderPretty } from "../diagnostics/render-pretty.ts";
import type { Context } from "./context.ts";
import { exitCodes } from "./exit.ts";
import type { ColourWish } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/** Runs the words of a command line in a context; the exit code. Nothing that a user does makes it throw. */
export async function runCommand(words: readonly string[], context: Context): Promise<number> {
  let code: number = exitCodes.done;
  try {
    const program = await declareProgram(context, commandsFor(words), (result) => {
      code = result;
    });
    await program.parseAsync([...words], { from: "user" });
  } catch (error) {
    return failure(error, context);
  }
  return context.interrupted() ? exitCodes.interrupted : code;
}

type Declare = (program: Command, context: Context, finish: (code: number) => void) => void;

/** Each declares one command, in the order that help shows them; only the one that is asked for is loaded. */
const commands: Readonly<Record<string, () => Promise<Declare>>> = {
  init: async () => (await import("./init.ts")).declareInit,
  new: async () => (await import("./new.ts")).declareNew,
  check: async () => (await import("./check.ts")).declareCheck,
  lint: async () => (await import("./lint.ts")).declareLint,
  fmt: async () => (await import("./fmt.ts")).declareFmt,
  test: async () => (await import("./test.ts")).declareTest,
  run: async () => (await import("./run.ts")).declareRun,
  evaluate: async () => (await import("./evaluate.ts")).declareEvaluate,
  backtest: async () => (await import("./backtest.ts")).declareBacktest,
  coverage: async () => (await import("./coverage.ts")).declareCoverage,
  diff: async () => (await import("./diff.ts")).declareDiff,
  export: async () => (await import("./export.ts")).declareExport,
  compile: async () => (await import("./compile.ts")).declareCompile,
  prove: async () => (await import("./prove.ts")).declareProve,
  rows: async () => (await import("./rows.ts")).declareRows,
  explain: async () => (await import("./explain.ts")).declareExplain,
  types: async () => (await import("./types.ts")).declareTypes,
  config: async () => (await import("./config.ts")).declareConfig,
  completion: async () => (await import("./completion.ts")).declareCompletion,
};

/** A command that comes first needs no other, but the one that lists them all; help and a misspelt name need every one. */
function commandsFor(words: readonly string[]): readonly string[] {
  const [first = ""] = words;
  if (first === "--version" || first === "-V") return [];
  return Object.hasOwn(commands, first) && first !== "completion" ? [first] : Object.keys(commands);
}

async function declareProgram(context: Context, names: readonly string[], finish: (code: number) => void): Promise<Command> {
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
  for (const name of names) (await commands[name]?.())?.(program, context, finish);
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

/** Tells what ended a command, and gives its exit code. */
export function failure(error: unknown, context: Context): number {
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
export function colourWish(words: readonly string[]): ColourWish {
  const options = words.slice(0, words.indexOf("--") < 0 ? undefined : words.indexOf("--"));
  const last = options.findLast((word) => word === "--color" || word === "--no-color");
  return last === undefined ? undefined : last === "--color";
}
