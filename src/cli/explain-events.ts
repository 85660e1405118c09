/** `aidr explain RULE --event FILE`: the rule's verdict on the last event of a file, with all that went before as its past. */
import { resolve } from "node:path";
import { Questioned, type WhyNot } from "../detect/why-not.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { escapeShort, escapeText, inertJson } from "../diagnostics/escape.ts";
import type { Paint } from "../diagnostics/render-pretty.ts";
import type { RulePlan } from "../ir/plan.ts";
import { showDuration } from "../ir/show.ts";
import { nowhere, report } from "../project/diagnostics.ts";
import { EventSource } from "../project/event-source.ts";
import { BrokenInput, openEvents, readLines } from "../project/event-stream.ts";
import type { Project } from "../project/load.ts";
import { loadAdapter } from "../project/load-events.ts";
import type { Explanation } from "../runtime/alert.ts";
import { readKey } from "../runtime/read.ts";
import type { ValueRecord } from "../runtime/value.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Context } from "./context.ts";
import type { ExplainFormat } from "./describe-rule.ts";
import { exitCodeOf, exitCodes } from "./exit.ts";
import { writeReport } from "./formats.ts";
import { showExplanation } from "./show-alert.ts";
import { misuse, UsageError } from "./usage-error.ts";

export async function explainEvents(
  rules: readonly RulePlan[],
  all: readonly RulePlan[],
  project: Project,
  path: string,
  format: ExplainFormat,
  context: Context,
): Promise<number> {
  const { analyze } = await import("../aidr/analyze.ts");
  const sources = new Map<string, SourceFile>(project.sources);
  const adapter = loadAdapter(project.settings, context.cwd, project.input.model, sources);
  const diagnostics: Diagnostic[] = [...adapter.diagnostics];
  if (exitCodeOf(diagnostics) !== exitCodes.done) {
    await writeReport({ diagnostics, sources, version: context.version }, [{ format: "pretty" }], "stderr", context);
    return exitCodeOf(diagnostics);
  }
  const plan = { ...analyze(project.input).value, rules: all };
  const questioned = new Questioned(plan, rules, (span) => sources.get(span.file)?.text.slice(span.start, span.end) ?? "");
  const last = await judgeAllButLast(path, new EventSource(adapter.value, undefined), (event) => questioned.judge(event), context);
  if (!last) throw misuse(`\`${path}\` holds no event`);
  const answers = rules.flatMap((rule) => {
    const why = questioned.why(rule.id, last);
    return why === undefined ? [] : [{ rule, why }];
  });
  context.stdout.write(
    format === "json"
      ? `${inertJson(answers.length === 1 ? answerData(answers[0], last) : answers.map((answer) => answerData(answer, last)), 2)}\n`
      : answers.map((answer) => showAnswer(answer, last, format, context.stdout.paint)).join(""),
  );
  return exitCodes.done;
}

type Answer = { readonly rule: RulePlan; readonly why: WhyNot };

function answerData(answer: Answer | undefined, event: ValueRecord): object {
  if (answer === undefined) return {};
  const { rule, why } = answer;
  return { rule: rule.id, title: rule.title, event: readKey(event, "event_id"), event_type: readKey(event, "event_type"), ...why };
}

/** In a sentence what to look at first, then the tree of all conditions. */
function showAnswer({ rule, why }: Answer, event: ValueRecord, format: ExplainFormat, paint: Paint): string {
  const verdict = why.fires
    ? paint("error", "fires")
    : why.waitsMs === undefined
      ? paint("good", "does not fire")
      : paint("warning", `waits ${showDuration(why.waitsMs)} before it fires`);
  const lines = [
    `${paint("strong", escapeText(rule.title))} ${paint("place", `[${escapeText(rule.id)}]`)} ${verdict} on ${escapeText(nameOf(event))}`,
  ];
  if (!why.judged && rule.condition.kind === "when")
    lines.push(`  it reads ${rule.on.join(", ")}, and this is ${escapeText(String(readKey(event, "event_type") ?? "of no type"))}`);
  if (why.exception !== undefined) lines.push(`  an exception applies: ${escapeText(why.exception)}`);
  if (why.waitsMs !== undefined) lines.push("  all steps are there; it fires unless the last absence is broken in that time");
  if (format !== "tree" && why.first) lines.push(...showFirst(why.first, paint));
  if (format !== "text") lines.push(...showExplanation(why.explanation, paint, "  "));
  return `${lines.join("\n")}\n`;
}

function showFirst(first: Explanation, paint: Paint): string[] {
  // Of a sequence that failed as a whole its head is enough: the steps stand in the tree.
  const head = /^(?:SEQUENCE|TOGETHER)\b/.test(first.condition) ? first.condition.replace(/\s+STEP\b.*$/s, "") : first.condition;
  const condition = escapeShort(head.replace(/\s+/g, " "), 160);
  const value =
    first.field === undefined
      ? undefined
      : `${escapeText(first.field)} is ${first.value === undefined ? "missing" : escapeShort(JSON.stringify(first.value), 120)}`;
  const facts = [first.distance?.words, first.distance === undefined ? value : undefined, first.note].filter((fact) => fact !== undefined);
  return [
    `  ${first.held ? "it holds, and must not" : "first to fail"}: ${paint("strong", condition)}`,
    ...facts.map((fact) => `    ${escapeShort(fact, 400)}`),
  ];
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
