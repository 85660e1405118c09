/** A count that is only compared with a number needs to count no further: `COUNT(…) >= 5` keeps five. */
import type { Term } from "../ir/plan.ts";
import type { Comparison } from "../syntax/ast.ts";

export function withEnough(left: Term, operator: Comparison["operator"], right: Term): Term {
  if (left.kind !== "aggregate" || right.kind !== "literal" || typeof right.value !== "number") return left;
  if (left.statistic.kind !== "count" && left.statistic.kind !== "count-distinct") return left;
  // `>= n` and `< n` are settled at n; `> n`, `<= n`, `== n` and `!= n` one above.
  const settled = operator === ">=" || operator === "<" ? Math.ceil(right.value) : Math.floor(right.value) + 1;
  return settled >= 1 && settled <= 4096 ? { ...left, enough: settled } : left;
}
