/** Budgets of automatic actions, and what became of each action that a rule or playbook asked for. */
import type { Alert, AlertAction } from "./alert.ts";
import type { Reader, Writer } from "./codec.ts";
import { TimeQueue } from "./state/time-queue.ts";

/** An action as the host is asked for it. */
export type ActionRequest = AlertAction & { readonly alert: Alert; readonly playbook?: string };

/** Acts for the host. What it throws is reported as a failed decision; the engine goes on. */
export type ActionHandler = (request: ActionRequest) => void;

export type Decision = AlertAction & {
  readonly alert_id: string;
  readonly rule_id: string;
  /** Title of the playbook that asked; absent where the rule itself did. */
  readonly playbook?: string;
  /** `reported`: no handler is registered. `approval`: a person decides. `review`: the budget is used up, so a person decides. */
  readonly outcome: "taken" | "reported" | "approval" | "review" | "failed";
  readonly reason?: string;
};

/** `LIMIT n PER d`: at most n in (t − d, t]. */
export class ActionBudget {
  #times = new TimeQueue();
  readonly #count: number;
  readonly #perMs: number;

  constructor(count: number, perMs: number) {
    this.#count = count;
    this.#perMs = perMs;
  }

  /** Whether one more may be taken at this time, which is then used up. */
  spend(timeMs: number): boolean {
    while (this.#times.length > 0 && this.#times.at(0) <= timeMs - this.#perMs) this.#times.shift();
    if (this.#times.length >= this.#count) return false;
    this.#times.push(timeMs);
    return true;
  }

  save(writer: Writer): void {
    this.#times.save(writer);
  }
  load(reader: Reader): void {
    this.#times = TimeQueue.load(reader);
  }
}

/** Hands a request to its handler, or reports it. */
export function carryOut(request: ActionRequest, handlers: ReadonlyMap<string, ActionHandler>): Decision {
  const handler = handlers.get(request.action);
  if (handler === undefined) return decisionOn(request, "reported");
  try {
    handler(request);
    return decisionOn(request, "taken");
  } catch (thrown) {
    return decisionOn(request, "failed", thrown instanceof Error ? thrown.message : String(thrown));
  }
}

export function decisionOn({ action, args, alert, playbook }: ActionRequest, outcome: Decision["outcome"], reason?: string): Decision {
  return {
    action,
    args,
    alert_id: alert.alert_id,
    rule_id: alert.rule_id,
    ...(playbook === undefined ? {} : { playbook }),
    outcome,
    ...(reason === undefined ? {} : { reason }),
  };
}
