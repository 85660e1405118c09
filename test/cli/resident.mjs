/** Runs commands in one thread that stays: the same program as the process, with a context of its own for each. Started by `command.ts`. */
import { Readable, Writable } from "node:stream";
import { workerData } from "node:worker_threads";

const { port, signal, program: path } = workerData;
const { colourWish, outputTo, runCommand, version } = await import(path);

port.on("message", async (job) => {
  let answer;
  try {
    answer = await run(job);
  } catch (error) {
    answer = { code: null, out: "", err: `the resident failed: ${error?.stack ?? error}` };
  }
  port.postMessage(answer);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
});

async function run({ cwd, words, input, environment }) {
  const out = [];
  const err = [];
  const wish = colourWish(words);
  const code = await runCommand(words, {
    cwd,
    environment,
    stdin: Readable.from(input.length === 0 ? [] : [Buffer.from(input)]),
    stdout: outputTo(sink(out), wish, environment),
    stderr: outputTo(sink(err), wish, environment),
    now: () => performance.now(),
    interrupted: () => false,
    version: version(),
  });
  return { code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}

function sink(chunks) {
  return new Writable({
    write(chunk, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
}
