/** One input of `aidr run`: how far it is read, and whose turn it is among several. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { nowhere, report } from "../project/diagnostics.ts";
import {
  BrokenInput,
  type Line,
  type LineBatch,
  type LinePlace,
  lineBytesMax,
  openEvents,
  type ReadOn,
  readLines,
} from "../project/event-stream.ts";
import { stdinName } from "../project/rule-files.ts";
import { readJsonLine } from "../runtime/json.ts";
import type { Context } from "./context.ts";
import type { SightPool } from "./threads/pool.ts";
import { readAhead } from "./threads/read-ahead.ts";

export type Input = {
  /** As the user named it; in messages. */
  readonly name: string;
  /** As the detector knows it. */
  readonly source: string;
  /** The file; undefined for standard input. */
  readonly path: string | undefined;
  readonly bytes: number | undefined;
  readonly batches: AsyncGenerator<LineBatch>;
  /** Added to the numbers of lines: a stream that cannot be read again goes on counting where the run before stopped. */
  readonly linesBefore: number;
  /** Where the lines at hand begin. */
  place: LinePlace;
  /** Lines at hand, the next one, and the place behind them. */
  lines: readonly Line[];
  next: number;
  end: LinePlace;
  /** Number of the last line that was judged. */
  judged: number;
  /** Event time of the last event. */
  lastMs: number;
  /** Its end is a line that is left for the next run. */
  isCutOff: boolean;
  /** Bytes read, as they lie on disk. */
  read: number;
  done: boolean;
};

/** Where an input begins. */
export type Start = {
  readonly source: string;
  readonly place: LinePlace;
  readonly judged: number;
  readonly lastMs: number;
  readonly done: boolean;
  readonly linesBefore: number;
  /** Bytes that were read of it, as they lie on disk. */
  readonly read: number;
  readonly on: ReadOn | undefined;
};

export const origin: LinePlace = { line: 0, offset: 0, ended: true };

/** With a pool, lines are looked at ahead of their turn. */
export function openInput(name: string, context: Context, start: Start | undefined, pool?: SightPool): Input {
  const isStdin = name === "-";
  const path = isStdin ? undefined : resolve(context.cwd, name);
  return {
    name: isStdin ? stdinName : name,
    source: start?.source ?? (isStdin ? stdinName : name),
    path,
    bytes: path === undefined ? undefined : sizeOf(path),
    batches: start?.done ? nothing() : sightedBy(pool, batchesOf(path, start?.on, context, pool?.chunkBytes)),
    linesBefore: start?.linesBefore ?? 0,
    place: start?.place ?? origin,
    lines: [],
    next: 0,
    end: start?.place ?? origin,
    judged: start?.judged ?? 0,
    lastMs: start?.lastMs ?? Number.NEGATIVE_INFINITY,
    isCutOff: false,
    read: start?.read ?? 0,
    done: start?.done ?? false,
  };
}

/** The file is opened when its first batch is asked for: what is wrong with it is then told to whoever asks. */
async function* batchesOf(
  path: string | undefined,
  on: ReadOn | undefined,
  context: Context,
  chunkBytes: number | undefined,
): AsyncGenerator<LineBatch> {
  yield* readLines(path === undefined ? context.stdin : openEvents(path, on, chunkBytes), lineBytesMax, on);
}

function sightedBy(pool: SightPool | undefined, batches: AsyncGenerator<LineBatch>): AsyncGenerator<LineBatch> {
  return pool === undefined ? batches : readAhead(batches, (batch) => pool.sight(batch), pool.depth);
}

/** The input that is furthest behind in event time: read in step, several files need no more memory than one. */
export function behind(inputs: readonly Input[]): Input | undefined {
  let chosen: Input | undefined;
  for (const input of inputs) if (!input.done && (!chosen || input.lastMs < chosen.lastMs)) chosen = input;
  return chosen;
}

/** What there is to do while an input is silent, which may grow. */
export type Meanwhile = { waitFor<T>(next: Promise<T>): Promise<T> };

/**
 * Reads on; false at the input's end. Why it broke off goes to `broken`. With a `meanwhile`, a last line that
 * nothing ended, and that is no whole record, may still be being written, and is left for another time.
 */
export async function readOn(input: Input, broken: Diagnostic[], context: Context, meanwhile: Meanwhile | undefined): Promise<boolean> {
  try {
    const coming = input.batches.next();
    const next = await (meanwhile?.waitFor(coming) ?? coming);
    if (!next.done) {
      const { lines, bytesRead, end } = next.value;
      input.read = bytesRead;
      input.next = 0;
      input.lines = [];
      if (meanwhile && !end.ended && !isWholeRecord(lines)) {
        // The place stays before it.
        input.isCutOff = lines.length > 0;
        return true;
      }
      input.lines = lines.filter((line) => line.number > input.judged);
      input.end = end;
      if (input.lines.length === 0) passBatch(input);
      return true;
    }
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
  return false;
}

/** The next line of those at hand; undefined when all were given. */
export function takeLine(input: Input): Line | undefined {
  const line = input.lines[input.next];
  if (line === undefined) return undefined;
  input.next++;
  input.judged = line.number;
  return line;
}

/** All lines at hand were judged: reading would go on behind them. */
export function passBatch(input: Input): void {
  if (input.next < input.lines.length) return;
  input.place = input.end;
  input.judged = Math.max(input.judged, input.end.line);
}

function isWholeRecord(lines: readonly Line[]): boolean {
  const [last] = lines.slice(-1);
  return last?.kind === "text" && !("reject" in readJsonLine(last.text));
}

async function* nothing(): AsyncGenerator<LineBatch> {}

function sizeOf(path: string): number | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  return status?.isFile() ? status.size : undefined;
}
