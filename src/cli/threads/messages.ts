/** What the threads of `aidr run --workers` say to each other. */
import type { RuleBody } from "../../ir/meaning.ts";
import type { ProjectPlan } from "../../ir/plan.ts";
import type { EventContext } from "../../project/event-source.ts";
import type { SourceFile } from "../../source/source-file.ts";
import type { PackedLines } from "./packed.ts";

/** What a worker is started with; a copy, which `revive` completes. */
export type WorkerTask = {
  readonly plan: Omit<ProjectPlan, "rules"> & { readonly rules: readonly RuleBody[] };
  readonly adapter: SourceFile | undefined;
  readonly overlay: EventContext | undefined;
  /** The rules by their files, for alerts say conditions as they were written. */
  readonly sources: ReadonlyMap<string, SourceFile>;
};

/** Lines in shared memory: where each begins, and where it ends. The memory itself comes with its number once. */
export type LinesToSight = {
  readonly id: number;
  readonly room: number;
  readonly memory?: SharedArrayBuffer;
  readonly places: Int32Array;
};

/** A thread says first that it will answer. */
export type FromWorker = "ready" | { readonly id: number; readonly lines: PackedLines };
