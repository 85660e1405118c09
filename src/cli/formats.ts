/** `--format name[=file]`, several times: what is rendered, and where it goes. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { didYouMean } from "../diagnostics/suggest.ts";
import { renderPretty } from "../diagnostics/render-pretty.ts";
import type { Report } from "../diagnostics/report.ts";
import { reasonOf } from "../project/read-text.ts";
import { misuse, unwritable } from "./usage-error.ts";
import type { Context } from "./context.ts";

export type FormatName = "pretty" | "compact" | "json" | "ndjson" | "sarif" | "junit" | "github" | "gitlab" | "checkstyle";
export type FormatRequest = { readonly format: FormatName; readonly file?: string };

type Render = (report: Report) => string;

/** Each format is loaded when it is asked for. */
const renderers: Readonly<Record<Exclude<FormatName, "pretty">, () => Promise<Render>>> = {
  compact: async () => (await import("../diagnostics/render-compact.ts")).renderCompact,
  json: async () => (await import("../diagnostics/render-json.ts")).renderJson,
  ndjson: async () => (await import("../diagnostics/render-ndjson.ts")).renderNdjson,
  sarif: async () => (await import("../diagnostics/render-sarif.ts")).renderSarif,
  junit: async () => (await import("../diagnostics/render-junit.ts")).renderJunit,
  github: async () => (await import("../diagnostics/render-github.ts")).renderGithub,
  gitlab: async () => (await import("../diagnostics/render-gitlab.ts")).renderGitlab,
  checkstyle: async () => (await import("../diagnostics/render-checkstyle.ts")).renderCheckstyle,
};

export const formatNames: readonly FormatName[] = [
  "pretty",
  "compact",
  "json",
  "ndjson",
  "sarif",
  "junit",
  "github",
  "gitlab",
  "checkstyle",
];

/** What was asked for, `pretty` where nothing was. Only one format can have standard output. */
export function readFormats(written: readonly string[], environment: Context["environment"]): FormatRequest[] {
  const wishes = written.length > 0 ? written : [environment["AIDR_FORMAT"] || "pretty"];
  const requests = wishes.map(readFormat);
  if (requests.filter((request) => request.file === undefined).length > 1)
    throw misuse("only one `--format` can go to standard output; give the others a file: `--format sarif=out.sarif`");
  return requests;
}

function readFormat(written: string): FormatRequest {
  const equals = written.indexOf("=");
  const name = equals < 0 ? written : written.slice(0, equals);
  const format = formatNames.find((known) => known === name);
  if (format === undefined)
    throw misuse(`\`${name}\` is not an output format`, [...didYouMean(name, formatNames), `formats: ${formatNames.join(", ")}`]);
  if (equals < 0) return { format };
  const file = written.slice(equals + 1);
  if (file === "") throw misuse(`\`--format ${name}=\` names no file`);
  return { format, file };
}

/** Renders a report in every format asked for; under GitHub Actions its annotations are added. `to` is where results go: stdout, but stderr for a command whose stdout is data. */
export async function writeReport(
  report: Report,
  requests: readonly FormatRequest[],
  to: "stdout" | "stderr",
  context: Context,
): Promise<void> {
  for (const request of requests) {
    const out = context[to];
    const text =
      request.format === "pretty"
        ? renderPretty(report, request.file === undefined ? out.paint : plain)
        : (await renderers[request.format]())(report);
    if (request.file === undefined) out.write(text);
    else writeFile(resolve(context.cwd, request.file), request.file, text);
  }
  const annotated = requests.some((request) => request.format === "github");
  // Annotations are read from either stream; standard error leaves the results as they are.
  if (context.environment["GITHUB_ACTIONS"] === "true" && !annotated) context.stderr.write((await renderers.github())(report));
}

/** For a report that is written in several goes: only one of them is annotated. */
export function withoutAnnotations(context: Context): Context {
  return { ...context, environment: { ...context.environment, GITHUB_ACTIONS: undefined } };
}

export function writeFile(path: string, name: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw unwritable(name, reasonOf(error));
  }
}

function plain(_style: string, text: string): string {
  return text;
}
