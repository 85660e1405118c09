/** Fires on a corpus against those that are expected: what no longer fires, and what fires now and did not. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { escapeShort } from "../diagnostics/escape.ts";
import type { ProjectPlan } from "../ir/plan.ts";
import type { Alert } from "../runtime/alert.ts";
import type { Span } from "../source/span.ts";
import { report } from "./diagnostics.ts";
import type { Expectations, ExpectedFire } from "./expectation.ts";

/** Where an alert came. */
export type Fire = { readonly rule: string; readonly session?: string; readonly user?: string; readonly event: string };

export type BacktestResult = {
  /** Every expectation with how many alerts fit it. */
  readonly expected: readonly { readonly fire: ExpectedFire; readonly came: number; readonly held: boolean }[];
  /** By rule; of each the first few, and how many there are. */
  readonly unexpected: readonly {
    readonly rule: string;
    readonly count: number;
    readonly first: readonly Fire[];
    readonly quiet: boolean;
  }[];
  readonly alerts: number;
};

const firstMax = 10;

/** Takes alerts as they come; memory grows with the expectations, not with the alerts. */
export class Backtest {
  readonly #expectations: Expectations;
  readonly #came = new Map<ExpectedFire, number>();
  readonly #byRule = new Map<string, ExpectedFire[]>();
  readonly #unexpected = new Map<string, { count: number; readonly first: Fire[] }>();
  #alerts = 0;

  constructor(expectations: Expectations) {
    this.#expectations = expectations;
    for (const fire of expectations.fires) this.#byRule.set(fire.rule, [...(this.#byRule.get(fire.rule) ?? []), fire]);
  }

  /** An alert may fit several expectations, and counts for each. */
  alert(alert: Alert): void {
    this.#alerts++;
    const fire = fireOf(alert);
    const fitting = (this.#byRule.get(fire.rule) ?? []).filter((expected) => fits(expected, fire));
    for (const expected of fitting) this.#came.set(expected, (this.#came.get(expected) ?? 0) + 1);
    if (fitting.length > 0) return;
    const known = this.#unexpected.get(fire.rule) ?? { count: 0, first: [] };
    this.#unexpected.set(fire.rule, known);
    known.count++;
    if (known.first.length < firstMax) known.first.push(fire);
  }

  result(): BacktestResult {
    const quiet = new Set(this.#expectations.quiet.map(({ rule }) => rule));
    const expected = this.#expectations.fires.map((fire) => {
      const came = this.#came.get(fire) ?? 0;
      return { fire, came, held: fire.count === undefined ? came > 0 : came === fire.count };
    });
    const unexpected = [...this.#unexpected].map(([rule, { count, first }]) => ({ rule, count, first, quiet: quiet.has(rule) }));
    return { expected, unexpected: unexpected.sort((a, b) => (a.rule < b.rule ? -1 : 1)), alerts: this.#alerts };
  }
}

export function fireOf(alert: Alert): Fire {
  return {
    rule: alert.rule_id,
    ...(alert.session_id === undefined ? {} : { session: alert.session_id }),
    ...(alert.user_id === undefined ? {} : { user: alert.user_id }),
    event: alert.event_ids[0] ?? "",
  };
}

function fits(expected: ExpectedFire, fire: Fire): boolean {
  return (
    (expected.session === undefined || expected.session === fire.session) &&
    (expected.user === undefined || expected.user === fire.user) &&
    (expected.event === undefined || expected.event === fire.event)
  );
}

/** What did not come is an error; what came without being expected is one where it must not, and else a warning. */
export function backtestProblems(result: BacktestResult, plan: ProjectPlan, unexpected: "fail" | "warn"): Diagnostic[] {
  const missed = result.expected
    .filter(({ held }) => !held)
    .map(({ fire, came }) =>
      report.missedFire(fire.span, {
        rule: fire.rule,
        place: placeText(fire),
        came: timesText(came),
        wanted: fire.count === undefined ? "at least once" : timesText(fire.count),
      }),
    );
  const surprises = result.unexpected.map(({ rule, count, first, quiet }) => {
    const span = plan.rules.find((one) => one.id === rule)?.span ?? { file: "", start: 0, end: 0 };
    const make = unexpected === "fail" || quiet ? report.unexpectedFire : report.unexpectedFireAllowed;
    return make(firstCharacter(span), { rule, count: timesText(count), places: placesText(first, count) });
  });
  return [...missed, ...surprises];
}

/** ` in session s1 on event e7`. */
export function placeText(fire: Omit<ExpectedFire, "span" | "count">): string {
  const parts = [
    fire.session === undefined ? "" : ` in session ${fire.session}`,
    fire.user === undefined ? "" : ` of user ${fire.user}`,
    fire.event === undefined ? "" : ` on event ${fire.event}`,
  ];
  return escapeShort(parts.join(""), 200);
}

function placesText(first: readonly Fire[], count: number): string {
  const shown = first
    .slice(0, 5)
    .map((fire) => escapeShort(`${fire.event}${fire.session === undefined ? "" : ` (session ${fire.session})`}`, 120));
  return `${shown.join(", ")}${count > shown.length ? `, and ${count - shown.length} more` : ""}`;
}

function timesText(count: number): string {
  return count === 0 ? "never" : count === 1 ? "once" : `${count} times`;
}

function firstCharacter(span: Span): Span {
  return { ...span, end: Math.min(span.end, span.start + 1) };
}

/** Lines that an `--expect` file can have and still be read. */
const linesMax = 4000;

/**
 * The fires as an `--expect` file, in the order in which they came: one line a rule, session and event; of very many fires only the session is told, or
 * the rule alone.
 */
export function writeExpectations(fires: readonly Fire[]): string {
  const keys: readonly (readonly ("session" | "event")[])[] = [["session", "event"], ["session"], []];
  const lines = keys.map((named) => linesOf(fires, named)).find((made) => made.length <= linesMax) ?? [];
  return lines.length === 0 ? "expect: []\n" : `expect:\n${lines.join("")}`;
}

function linesOf(fires: readonly Fire[], named: readonly ("session" | "event")[]): string[] {
  const counts = new Map<string, number>();
  for (const fire of fires) {
    const parts = named.flatMap((key) => (fire[key] === undefined ? [] : [`${key}: ${quoted(fire[key])}`]));
    const line = [`rule: ${quoted(fire.rule)}`, ...parts].join(", ");
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  // Where fires are told one by one, once is what a line means.
  const isEach = named.includes("event");
  return [...counts].map(([line, count]) => `  - { ${line}${isEach && count === 1 ? "" : `, count: ${count}`} }\n`);
}

/** JSON's quotes are YAML's as well, and say of every text that it is one. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
