/** What the threads of `aidr run --workers` say to each other. */
import type { ProjectPlan } from "../../ir/plan.ts";
import type { EventContext } from "../../project/event-source.ts";
import type { SightedLine } from "../../project/event-stream.ts";
import type { SourceFile } from "../../source/source-file.ts";

/** What a worker is started with; a copy, which `revive` completes. */
export type WorkerTask = {
  readonly plan: ProjectPlan;
  readonly adapter: SourceFile | undefined;
  readonly overlay: EventContext | undefined;
  /** The rules by their files, for alerts say conditions as they were written. */
  readonly sources: ReadonlyMap<string, SourceFile>;
};

/** Lines one behind the other in shared memory: each begins where the one before ends. */
export type LinesToSight = { readonly id: number; readonly bytes: SharedArrayBuffer; readonly ends: Int32Array };

/** By line; nothing for one that the owner must read. */
export type LinesSighted = { readonly id: number; readonly lines: readonly (SightedLine | undefined)[] };
