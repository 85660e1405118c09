/** What `aidr test` was asked. */
import type { ProjectOptions, ReportOptions } from "./open-project.ts";

export type TestOptions = ProjectOptions &
  ReportOptions & {
    readonly coverage?: boolean;
    readonly mutate?: boolean;
    /** Per cent that each rule must reach in what is measured. */
    readonly min?: number;
    /** A commit, or true for the last one. */
    readonly changed?: string | true;
    readonly watch?: boolean;
  };
