/** The work of `aidr run`: reads the files in step, judges every event, writes alerts, and sums up. */
import { createWriteStream, statSync } from "node:fs";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { resolve } from "node:path";
import type { Adapter } from "../adapt/adapter.ts";
import { detect, type Detector } from "../detect/detect.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { inertJson } from "../diagnostics/escape.ts";
import { renderPretty } from "../diagnostics/render-pretty.ts";
import type { ProjectPlan } from "../ir/plan.ts";
import { nowhere, report } from "../project/diagnostics.ts";
import { type EventContext, EventSource } from "../project/event-source.ts";
import { BrokenInput, type LineBatch, openEvents, readLines } from "../project/event-stream.ts";
import { reasonOf } from "../project/read-text.ts";
import { stdinName } from "../project/rule-files.ts";
import type { Alert } from "../runtime/alert.ts";
import { asTimestamp, readKey } from "../runtime/read.ts";
import type { ValueRecord } from "../runtime/value.ts";
import type { EventModel } from "../schema/event-type.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Context } from "./context.ts";
import { exitCodes } from "./exit.ts";
import { startProgress } from "./progress.ts";
import type { ProjectOptions } from "./open-project.ts";
import { showAlert } from "./show-alert.ts";
import { showSummary, type Summary } from "./show-summary.ts";
import { paintNothing } from "./terminal.ts";
import { unwritable } from "./usage-error.ts";
import { Validation } from "./validation.ts";

export type RunOptions = ProjectOptions & {
  readonly events?: readonly string[];
  readonly context?: string;
  readonly out?: string;
  readonly format?: string;
  readonly validate?: boolean;
  readonly strict?: boolean;
  readonly dryRun?: boolean;
  readonly failOnAlert?: boolean;
};

export type Judged = {
  readonly plan: ProjectPlan;
  readonly model: EventModel;
  readonly sources: ReadonlyMap<string, SourceFile>;
  readonly adapter: Adapter | undefined;
  readonly overlay: EventContext | undefined;
  /** Warnings of the rules, told in the summary. */
  readonly warnings: number;
  /** When the command began, for the times of the summary. */
  readonly started: number;
};

type Input = {
  readonly name: string;
  readonly bytes: number | undefined;
  readonly batches: AsyncGenerator<LineBatch>;
  lastMs: number;
  read: number;
  done: boolean;
};

export async function judgeEvents(judged: Judged, paths: readonly string[], options: RunOptions, context: Context): Promise<number> {
  // A file that is named twice is one source.
  const inputs = [...new Set(paths)].map((path) => openInput(path, context));
  const detector = detect(judged.plan, {
    sources: inputs.map((input) => input.name),
    textOf: (span) => judged.sources.get(span.file)?.text.slice(span.start, span.end) ?? "",
  });
  const source = new EventSource(judged.adapter, judged.overlay);
  const validation = options.validate ? new Validation(judged.model) : undefined;
  const writer = await openWriter(options, context);
  const progress = startProgress(context.stderr, context.environment, context.now);
  const broken: Diagnostic[] = [];
  const loading = context.now();
  let alerts = 0;
  const write = (fired: readonly Alert[]): void => {
    alerts += fired.length;
    for (const alert of fired) writer.write(alert);
  };
  for (let input = behind(inputs); input && !context.interrupted(); input = behind(inputs)) {
    const batch = await nextBatch(input, broken, context);
    if (!batch) {
      write(detector.finish(input.name));
      continue;
    }
    judgeBatch(batch, input, detector, source, validation, write);
    progress.update(
      sum(inputs, (one) => one.read),
      inputs.some((one) => one.bytes === undefined) ? undefined : sum(inputs, (one) => one.bytes ?? 0),
      `${source.events} events, ${alerts} alerts`,
    );
    await writer.ready();
  }
  write(detector.flush());
  await writer.end();
  progress.end();
  const summary: Summary = {
    source,
    stats: detector.stats(),
    alerts,
    validation,
    warnings: judged.warnings,
    judgeMs: context.now() - loading,
    wallMs: context.now() - judged.started,
  };
  const problems = [...broken, ...inputProblems(source, options)];
  context.stderr.write(renderPretty({ diagnostics: problems, sources: new Map(), version: context.version }, context.stderr.paint));
  context.stderr.write(showSummary(summary, context.stderr.paint));
  if (context.interrupted()) return exitCodes.interrupted;
  if (problems.length > 0) return exitCodes.usage;
  return options.failOnAlert === true && alerts > 0 ? exitCodes.findings : exitCodes.done;
}

