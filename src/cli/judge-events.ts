/** The work of `aidr run`: reads the files in step, judges every event, writes alerts, and sums up. */
import type { Adapter } from "../adapt/adapter.ts";
import { detect, type Detector } from "../detect/detect.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { renderPretty } from "../diagnostics/render-pretty.ts";
import type { ProjectPlan } from "../ir/plan.ts";
import { nowhere, report } from "../project/diagnostics.ts";
import { type EventContext, EventSource } from "../project/event-source.ts";
import type { Alert } from "../runtime/alert.ts";
import { asTimestamp, readKey } from "../runtime/read.ts";
import type { ValueRecord } from "../runtime/value.ts";
import type { EventModel } from "../schema/event-type.ts";
import type { SourceFile } from "../source/source-file.ts";
import { nodeHost, type StoreHost } from "../store/state-folder.ts";
import { type AlertWriter, openWriter } from "./alert-writer.ts";
import type { Context } from "./context.ts";
import { behind, type Input, openInput, passBatch, readOn, takeLine } from "./event-input.ts";
import { exitCodes } from "./exit.ts";
import { type KeptRun, openKeptRun, sha256, type StoreName } from "./kept-run.ts";
import { type LookAtLine, lookAtLines } from "./look-at-lines.ts";
import type { ProjectOptions } from "./open-project.ts";
import { type Progress, startProgress } from "./progress.ts";
import { type Counted, statsSince } from "./run-counts.ts";
import { PlanWriter } from "./show-plan.ts";
import { showSummary, type Summary } from "./show-summary.ts";
import { SightPool } from "./threads/pool.ts";
import { optimiseAsUsual } from "./tiering.ts";
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
  readonly state?: string;
  readonly store?: StoreName;
  readonly commitEvery?: number;
  readonly workers?: number;
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

export async function judgeEvents(
  judged: Judged,
  names: readonly string[],
  options: RunOptions,
  context: Context,
  host: StoreHost = nodeHost(),
): Promise<number> {
  optimiseAsUsual();
  // A file that is named twice is one source.
  const unique = [...new Set(names)];
  const { state } = options;
  const pool = options.workers === undefined ? undefined : poolOf(options.workers, judged);
  const kept = state === undefined ? undefined : openKeptRun(unique, { ...options, state }, context, host);
  try {
    return await judgeInputs(
      judged,
      unique.map((name) => openInput(name, context, kept?.start(name), pool)),
      kept,
      options,
      context,
    );
  } finally {
    await pool?.close();
    kept?.close();
  }
}

function poolOf(count: number, { plan, adapter, overlay, sources }: Judged): SightPool {
  return new SightPool(count, plan, { adapter: adapter?.source, overlay, sources });
}

async function judgeInputs(
  judged: Judged,
  inputs: readonly Input[],
  kept: KeptRun | undefined,
  options: RunOptions,
  context: Context,
): Promise<number> {
  const dry = options.dryRun ? new PlanWriter(judged.plan, context.stdout) : undefined;
  const detector = detect(judged.plan, {
    ...(dry === undefined ? {} : { onDecision: (decision) => dry.decide(decision) }),
    sources: inputs.filter((input) => !input.done).map((input) => input.source),
    textOf: (span) => judged.sources.get(span.file)?.text.slice(span.start, span.end) ?? "",
    sha256,
  });
  const look = lookAtLines(detector, judged);
  const source = new EventSource(judged.adapter, judged.overlay);
  const validation = options.validate ? new Validation(judged.model) : undefined;
  const counted: Counted = { alerts: 0, source, validation };
  const writer = kept?.writer ?? dry ?? (await openWriter(options, context));
  const progress = startProgress(context.stderr, context.environment, context.now);
  const broken: Diagnostic[] = [];
  const loading = context.now();
  const write = (fired: readonly Alert[]): void => {
    for (const alert of kept?.fresh(fired) ?? fired) {
      counted.alerts++;
      writer.write(alert);
    }
  };
  if (kept) {
    const held = await kept.begin({ detector, inputs, counted });
    write(held);
    tell(kept.notices, context);
  }
  const eventsBefore = source.events;
  try {
    await judgeAll(inputs, kept, { detector, look, counted, write }, { writer, progress, broken }, context);
    await end(detector, kept, writer, write, context);
  } catch (error) {
    // Whatever it was, what fired before it is told.
    await writer.ready().catch(() => undefined);
    throw error;
  }
  progress.end();
  const summary: Summary = {
    source,
    eventsBefore,
    stats: statsSince(detector.stats(), kept?.statsBefore),
    alerts: counted.alerts,
    validation,
    warnings: judged.warnings,
    judgeMs: context.now() - loading,
    wallMs: context.now() - judged.started,
    kept: kept?.lines() ?? [],
  };
  const problems = [...broken, ...inputProblems(source, options)];
  tell(problems, context);
  context.stderr.write(showSummary(summary, context.stderr.paint));
  if (context.interrupted()) return exitCodes.interrupted;
  if (problems.length > 0) return exitCodes.usage;
  return options.failOnAlert === true && counted.alerts > 0 ? exitCodes.findings : exitCodes.done;
}

