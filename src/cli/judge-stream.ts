/** Judges files of events in step, for commands that look at what comes of it: each event and each alert goes by once. */
import { detect } from "../detect/detect.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { nowhere, report } from "../project/diagnostics.ts";
import { EventSource } from "../project/event-source.ts";
import type { Alert } from "../runtime/alert.ts";
import { asTimestamp, readKey } from "../runtime/read.ts";
import type { ValueRecord } from "../runtime/value.ts";
import type { Context } from "./context.ts";
import { behind, type Input, openInput, passBatch, readOn, takeLine } from "./event-input.ts";
import { count } from "./open-project.ts";
import type { Judging } from "./open-judging.ts";
import { startProgress } from "./progress.ts";

/** `units` is about the length of the event's text. */
export type Onlooker = { readonly event: (event: ValueRecord, units: number) => void; readonly alert: (alert: Alert) => void };

export type Streamed = {
  readonly source: EventSource;
  /** Inputs that broke off, or of which no line could be read. */
  readonly problems: readonly Diagnostic[];
};

/** Files that are named twice are judged once. Every alert is given after the event that brought it. */
export async function judgeStream(judging: Judging, names: readonly string[], onlooker: Onlooker, context: Context): Promise<Streamed> {
  const inputs = [...new Set(names)].map((name) => openInput(name, context, undefined));
  const source = new EventSource(judging.adapter, judging.overlay);
  const detector = detect(judging.plan, { sources: inputs.map((input) => input.source), textOf: judging.textOf });
  const progress = startProgress(context.stderr, context.environment, context.now);
  const broken: Diagnostic[] = [];
  const tell = (alerts: readonly Alert[]): void => {
    for (const alert of alerts) onlooker.alert(alert);
  };
  for (let input = behind(inputs); input && !context.interrupted(); input = behind(inputs)) {
    if (input.next >= input.lines.length && !(await readOn(input, broken, context, undefined))) {
      tell(detector.finish(input.source));
      continue;
    }
    for (const { event, line, units } of eventsOf(input, inputs, source)) {
      onlooker.event(event, units);
      tell(detector.push(event, { source: input.source, offset: line }));
    }
    if (input.next >= input.lines.length) {
      passBatch(input);
      progress.update(
        inputs.reduce((sum, one) => sum + one.read, 0),
        inputs.some((one) => one.bytes === undefined) ? undefined : inputs.reduce((sum, one) => sum + (one.bytes ?? 0), 0),
        `${source.events} events`,
      );
    }
  }
  if (!context.interrupted()) tell(detector.flush());
  progress.end();
  if (source.events === 0 && source.rejected > 0) broken.push(report.noEventRead(nowhere(), { lines: source.lines }));
  return { source, problems: broken };
}

/** Events of the lines at hand, for as long as this input is the one that is furthest behind. */
function* eventsOf(
  input: Input,
  inputs: readonly Input[],
  source: EventSource,
): Generator<{ readonly event: ValueRecord; readonly line: number; readonly units: number }> {
  while (inputs.length === 1 || behind(inputs) === input) {
    const line = takeLine(input);
    if (line === undefined) return;
    for (const event of source.read(line, input.name)) {
      input.lastMs = asTimestamp(readKey(event, "timestamp")) ?? input.lastMs;
      yield { event, line: line.number, units: line.kind === "text" ? line.text.length : 0 };
    }
  }
}

/** A line on what could not be read; nothing where all was. */
export function rejectedLine({ rejected, rejects }: EventSource): string | undefined {
  if (rejected === 0) return undefined;
  const reasons = [...rejects].map(([bucket, one]) => `${bucket} ${one.count}`);
  return `${count(rejected, "line")} could not be read: ${reasons.join(", ")}`;
}
