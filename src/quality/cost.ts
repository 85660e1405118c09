/** What judging costs, by rule and by number of rules, on a sample of the telemetry. Times are of one machine: compare, do not quote. */
import { detect } from "../detect/detect.ts";
import type { ProjectPlan, RulePlan } from "../ir/plan.ts";
import type { ValueRecord } from "../runtime/value.ts";

export type Costs = {
  /** Events that were judged for each figure. */
  readonly events: number;
  /** Microseconds for one event with this rule alone, dearest first. */
  readonly rules: readonly { readonly rule: string; readonly micros: number }[];
  /** Microseconds for one event with so many of the rules together. */
  readonly bySize: readonly { readonly rules: number; readonly micros: number }[];
};

const eventsMax = 1024;
const unitsMax = 32 * 1024 * 1024;

/** A sample spread over all events, the same for the same events: every nth, n doubling whenever it is full. */
export class EventSample {
  readonly #kept: { readonly event: ValueRecord; readonly units: number }[] = [];
  #stride = 1;
  #seen = 0;
  #units = 0;

  /** `units` is about the length of the event's text. */
  add(event: ValueRecord, units: number): void {
    if (this.#seen++ % this.#stride !== 0) return;
    this.#kept.push({ event, units });
    this.#units += units;
    if (this.#kept.length <= eventsMax && this.#units <= unitsMax) return;
    const left = this.#kept.filter((_, index) => index % 2 === 0);
    this.#kept.length = 0;
    this.#kept.push(...left);
    this.#units = left.reduce((sum, one) => sum + one.units, 0);
    this.#stride *= 2;
  }

  get events(): readonly ValueRecord[] {
    return this.#kept.map(({ event }) => event);
  }
}

/** `now` in milliseconds. Takes about (rules + 6) · 2 · sample; each figure is the better of two runs, for nothing can be too fast. */
export function measureCosts(plan: ProjectPlan, sample: readonly ValueRecord[], now: () => number): Costs {
  if (sample.length === 0) return { events: 0, rules: [], bySize: [] };
  const microsOf = (rules: readonly RulePlan[]): number => Math.min(timeOf(plan, rules, sample, now), timeOf(plan, rules, sample, now));
  // The first rules would pay for the warming up.
  microsOf(plan.rules);
  const sizes = [...new Set([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].filter((size) => size < plan.rules.length)), plan.rules.length];
  return {
    events: sample.length,
    rules: plan.rules.map((rule) => ({ rule: rule.id, micros: microsOf([rule]) })).sort((a, b) => b.micros - a.micros),
    bySize: sizes.map((size) => ({ rules: size, micros: microsOf(spread(plan.rules, size)) })),
  };
}

function timeOf(plan: ProjectPlan, rules: readonly RulePlan[], sample: readonly ValueRecord[], now: () => number): number {
  const detector = detect({ ...plan, rules }, {});
  const started = now();
  for (const event of sample) detector.judge(event);
  return ((now() - started) * 1000) / sample.length;
}

/** So many of the rules, taken from all over the set: what lies together is alike. */
function spread(rules: readonly RulePlan[], size: number): readonly RulePlan[] {
  return Array.from({ length: size }, (_, index) => rules[Math.floor((index * rules.length) / size)]).filter((rule) => rule !== undefined);
}
