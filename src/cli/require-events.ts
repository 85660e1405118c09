/** `--events`, for commands that cannot do without. */
import { misuse } from "./usage-error.ts";

/** Events that a command must be given, and standard input at most once. */
export function requireEvents(command: string, events: readonly string[] | undefined, others: readonly string[]): readonly string[] {
  if (events === undefined || events.length === 0)
    throw misuse(`\`${command}\` needs events to judge`, ["name a file: `--events events.jsonl`, or `--events -` for standard input"]);
  if ([...events, ...others].filter((path) => path === "-").length > 1) throw misuse("standard input can be read only once");
  return events;
}
