/** The threads that look at lines: each batch goes to the one that has least to do, while not all have enough. */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { withoutMeaning } from "../../ir/meaning.ts";
import type { ProjectPlan } from "../../ir/plan.ts";
import type { LineBatch, TextLine } from "../../project/event-stream.ts";
import { packageFolder } from "../../project/package-folder.ts";
import { unpack } from "./packed.ts";
import type { FromWorker, LinesToSight, WorkerTask } from "./messages.ts";

type Thread = {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  /** Shared memory that the thread has and does not read. */
  readonly free: Room[];
  rooms: number;
  /** It answers from now on. */
  isReady: boolean;
};
type Waiting = { readonly lines: readonly TextLine[]; readonly room: Room; readonly done: () => void };
type Room = { readonly number: number; readonly bytes: Uint8Array; readonly memory: SharedArrayBuffer };

/** What a thread finds when it is done, for the owner hears nothing while it judges a batch. */
const enough = 4;
/** Batches, for each thread: with fewer it waits for the owner, when that has harder ones before it. */
const aheadOfOwner = 16;
const roomMin = 1 << 19;

export class SightPool {
  /** What the owner reads at once; larger batches share the work less evenly. */
  readonly chunkBytes = 256 * 1024;
  readonly #threads: readonly Thread[];
  /** Batches sent. */
  #sent = 0;

  constructor(count: number, plan: ProjectPlan, given: Omit<WorkerTask, "plan">) {
    const task: WorkerTask = { ...given, plan: { ...plan, rules: plan.rules.map(withoutMeaning) } };
    this.#threads = Array.from({ length: count }, () => startThread(task));
  }

  /** Batches that the owner has before it, so that what a thread begins with behind them is done in its turn. */
  get depth(): number {
    return aheadOfOwner * this.#threads.length;
  }

  /** Has the lines looked at; those of a thread that dies stay as they are. Undefined where no thread is free. */
  sight({ lines }: LineBatch): Promise<void> | undefined {
    const texts = lines.filter((line) => line.kind === "text" && !line.replaced) as TextLine[]; // by the filter
    if (texts.length === 0) return Promise.resolve();
    const thread = this.#leastBusy();
    if (thread === undefined) return undefined;
    const id = this.#sent++;
    const { runs, places, size } = layOut(texts);
    const known = thread.free.pop();
    const room = known !== undefined && known.bytes.length >= size ? known : newRoom(thread, size);
    for (const { piece, from, to, at } of runs) room.bytes.set(piece.subarray(from, to), at);
    return new Promise((done) => {
      thread.waiting.set(id, { lines: texts, room, done });
      thread.worker.ref();
      const message: LinesToSight = { id, room: room.number, places };
      thread.worker.postMessage(room === known ? message : { ...message, memory: room.memory });
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #leastBusy(): Thread | undefined {
    let chosen: Thread | undefined;
    for (const thread of this.#threads) {
      // It begins, has enough, or has ended.
      if (!thread.isReady || thread.waiting.size >= enough || thread.worker.threadId < 0) continue;
      if (chosen === undefined || thread.waiting.size < chosen.waiting.size) chosen = thread;
    }
    return chosen;
  }
}

function startThread(task: WorkerTask): Thread {
  const worker = new Worker(join(packageFolder(), "dist", "worker.js"), { workerData: task });
  const thread: Thread = { worker, waiting: new Map(), free: [], rooms: 0, isReady: false };
  const { waiting, free } = thread;
  worker.on("message", (message: FromWorker) => {
    thread.isReady = true;
    if (message === "ready") return;
    const batch = waiting.get(message.id);
    if (batch === undefined) return;
    waiting.delete(message.id);
    free.push(batch.room);
    const sighted = unpack(message.lines);
    for (const [index, line] of batch.lines.entries()) line.sighted = sighted[index];
    batch.done();
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
  return thread;
}

/** A thread has few, and they are used again: to make them anew costs more than to fill them. */
function newRoom(thread: Thread, size: number): Room {
  const memory = new SharedArrayBuffer(Math.max(roomMin, 2 * size));
  return { number: thread.rooms++, memory, bytes: new Uint8Array(memory) };
}

/** A stretch of one piece that goes to a place in the memory. */
type Run = { readonly piece: Buffer; readonly from: number; to: number; readonly at: number };

/** Where the lines begin and end in the memory; those that lie in one piece are copied in one. */
function layOut(lines: readonly TextLine[]): { readonly runs: readonly Run[]; readonly places: Int32Array; readonly size: number } {
  const places = new Int32Array(2 * lines.length);
  const runs: Run[] = [];
  let run: Run | undefined;
  let size = 0;
  for (const [index, { piece, from, to }] of lines.entries()) {
    if (run === undefined || run.piece !== piece || from < run.to) {
      run = { piece, from, to: from, at: size };
      runs.push(run);
    }
    size += to - run.to;
    run.to = to;
    places[2 * index] = run.at + from - run.from;
    places[2 * index + 1] = size;
  }
  return { runs, places, size };
}
