/** Runs the text of an emitted module in this process: what it imports is handed in, for a test cannot wait for a package to be built. */
import { compileFunction } from "node:vm";
import { emitModule } from "../../src/aidr.ts";
import type { Detector, DetectorOptions, Rule } from "../../src/embed.ts";
import * as runtime from "../../src/embed.ts";
import type { EmittedModule } from "../../src/emit/module.ts";
import type { ProjectPlan } from "../../src/ir/plan.ts";
import type { SourceFile } from "../../src/source/source-file.ts";

export type RunningModule = {
  readonly rules: Readonly<Record<string, Rule>>;
  readonly createDetector: (options?: DetectorOptions) => Detector;
};

export function emit(plan: ProjectPlan, text: string, name = "rules.aidr"): EmittedModule {
  const sources = new Map<string, SourceFile>([[name, { name, text }]]);
  return emitModule({ plan, sources, version: "0.1.0" });
}

/** The two lines in which a module differs from a function are its import and its exports. */
export function runModule(javascript: string): RunningModule {
  const body = javascript
    .replace(/^import \{([^}]*)\} from "aidr\/runtime";$/m, "const {$1} = runtime;")
    .replace(/^export (?=const |function )/gm, "");
  const make = compileFunction(`"use strict";\n${body}\nreturn { rules, createDetector };`, ["runtime"]) as (
    given: typeof runtime,
  ) => RunningModule; // as it was written just now
  return make(runtime);
}
