/** The two streams a command writes to: colour only where it is wanted, a closed pipe is quiet, and a slow reader is waited for. */
import { once } from "node:events";
import type { Paint, PaintStyle } from "../diagnostics/render-pretty.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export type Output = {
  readonly isTerminal: boolean;
  /** Columns of the terminal, 80 where there is none. */
  readonly columns: number;
  readonly paint: Paint;
  write(text: string): void;
  /** Resolves when the reader has taken enough for more to be written. */
  ready(): Promise<void>;
  /** Resolves when the system has taken everything that was written. */
  flushed(): Promise<void>;
};

/** `--color`, `--no-color`, or neither. */
export type ColourWish = boolean | undefined;

/** Flag before `NO_COLOR` before `FORCE_COLOR` before whether somebody is looking. */
export function wantsColour(wish: ColourWish, environment: Environment, isTerminal: boolean): boolean {
  if (wish !== undefined) return wish;
  if (environment["NO_COLOR"]) return false;
  const force = environment["FORCE_COLOR"];
  if (force !== undefined) return force !== "0" && force !== "false";
  return isTerminal && environment["TERM"] !== "dumb";
}

/** Wraps a stream; a reader that went away ends the process quietly, with the exit code that stands so far. */
export function outputTo(stream: NodeJS.WriteStream, wish: ColourWish, environment: Environment): Output {
  const isTerminal = stream.isTTY === true;
  const paint = wantsColour(wish, environment, isTerminal) ? paintAnsi : paintNothing;
  return {
    isTerminal,
    columns: stream.columns ?? 80,
    paint,
    write: (text) => {
      stream.write(text);
    },
    ready: async () => {
      if (stream.writableNeedDrain) await once(stream, "drain");
    },
    flushed: () => new Promise((resolve) => void stream.write("", () => resolve())),
  };
}

/** EPIPE is no error to talk about: whoever read us has seen enough. Anything else, such as a full disk, is told once. */
export function endWhenClosed(stream: NodeJS.WriteStream, onFailure: (error: NodeJS.ErrnoException) => never): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || error.code === "EOF" || error.code === "ERR_STREAM_DESTROYED") process.exit();
    onFailure(error);
  });
}

const sgr: Readonly<Record<PaintStyle, string>> = {
  error: "1;31",
  warning: "1;33",
  info: "1;36",
  place: "34",
  help: "36",
  strong: "1",
  good: "32",
};

/** SGR sequences around a text that holds none of its own, for every text is escaped before it is painted. */
export function paintAnsi(style: PaintStyle, text: string): string {
  return `\u001b[${sgr[style]}m${text}\u001b[0m`;
}

export function paintNothing(_style: PaintStyle, text: string): string {
  return text;
}
