/** `aidr test`: which cases to run, once or on each change, and what is asked of them. */
import { type Command, Option } from "commander";
import type { Context } from "./context.ts";
import type { ExitCode } from "./exit.ts";
import { withFormatOption, withProjectOptions } from "./open-project.ts";
import type { TestOptions } from "./test-options.ts";
import { misuse } from "./usage-error.ts";

export function declareTest(program: Command, context: Context, finish: (code: number) => void): void {
  const command = program
    .command("test")
    .description("run the cases of *.test.yaml")
    .argument("[paths...]", "test files, rule files, folders or globs; the project's without any")
    .option("--coverage", "tell which conditions no case has seen both hold and fail")
    .option("--mutate", "change one thing of each rule at a time and tell what no case notices")
    .addOption(new Option("--min <percent>", "exit 1 where a rule's coverage or mutation score is lower").argParser(percent))
    .option("--changed [ref]", "only what differs from a commit of git, HEAD unless told")
    .option("--watch", "run again whenever a file changes");
  withFormatOption(withProjectOptions(command)).action(async (paths: string[], _options: object, self: Command) => {
    finish(await test(paths, self.optsWithGlobals(), context));
  });
}

async function test(paths: readonly string[], options: TestOptions, context: Context): Promise<ExitCode> {
  if (options.min !== undefined && !options.coverage && !options.mutate)
    throw misuse("`--min` is a bound of what is measured", ["add `--coverage` or `--mutate`"]);
  const { runTests } = await import("./run-tests.ts");
  if (!options.watch) return runTests(paths, options, context, await changedPaths(options, context));
  const { watchAndRepeat } = await import("./watch.ts");
  const { readConfig } = await import("../project/config.ts");
  const [near] = paths;
  const { root } = readConfig({ cwd: context.cwd, environment: context.environment, ...(near === undefined ? {} : { near }) }).value;
  // With both, the first run and each later one are of what differs from the commit.
  return watchAndRepeat(
    root,
    async (changed) => runTests(paths, options, context, changed ?? (await changedPaths(options, context))),
    context,
  );
}

async function changedPaths(options: TestOptions, context: Context): Promise<ReadonlySet<string> | undefined> {
  if (options.changed === undefined) return undefined;
  const { changedSince } = await import("../project/git.ts");
  const answer = changedSince(context.cwd, options.changed === true ? "HEAD" : options.changed);
  if ("problem" in answer) throw misuse(`what has changed cannot be told: ${answer.problem}`);
  return answer.value;
}

function percent(text: string): number {
  const value = Number(text.replace(/%$/, "").trim());
  if (!(value >= 0 && value <= 100)) throw misuse(`\`${text}\` is no per cent`, ["write a number from 0 to 100"]);
  return value;
}