/** Rejected lines that are more than a matter of counting. */
function inputProblems(source: EventSource, options: RunOptions): Diagnostic[] {
  if (source.rejected === 0) return [];
  if (source.events === 0) return [report.noEventRead(nowhere(), { lines: source.lines })];
  return options.strict === true ? [report.rejectedInput(nowhere(), { count: source.rejected })] : [];
}

function judgeBatch(
  batch: LineBatch,
  input: Input,
  detector: Detector,
  source: EventSource,
  validation: Validation | undefined,
  write: (alerts: readonly Alert[]) => void,
): void {
  input.read = batch.bytesRead;
  for (const line of batch.lines) {
    for (const event of source.read(line, input.name)) {
      validation?.look(event, input.name, line.number);
      input.lastMs = timeOf(event) ?? input.lastMs;
      const fired = detector.push(event, { source: input.name, offset: line.number });
      if (fired.length > 0) write(fired);
    }
  }
}

/** The input that is furthest behind in event time: read in step, several files need no more memory than one. */
function behind(inputs: readonly Input[]): Input | undefined {
  let chosen: Input | undefined;
  for (const input of inputs) if (!input.done && (!chosen || input.lastMs < chosen.lastMs)) chosen = input;
  return chosen;
}

async function nextBatch(input: Input, broken: Diagnostic[], context: Context): Promise<LineBatch | undefined> {
  try {
    const next = await input.batches.next();
    if (!next.done) return next.value;
  } catch (error) {
    if (!(error instanceof BrokenInput)) throw error;
    const { name } = input;
    if (!context.interrupted())
      broken.push(
        error.missing
          ? report.noSuchFile(nowhere(), { path: name })
          : report.unreadableEvents(nowhere(), { path: name, reason: error.reason }),
      );
  }
  input.done = true;
  return undefined;
}

function openInput(path: string, context: Context): Input {
  const isStdin = path === "-";
  const full = resolve(context.cwd, path);
  const stream: Readable = isStdin ? context.stdin : openEvents(full);
  return {
    name: isStdin ? stdinName : path,
    bytes: isStdin ? undefined : sizeOf(full),
    batches: readLines(stream),
    lastMs: Number.NEGATIVE_INFINITY,
    read: 0,
    done: false,
  };
}

function sizeOf(path: string): number | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  return status?.isFile() ? status.size : undefined;
}

function timeOf(event: ValueRecord): number | undefined {
  return asTimestamp(readKey(event, "timestamp"));
}

type AlertWriter = { write(alert: Alert): void; ready(): Promise<void>; end(): Promise<void> };

/** Alerts as JSON Lines, or for people where standard output is a terminal or `--format pretty` says so. */
async function openWriter(options: RunOptions, context: Context): Promise<AlertWriter> {
  if (options.dryRun) return { write: () => {}, ready: async () => {}, end: async () => {} };
  const toTerminal = options.out === undefined && context.stdout.isTerminal;
  const isPretty = options.format === "pretty" || (options.format === undefined && toTerminal);
  if (options.out === undefined) {
    const { stdout } = context;
    return {
      write: (alert) => stdout.write(isPretty ? `${showAlert(alert, stdout.paint)}\n` : `${inertJson(alert)}\n`),
      ready: stdout.ready,
      end: async () => {},
    };
  }
  const { out } = options;
  const file = await createFile(resolve(context.cwd, out), out);
  return {
    write: (alert) => {
      file.write(isPretty ? `${showAlert(alert, paintNothing)}\n` : `${inertJson(alert)}\n`);
    },
    ready: () =>
      told(out, async () => (file.errored ? Promise.reject(file.errored) : file.writableNeedDrain ? once(file, "drain") : undefined)),
    end: () =>
      told(out, async () => {
        if (file.errored) throw file.errored;
        file.end();
        await once(file, "finish");
      }),
  };
}

/** A disk that is full is the user's to know of, in a line. */
async function told(name: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw unwritable(name, reasonOf(error));
  }
}

async function createFile(path: string, name: string): Promise<Writable> {
  const file = createWriteStream(path);
  await told(name, () => once(file, "open"));
  // Looked at when the next batch is done; without a listener it would end the process with a stack.
  file.on("error", () => {});
  return file;
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
