/** `aidr explain`: a rule in words and as a tree, why it fires on an event or not, a word of the language, or the page of a diagnostic. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { type Command, Option } from "commander";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { RulePlan } from "../ir/plan.ts";
import { nowhere, report } from "../project/diagnostics.ts";
import { packageFolder } from "../project/package-folder.ts";
import type { Project } from "../project/load.ts";
import type { Context } from "./context.ts";
import type { ExplainFormat } from "./describe-rule.ts";
import { exitCodeOf, exitCodes } from "./exit.ts";
import { writeReport } from "./formats.ts";
import { openProject, type ProjectOptions, withProjectOptions } from "./open-project.ts";
import { UsageError } from "./usage-error.ts";

type ExplainOptions = ProjectOptions & { readonly event?: string; readonly format: ExplainFormat };

export function declareExplain(program: Command, context: Context, finish: (code: number) => void): void {
  const command = program
    .command("explain")
    .description("what a rule, a word or a diagnostic means; why a rule fires on an event or not")
    .argument(
      "<topic>",
      "id or title of a rule, a rule file, a code such as AIDR2003, a lint such as mixed-and-or, or a word such as CONTAINS",
    )
    .option("--event <file>", "events as JSON Lines; shows why the rule fires on the last one, or why not")
    .option("--adapter <name|file>", "how the records of --event become events")
    .addOption(
      new Option("--format <name>", "words, a tree, or both").choices(["pretty", "text", "tree", "json"]).default("pretty", "both"),
    );
  withProjectOptions(command).action(async (topic: string, _options: object, self: Command) => {
    finish(await explain(topic, self.optsWithGlobals(), context));
  });
}

async function explain(topic: string, options: ExplainOptions, context: Context): Promise<number> {
  const page = options.event === undefined ? pageOf(topic) : undefined;
  if (page !== undefined) {
    context.stdout.write(page);
    return exitCodes.done;
  }
  const found = await findRules(topic, options, context);
  if (found.rules.length === 0) {
    const words = options.event === undefined ? await import("./show-word.ts").then(({ showWord }) => showWord(topic)) : undefined;
    if (words === undefined) return unknown(topic, found, context);
    context.stdout.write(words);
    return exitCodes.done;
  }
  const files = new Set(found.rules.map((rule) => rule.span.file));
  const broken = found.diagnostics.filter((one) => one.severity === "error" && files.has(one.span.file));
  if (broken.length > 0) {
    await writeReport(
      { diagnostics: broken, sources: found.project.sources, version: context.version },
      [{ format: "pretty" }],
      "stderr",
      context,
    );
    return exitCodeOf(broken);
  }
  if (options.event !== undefined) {
    const { explainEvents } = await import("./explain-events.ts");
    return explainEvents(found.rules, found.all, found.project, options.event, options.format, context);
  }
  const { describeRules } = await import("./describe-rule.ts");
  context.stdout.write(describeRules(found.rules, options.format, context.stdout.paint));
  return exitCodes.done;
}

/** The page of a code or of a lint; these have no other meaning. */
function pageOf(topic: string): string | undefined {
  const code = topic.toUpperCase();
  const isCode = /^AIDR\d{4}$/.test(code);
  if (!isCode && !/^[a-z]+(?:-[a-z]+)+$/.test(topic)) return undefined;
  const packed = brotliDecompressSync(readFileSync(join(packageFolder(), "dist", "pages.json.br"))).toString();
  const pages = JSON.parse(packed) as Readonly<Record<string, string>>; // made by our own build
  const name = isCode ? code : topic;
  return Object.hasOwn(pages, name) ? pages[name] : undefined;
}

/** `all` are the rules of the plan that `rules` belong to, `known` every rule that could have been meant. */
type Found = {
  readonly rules: readonly RulePlan[];
  readonly all: readonly RulePlan[];
  readonly known: readonly RulePlan[];
  readonly project: Project;
  readonly diagnostics: readonly Diagnostic[];
};

/** Looked for in the project, then in the library's own rules. */
async function findRules(topic: string, options: ExplainOptions, context: Context): Promise<Found> {
  const { analyze } = await import("../aidr/analyze.ts");
  const isPath = topic.endsWith(".aidr") || topic === "-";
  const first = await openProject(isPath ? [topic] : [], options, context);
  const plan = analyze(first.value.input);
  const rules = isPath ? plan.value.rules.filter((rule) => first.value.files.includes(rule.span.file)) : matching(plan.value.rules, topic);
  const diagnostics = [...first.diagnostics, ...plan.diagnostics];
  if (rules.length > 0 || isPath) return { rules, all: plan.value.rules, known: plan.value.rules, project: first.value, diagnostics };
  const shipped = await openProject(["std:rules"], options, context);
  const library = analyze(shipped.value.input).value.rules;
  return { rules: matching(library, topic), all: library, known: [...plan.value.rules, ...library], project: shipped.value, diagnostics };
}

function matching(rules: readonly RulePlan[], topic: string): RulePlan[] {
  const byId = rules.filter((rule) => rule.id === topic);
  return byId.length > 0 ? byId : rules.filter((rule) => rule.title.toLowerCase() === topic.toLowerCase());
}

async function unknown(topic: string, found: Found, context: Context): Promise<number> {
  // A project that does not compile is the likelier reason than a misspelt id.
  const code = exitCodeOf(found.diagnostics.filter((one) => one.code !== "AIDR5010" && one.code !== "AIDR5001"));
  if (code !== exitCodes.done || topic.endsWith(".aidr")) {
    await writeReport(
      { diagnostics: found.diagnostics, sources: found.project.sources, version: context.version },
      [{ format: "pretty" }],
      "stderr",
      context,
    );
    if (exitCodeOf(found.diagnostics) !== exitCodes.done) return exitCodeOf(found.diagnostics);
  }
  const { didYouMean } = await import("../diagnostics/suggest.ts");
  const ids = found.known.map((rule) => rule.id);
  throw new UsageError(report.unknownTopic(nowhere(), { topic }, { help: didYouMean(topic, ids) }));
}
