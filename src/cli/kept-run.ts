/** `aidr run --state`: detector, places in the input and alerts are committed together, so that a killed run goes on as if it had never stopped. */
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import type { Alert, Detector } from "../detect/detect.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { nowhere, report } from "../project/diagnostics.ts";
import type { ReadOn } from "../project/event-stream.ts";
import { reasonOf } from "../project/read-text.ts";
import { stdinName } from "../project/rule-files.ts";
import { readKey } from "../runtime/read.ts";
import type { Value } from "../runtime/value.ts";
import { type AlertFile, type AlertFilePlace, openAlertFile } from "../store/alert-file.ts";
import type { FileLayer } from "../store/file-layer.ts";
import { type InputPlace, printOf, recognize } from "../store/input-place.ts";
import { sqliteStore } from "../store/sqlite-store.ts";
import { readRunState, type RunState, runSections } from "../store/run-state.ts";
import { openStateFolder, type StoreHost } from "../store/state-folder.ts";
import { snapshotFiles } from "../store/snapshot-files.ts";
import type { Loaded, StateStore } from "../store/state-store.ts";
import { StoreError } from "../store/store-error.ts";
import { type AlertWriter, alertText, gathering, toStdout, type WriterOptions } from "./alert-writer.ts";
import type { Context } from "./context.ts";
import { type Input, origin, type Start } from "./event-input.ts";
import { count } from "./open-project.ts";
import { type Counted, loadCounts, saveCounts, saveStats } from "./run-counts.ts";
import { misuse, unwritable, UsageError } from "./usage-error.ts";

export type StoreName = "file" | "sqlite";

export type KeptOptions = WriterOptions & {
  readonly state: string;
  /** How it is kept; `file` unless told. */
  readonly store?: StoreName;
  /** Lines between two commits. */
  readonly commitEvery?: number;
};

const everyDefault = 1_000;
const everyMs = 250;
/** Without a wish of the user commits take at most a quarter of the time. */
const restShare = 3;

type Going = { readonly detector: Detector; readonly inputs: readonly Input[]; readonly counted: Counted };
type Rest = { readonly detector: Uint8Array; readonly written: readonly string[]; readonly isComplete: boolean; readonly end?: Value };

/** Takes the folder and reads what it keeps. Throws a `UsageError` when it is in use, unusable, or cannot be written. */
export function openKeptRun(names: readonly string[], options: KeptOptions, context: Context, host: StoreHost): KeptRun {
  const folder = resolve(context.cwd, options.state);
  return calmly(() => {
    const store = openStateFolder(folder, host, options.store === "sqlite" ? sqliteStore() : snapshotFiles);
    try {
      return new KeptRun(store, names, options, context, host.files);
    } catch (error) {
      store.close();
      throw error;
    }
  });
}

export class KeptRun {
  /** To be told before anything is judged. */
  readonly notices: Diagnostic[] = [];
  readonly writer: AlertWriter;
  readonly #store: StateStore;
  readonly #options: KeptOptions;
  readonly #context: Context;
  readonly #files: FileLayer;
  readonly #before: RunState | undefined;
  readonly #starts = new Map<string, Start>();
  readonly #alertFile: AlertFile | undefined;
  /** Alerts that stand in the output, but that the detector has yet to give. */
  readonly #written: Set<string>;
  readonly #cold: string[] = [];
  #going: Going | undefined;
  /** What the detector had counted when the run before ended. */
  #base: Value;
  #hasBegun = false;
  #linesSince = 0;
  readonly #every: number;
  #committedMs: number;
  #costMs = 0;
  #atEnd: { readonly detector: Uint8Array; readonly ids: string[] } | undefined;

  constructor(store: StateStore, names: readonly string[], options: KeptOptions, context: Context, files: FileLayer) {
    this.#store = store;
    this.#options = options;
    this.#context = context;
    this.#every = options.commitEvery ?? everyDefault;
    this.#files = files;
    this.#committedMs = context.now();
    this.#before = this.#read(store.load());
    for (const name of names) this.#starts.set(name, this.#startOf(name));
    this.#written = new Set(this.#before?.written ?? []);
    this.#alertFile = options.out === undefined ? undefined : this.#openOut(options.out);
    this.writer = this.#alertFile === undefined ? toStdout(options, context) : toAlertFile(this.#alertFile, options);
  }

