/** `aidr explain RULE --event FILE`: the rule's verdict on the last event of a file, with all that went before as its past. */
import { resolve } from "node:path";
import { detect } from "../detect/detect.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { escapeText } from "../diagnostics/escape.ts";
import type { RulePlan } from "../ir/plan.ts";
import { nowhere, report } from "../project/diagnostics.ts";
import { EventSource } from "../project/event-source.ts";
import { BrokenInput, openEvents, readLines } from "../project/event-stream.ts";
import type { Project } from "../project/load.ts";
import { loadAdapter } from "../project/load-events.ts";
import type { ValueRecord } from "../runtime/value.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Context } from "./context.ts";
import { exitCodeOf, exitCodes } from "./exit.ts";
import { writeReport } from "./formats.ts";
import { showExplanation } from "./show-alert.ts";
import { misuse, UsageError } from "./usage-error.ts";

export async function explainEvents(
  rules: readonly RulePlan[],
  all: readonly RulePlan[],
  project: Project,
  path: string,
  context: Context,
): Promise<number> {
  const { analyze } = await import("../aidr.ts");
  const sources = new Map<string, SourceFile>(project.sources);
  const adapter = loadAdapter(project.settings, context.cwd, project.input.model, sources);
  const diagnostics: Diagnostic[] = [...adapter.diagnostics];
  if (exitCodeOf(diagnostics) !== exitCodes.done) {
    await writeReport({ diagnostics, sources, version: context.version }, [{ format: "pretty" }], "stderr", context);
    return exitCodeOf(diagnostics);
  }
  const plan = { ...analyze(project.input).value, rules: all };
  const detector = detect(plan, { textOf: (span) => sources.get(span.file)?.text.slice(span.start, span.end) ?? "" });
  const last = await judgeAllButLast(path, new EventSource(adapter.value, undefined), (event) => detector.judge(event), context);
  if (!last) throw misuse(`\`${path}\` holds no event`);
  const { paint } = context.stdout;
  for (const rule of rules) {
    const why = detector.why(rule.id, last);
    if (!why) continue;
    const verdict = why.fires ? paint("error", "fires") : paint("good", "does not fire");
    context.stdout.write(
      `${paint("strong", escapeText(rule.title))} ${paint("place", `[${escapeText(rule.id)}]`)} ${verdict} on ${escapeText(nameOf(last))}\n`,
    );
    if (!why.judged)
      context.stdout.write(`  it reads ${rule.on.join(", ")}, and this is ${escapeText(String(last["event_type"] ?? "of no type"))}\n`);
    if (why.exception !== undefined) context.stdout.write(`  an exception applies: ${escapeText(why.exception)}\n`);
    context.stdout.write(`${showExplanation(why.explanation, paint, "  ").join("\n")}\n`);
  }
  return exitCodes.done;
}

/** Memory holds one event: each is judged when the next one comes. */
async function judgeAllButLast(
  path: string,
  source: EventSource,
  judge: (event: ValueRecord) => void,
  context: Context,
): Promise<ValueRecord | undefined> {
  let last: ValueRecord | undefined;
  try {
    for await (const batch of readLines(path === "-" ? context.stdin : openEvents(resolve(context.cwd, path)))) {
      for (const line of batch.lines) {
        for (const event of source.read(line, path)) {
          if (last) judge(last);
          last = event;
        }
      }
    }
  } catch (error) {
    if (!(error instanceof BrokenInput)) throw error;
    throw new UsageError(
      error.missing ? report.noSuchFile(nowhere(), { path }) : report.unreadableEvents(nowhere(), { path, reason: error.reason }),
    );
  }
  return last;
}

function nameOf(event: ValueRecord): string {
  const id = event["event_id"];
  return typeof id === "string" ? `event ${id}` : "the last event";
}
