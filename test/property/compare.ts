/** Runs one file of rules over arrivals in the evaluator and in the oracle, and says where they differ. */
import fc from "fast-check";
import { checkProject } from "../../src/check/check-project.ts";
import { detect } from "../../src/detect/detect.ts";
import type { Alert } from "../../src/runtime/alert.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { hasErrors } from "../../src/diagnostics/diagnostic.ts";
import type { ProjectPlan } from "../../src/ir/plan.ts";
import type { CheckInput } from "../../src/check/input.ts";
import { type Arrival, type InterpretOptions, interpret } from "../oracle/interpreter.ts";
import { projectOf } from "./model.ts";

export type Checked = { readonly input: CheckInput; readonly plan: ProjectPlan; readonly errors: readonly Diagnostic[] };

/** Parses and checks; `errors` is empty for a rule that can run. */
export function check(text: string): Checked {
  const project = projectOf(text);
  const { value: plan, diagnostics } = checkProject(project.input);
  return { input: project.input, plan, errors: [...project.diagnostics, ...diagnostics].filter((diagnostic) => hasErrors([diagnostic])) };
}

/** Unsuppressed firings as `rule @ time`, sorted; the same text for the same alert. */
export function firingsOfEvaluator({ plan }: Checked, arrivals: readonly Arrival[], options: InterpretOptions): readonly string[] {
  const detector = detect(plan, { latenessMs: options.latenessMs, textOf: () => "" });
  const alerts: Alert[] = [];
  for (const { event, source, partition, offset } of arrivals) {
    const position = {
      ...(source !== undefined && { source }),
      ...(partition !== undefined && { partition }),
      ...(offset !== undefined && { offset }),
    };
    alerts.push(...(options.mode === "inline" ? detector.judge(event, position) : detector.push(event, position)));
  }
  if (options.mode === "stream") alerts.push(...detector.flush());
  // An alert on an alert is told apart by the event that began the chain, as the oracle does.
  const roots = new Map<string, string>();
  return alerts
    .map((alert) => {
      const identity = (alert.event_ids[0] ?? "").replace(/#[0-9a-f]{16}$/, "");
      const root = roots.get(identity) ?? identity;
      roots.set(alert.alert_id, root);
      return `${alert.rule_id} on ${root} at ${alert.timestamp}`;
    })
    .sort();
}

export function firingsOfOracle({ input }: Checked, arrivals: readonly Arrival[], options: InterpretOptions): readonly string[] {
  return interpret(input, arrivals, options)
    .filter((firing) => !firing.suppressed)
    .map(
      (firing) =>
        `${firing.rule} on ${identityOf(arrivals[firing.arrival])} at ${new Date(Number.isFinite(firing.atMs) ? firing.atMs : 0).toISOString()}`,
    )
    .sort();
}

/** The id of an event, else its place in the input. */
function identityOf(arrival: Arrival | undefined): string {
  const id = arrival?.event.event_id;
  return typeof id === "string" ? id : `${arrival?.source ?? ""}/${arrival?.partition ?? 0}/${arrival?.offset ?? 0}`;
}

/** Runs a property; a failure shows the smallest case that was found, as `explain` writes it. */
export function holdsFor<T>(property: fc.IPropertyWithHooks<[T]>, numRuns: number, explain: (found: T) => string): void {
  const seed = Number(process.env.AIDR_SEED);
  const details = fc.check(property, { numRuns, ...(Number.isInteger(seed) && { seed }) });
  if (!details.failed) return;
  const found = details.counterexample?.[0];
  throw new Error(
    `seed ${details.seed}, after ${details.numRuns} runs: ${details.errorInstance instanceof Error ? details.errorInstance.stack : String(details.errorInstance)}\n${found === undefined ? "" : explain(found)}`,
  );
}

/** A case as a person reads it when it fails. */
export function show(text: string, arrivals: readonly Arrival[]): string {
  return `${text.slice(text.indexOf("RULE:"))}\n${arrivals.map(({ event, source }) => JSON.stringify(source ? { ...event, "(source)": source } : event)).join("\n")}`;
}

/** How many cases a property runs: a few by default, AIDR_RUNS in a long run. */
export function runs(few: number): number {
  const written = Number(process.env.AIDR_RUNS);
  return Number.isInteger(written) && written > 0 ? written : few;
}
