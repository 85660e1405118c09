/** The order and number of clauses: they are read in any order, and held to theirs here. */
import type { IToken } from "chevrotain";
import { type Building, fixAll, sourceText, spanBetween, spanOf } from "./building.ts";
import { report } from "./diagnostics.ts";
import { endOf } from "./first-token.ts";

export type ClauseWritten = {
  readonly clause: string;
  readonly token: IToken;
  readonly node: { readonly children: object; readonly location?: { readonly endOffset?: number } };
};

/**
 * Reports clauses that are repeated, and the first one that stands out of order. `order` lists places; alternatives of one place
 * exclude each other.
 */
export function readClauses(written: readonly ClauseWritten[], order: readonly (readonly string[])[], build: Building): void {
  const inText = [...written].sort((a, b) => a.token.startOffset - b.token.startOffset);
  const placeOf = (clause: string): number => order.findIndex((place) => place.includes(clause));
  const seen = new Map<number, ClauseWritten>();
  const kept: ClauseWritten[] = [];
  let repeated: string | undefined;
  for (const one of inText) {
    const place = placeOf(one.clause);
    const earlier = seen.get(place);
    if (!earlier) {
      seen.set(place, one);
      kept.push(one);
      continue;
    }
    // In a rule a second IF and a second THEN are one missing title.
    if (repeated !== undefined && repeated !== one.clause && placeOf("IF") >= 0) continue;
    repeated = one.clause;
    const labels = [{ span: spanOf(build, earlier.token), text: "first here" }];
    const advice = earlier.clause === one.clause ? "keep one" : `\`${earlier.clause}\` and \`${one.clause}\` exclude each other`;
    build.report(report.clauseRepeated(spanOf(build, one.token), { clause: one.clause, advice }, { labels }));
  }
  const late = kept.find((one, index) => kept.slice(0, index).some((earlier) => placeOf(earlier.clause) > placeOf(one.clause)));
  if (!late) return;
  const after = kept.find((one) => placeOf(one.clause) > placeOf(late.clause));
  const names = order.flat().join(", ");
  const fixes = kept.length === inText.length ? [reorder(kept, placeOf, build)] : [];
  build.report(report.clauseOrder(spanOf(build, late.token), { clause: late.clause, other: after?.clause ?? "", order: names }, { fixes }));
}

/** Each clause's place in the text takes the text of the clause that belongs there. */
function reorder(kept: readonly ClauseWritten[], placeOf: (clause: string) => number, build: Building): ReturnType<typeof fixAll> {
  const spanOfClause = (one: ClauseWritten) => spanBetween(build, one.token.startOffset, endOf(one.node) ?? spanOf(build, one.token).end);
  const sorted = [...kept].sort((a, b) => placeOf(a.clause) - placeOf(b.clause));
  const edits = kept.map((one, index) => ({ span: spanOfClause(one), text: sourceText(build, spanOfClause(sorted[index] ?? one)) }));
  return fixAll("put the clauses in order", edits);
}
