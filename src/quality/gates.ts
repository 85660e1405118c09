/** Bounds that a rule set must hold on labelled telemetry, and those that it does not. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../source/span.ts";
import { report } from "./diagnostics.ts";
import type { Evaluated } from "./evaluate.ts";

export type Gates = {
  /** Least share of found sessions, by category; `any` is every attack. */
  readonly found: ReadonlyMap<string, number>;
  /** Largest share of benign sessions with an alert. */
  readonly falseSessions?: number;
  /** Largest share of wrong alerts, in each category of alerts. */
  readonly falseAlerts?: number;
};

/** Name of the gate on all attacks together. */
export const anyAttack = "any";

/** A category of which there is no session holds no bound: nothing was found of it. */
export function brokenGates(evaluated: Evaluated, gates: Gates): Diagnostic[] {
  const nowhere: Span = { file: "", start: 0, end: 0 };
  const low = [...gates.found].flatMap(([category, minimum]) => {
    const share = category === anyAttack ? evaluated.found : evaluated.categories.find((one) => one.category === category)?.found;
    if ((share?.rate ?? 0) >= minimum) return [];
    const rate = share?.rate === undefined ? "none" : showRate(share.rate);
    return [report.rateTooLow(nowhere, { rate, category, minimum: showRate(minimum) })];
  });
  const tooHigh = (what: string, rate: number | undefined, maximum: number | undefined): Diagnostic[] =>
    maximum === undefined || rate === undefined || rate <= maximum
      ? []
      : [report.rateTooHigh(nowhere, { rate: showRate(rate), what, maximum: showRate(maximum) })];
  return [
    ...low,
    ...tooHigh("benign sessions", evaluated.falseSessions.rate, gates.falseSessions),
    ...evaluated.alertCategories.flatMap((one) => tooHigh(`alerts of category \`${one.category}\``, one.wrong.rate, gates.falseAlerts)),
  ];
}

/** `12.3 %`. */
export function showRate(rate: number | undefined): string {
  return rate === undefined ? "–" : `${(100 * rate).toFixed(1)} %`;
}
