/** Which rules of a block fire on which of its events. */
import type { ProjectPlan } from "../../src/ir/plan.ts";

export function fireLines(_plan: ProjectPlan, _events: string): string[] {
  throw new Error("waits for detect");
}