  start(name: string): Start | undefined {
    return this.#starts.get(name);
  }

  /** Puts the detector and the counts where they were, and gives the alerts that silent sources had held up. */
  async begin(going: Going): Promise<readonly Alert[]> {
    this.#going = going;
    const before = this.#before;
    if (before !== undefined) this.#restore(before, going);
    // Before the first alert: from now on a crash knows where the file of alerts began.
    await this.commit();
    this.#hasBegun = true;
    return going.inputs.some((input) => !input.done) ? this.#silentSources(going).flatMap(going.detector.finish) : [];
  }

  /** Those of the alerts that do not stand in the output yet. */
  fresh(alerts: readonly Alert[]): readonly Alert[] {
    const atEnd = this.#atEnd;
    if (atEnd === undefined) return this.#written.size === 0 ? alerts : alerts.filter((alert) => !this.#written.delete(alert.alert_id));
    for (const alert of alerts) atEnd.ids.push(alert.alert_id);
    return alerts.filter((alert) => !this.#written.has(alert.alert_id));
  }

  /** Lines that may be judged before it is asked again whether a commit is due. */
  get linesLeft(): number {
    return Math.max(1, this.#every - this.#linesSince);
  }

  /** Told how many lines were judged; whether it is time for a commit. */
  isDue(lines: number): boolean {
    this.#linesSince += lines;
    if (this.#linesSince === 0) return false;
    const sinceMs = this.#context.now() - this.#committedMs;
    if (this.#linesSince < this.#every && sinceMs < everyMs) return false;
    return this.#options.commitEvery !== undefined || sinceMs >= restShare * this.#costMs;
  }

  /** Waits for more input, and commits when there is none for long enough. */
  async waitFor<T>(next: Promise<T>): Promise<T> {
    if (this.#linesSince === 0) return next;
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<"silence">((resolve) => {
      timer = setTimeout(() => resolve("silence"), everyMs);
    });
    const first = await Promise.race([next, silence]);
    clearTimeout(timer);
    if (first === "silence") await this.commit();
    return next;
  }

  /** A commit as things are: what comes next goes on from here. */
  async commit(): Promise<void> {
    const going = this.#going;
    if (going) await this.#put(going, { detector: going.detector.snapshot(), written: [...this.#written], isComplete: false });
  }

  /**
   * All input was read. What is kept is the detector before its end is told to it: more input may be there the next
   * time, and the events that waited are then judged with it; their alerts are given now, and remembered as written.
   */
  async reachEnd(): Promise<readonly Alert[]> {
    const going = this.#going;
    if (!going) return [];
    const detector = going.detector.snapshot();
    await this.#put(going, { detector, written: [...this.#written], isComplete: false });
    this.#atEnd = { detector, ids: [] };
    return [...this.#silentSources(going), ...going.inputs.map((input) => input.source)].flatMap(going.detector.finish);
  }

  /** The last commit of a run that came to its end. */
  async complete(): Promise<void> {
    const going = this.#going;
    const atEnd = this.#atEnd;
    if (!going || !atEnd) return;
    const end = saveStats(going.detector.stats());
    await this.#put(going, { detector: atEnd.detector, written: atEnd.ids, isComplete: true, end });
  }

  close(): void {
    calmly(() => {
      this.#alertFile?.close();
      this.#store.close();
    });
  }

  /** What the detector had counted before this run. */
  get statsBefore(): Value {
    return this.#base;
  }

  /** For the summary. */
  lines(): string[] {
    const before = this.#before;
    const options = this.#options;
    const going = this.#going;
    const about = (going?.inputs ?? []).flatMap(({ name, path, isCutOff }) => [
      ...(isCutOff ? [`  the last line of ${name} has no end yet, and is left for the next run`] : []),
      ...(path === undefined || this.#starts.get(name)?.on === undefined
        ? [`  ${name} cannot be read again: a kill loses what came since the last commit`]
        : []),
    ]);
    if (before === undefined) return about;
    const earlier = before.inputs.reduce((total, input) => total + input.judged, 0);
    const how = before.isComplete ? "goes on behind" : "goes on where a run was stopped, behind";
    const head = `  ${how} ${count(earlier, "line")}, with the state in ${options.state}`;
    const cold = this.#cold.length === 0 ? [] : ["  rules that are new or changed and begin without a past", ...this.#cold];
    return [head, ...about, ...cold];
  }

  #read(loaded: Loaded): RunState | undefined {
    if (loaded.kind === "empty") return undefined;
    if (loaded.kind === "unusable") throw this.#unusable(loaded.reasons.join("; "));
    for (const reason of loaded.notices) this.notices.push(report.statePassedOver(nowhere(), { reason }));
    const run = readRunState(loaded.sections);
    if (run.kind !== "state") throw this.#unusable(run.reason);
    return run.state;
  }

  #restore(before: RunState, { detector, counted }: Going): void {
    const restored = detector.restore(before.detector);
    if (restored.kind !== "restored")
      throw this.#unusable(restored.kind === "newer" ? "a newer version of aidr wrote it" : restored.reason);
    for (const { rule, untilMs } of restored.cold.slice(0, 50)) {
      this.#cold.push(`    ${rule}${Number.isFinite(untilMs) ? `, incomplete until ${new Date(untilMs).toISOString()}` : ""}`);
    }
    if (restored.cold.length > 50) this.#cold.push(`    … and ${restored.cold.length - 50} more`);
    if (!before.isComplete) loadCounts(before.counts, counted);
    counted.alerts += this.#alertFile?.found.kind === "goes-on" ? this.#alertFile.found.kept.length : 0;
    this.#base = readKey(before.counts, before.isComplete ? "end" : "base");
  }

  #unusable(reasons: string): UsageError {
    return new UsageError(report.stateUnusable(nowhere(), { folder: this.#options.state, reasons }));
  }

  /** Sources of the state that do not speak in this run, or not any more: they hold up nobody. */
  #silentSources({ inputs }: Going): string[] {
    const speaking = new Set(inputs.filter((input) => !input.done).map((input) => input.source));
    return (this.#before?.inputs ?? []).map((input) => input.source).filter((source) => !speaking.has(source));
  }

  #startOf(name: string): Start {
    const shown = name === "-" ? stdinName : name;
    const path = resolve(this.#context.cwd, name);
    const prior = this.#before?.inputs.findLast((input) => input.path === shown);
    const fresh = {
      source: prior?.source ?? shown,
      place: origin,
      judged: 0,
      lastMs: Number.NEGATIVE_INFINITY,
      done: false,
      linesBefore: 0,
      read: 0,
    };
    const kind = name === "-" ? "other" : this.#files.look(path).kind;
    if (kind === "other") {
      return { ...fresh, lastMs: prior?.lastMs ?? fresh.lastMs, linesBefore: prior?.judged ?? 0, on: undefined };
    }
    const seen = prior === undefined ? undefined : recognize(path, prior, this.#files);
    if (prior !== undefined && seen?.kind !== "another") {
      const on: ReadOn = { from: prior.place, form: prior.print?.form ?? "plain" };
      const done = prior.done && seen?.kind === "same" && !seen.grown;
      return {
        source: prior.source,
        place: prior.place,
        judged: prior.judged,
        lastMs: prior.lastMs,
        done,
        linesBefore: 0,
        read: prior.print?.bytes ?? 0,
        on,
      };
    }
    if (prior !== undefined) this.notices.push(report.inputChanged(nowhere(), { path: shown }));
    const form = printOf(path, origin, 0, this.#files)?.form ?? "plain";
    return { ...fresh, source: prior === undefined ? shown : nextSource(shown, prior.source), on: { from: origin, form } };
  }

  #openOut(out: string): AlertFile {
    const canReadAgain = [...this.#starts.values()].every((start) => start.on !== undefined);
    const path = resolve(this.#context.cwd, out);
    const file = openAlertFile(path, this.#before?.alertFile, canReadAgain ? "cut" : "keep", this.#files);
    if (file.found.kind === "another") this.notices.push(report.alertFileChanged(nowhere(), { path: out }));
    if (file.found.kind === "goes-on") for (const line of file.found.kept) this.#written.add(alertIdOf(line));
    return file;
  }

  /** INVARIANT: alerts are on disk before the state that knows of them is; so a crash between the two only cuts them off and makes them again. */
  async #put({ inputs, counted }: Going, rest: Rest): Promise<void> {
    const began = this.#context.now();
    const alertFile = await this.#settleAlerts();
    // A file that another took the place of is forgotten only when the detector was told that it is silent.
    const isOver = (prior: InputPlace): boolean =>
      inputs.some((input) => input.source === prior.source || (this.#hasBegun && input.name === prior.path));
    const kept = (this.#before?.inputs ?? []).filter((prior) => !isOver(prior));
    const counts = {
      ...saveCounts(counted),
      ...(this.#base === undefined ? {} : { base: this.#base }),
      ...(rest.end ? { end: rest.end } : {}),
    };
    const { detector, written, isComplete } = rest;
    calmly(() => {
      const places = inputs.map((input) => this.#placeOf(input));
      this.#store.commit(runSections({ detector, inputs: [...kept, ...places], alertFile, written, isComplete, counts }));
    });
    this.#linesSince = 0;
    this.#committedMs = this.#context.now();
    this.#costMs = this.#committedMs - began;
  }

  async #settleAlerts(): Promise<AlertFilePlace | undefined> {
    await this.writer.ready();
    if (this.#alertFile === undefined) await this.#context.stdout.flushed();
    return calmly(() => this.#alertFile?.sync());
  }

  #placeOf({ name, source, path, place, judged, linesBefore, lastMs, done, read }: Input): InputPlace {
    const prior = this.#before?.inputs.find((input) => input.path === name && input.source === source);
    const print = path === undefined ? undefined : (printOf(path, place, read, this.#files) ?? prior?.print);
    return { path: name, source, place, judged: judged + linesBefore, lastMs, done, print };
  }
}

/** Alerts are written only behind what the state knows of. */
function toAlertFile(file: AlertFile, options: WriterOptions): AlertWriter {
  return gathering((alert) => alertText(alert, options), {
    write: (text) => calmly(() => file.write(text)),
    ready: async () => {},
    end: async () => {},
  });
}

function nextSource(shown: string, source: string): string {
  const number = source === shown ? 1 : Number(/ \((\d+)\)$/.exec(source)?.[1] ?? 1);
  return `${shown} (${number + 1})`;
}

function alertIdOf(line: string): string {
  try {
    const id = readKey(JSON.parse(line), "alert_id");
    return typeof id === "string" ? id : "";
  } catch {
    // Alerts for people have no ids to read.
    return "";
  }
}

/** SHA-256 by the system's own library. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** What a store cannot do is said in a line. */
function calmly<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof StoreError ? calm(error) : error;
  }
}

function calm({ problem }: StoreError): UsageError {
  switch (problem.kind) {
    case "failed":
      return unwritable(problem.path, reasonOfRefusal(problem.cause));
    case "in-use": {
      const holder = `process ${problem.pid}${problem.host === undefined ? "" : ` of ${problem.host}`}`;
      return new UsageError(report.stateInUse(nowhere(), { folder: folderOf(problem.lock), holder, lock: problem.lock }));
    }
    case "taken":
      return misuse(`another process took \`${folderOf(problem.lock)}\` while this one worked on it`, ["nothing is lost: run again"]);
    case "no-package":
      return new UsageError(report.noStorePackage(nowhere(), { name: "sqlite", package: problem.name }));
  }
}

/** A database has words of its own where the system has codes. */
function reasonOfRefusal(cause: unknown): string {
  return cause instanceof Error && !("code" in cause) ? cause.message : reasonOf(cause);
}

function folderOf(lock: string): string {
  return lock.slice(0, -"/lock".length);
}
