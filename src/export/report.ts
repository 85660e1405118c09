/** `report.json`: what became of each rule in each target, for people who review it and for `aidr diff`. */
import { positionAt } from "../source/source-file.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import type { RulePlan } from "../ir/plan.ts";
import type { Mapping } from "../schema/mapping.ts";
import type { Outcome } from "./outcome.ts";

/** A file that the query needs or is part of. */
export type ReportedFile = { readonly path: string; readonly sha256: string };

export type ReportInput = {
  readonly rule: RulePlan;
  readonly mapping: Mapping;
  readonly outcome: Outcome;
  readonly files: readonly ReportedFile[];
  readonly sources: ReadonlyMap<string, SourceFile>;
};

/** One entry of the report, plain data in a stable order. */
export function reportEntry({ rule, mapping, outcome, files, sources }: ReportInput) {
  const head = {
    rule: rule.id,
    meaning: rule.meaning,
    target: outcome.target,
    mapping: mapping.name,
    version: mapping.version,
    fidelity: outcome.kind,
  };
  if (outcome.kind === "refused")
    return {
      ...head,
      refusals: outcome.refusals.map(({ code, construct, reason, alternative }) => ({
        code,
        construct: placed(construct, sources),
        reason,
        alternative,
      })),
    };
  return {
    ...head,
    granularity: outcome.granularity,
    assumptions: outcome.assumptions,
    widened: outcome.widened.map(({ construct, why }) => ({ construct: placed(construct, sources), why })),
    suppression: suppression(rule),
    lookBackSeconds: Math.ceil(outcome.lookBackMs / 1000),
    deploy: files,
    evidence: outcome.evidence,
  };
}

/** The query itself holds nothing back: SUPPRESS is the business of what runs it. */
function suppression(rule: RulePlan): string {
  if (!rule.suppress) return "none in the rule";
  return "not in the query; a deployed rule throttles by the same key where its product can, never longer than the rule asks, so that alerts may be repeated and none is lost";
}

function placed(span: Span, sources: ReadonlyMap<string, SourceFile>) {
  const source = sources.get(span.file);
  if (!source) return { file: span.file };
  const { line, column } = positionAt(source, span.start);
  return { file: span.file, line, column, text: source.text.slice(span.start, span.end).replace(/\s+/g, " ").slice(0, 200) };
}
