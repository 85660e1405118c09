/** The threads that look at lines: each batch goes to the one that has least to do. */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { LineBatch, TextLine } from "../../project/event-stream.ts";
import { packageFolder } from "../../project/package-folder.ts";
import { unpack } from "./packed.ts";
import type { LinesSighted, LinesToSight, WorkerTask } from "./messages.ts";

type Thread = { readonly worker: Worker; readonly waiting: Map<number, Waiting> };
type Waiting = { readonly lines: readonly TextLine[]; readonly done: () => void };

export class SightPool {
  readonly #threads: readonly Thread[];
  /** Batches sent. */
  #sent = 0;

  constructor(count: number, { plan, adapter, overlay, sources }: WorkerTask) {
    this.#threads = Array.from({ length: count }, () => startThread({ plan, adapter, overlay, sources }));
  }

  /** Batches that keep every thread busy while the owner judges one. */
  get depth(): number {
    return 2 * this.#threads.length + 1;
  }

  /** Has the lines looked at, as far as can be; a thread that has died leaves them as they are. */
  async sight({ lines }: LineBatch): Promise<void> {
    const texts = lines.filter((line) => line.kind === "text" && !line.replaced) as TextLine[]; // by the filter
    const thread = this.#leastBusy();
    if (texts.length === 0 || thread === undefined) return;
    const message: LinesToSight = { id: this.#sent++, ...shared(texts) };
    await new Promise<void>((done) => {
      thread.waiting.set(message.id, { lines: texts, done });
      thread.worker.ref();
      thread.worker.postMessage(message);
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #leastBusy(): Thread | undefined {
    let chosen: Thread | undefined;
    for (const thread of this.#threads) {
      if (thread.worker.threadId < 0) continue; // it has ended
      if (chosen === undefined || thread.waiting.size < chosen.waiting.size) chosen = thread;
    }
    return chosen;
  }
}

function startThread(task: WorkerTask): Thread {
  const worker = new Worker(join(packageFolder(), "dist", "worker.js"), { workerData: task });
  const waiting = new Map<number, Waiting>();
  worker.on("message", ({ id, lines }: LinesSighted) => {
    const batch = waiting.get(id);
    waiting.delete(id);
    const sighted = unpack(lines);
    for (const [index, line] of (batch?.lines ?? []).entries()) line.sighted = sighted[index];
    batch?.done();
    if (waiting.size === 0) worker.unref();
  });
  // Whatever ends a thread, its lines are the owner's again.
  worker.on("error", () => {});
  worker.on("exit", () => {
    for (const { done } of waiting.values()) done();
    waiting.clear();
  });
  // A thread keeps the process from ending for as long as it has lines.
  worker.unref();
  return { worker, waiting };
}

/** Lines that lie in one piece are copied in one. */
function shared(lines: readonly TextLine[]): Pick<LinesToSight, "bytes" | "places"> {
  const places = new Int32Array(2 * lines.length);
  const runs: { readonly piece: Buffer; readonly from: number; to: number; readonly at: number }[] = [];
  let size = 0;
  for (const [index, { piece, from, to }] of lines.entries()) {
    let run = runs.at(-1);
    if (run === undefined || run.piece !== piece || from < run.to) runs.push((run = { piece, from, to: from, at: size }));
    size += to - run.to;
    run.to = to;
    places[2 * index] = run.at + from - run.from;
    places[2 * index + 1] = size;
  }
  const bytes = new SharedArrayBuffer(size);
  const room = new Uint8Array(bytes);
  for (const { piece, from, to, at } of runs) room.set(piece.subarray(from, to), at);
  return { bytes, places };
}
