/** What a SEQUENCE or TOGETHER is made of: how many steps, where an ABSENT may stand, which limits each takes. */
import type { Span } from "../source/span.ts";
import type { Absent, Sequence, Step, Together } from "./ast.ts";
import type { Building } from "./building.ts";
import { report } from "./diagnostics.ts";

/** Reports what is wrong with the shape, `written` being how many items the text has; false when the condition cannot be judged any further. */
export function checkSequenceShape(
  condition: Sequence | Together,
  written: number,
  keyword: Span,
  build: Pick<Building, "report">,
): boolean {
  const of = condition.kind === "sequence" ? "a SEQUENCE" : "a TOGETHER";
  let isSound = condition.items.length === written;
  const refuse = (span: Span, problem: string, advice: string): void => {
    build.report(report.sequenceShape(span, { problem, advice }));
    isSound = false;
  };
  if (!condition.within) {
    build.report(
      report.clauseMissing(keyword, { of, clause: "WITHIN", advice: "say in how much time all steps lie, for example `WITHIN 10m`" }),
    );
    isSound = false;
  }
  if (written < 2) refuse(keyword, `${of.slice(2)} has two parts or more`, "one step alone is an ordinary condition");
  const [head] = condition.items;
  if (condition.kind === "together") {
    for (const item of condition.items) isSound = checkTogetherItem(item, build) && isSound;
    return isSound;
  }
  if (head?.kind === "absent")
    refuse(head.span, "a SEQUENCE does not begin with ABSENT", "begin with the STEP after which something must be absent");
  if (head?.kind === "step" && head.within && !head.repeat) {
    refuse(head.within.span, "the first step has no step before it", "its WITHIN bounds a gap only together with REPEAT");
  }
  for (const [index, item] of condition.items.entries()) {
    if (item.kind !== "absent") continue;
    const isLast = index === condition.items.length - 1;
    if (isLast && index > 0 && !item.within)
      refuse(item.span, "an ABSENT at the end needs WITHIN", "say how long it must stay absent, for example `WITHIN 5m`");
    if (!isLast && item.within)
      refuse(item.within.span, "an ABSENT between two steps takes no WITHIN", "it lasts from the step before it to the step after it");
  }
  return isSound;
}

function checkTogetherItem(item: Step | Absent, build: Pick<Building, "report">): boolean {
  if (item.kind === "absent") {
    build.report(
      report.clauseNotHere(item.span, {
        of: "a TOGETHER",
        clause: "ABSENT",
        advice: "its steps come in any order, so nothing lies between them",
      }),
    );
    return false;
  }
  const wrong = item.repeat ? ([item.repeat.span, "REPEAT"] as const) : item.within ? ([item.within.span, "WITHIN"] as const) : undefined;
  if (!wrong) return true;
  build.report(
    report.clauseNotHere(wrong[0], { of: "a step of TOGETHER", clause: wrong[1], advice: "the WITHIN behind TOGETHER bounds all steps" }),
  );
  return false;
}
