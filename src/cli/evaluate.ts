/** `aidr evaluate`: how many labelled attacks the rules find, how fast, and at what price in false alarms. */
import { type Command, Option } from "commander";
import type { Context } from "./context.ts";
import type { EvaluateOptions } from "./evaluate-options.ts";
import { requireEvents } from "./require-events.ts";
import { collect, withProjectOptions } from "./open-project.ts";
import { misuse } from "./usage-error.ts";

export function declareEvaluate(program: Command, context: Context, finish: (code: number) => void): void {
  const command = program
    .command("evaluate")
    .description("measure the rules on labelled telemetry")
    .argument("[rules...]", "files, folders or globs; std: is the library's own rules; the project's files without any")
    .option("--events <file>", "events to judge; - is standard input; may be repeated", collect, [])
    .option("--labels <file>", "what is known of the sessions, JSON Lines; may be repeated", collect, [])
    .option("--adapter <name|file>", "how records become events; without it they are aidr's own")
    .option("--context <file>", "fields to lay under the events, such as what is known of users")
    .option("--format <name[=file]>", "pretty, json or html; may be repeated", collect, [])
    .option("--separate", "judge each file of events by itself, not as one stream")
    .option("--no-costs", "do not measure what judging costs")
    .addOption(new Option("--part <name>", "count only the held-out sessions, or the rest").choices(["held-out", "rest"]))
    .addOption(new Option("--held-out <share>", "share of the sessions that is held out").argParser(share).default(0.2, "20%"))
    .addOption(
      new Option("--review-limit <share>", "wrong alerts above which a category wants a review").argParser(share).default(0.2, "20%"),
    )
    .addOption(new Option("--max-fp-rate <share>", "exit 1 when more of the benign sessions had an alert").argParser(share))
    .addOption(new Option("--max-false-alerts <share>", "exit 1 when more of the alerts of a category were wrong").argParser(share))
    .addOption(
      new Option("--min-tpr <category=share>", "exit 1 when fewer of its sessions were found; `any` is every attack; may be repeated")
        .argParser(categoryShare)
        .default([], "none"),
    );
  withProjectOptions(command).action(async (rules: string[], _options: object, self: Command) => {
    finish(await evaluate(rules, self.optsWithGlobals(), context));
  });
}

async function evaluate(rules: readonly string[], options: EvaluateOptions, context: Context): Promise<number> {
  const labels = options.labels ?? [];
  if (labels.length === 0) throw misuse("`evaluate` needs labels to compare with", ["name a file: `--labels labels.jsonl`"]);
  requireEvents("evaluate", options.events, [...labels, ...rules]);
  const { evaluateRules } = await import("./evaluate-rules.ts");
  return evaluateRules(rules, options, context);
}

/** `0.02` and `2%` are the same. */
export function share(text: string): number {
  const value = /^\s*\d+(\.\d+)?\s*%\s*$/.test(text) ? Number.parseFloat(text) / 100 : Number(text.trim() || Number.NaN);
  if (!(value >= 0 && value <= 1)) throw misuse(`\`${text}\` is no share`, ["write `2%` or `0.02`"]);
  return value;
}

function categoryShare(text: string, before: EvaluateOptions["minTpr"]): EvaluateOptions["minTpr"] {
  const equals = text.lastIndexOf("=");
  if (equals < 1) throw misuse(`\`${text}\` names no category and share`, ["write `--min-tpr jailbreak=80%`"]);
  return [...before, { category: text.slice(0, equals).trim(), rate: share(text.slice(equals + 1)) }];
}
