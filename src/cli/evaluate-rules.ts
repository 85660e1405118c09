/** The work of `aidr evaluate`: reads labels, judges, measures, and writes the report in every form that was asked for. */
import { resolve } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { escapeShort, inertJson } from "../diagnostics/escape.ts";
import { renderPretty } from "../diagnostics/render-pretty.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { nowhere, report as projectReport } from "../project/diagnostics.ts";
import { EventSource } from "../project/event-source.ts";
import { BrokenInput, openEvents, readLines } from "../project/event-stream.ts";
import { type Costs, EventSample, measureCosts } from "../quality/cost.ts";
import { report } from "../quality/diagnostics.ts";
import { type Evaluated, Evaluation } from "../quality/evaluate.ts";
import { anyAttack, brokenGates } from "../quality/gates.ts";
import { type Label, type Part, readLabel } from "../quality/labels.ts";
import { htmlReport, type Page } from "../quality/report/html-report.ts";
import { textReport } from "../quality/report/text-report.ts";
import { SessionStory } from "../quality/session-story.ts";
import type { Context } from "./context.ts";
import type { EvaluateOptions } from "./evaluate-options.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { writeFile } from "./formats.ts";
import { judgeStream, rejectedLine } from "./judge-stream.ts";
import { type Judging, openJudging } from "./open-judging.ts";
import { misuse, UsageError } from "./usage-error.ts";

const formats = ["pretty", "json", "html"] as const;
type Wish = { readonly format: (typeof formats)[number]; readonly file?: string };

export async function evaluateRules(rules: readonly string[], options: EvaluateOptions, context: Context): Promise<ExitCode> {
  const wishes = readWishes(options.format);
  const judging = await openJudging(rules, options, context);
  if (typeof judging === "number") return judging;
  const labels = new Map<string, Label>();
  const problems: Diagnostic[] = [];
  for (const name of options.labels ?? []) problems.push(...(await readLabels(name, labels, context)));
  if (problems.length > 0) return tell(problems, exitCodes.usage, context);
  checkCategories(options, labels);

  const part: Part = options.part === undefined ? { kind: "all" } : { kind: options.part, share: options.heldOut };
  const evaluation = new Evaluation(
    labels,
    part,
    judging.plan.rules.map((rule) => rule.id),
  );
  const sample = new EventSample();
  const events = options.events ?? [];
  for (const names of options.separate ? events.map((name) => [name]) : [events]) {
    const onlooker = {
      event: (event: Parameters<typeof evaluation.event>[0], units: number): void => {
        evaluation.event(event);
        if (options.costs) sample.add(event, units);
      },
      alert: (alert: Parameters<typeof evaluation.alert>[0]): void => evaluation.alert(alert),
    };
    const streamed = await judgeStream(judging, names, onlooker, context);
    problems.push(...streamed.problems);
    const rejected = rejectedLine(streamed.source);
    if (rejected !== undefined) context.stderr.write(`${rejected}\n`);
    if (context.interrupted()) return exitCodes.interrupted;
  }
  const evaluated = evaluation.result();
  if (problems.length === 0 && isUnlabelled(evaluated)) problems.push(report.noLabelledSession(nowhere()));
  if (problems.length > 0) return tell(problems, exitCodes.usage, context);
  const costs = options.costs ? measureCosts(judging.plan, sample.events, context.now) : undefined;
  const broken = brokenGates(evaluated, gatesOf(options));
  const shown = { evaluated, costs, reviewLimit: options.reviewLimit };
  for (const wish of wishes) {
    const text =
      wish.format === "pretty"
        ? textReport(shown, wish.file === undefined ? context.stdout.paint : (_style, plain) => plain)
        : wish.format === "json"
          ? `${inertJson({ tool: { name: "aidr", version: context.version }, ...evaluated, costs, broken: broken.map((one) => one.message) }, 2)}\n`
          : htmlReport(await pageOf(shown, broken, evaluation, judging, labels, events, context));
    if (wish.file === undefined) context.stdout.write(text);
    else writeFile(resolve(context.cwd, wish.file), wish.file, text);
  }
  return broken.length > 0 ? tell(broken, exitCodes.findings, context) : exitCodes.done;
}

