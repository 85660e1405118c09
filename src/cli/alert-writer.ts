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
  write(alert: Alert): void;
  /** Resolves when the reader has taken enough for more to be written. */
  ready(): Promise<void>;
  end(): Promise<void>;
};

export type WriterOptions = { readonly out?: string; readonly format?: string };

export async function openWriter(options: WriterOptions, context: Context): Promise<AlertWriter> {
  if (options.out === undefined) return toStdout(options, context);
  const { out } = options;
  const file = await createFile(resolve(context.cwd, out), out);
  return {
    write: (alert) => {
      file.write(alertText(alert, options));
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

export function toStdout(options: WriterOptions, { stdout }: Context): AlertWriter {
  const isPretty = options.format === "pretty" || (options.format === undefined && stdout.isTerminal);
  return {
    write: (alert) => stdout.write(isPretty ? `${showAlert(alert, stdout.paint)}\n` : `${inertJson(alert)}\n`),
    ready: stdout.ready,
    end: async () => {},
  };
}

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
