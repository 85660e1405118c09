/** `aidr test --coverage` and `--mutate`: measures the cases of each rule and says what they leave untested. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { escapeShort, escapeText } from "../diagnostics/escape.ts";
import type { Paint } from "../diagnostics/render-pretty.ts";
import { groupBy, placeOf, showPlace } from "../diagnostics/report.ts";
import type { ProjectPlan, RulePlan } from "../ir/plan.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import { type CoveredPart, coverageOf, type RuleCoverage } from "../testing/coverage.ts";
import { report } from "../testing/diagnostics.ts";
import { mutate, type RuleMutation, type Survivor } from "../testing/mutate.ts";
import type { PreparedCases } from "../testing/prepare-cases.ts";
import { count } from "./open-project.ts";
import type { TestOptions } from "./test-options.ts";

type Sources = ReadonlyMap<string, SourceFile>;

export type Measured = {
  readonly coverage: readonly RuleCoverage[] | undefined;
  readonly mutation: readonly RuleMutation[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** A line for each thing measured. */
  readonly summary: readonly string[];
  /** The same as data, for the JSON document. */
  readonly sections: (sources: Sources) => Readonly<Record<string, unknown>>;
};

export type Measuring = { readonly isStopped: () => boolean; readonly progress: (done: number, rule: string) => void };

/** Cases of one rule from several files are measured together; rules of `all` without any come to nothing. */
export async function measure(
  prepared: readonly PreparedCases[],
  all: readonly RulePlan[],
  plan: ProjectPlan,
  options: TestOptions,
  { isStopped, progress }: Measuring,
): Promise<Measured> {
  const tested = [...groupBy(prepared, (one) => one.rule.id).values()].flatMap(merged);
  const known = new Set(tested.map(({ rule }) => rule.id));
  const untested = all.filter((rule) => !known.has(rule.id)).map((rule): PreparedCases => ({ rule, cases: [] }));
  const coverage: RuleCoverage[] = [];
  const mutation: RuleMutation[] = [];
  for (const [index, one] of [...tested, ...untested].entries()) {
    // Lets Ctrl-C in between two rules.
    await new Promise((resolve) => setImmediate(resolve));
    if (isStopped()) break;
    progress(index, one.rule.id);
    if (options.coverage) coverage.push(coverageOf(one, plan));
    const tried = options.mutate ? mutate(one, plan) : undefined;
    if (tried) mutation.push(tried);
  }
  const low = options.min === undefined ? [] : belowMinimum(coverage, mutation, options.min, plan);
  return {
    coverage: options.coverage ? coverage : undefined,
    mutation: options.mutate ? mutation : undefined,
    diagnostics: [...coverage.flatMap(unseen), ...mutation.flatMap(surviving), ...low],
    summary: [
      ...(options.coverage ? [`coverage: ${sumOf(coverage, "seen", "outcomes", "outcomes of conditions seen")}`] : []),
      ...(options.mutate ? [`mutation: ${sumOf(mutation, "killed", "mutants", "changes noticed")}`] : []),
      ...(low.length === 0 ? [] : [`${count(low.length, "measure")} below ${options.min} %`]),
    ],
    sections: (sources) => ({
      ...(options.coverage ? { coverage: coverage.map((one) => coverageData(one, sources)) } : {}),
      ...(options.mutate ? { mutation: mutation.map((one) => mutationData(one, sources)) } : {}),
    }),
  };
}

function merged(group: readonly PreparedCases[]): PreparedCases[] {
  const [first] = group;
  return first === undefined ? [] : [{ ...first, cases: group.flatMap(({ cases }) => cases) }];
}

function share(part: number, whole: number): number {
  return whole === 0 ? 100 : (100 * part) / whole;
}

/** Rounded down, so that 100 % is all of it. */
function percent(part: number, whole: number): string {
  return `${Math.floor(share(part, whole))} %`;
}

function sumOf<K extends string>(rows: readonly Readonly<Record<K, unknown>>[], part: K, whole: K, words: string): string {
  const total = (key: K): number => rows.reduce((sum, row) => sum + Number(row[key]), 0);
  return `${percent(total(part), total(whole))}, ${total(part)} of ${total(whole)} ${words}`;
}

function belowMinimum(
  coverage: readonly RuleCoverage[],
  mutation: readonly RuleMutation[],
  minimum: number,
  plan: ProjectPlan,
): Diagnostic[] {
  const spanOf = (id: string): Span => plan.rules.find((rule) => rule.id === id)?.span ?? { file: "", start: 0, end: 0 };
  const rows = [
    ...coverage.map((one) => ({ what: "coverage", rule: one.rule, part: one.seen, whole: one.outcomes })),
    ...mutation.map((one) => ({ what: "mutation score", rule: one.rule, part: one.killed, whole: one.mutants })),
  ];
  return rows
    .filter(({ part, whole }) => share(part, whole) < minimum)
    .map(({ what, rule, part, whole }) =>
      report.belowMinimum(firstCharacter(spanOf(rule)), { what, rule, percent: Math.floor(share(part, whole)), minimum }),
    );
}

