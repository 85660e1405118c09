/** Where the alerts of `aidr run` go: standard output or a file, as JSON Lines, or for people where one looks on. */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { resolve } from "node:path";
import type { Writable } from "node:stream";
import { inertJson } from "../diagnostics/escape.ts";
import { reasonOf } from "../project/read-text.ts";
import type { Alert } from "../runtime/alert.ts";
import type { Context } from "./context.ts";
import { showAlert } from "./show-alert.ts";
import { paintNothing } from "./terminal.ts";
import { unwritable } from "./usage-error.ts";

export type AlertWriter = {
  /** Writes the alert: at once, or with others when there are enough or `ready` is called. */
  write(alert: Alert): void;
  /** Writes what was gathered, and resolves when the reader has taken enough for more to be written. */
  ready(): Promise<void>;
  end(): Promise<void>;
};

export type WriterOptions = { readonly out?: string; readonly format?: string };

export async function openWriter(options: WriterOptions, context: Context): Promise<AlertWriter> {
  if (options.out === undefined) return toStdout(options, context);
  const { out } = options;
  const file = await createFile(resolve(context.cwd, out), out);
  return gathering((alert) => alertText(alert, options), {
    write: (text) => void file.write(text),
    ready: () =>
      told(out, async () => (file.errored ? Promise.reject(file.errored) : file.writableNeedDrain ? once(file, "drain") : undefined)),
    end: () =>
      told(out, async () => {
        if (file.errored) throw file.errored;
        file.end();
        await once(file, "finish");
      }),
  });
}

export function toStdout(options: WriterOptions, { stdout }: Context): AlertWriter {
  const isPretty = options.format === "pretty" || (options.format === undefined && stdout.isTerminal);
  return gathering((alert) => (isPretty ? `${showAlert(alert, stdout.paint)}\n` : `${inertJson(alert)}\n`), {
    write: stdout.write,
    ready: stdout.ready,
    end: async () => {},
  });
}

/** What texts are written to. */
type Sink = { write(text: string): void; ready(): Promise<void>; end(): Promise<void> };

/** A write of many alerts costs little more than that of one, which is a tenth of all that a line with an alert costs. */
export function gathering(show: (alert: Alert) => string, sink: Sink): AlertWriter {
  let gathered = "";
  const put = (): void => {
    if (gathered !== "") sink.write(gathered);
    gathered = "";
  };
  return {
    write: (alert) => {
      gathered += show(alert);
      if (gathered.length >= gatheredMax) put();
    },
    ready: async () => {
      put();
      await sink.ready();
    },
    end: async () => {
      put();
      await sink.end();
    },
  };
}

const gatheredMax = 1 << 16;

/** An alert as it stands in a file, its last line ended. */
export function alertText(alert: Alert, { format }: WriterOptions): string {
  return format === "pretty" ? `${showAlert(alert, paintNothing)}\n` : `${inertJson(alert)}\n`;
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
