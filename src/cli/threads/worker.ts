/** A thread that looks at events ahead of their turn. It keeps nothing from one line to the next. */
import { parentPort, workerData } from "node:worker_threads";
import { readAdapter } from "../../adapt/adapter.ts";
import { detect } from "../../detect/detect.ts";
import { withMeaning } from "../../ir/meaning.ts";
import { EventSource } from "../../project/event-source.ts";
import { type SightedLine, TextLine } from "../../project/event-stream.ts";
import { isQuiet } from "../../runtime/sighting.ts";
import { lookAtLines } from "../look-at-lines.ts";
import type { FromWorker, LinesToSight, WorkerTask } from "./messages.ts";
import { pack } from "./packed.ts";
import { revive } from "./revive.ts";

const { plan, adapter, overlay, sources } = revive(workerData as WorkerTask); // the pool starts it with this
const detector = detect(
  { ...plan, rules: plan.rules.map(withMeaning) },
  { textOf: ({ file, start, end }) => sources.get(file)?.text.slice(start, end) ?? "" },
);
const look = lookAtLines(detector, { adapter, overlay });
const source = new EventSource(adapter && readAdapter(adapter).value, overlay);

const rooms: Buffer[] = [];

parentPort?.on("message", ({ id, room, memory, places }: LinesToSight) => {
  if (memory !== undefined) rooms[room] = Buffer.from(memory);
  // A piece is told by its object: what the memory has is new each time.
  const whole = rooms[room]?.subarray(0, places.at(-1)) ?? Buffer.alloc(0);
  const lines: (SightedLine | undefined)[] = [];
  for (let at = 0; at < places.length; at += 2) lines.push(sightedLine(new TextLine(0, whole, false, places[at], places[at + 1])));
  parentPort?.postMessage({ id, lines: pack(lines) } satisfies FromWorker);
});
parentPort?.postMessage("ready" satisfies FromWorker);

/** Of an event that concerns nobody no object is made. */
function sightedLine(line: TextLine): SightedLine | undefined {
  const seen = look?.(line);
  if (seen?.sightings.every(isQuiet) === true) return seen;
  const read = seen ? { events: source.sightedEvents(line, seen), skipped: 0 } : source.plainEvents(line);
  return read && { sightings: read.events.map((event) => detector.sight(event)), skipped: read.skipped, isPlain: seen !== undefined };
}
