/** What a run must know to go on as if it had never stopped, as sections of one commit. */
import { Reader, type Sections, Writer } from "../runtime/codec.ts";
import { isRecord } from "../runtime/read.ts";
import type { ValueRecord } from "../runtime/value.ts";
import type { AlertFilePlace } from "./alert-file.ts";
import type { FilePrint, InputPlace } from "./input-place.ts";

export type RunState = {
  /** The detector's own snapshot: all that rules have learned, and the events that wait for their turn. */
  readonly detector: Uint8Array;
  readonly inputs: readonly InputPlace[];
  /** Undefined where alerts go to no file of which a place could be known. */
  readonly alertFile: AlertFilePlace | undefined;
  /** Ids of alerts that are written, but that the detector, as it is here, has yet to give. */
  readonly written: readonly string[];
  /** The run had come to the end of all input. */
  readonly isComplete: boolean;
  /** What the summary counts; the host's own. */
  readonly counts: ValueRecord;
};

export type ReadRunState =
  | { readonly kind: "state"; readonly state: RunState }
  | { readonly kind: "damaged" | "newer"; readonly reason: string };

/** Raised when the form of the section `run` changes. */
const runVersion = 1;

export function runSections(state: RunState): Sections {
  const writer = new Writer();
  writer.count(runVersion);
  writer.list(state.inputs, (input) => writeInput(writer, input));
  writer.flag(state.alertFile !== undefined);
  if (state.alertFile !== undefined) {
    writer.text(state.alertFile.path);
    writer.number(state.alertFile.bytes);
    writer.text(state.alertFile.tail);
  }
  writer.list(state.written, (id) => writer.text(id));
  writer.flag(state.isComplete);
  writer.value(state.counts);
  return new Map([
    ["detector", state.detector],
    ["run", writer.take()],
  ]);
}

/** Never throws: the sections passed their checksum, but another program may have written them. */
export function readRunState(sections: Sections): ReadRunState {
  const [detector, run] = [sections.get("detector"), sections.get("run")];
  if (detector === undefined || run === undefined) return { kind: "damaged", reason: "a part is missing" };
  try {
    const reader = new Reader(run);
    const version = reader.count();
    if (version > runVersion) return { kind: "newer", reason: "it was written by a newer version of aidr" };
    const inputs = reader.list(() => readInput(reader));
    const alertFile = reader.flag() ? { path: reader.text(), bytes: reader.number(), tail: reader.text() } : undefined;
    const written = reader.list(() => reader.text());
    const isComplete = reader.flag();
    const counts = reader.value();
    return { kind: "state", state: { detector, inputs, alertFile, written, isComplete, counts: isRecord(counts) ? counts : {} } };
  } catch {
    return { kind: "damaged", reason: "it breaks off" };
  }
}

function writeInput(writer: Writer, { path, source, place, judged, lastMs, done, print }: InputPlace): void {
  writer.text(path);
  writer.text(source);
  writer.number(place.line);
  writer.number(place.offset);
  writer.flag(place.ended);
  writer.number(judged);
  writer.number(lastMs);
  writer.flag(done);
  writer.flag(print !== undefined);
  if (print === undefined) return;
  writer.flag(print.form === "gzip");
  writer.number(print.bytes);
  writer.count(print.headBytes);
  writer.text(print.head);
  writer.text(print.tail);
}

function readInput(reader: Reader): InputPlace {
  const [path, source] = [reader.text(), reader.text()];
  const place = { line: reader.number(), offset: reader.number(), ended: reader.flag() };
  const [judged, lastMs, done] = [reader.number(), reader.number(), reader.flag()];
  return { path, source, place, judged, lastMs, done, print: reader.flag() ? readPrint(reader) : undefined };
}

function readPrint(reader: Reader): FilePrint {
  const form = reader.flag() ? "gzip" : "plain";
  return { form, bytes: reader.number(), headBytes: reader.count(), head: reader.text(), tail: reader.text() };
}
