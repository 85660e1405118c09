/** What rules must cover, as a file says it, and what they do not. */
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { checkShape } from "../schema/shape.ts";
import { validate as validateGaps } from "../schema/validators/gaps.generated.ts";
import { entryOf, readYaml, textOf } from "../schema/yaml-file.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import { type Coverage, type EntryCoverage, isCovered } from "./coverage.ts";
import { report } from "./diagnostics.ts";

export type Requirements = {
  /** Tags, `atlas:*` for all of a prefix. */
  readonly required: readonly { readonly tag: string; readonly span: Span }[];
  readonly accepted: readonly { readonly tag: string; readonly reason: string; readonly span: Span }[];
};

export function readRequirements(source: SourceFile): Result<Requirements> {
  const tree = readYaml(source);
  const problems = tree.diagnostics.length > 0 ? tree.diagnostics : checkShape(validateGaps, tree.value);
  if (problems.length > 0) return { value: { required: [], accepted: [] }, diagnostics: problems };
  const list = entryOf(tree.value, "require")?.value;
  const table = entryOf(tree.value, "accept")?.value;
  return {
    value: {
      required: (list?.kind === "list" ? list.items : []).map((item) => ({ tag: textOf(item) ?? "", span: item.span })),
      accepted: (table?.kind === "map" ? [...table.entries.values()] : []).map((entry) => ({
        tag: entry.key,
        reason: textOf(entry.value) ?? "",
        span: entry.keySpan,
      })),
    },
    diagnostics: [],
  };
}

/** An error for each gap and for each tag that is in no list; a warning where a gap was accepted and is none any more. */
export function coverageGaps({ required, accepted }: Requirements, coverage: Coverage): Diagnostic[] {
  const entries = new Map(
    coverage.lists.flatMap((list) =>
      list.entries.map((entry) => [`${list.prefix}:${entry.id}`, entry] as readonly [string, EntryCoverage]),
    ),
  );
  const isAccepted = new Set(accepted.map(({ tag }) => tag));
  const unknown = (tag: string, span: Span): Diagnostic =>
    report.unknownRequirement(span, { tag }, { help: didYouMean(tag, entries.keys()) });
  const told = new Set<string>();
  const gaps = required.flatMap(({ tag, span }): Diagnostic[] => {
    const meant = tag.endsWith(":*")
      ? [...entries.keys()].filter((one) => one.startsWith(tag.slice(0, -1)))
      : entries.has(tag)
        ? [tag]
        : [];
    if (meant.length === 0) return [unknown(tag, span)];
    return meant.flatMap((one) => {
      const entry = entries.get(one);
      if (entry === undefined || isCovered(entry) || isAccepted.has(one) || told.has(one)) return [];
      told.add(one);
      return [report.coverageGap(span, { tag: one, name: entry.name })];
    });
  });
  const stale = accepted.flatMap(({ tag, span }) => {
    const entry = entries.get(tag);
    if (entry === undefined) return [unknown(tag, span)];
    return isCovered(entry) ? [report.acceptedGapCovered(span, { tag, rule: [...entry.rules, ...entry.within][0] ?? "" })] : [];
  });
  return [...gaps, ...stale];
}