/** Judges the inputs in step until they have ended or somebody stops it. */
async function judgeAll(
  inputs: readonly Input[],
  kept: KeptRun | undefined,
  judge: Judge,
  { writer, progress, broken }: { writer: AlertWriter; progress: Progress; broken: Diagnostic[] },
  context: Context,
): Promise<void> {
  const { detector, counted, write } = judge;
  for (let input = behind(inputs); input && !context.interrupted(); input = behind(inputs)) {
    if (input.next >= input.lines.length) {
      // Reading may take as long as its writer likes.
      await writer.ready();
      if (!(await readOn(input, broken, context, kept))) {
        // With a state, the end of the last input is told to the detector only for this run: there may be more the next time.
        if (!kept || (behind(inputs) && !context.interrupted())) write(detector.finish(input.source));
        continue;
      }
    }
    const judgedLines = judgeLines(input, inputs, kept?.linesLeft ?? Number.POSITIVE_INFINITY, judge);
    if (input.next >= input.lines.length) {
      passBatch(input);
      progress.update(
        sum(inputs, (one) => one.read),
        inputs.some((one) => one.bytes === undefined) ? undefined : sum(inputs, (one) => one.bytes ?? 0),
        `${counted.source.events} events, ${counted.alerts} alerts`,
      );
    }
    if (kept?.isDue(judgedLines)) await kept.commit();
  }
}

/** Every event takes its turn; with a state, what was kept does not know of this end. */
async function end(
  detector: Detector,
  kept: KeptRun | undefined,
  writer: AlertWriter,
  write: (alerts: readonly Alert[]) => void,
  context: Context,
): Promise<void> {
  if (kept && context.interrupted()) return kept.commit();
  if (kept) write(await kept.reachEnd());
  write(detector.flush());
  await writer.end();
  await kept?.complete();
}

function tell(diagnostics: readonly Diagnostic[], context: Context): void {
  context.stderr.write(renderPretty({ diagnostics, sources: new Map(), version: context.version }, context.stderr.paint));
}

/** Rejected lines that are more than a matter of counting. */
function inputProblems(source: EventSource, options: RunOptions): Diagnostic[] {
  if (source.rejected === 0) return [];
  if (source.events === 0) return [report.noEventRead(nowhere(), { lines: source.lines })];
  return options.strict === true ? [report.rejectedInput(nowhere(), { count: source.rejected })] : [];
}

/**
 * Judges lines at hand for as long as the input is the one that is furthest behind, at most `linesMax`; gives how many.
 * So the order in which several files are judged depends on nothing but what is in them.
 */
function judgeLines(input: Input, inputs: readonly Input[], linesMax: number, { detector, look, counted, write }: Judge): number {
  const { source, validation } = counted;
  let judged = 0;
  while (judged < linesMax && (inputs.length === 1 || behind(inputs) === input)) {
    const line = takeLine(input);
    if (line === undefined) break;
    judged++;
    const at = { source: input.source, offset: line.number + input.linesBefore };
    const sighted = line.kind === "text" ? (line.sighted ?? look?.(line)) : undefined;
    if (line.kind === "text" && sighted !== undefined) {
      source.count(sighted);
      let events: readonly ValueRecord[] | undefined;
      for (const [index, sighting] of sighted.sightings.entries()) {
        const read = (): ValueRecord => {
          events ??= source.sightedEvents(line, sighted);
          return events[index] ?? {};
        };
        if (validation !== undefined) validation.look(read(), input.name, line.number);
        if (!Number.isNaN(sighting.timeMs)) input.lastMs = sighting.timeMs;
        const fired = detector.pushSighted(sighting, read, at);
        if (fired.length > 0) write(fired);
      }
      continue;
    }
    for (const event of source.read(line, input.name)) {
      validation?.look(event, input.name, line.number);
      input.lastMs = timeOf(event) ?? input.lastMs;
      const fired = detector.push(event, at);
      if (fired.length > 0) write(fired);
    }
  }
  return judged;
}

type Judge = {
  readonly detector: Detector;
  readonly look: LookAtLine | undefined;
  readonly counted: Counted;
  readonly write: (alerts: readonly Alert[]) => void;
};

function timeOf(event: ValueRecord): number | undefined {
  return asTimestamp(readKey(event, "timestamp"));
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
