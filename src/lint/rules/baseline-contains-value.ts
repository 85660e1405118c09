/** A value measured against a mean that holds it: the attack raises its own yardstick. */
import { canonical } from "../../ir/identity.ts";
import type { Term, Test } from "../../ir/plan.ts";
import type { Aggregate } from "../../ir/state.ts";
import { termsIn } from "../conditions.ts";
import { rewriting, sourceOf } from "../edits.ts";
import type { Finding, LintRule, Planned } from "../rule.ts";

export const baselineContainsValue: LintRule = {
  name: "baseline-contains-value",
  topic: "state",
  severity: "warning",
  summary: "a value compared with a mean of the same window",
  visit: { predicate: { test: inTest } },
};

const ordered: ReadonlySet<string> = new Set(["less", "less-equal", "greater", "greater-equal"]);

function inTest({ word, subject, object }: Test, { rule: { module } }: Planned): Finding[] {
  if (!ordered.has(word)) return [];
  return [...against(subject, object), ...against(object, subject)].map((mean) => {
    const written = sourceOf(mean.span, module);
    const over = written.replace(/\bWITHIN\s+\S+?(\s*\))$/, "OVER 30d$1");
    return {
      span: mean.span,
      message: "this mean holds the value that is measured by it",
      help: ["write `OVER 30d` for `WITHIN …`: a baseline reads the days before, without today"],
      ...(mean.span.file === module.file.name && over !== written ? rewriting("measure by the past", mean.span, over, module) : {}),
    };
  });
}

/** Sliding means on one side of what the other side reads. */
function against(side: Term, other: Term): Aggregate[] {
  const read = new Set(termsIn(other).map((term) => canonical(valueRead(term))));
  return termsIn(side).flatMap((term) =>
    term.kind === "aggregate" && term.statistic.kind === "avg" && read.has(canonical(term.statistic.of)) ? [term] : [],
  );
}

function valueRead(term: Term): Term {
  return term.kind === "aggregate" && term.statistic.kind !== "count" ? term.statistic.of : term;
}
