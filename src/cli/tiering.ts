/** When V8 optimises a function: the V8 of Node 20 does so when it has seen little of what the function is given, and then again and again. */
import { setFlagsFromString } from "node:v8";

/** Bytes of bytecode that a function runs before V8 looks at it: as Node 20 has it, and eight times that. */
const usual = 67_584;
const patient = 540_000;

/** While files are read and rules are checked each part runs for a short time: waiting spares a third of the CPU time. O(1). */
export function optimiseLate(): void {
  set(patient);
}

/** From here on the same runs for as long as there is input. O(1). */
export function optimiseAsUsual(): void {
  set(usual);
}

/** Later versions wait by themselves, and have no such flag. */
function set(budget: number): void {
  if (process.versions.v8.startsWith("11.")) setFlagsFromString(`--interrupt-budget=${budget}`);
}