/** A whole rule underlined says nothing. */
function firstCharacter(span: Span): Span {
  return { ...span, end: Math.min(span.end, span.start + 1) };
}

function unseen(one: RuleCoverage): Diagnostic[] {
  if (one.cases === 0) return [];
  return one.parts.flatMap((part) =>
    neverOf(part).map((outcome) => report.unseenOutcome(part.span, { rule: one.rule, part: part.kind, outcome: wordOf(part, outcome) })),
  );
}

/** Entries of lists are told together, for there may be thousands. */
function surviving(one: RuleMutation): Diagnostic[] {
  if (one.cases === 0) return [];
  const others = one.survivors.filter((survivor) => survivor.kind !== "entry");
  return [
    ...others.map((survivor) => report.survivingMutant(survivor.span, { rule: one.rule, what: survivor.what })),
    ...entriesByFile(one).map((entries) =>
      report.survivingMutant(entries[0].span, {
        rule: one.rule,
        what: `${count(entries.length, "list entry").replace(/entrys$/, "entries")}, each left out: ${namesOf(entries)}`,
      }),
    ),
  ];
}

type Entries = readonly [Survivor, ...Survivor[]];

function entriesByFile(one: RuleMutation): readonly Entries[] {
  const entries = one.survivors.filter((survivor) => survivor.kind === "entry");
  return [...groupBy(entries, (survivor) => survivor.span.file).values()] as unknown as Entries[]; // groups are never empty
}

function namesOf(entries: Entries): string {
  const names = entries.map(({ what }) => what.replace(/^entry `?(.*?)`? left out$/, "$1"));
  return names.length > 8 ? `${names.slice(0, 8).join(", ")} and ${names.length - 8} more` : names.join(", ");
}

function neverOf(part: CoveredPart): boolean[] {
  return [...(part.seenTrue ? [] : [true]), ...(part.seenFalse ? [] : [false])];
}

function wordOf(part: CoveredPart, outcome: boolean): string {
  if (part.kind === "condition") return outcome ? "never holds" : "never fails";
  return outcome ? "happens in no case" : "happens in every case";
}

/** A plan says of SUPPRESS only which rule has it; a person looks for the clause, which is the last of its rule. Any other span is as it should be. */
function clauseOf(span: Span, sources: Sources): Span {
  const text = sources.get(span.file)?.text.slice(span.start, span.end) ?? "";
  const at = text.startsWith("RULE:") ? text.lastIndexOf("\nSUPPRESS ") : -1;
  return at < 0 ? span : { ...span, start: span.start + at + 1 };
}

/** Tables for people: a line a rule, and below it what is untested, with its place. */
export function showMeasured({ coverage, mutation }: Measured, sources: Sources, paint: Paint): string[] {
  const textOf = (span: Span): string =>
    escapeShort((sources.get(span.file)?.text.slice(span.start, span.end) ?? "").replace(/\s+/g, " "), 90);
  const placeText = (span: Span): string => paint("place", escapeText(showPlace(placeOf(span, sources))));
  const head = (rule: string, part: number, whole: number, words: string): string => {
    const text = percent(part, whole).padStart(5);
    return `${part === whole ? paint("good", text) : paint("warning", text)}  ${paint("strong", escapeText(rule))}  ${part} of ${whole} ${words}`;
  };
  const lines: string[] = [];
  for (const one of coverage ?? []) {
    lines.push(head(one.rule, one.seen, one.outcomes, one.cases === 0 ? "outcomes seen: no case" : "outcomes seen"));
    if (one.cases === 0) continue;
    for (const part of one.parts)
      for (const outcome of neverOf(part)) lines.push(`         ${placeText(part.span)} ${wordOf(part, outcome)}: ${textOf(part.span)}`);
  }
  if (coverage && mutation) lines.push("");
  for (const one of mutation ?? []) {
    lines.push(head(one.rule, one.killed, one.mutants, one.cases === 0 ? "changes noticed: no case" : "changes noticed"));
    if (one.cases === 0) continue;
    for (const survivor of one.survivors.filter(({ kind }) => kind !== "entry")) {
      const span = survivor.kind === "suppress" || survivor.kind === "window" ? clauseOf(survivor.span, sources) : survivor.span;
      lines.push(`         ${placeText(span)} ${escapeShort(survivor.what, 120)}: ${textOf(span)}`);
    }
    for (const entries of entriesByFile(one))
      lines.push(
        `         ${placeText(entries[0].span)} ${entries.length === 1 ? "a list entry" : `${entries.length} list entries`} that no case needs: ${escapeShort(namesOf(entries), 400)}`,
      );
  }
  return lines;
}

function coverageData(one: RuleCoverage, sources: Sources): object {
  return {
    ...one,
    percent: share(one.seen, one.outcomes),
    parts: one.parts.map(({ span, ...part }) => ({ ...part, ...placeOf(span, sources) })),
  };
}

function mutationData(one: RuleMutation, sources: Sources): object {
  return {
    ...one,
    percent: share(one.killed, one.mutants),
    survivors: one.survivors.map(({ span, ...survivor }) => ({ ...survivor, ...placeOf(span, sources) })),
  };
}
