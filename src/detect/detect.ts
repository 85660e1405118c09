/** A plan as a running detector: closures made once, woken by the events of their type. */
import type { ProjectPlan } from "../ir/plan.ts";
import { assemble, partsOf } from "./assemble.ts";
import type { Detector, DetectOptions } from "./detector.ts";

/** Compiles a plan. O(size of the plan). */
export function detect(plan: ProjectPlan, options: DetectOptions): Detector {
  return assemble(partsOf(plan), options);
}

export type {
  Alert,
  Decision,
  Detector,
  DetectOptions,
  Observer,
  Stats,
  Why,
} from "./detector.ts";
