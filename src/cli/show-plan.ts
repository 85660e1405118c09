/** What `aidr run --dry-run` prints: for each alert the steps that a host would be asked for, and which of them wait for a person. */
import { escapeShort, escapeText } from "../diagnostics/escape.ts";
import type { Paint } from "../diagnostics/render-pretty.ts";
import type { Decision } from "../detect/detect.ts";
import type { ActionPlan, ProjectPlan } from "../ir/plan.ts";
import { showDuration } from "../ir/show.ts";
import type { Alert } from "../runtime/alert.ts";
import type { Value } from "../runtime/value.ts";
import type { AlertWriter } from "./alert-writer.ts";
import type { Output } from "./terminal.ts";

/** Takes decisions as they are made, and prints them with the alert that they belong to. */
export class PlanWriter implements AlertWriter {
  /** Decisions whose alert has not been written yet, by its id. */
  readonly #open = new Map<string, Decision[]>();
  readonly #plan: ProjectPlan;
  readonly #output: Output;

  constructor(plan: ProjectPlan, output: Output) {
    this.#plan = plan;
    this.#output = output;
  }

  decide(decision: Decision): void {
    const known = this.#open.get(decision.alert_id);
    if (known === undefined) this.#open.set(decision.alert_id, [decision]);
    else known.push(decision);
  }

  write(alert: Alert): void {
    const decisions = this.#open.get(alert.alert_id) ?? [];
    this.#open.delete(alert.alert_id);
    this.#output.write(showPlan(alert, decisions, this.#plan, this.#output.paint));
  }

  ready(): Promise<void> {
    return this.#output.ready();
  }
  async end(): Promise<void> {}
}

/** Several lines, the last one ended; nothing for an alert that asks for no more than to be told. */
export function showPlan(alert: Alert, decisions: readonly Decision[], plan: ProjectPlan, paint: Paint): string {
  const asked = decisions.filter((one) => one.playbook !== undefined || one.action !== "alert");
  if (asked.length === 0) return "";
  const where = alert.session_id === undefined ? "" : `, session ${escapeText(alert.session_id)}`;
  const lines = [`${alert.severity} ${paint("strong", escapeText(alert.rule_title))} [${escapeText(alert.rule_id)}]${where}`];
  for (const playbook of new Set(asked.map((one) => one.playbook))) {
    lines.push(`  ${escapeText(playbook ?? "the rule itself")}`);
    const steps = asked.filter((one) => one.playbook === playbook);
    for (const [index, step] of steps.entries()) lines.push(`  ${String(index + 1).padStart(3)}. ${showStep(step, plan)}${waitsFor(step)}`);
  }
  return `${lines.join("\n")}\n`;
}

function showStep({ action, args }: Decision, plan: ProjectPlan): string {
  const declared = plan.actions.get(action);
  const given = Object.entries(args).filter(([name]) => declared?.alerting !== true || name === "severity" || name === "category");
  return `${action}(${given.map(([name, value]) => `${name}=${showArgument(name, value, declared)}`).join(", ")})`;
}

function showArgument(name: string, value: Value, declared: ActionPlan | undefined): string {
  const type = declared?.params.find((param) => param.name === name)?.type;
  if (type?.kind === "duration" && typeof value === "number") return showDuration(value);
  return value === undefined ? "unknown" : escapeShort(JSON.stringify(value), 120);
}

function waitsFor({ outcome, reason }: Decision): string {
  switch (outcome) {
    case "approval":
      return "  needs approval";
    case "review":
      return `  over its limit, for review: ${escapeText(reason ?? "")}`;
    case "failed":
      return `  failed: ${escapeText(reason ?? "")}`;
    default:
      return "";
  }
}
