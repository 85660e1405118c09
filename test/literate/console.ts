/** Runs the `console` blocks of a page, in order, in a folder of their own, and compares what they print. `npx` there finds the `aidr` that was built. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { root } from "../house/files.ts";
import type { Fence } from "../literate.ts";

export type ConsoleBlock = { readonly fence: Fence; readonly written: string; readonly printed: string };

/**
 * Blocks in order, each with what its commands print now. `$ command` prints standard output, then standard error; an exit code
 * other than 0 follows as `[exit 1]`. A fence with `file=…` is written before the commands below it run.
 */
export function runConsole(fences: readonly Fence[]): ConsoleBlock[] {
  if (!fences.some((fence) => fence.lang === "console")) return [];
  const place = realpathSync(mkdtempSync(join(tmpdir(), "aidr-page-")));
  try {
    const bin = join(place, ".bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "aidr"), `#!/bin/sh\nexec "${process.execPath}" "${join(root, "dist/cli.js")}" "$@"\n`);
    writeFileSync(join(bin, "npx"), `#!/bin/sh\nexec "$@"\n`);
    for (const name of ["aidr", "npx"]) chmodSync(join(bin, name), 0o755);
    const work = join(place, "work");
    mkdirSync(work);
    return fences.flatMap((fence) => {
      const file = fence.words.find((word) => word.startsWith("file="))?.slice("file=".length);
      if (file) {
        const target = join(folderNow(work), file);
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, `${fence.text}\n`);
      }
      if (fence.lang !== "console") return [];
      const commands = fence.text.split("\n").filter((line) => line.startsWith("$ "));
      const printed = commands.map((command) => `${command}\n${execute(command.slice(2), work, bin)}`).join("");
      return [{ fence, written: fence.text, printed: printed.trimEnd() }];
    });
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** What differs from run to run. */
const timings = /\b[\d.]+ s, [\d,.]+ events\/s/g;

/** Where the commands so far have left the page. */
function folderNow(work: string): string {
  return existsSync(join(work, ".here")) ? readFileSync(join(work, ".here"), "utf8").trim() : work;
}

/** `cd` is remembered from one command to the next by a file, as a person's shell would. */
function execute(command: string, work: string, bin: string): string {
  const script = `cd "$(cat .here 2>/dev/null || echo .)"; { ${command}\n} 2>"${work}/.stderr"; status=$?; cat "${work}/.stderr"; pwd >"${work}/.here"; exit $status`;
  const env = { PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}`, HOME: work, LC_ALL: "C", TZ: "UTC", AIDR_REPOSITORY: root };
  const run = spawnSync("/bin/bash", ["-c", script], { cwd: work, env, encoding: "utf8", input: "" });
  const status = run.status === 0 ? "" : `[exit ${run.status ?? "by signal"}]\n`;
  return `${run.stdout}${run.stderr}${status}`.replaceAll(`${work}/`, "").replaceAll(root, "<aidr>/").replace(timings, "… s, … events/s");
}

/** Whether the written output is what was printed: a line `…` stands for any lines, and `…` in a line for any text in it. */
export function agrees(written: string, printed: string): boolean {
  const pattern = written
    .split("\n")
    .map((line) => (line.trim() === "…" ? "(?:.*\n)*?" : `${line.trimEnd().split("…").map(escapePattern).join(".*")}\n`))
    .join("");
  return new RegExp(`^${pattern}$`).test(
    `${printed
      .split("\n")
      .map((line) => line.trimEnd())
      .join("\n")}\n`,
  );
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
