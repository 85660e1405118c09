/** What each target makes of a rule. */
import type { TargetName } from "../builtins/target.ts";
import { exportEql } from "../export/elastic/eql/export-eql.ts";
import { exportEsql } from "../export/elastic/esql/export-esql.ts";
import { exportQuerydsl } from "../export/elastic/querydsl/export-querydsl.ts";
import { exportSpl } from "../export/spl/export-spl.ts";
import { withComputed } from "../export/computed.ts";
import { exportKql } from "../export/kql/export-kql.ts";
import type { ExportInput, Outcome } from "../export/outcome.ts";

const exporters: { readonly [K in TargetName]: (input: ExportInput) => Outcome } = {
  eql: exportEql,
  esql: exportEsql,
  kql: exportKql,
  querydsl: exportQuerydsl,
  spl: exportSpl,
};

/** A rule as a query of a target, or a refusal with its reasons; never a guess. Never throws on user text. */
export function exportTo(target: TargetName, input: ExportInput): Outcome {
  const { rule, assumptions } = withComputed(input.rule, input.mapping);
  const outcome = exporters[target]({ ...input, rule });
  return outcome.kind === "refused" ? outcome : { ...outcome, assumptions: [...outcome.assumptions, ...assumptions] };
}
