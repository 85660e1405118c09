/** What `aidr evaluate` was asked. */
import type { ProjectOptions } from "./open-project.ts";

export type EvaluateOptions = ProjectOptions & {
  readonly events?: readonly string[];
  readonly labels?: readonly string[];
  readonly context?: string;
  readonly format: readonly string[];
  readonly separate?: boolean;
  readonly costs: boolean;
  readonly reviewLimit: number;
  /** Which sessions are counted. */
  readonly part?: "held-out" | "rest";
  readonly heldOut: number;
  readonly maxFpRate?: number;
  readonly maxFalseAlerts?: number;
  readonly minTpr: readonly { readonly category: string; readonly rate: number }[];
};
