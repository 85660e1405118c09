/** `aidr export`: rules as queries of a SIEM, or as what its team deploys, with a report of how faithful each is. */
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { type TargetName, targetNames } from "../builtins/target.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { DeployFile, PackagedRule } from "../deploy/package.ts";
import type { ExportOptions, Outcome, Schedule } from "../export/outcome.ts";
import type { ProjectPlan, RulePlan } from "../ir/plan.ts";
import type { Mapping } from "../schema/mapping.ts";
import type { Context } from "./context.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "./exit.ts";
import { readFormats, writeReport } from "./formats.ts";
import {
  collect,
  count,
  openProject,
  type ProjectOptions,
  type ReportOptions,
  withFormatOption,
  withProjectOptions,
} from "./open-project.ts";
import { writeMade } from "./replace-file.ts";
import { misuse } from "./usage-error.ts";

type ExportCommand = ProjectOptions &
  ReportOptions & {
    readonly target: string;
    readonly mapping?: string;
    readonly as: string;
    readonly profile?: string;
    readonly allow: readonly string[];
    readonly granularity: string;
    readonly fold: string;
    readonly out?: string;
  };

/** Names of the targets as people say them. */
export const targetTitles: Readonly<Record<TargetName, string>> = {
  spl: "SPL",
  kql: "KQL",
  esql: "ES|QL",
  eql: "EQL",
  querydsl: "Query DSL",
};
const extensions: Readonly<Record<TargetName, string>> = { spl: "spl", kql: "kql", esql: "esql", eql: "eql", querydsl: "json" };

/** Forms beside the bare query, and the targets that have them. */
const forms: Readonly<Record<string, readonly TargetName[]>> = {
  query: targetNames,
  lucene: ["querydsl"],
  savedsearches: ["spl"],
  contentctl: ["spl"],
  "sentinel-yaml": ["kql"],
  "sentinel-arm": ["kql"],
  "elastic-ndjson": ["esql", "eql", "querydsl"],
  "elastic-toml": ["esql", "eql", "querydsl"],
};

export function declareExport(program: Command, context: Context, finish: (code: number) => void): void {
  const command = program
    .command("export")
    .description("write rules as queries of a SIEM, each with the same verdict or refused with a reason")
    .argument("[paths...]", "files, folders or globs; the project's files without any")
    .requiredOption("--target <name>", "spl, kql, esql, eql or querydsl")
    .option("--mapping <name|file>", "where the SIEM keeps each field; one that comes with aidr, or a file")
    .option("--as <form>", `the bare query, or what is deployed: ${Object.keys(forms).join(", ")}`, "query")
    .option("--profile <name>", "adx or sentinel: whose limits hold for kql")
    .option("--allow <what>", "broader: a query may find more than its rule; refused: refusals do not fail; may be repeated", collect, [])
    .option("--granularity <name>", "event, or entity: the same keys fire, each first on the same event", "event")
    .option("--fold <name>", "plain: the SIEM's own case folding, as an assumption; strict: exact folding or a refusal", "plain")
    .option("--out <dir>", "folder for the files and report.json; without it one rule's query is printed");
  withFormatOption(withProjectOptions(command)).action(async (paths: string[], _options: object, self: Command) => {
    finish(await runExport(paths, self.optsWithGlobals(), context));
  });
}

type Wish = {
  readonly target: TargetName;
  readonly form: string;
  readonly profile?: "adx" | "sentinel";
  readonly options: ExportOptions;
  readonly refusedIsFine: boolean;
};

async function runExport(paths: readonly string[], options: ExportCommand, context: Context): Promise<ExitCode> {
  const formats = readFormats(options.format, context.environment);
  const wish = readWish(options);
  const project = await openProject(paths, options, context);
  const { analyze } = await import("../aidr/analyze.ts");
  const { loadMapping } = await import("../project/load-mapping.ts");
  const analyzed = analyze(project.value.input);
  const sources = new Map(project.value.sources);
  const request = {
    target: wish.target,
    cwd: context.cwd,
    ...(options.mapping === undefined ? {} : { named: options.mapping }),
    ...(wish.profile === undefined ? {} : { profile: wish.profile }),
  };
  const mapping = loadMapping(request, project.value.settings, project.value.input.model, sources);
  const before = [...project.diagnostics, ...analyzed.diagnostics, ...mapping.diagnostics];
  const code = exitCodeOf(before);
  const reported = { sources, version: context.version };
  if (code !== exitCodes.done || !mapping.value) {
    await writeReport({ diagnostics: before, ...reported }, formats, "stderr", context);
    return code;
  }
  const rules = analyzed.value.rules.filter((rule) => project.value.files.includes(rule.span.file));
  if (options.out === undefined && rules.length !== 1)
    throw misuse(`${count(rules.length, "rule")} cannot be printed as one query`, ["name a folder with `--out DIR`, or one rule's file"]);
  const made = await exportAll(analyzed.value, rules, mapping.value, wish);
  const diagnostics: readonly Diagnostic[] = [...before, ...(await refusals(made, wish.target))];
  await writeReport({ diagnostics, ...reported }, formats, options.out === undefined ? "stderr" : "stdout", context);
  if (options.out === undefined) {
    for (const { outcome } of made.rules) if (outcome.kind !== "refused") context.stdout.write(`${outcome.text}\n`);
  } else await writeAll(options.out, made, mapping.value, sources, context);
  context.stderr.write(`${summary(made, wish.target)}\n`);
  return made.rules.some(({ outcome }) => outcome.kind === "refused") && !wish.refusedIsFine ? exitCodes.broken : exitCodes.done;
}

