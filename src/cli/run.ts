/** `aidr run`: judges streams of events; alerts on standard output, everything else on standard error. */
import { type Command, Option } from "commander";
import type { Context } from "./context.ts";
import type { RunOptions } from "./judge-events.ts";
import { openJudging } from "./open-judging.ts";
import { collect, withProjectOptions } from "./open-project.ts";
import { misuse } from "./usage-error.ts";

export function declareRun(program: Command, context: Context, finish: (code: number) => void): void {
  const command = program
    .command("run")
    .description("judge a stream of events, JSON Lines, plain or gzip")
    .argument("[rules...]", "files, folders or globs; std: is the library's own rules; the project's files without any")
    .option("--events <file>", "events to judge; - is standard input; may be repeated", collect, [])
    .option("--adapter <name|file>", "how records become events; without it they are aidr's own")
    .option("--context <file>", "fields to lay under the events, such as what is known of users")
    .option("--out <file>", "write alerts there instead of standard output")
    .option("--state <folder>", "keep the state there: a run that was killed goes on, and the next one reads what is new")
    .addOption(
      new Option("--store <name>", "how the state is kept; file unless told; sqlite needs a package of its own").choices([
        "file",
        "sqlite",
      ]),
    )
    .option("--commit-every <lines>", "lines between two commits of the state; 1000 or a quarter of a second unless told", lineCount)
    .option("--workers <count>", "threads that read and look at events ahead of their turn; none unless told", threadCount)
    .option("--format <name>", "ndjson (default) or pretty")
    .option("--validate", "compare every event with its schema and report what differs")
    .option("--strict", "exit 3 when a line could not be read")
    .option("--dry-run", "judge and report, write no alert, and print the steps that would follow each")
    .option("--fail-on-alert", "exit 1 when a rule fired");
  withProjectOptions(command).action(async (rules: string[], _options: object, self: Command) => {
    finish(await run(rules, self.optsWithGlobals(), context));
  });
}

async function run(rules: readonly string[], options: RunOptions, context: Context): Promise<number> {
  const events = options.events ?? [];
  if (events.length === 0)
    throw misuse("`run` needs events to judge", ["name a file: `--events events.jsonl`, or `--events -` for standard input"]);
  if (events.filter((path) => path === "-").length + rules.filter((path) => path === "-").length > 1)
    throw misuse("standard input can be read only once");
  if (options.format !== undefined && options.format !== "ndjson" && options.format !== "pretty") {
    throw misuse(`\`${options.format}\` is not a format of alerts`, ["formats: ndjson, pretty"]);
  }
  if (options.state !== undefined && options.dryRun) {
    throw misuse("`--dry-run` writes no alerts, and `--state` would never give them again", ["leave out one of the two"]);
  }
  const started = context.now();
  const judging = await openJudging(rules, options, context);
  if (typeof judging === "number") return judging;
  const { judgeEvents } = await import("./judge-events.ts");
  return judgeEvents({ ...judging, model: judging.project.input.model, started }, events, options, context);
}

function lineCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw misuse(`\`${text}\` is no number of lines`, ["write `--commit-every 1000`"]);
  return count;
}

function threadCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1 || count > threadsMax)
    throw misuse(`\`${text}\` is no number of threads`, [`write a number from 1 to ${threadsMax}: \`--workers 2\``]);
  return count;
}

const threadsMax = 64;
