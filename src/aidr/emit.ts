/** Rules as a module of its own. */
import { literalsOf } from "../detect/assemble.ts";
import { type EmittedModule, type EmitInput, emitModule as write } from "../emit/module.ts";

/** The rules of a plan as a module that imports `aidr/runtime` alone and judges as `detect` does. Never throws on user text. */
export function emitModule(input: Omit<EmitInput, "literals">): EmittedModule {
  return write({ ...input, literals: literalsOf(input.plan) });
}