function readWish(options: ExportCommand): Wish {
  const target = oneOf("target", options.target, Object.keys(targetTitles)) as TargetName; // its keys are the targets
  const form = oneOf("form", options.as, Object.keys(forms));
  const fitting = forms[form] ?? [];
  if (!fitting.includes(target))
    throw misuse(`\`--as ${form}\` is no form of ${targetTitles[target]}`, [`it goes with ${fitting.join(", ")}`]);
  for (const allowed of options.allow) oneOf("permission", allowed, ["broader", "refused"]);
  const profile = options.profile === undefined ? undefined : oneOf("profile", options.profile, ["adx", "sentinel"]);
  return {
    target,
    form,
    ...(profile === undefined ? {} : { profile: profile === "adx" ? "adx" : "sentinel" }),
    options: {
      broader: options.allow.includes("broader"),
      entity: oneOf("granularity", options.granularity, ["event", "entity"]) === "entity",
      folding: oneOf("folding", options.fold, ["plain", "strict"]) === "strict" ? "strict" : "plain",
      ...(form === "lucene" ? { as: "lucene" as const } : {}),
    },
    refusedIsFine: options.allow.includes("refused"),
  };
}

function oneOf(what: string, written: string, known: readonly string[]): string {
  if (known.includes(written)) return written;
  throw misuse(`\`${written}\` is not a ${what}`, [...didYouMean(written, known), `known: ${known.join(", ")}`]);
}

type Made = {
  readonly rules: readonly { readonly rule: RulePlan; readonly outcome: Outcome; readonly files: readonly DeployFile[] }[];
  /** Files that belong to all rules together. */
  readonly files: readonly DeployFile[];
};

async function exportAll(plan: ProjectPlan, rules: readonly RulePlan[], mapping: Mapping, { target, form, options }: Wish): Promise<Made> {
  const { exportTo } = await import("../aidr/export.ts");
  const { fileName, lookupFiles } = await import("../deploy/package.ts");
  if (form === "query" || form === "lucene") {
    const extension = form === "lucene" ? "lucene" : extensions[target];
    const made = rules.map((rule) => {
      const outcome = exportTo(target, { plan, rule, mapping, options });
      const files = outcome.kind === "refused" ? [] : [{ path: `${fileName(rule.id)}.${extension}`, text: `${outcome.text}\n` }];
      return { rule, outcome, files };
    });
    const tables = made.flatMap(({ outcome }) => (outcome.kind === "refused" ? [] : outcome.lookups));
    return { rules: made, files: lookupFiles(tables, "lookups") };
  }
  const { scheduleFor } = await import("../export/schedule.ts");
  const { packagings } = await import("../deploy/packagings.ts");
  const outcomes = rules.map((rule) => {
    const schedule: Schedule = scheduleFor(rule, mapping.lateMs);
    return { rule, schedule, outcome: exportTo(target, { plan, rule, mapping, options: { ...options, schedule } }) };
  });
  const written = outcomes.flatMap(({ rule, schedule, outcome }): PackagedRule[] =>
    outcome.kind === "refused" ? [] : [{ rule, query: outcome, mapping, schedule }],
  );
  const packaged = written.length === 0 ? { files: [], refused: [] } : (packagings[form]?.(written) ?? { files: [], refused: [] });
  const refused = new Map(packaged.refused.map(({ rule, refusals }) => [rule.id, refusals]));
  return {
    rules: outcomes.map(({ rule, outcome }) => {
      const limits = refused.get(rule.id);
      return { rule, outcome: limits ? { kind: "refused", target, refusals: limits } : outcome, files: [] };
    }),
    files: packaged.files,
  };
}

async function refusals(made: Made, target: TargetName): Promise<readonly Diagnostic[]> {
  const { refusalDiagnostic } = await import("../export/diagnostics.ts");
  return made.rules.flatMap(({ outcome }) =>
    outcome.kind === "refused" ? outcome.refusals.map((refusal) => refusalDiagnostic(refusal, targetTitles[target])) : [],
  );
}

async function writeAll(
  out: string,
  made: Made,
  mapping: Mapping,
  sources: ReadonlyMap<string, { readonly name: string; readonly text: string }>,
  context: Context,
): Promise<void> {
  const { reportEntry } = await import("../export/report.ts");
  const { sha256Hex } = await import("../runtime/sha256.ts");
  const { belongsTo } = await import("../deploy/package.ts");
  const folder = resolve(context.cwd, out);
  const hashed = ({ path, text }: DeployFile) => ({ path, sha256: sha256Hex(text) });
  const entries = made.rules.map(({ rule, outcome, files }) => {
    const shared = outcome.kind === "refused" ? [] : made.files.filter((file) => belongsTo(file, rule.id, outcome));
    return reportEntry({ rule, mapping, outcome, sources, files: [...files, ...shared].map(hashed) });
  });
  const report: DeployFile = { path: "report.json", text: `${JSON.stringify({ version: 1, exports: entries }, null, 2)}\n` };
  for (const file of [...made.rules.flatMap(({ files }) => files), ...made.files, report]) {
    writeMade(join(folder, file.path), join(out, file.path), file.text);
  }
}

/** `80 rules as KQL: 61 exact, 12 scheduled, 7 refused`. */
function summary(made: Made, target: TargetName): string {
  const kinds = ["exact", "scheduled", "broader", "refused"] as const;
  const parts = kinds.flatMap((kind) => {
    const number = made.rules.filter(({ outcome }) => outcome.kind === kind).length;
    return number === 0 ? [] : [`${number} ${kind}`];
  });
  return `${count(made.rules.length, "rule")} as ${targetTitles[target]}: ${parts.join(", ") || "nothing to write"}`;
}