function readWishes(written: readonly string[]): Wish[] {
  const wishes = (written.length === 0 ? ["pretty"] : written).map((one): Wish => {
    const [name = "", file] = one.split(/=(.*)/s, 2);
    const format = formats.find((known) => known === name);
    if (format === undefined)
      throw misuse(`\`${name}\` is not a format of an evaluation`, [...didYouMean(name, formats), `formats: ${formats.join(", ")}`]);
    if (file === "") throw misuse(`\`--format ${name}=\` names no file`);
    return file === undefined ? { format } : { format, file };
  });
  if (wishes.filter((wish) => wish.file === undefined).length > 1)
    throw misuse("only one `--format` can go to standard output; give the others a file: `--format html=report.html`");
  return wishes;
}

async function readLabels(name: string, labels: Map<string, Label>, context: Context): Promise<readonly Diagnostic[]> {
  const diagnostics: Diagnostic[] = [];
  try {
    for await (const batch of readLines(name === "-" ? context.stdin : openEvents(resolve(context.cwd, name)))) {
      for (const line of batch.lines) {
        const at = { file: `${name}:${line.number}`, start: 0, end: 0 };
        if (line.kind === "oversize") diagnostics.push(report.badLabel(at, { reason: `it has ${line.bytes} bytes` }));
        else diagnostics.push(...readLabel(line.text, at, labels));
        if (diagnostics.length >= 20) return diagnostics;
      }
    }
  } catch (error) {
    if (!(error instanceof BrokenInput)) throw error;
    throw new UsageError(
      error.missing
        ? projectReport.noSuchFile(nowhere(), { path: name })
        : projectReport.unreadableEvents(nowhere(), { path: name, reason: error.reason }),
    );
  }
  return diagnostics;
}

/** A gate on a category that no label has would never be held, or always. */
function checkCategories(options: EvaluateOptions, labels: ReadonlyMap<string, Label>): void {
  const known = new Set([...labels.values()].flatMap((label) => label.evidence.map(({ category }) => category)));
  for (const { category } of options.minTpr) {
    if (category !== anyAttack && !known.has(category))
      throw misuse(`no label has the category \`${category}\``, [
        ...didYouMean(category, known),
        `categories: ${[...known].sort().join(", ")}; or any`,
      ]);
  }
}

function gatesOf({ minTpr, maxFpRate, maxFalseAlerts }: EvaluateOptions): Parameters<typeof brokenGates>[1] {
  return {
    found: new Map(minTpr.map(({ category, rate }) => [category, rate])),
    ...(maxFpRate === undefined ? {} : { falseSessions: maxFpRate }),
    ...(maxFalseAlerts === undefined ? {} : { falseAlerts: maxFalseAlerts }),
  };
}

function isUnlabelled({ sessions }: Evaluated): boolean {
  return sessions.malicious + sessions.benign + sessions.excluded + sessions.left === 0;
}

/** The page, with the session that says most, whose events are read a second time. */
async function pageOf(
  shown: { readonly evaluated: Evaluated; readonly costs: Costs | undefined; readonly reviewLimit: number },
  broken: readonly Diagnostic[],
  evaluation: Evaluation,
  judging: Judging,
  labels: ReadonlyMap<string, Label>,
  events: readonly string[],
  context: Context,
): Promise<Page> {
  const page: Page = { ...shown, version: context.version, inputs: events, broken: broken.map((one) => one.message) };
  const session = evaluation.exemplary(storyEventsMax);
  const label = session === undefined ? undefined : labels.get(session);
  if (session === undefined || label === undefined) return page;
  const isPlain = /^[\w.:@-]+$/.test(session);
  const story = new SessionStory(label, evaluation.alertsIn(session));
  const source = new EventSource(judging.adapter, judging.overlay);
  for (const name of events.filter((one) => one !== "-")) {
    for await (const batch of readLines(openEvents(resolve(context.cwd, name)))) {
      for (const line of batch.lines) {
        // Most lines are of other sessions, and need not be read to know it.
        const mayBe = line.kind === "text" && (!isPlain || line.text.includes(session));
        if (mayBe) for (const event of source.read(line, name)) story.add(event);
      }
    }
  }
  const moments = story.moments();
  return moments.length === 0 ? page : { ...page, timeline: { session, moments } };
}

const storyEventsMax = 40;

function tell(diagnostics: readonly Diagnostic[], code: ExitCode, context: Context): ExitCode {
  const shown = diagnostics.map((one) => ({ ...one, message: escapeShort(one.message, 400) }));
  context.stderr.write(renderPretty({ diagnostics: shown, sources: new Map(), version: context.version }, context.stderr.paint));
  return code;
}
