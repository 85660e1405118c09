/** What the patterns of a rule can cost at worst, as `aidr explain` prints it. */
import { worstCaseMs } from "../regex/linear.ts";
import { compilePattern } from "../runtime/pattern.ts";
import { preparePattern } from "./pattern.ts";
import type { PatternValue, RulePlan } from "./plan.ts";
import { walkCondition } from "./walk.ts";

export type PatternBound = {
  readonly source: string;
  readonly flags: string;
  readonly instructions: number;
  /** Whether V8's own engine runs it, in proved linear time. */
  readonly native: boolean;
  /** Milliseconds at worst on a text of `measuredCharacters`, on the linear engine. */
  readonly worstMs: number;
};

/** Length of the text for which the worst case is given: 64 KiB. */
export const measuredCharacters = 65_536;

/** Each pattern of the rule once, the dearest first. */
export function patternBounds(rule: RulePlan): PatternBound[] {
  const bounds = new Map<string, PatternBound>();
  walkCondition(rule.condition, {
    term: (term) => {
      const value = term.kind === "literal" ? term.value : undefined;
      if (typeof value === "object" && "source" in value) bounds.set(`${value.flags}/${value.source}`, boundOf(value));
    },
  });
  return [...bounds.values()].sort((left, right) => right.worstMs - left.worstMs || (left.source < right.source ? -1 : 1));
}

function boundOf(pattern: PatternValue): PatternBound {
  const { source, flags, native } = preparePattern(pattern);
  const compiled = compilePattern(source, flags);
  const instructions = "pattern" in compiled ? compiled.pattern.programSize : 0;
  return { source, flags, instructions, native: native !== undefined, worstMs: worstCaseMs(instructions, measuredCharacters) };
}

/** `/a+b/i: 12 instructions, at worst 79 ms on 64 KiB of text`. */
export function showPatternBound(bound: PatternBound): string {
  const cost = bound.native ? "run natively, proved linear" : `at worst ${Math.ceil(bound.worstMs)} ms on 64 KiB of text`;
  return `/${bound.source}/${bound.flags}: ${bound.instructions} instructions, ${cost}`;
}
