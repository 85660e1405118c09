/** A rule as an ES|QL query. */
import type { RulePlan } from "../../../ir/plan.ts";
import { termText } from "../../../ir/prose.ts";
import { showDuration } from "../../../ir/show.ts";
import { printQuery } from "../../../targets/esql/print.ts";
import type { Account } from "../../account.ts";
import { concluded, newAccount } from "../../account.ts";
import type { ExportInput, Outcome } from "../../outcome.ts";
import { evidence } from "./evidence.ts";
import { rowsMax } from "./limits.ts";
import { withLoweredColumns } from "./lowered.ts";
import { indexesOf } from "../places.ts";
import { sequenceQuery } from "./sequence.ts";
import { whenQuery } from "./when.ts";

export function exportEsql(input: ExportInput): Outcome {
  const { rule, mapping, options } = input;
  const account = newAccount(options);
  const { condition } = rule;
  const made = condition.kind === "when" ? whenQuery(input, condition.predicate, account) : sequenceQuery(input, condition, account);
  account.assume({
    kind: "cap",
    what: "rows of one answer, and alerts of one run: max_signals of the rule, 100 unless set",
    count: rowsMax,
  });
  if (options.schedule) account.assume({ kind: "late", milliseconds: options.schedule.lateMs });
  noteSuppression(rule, account);
  return concluded(account, options, "esql", () => ({
    target: "esql",
    text: printQuery(withLoweredColumns(made.query)),
    granularity: made.granularity,
    columns: made.columns,
    lookBackMs: made.lookBackMs,
    sources: indexesOf(made.types, mapping),
    evidence,
  }));
}

function noteSuppression({ suppress }: RulePlan, account: Account): void {
  if (!suppress) return;
  const by = suppress.by.length === 0 ? "" : ` by ${suppress.by.map((term) => `\`${termText(term)}\``).join(", ")}`;
  account.assume({
    kind: "deployed",
    what: `alert suppression for ${showDuration(suppress.durationMs)}${by}: the query finds every match`,
  });
}
