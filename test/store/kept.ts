/** Runs `aidr run --state` inside the test, over a file system of the test's own. */
import { Readable } from "node:stream";
import { judgeEvents, type RunOptions } from "../../src/cli/judge-events.ts";
import type { Context } from "../../src/cli/context.ts";
import { type Output, paintNothing } from "../../src/cli/terminal.ts";
import type { FileLayer } from "../../src/store/file-layer.ts";
import type { ProjectPlan } from "../../src/ir/plan.ts";
import { nodeHost } from "../../src/store/state-folder.ts";
import { checkText } from "../check/check-text.ts";
import { standardModel } from "../schema/standard-model.ts";

export type KeptRan = { readonly code: number; readonly out: string; readonly err: string };

let clock = 0;
let pids = 100;

export async function runKept(
  rules: string,
  cwd: string,
  names: readonly string[],
  options: RunOptions,
  files?: FileLayer,
  more: { readonly stdin?: string; readonly interruptAfter?: number } = {},
): Promise<KeptRan> {
  const plan = planOf(rules);
  const [out, err] = [gathered(), gathered()];
  let asked = 0;
  const context: Context = {
    cwd,
    environment: { CI: "true" },
    stdin: Readable.from(more.stdin === undefined ? [] : [Buffer.from(more.stdin)]),
    stdout: out.output,
    stderr: err.output,
    now: () => clock++ * 0.001,
    interrupted: () => asked++ >= (more.interruptAfter ?? Number.POSITIVE_INFINITY),
    version: "0",
  };
  const judged = { plan, model: standardModel(), sources: new Map(), adapter: undefined, overlay: undefined, warnings: 0, started: 0 };
  // Every run is a process of its own; all the earlier ones are over.
  const self = { pid: ++pids, started: String(pids), host: "here" };
  const host = {
    files: files ?? nodeHost().files,
    processes: { self, startOf: (pid: number) => (pid === self.pid ? self.started : undefined) },
  };
  const code = await judgeEvents(judged, names, options, context, host);
  return { code, out: out.text(), err: err.text() };
}

const plans = new Map<string, ProjectPlan>();

function planOf(rules: string): ProjectPlan {
  const known = plans.get(rules);
  if (known !== undefined) return known;
  const { plan, diagnostics } = checkText(rules);
  const errors = diagnostics.filter((one) => one.severity === "error");
  if (errors.length > 0) throw new Error(errors.map((one) => one.message).join("; "));
  plans.set(rules, plan);
  return plan;
}

function gathered(): { readonly output: Output; readonly text: () => string } {
  const texts: string[] = [];
  return {
    text: () => texts.join(""),
    output: {
      isTerminal: false,
      columns: 80,
      paint: paintNothing,
      write: (text) => void texts.push(text),
      ready: async () => {},
      flushed: async () => {},
    },
  };
}
