/** Instances of the WebAssembly that is built into aidr: made at once, or not at all where it is missing or forbidden. */

/** What is used of WebAssembly; the types of Node 20 have none of it. */
type Compiled = { readonly compiled: never };
declare const WebAssembly:
  | {
      readonly Module: new (bytes: Uint8Array) => Compiled;
      readonly Memory: new (size: { readonly initial: number }) => Memory;
      readonly Instance: new (module: Compiled, imports: { readonly env: { readonly memory: Memory } }) => { readonly exports: unknown };
    }
  | undefined;

/** What every module has; its buffer is another one after it has grown. */
export type Memory = { readonly buffer: ArrayBuffer; grow(pages: number): number };

/** By text: compiled once for all instances; undefined where it may not be. */
const modules = new Map<string, Compiled | undefined>();

/**
 * A new instance, with a memory of its own of so many pages (64 kB), of a module in base64. They cost address space alone until they are used; where a memory grows, its buffer is detached, and from then on V8 asks of every
 * typed array whether it has one still. `Exports` is what its source exports. Undefined where there is no WebAssembly, or none with
 * SIMD, or where compiling at run time is forbidden, or so much memory is not to be had.
 */
export function instantiate<Exports extends { readonly memory: Memory }>(base64: string, pages: number): Exports | undefined {
  if (!modules.has(base64)) modules.set(base64, compiledOf(base64));
  const compiled = modules.get(base64);
  if (compiled === undefined || typeof WebAssembly === "undefined") return undefined;
  try {
    // A boundary: the text was built from the source whose exports the caller names.
    const memory = new WebAssembly.Memory({ initial: pages });
    return new WebAssembly.Instance(compiled, { env: { memory } }).exports as Exports;
  } catch {
    return undefined;
  }
}

function compiledOf(base64: string): Compiled | undefined {
  if (typeof WebAssembly === "undefined" || typeof atob === "undefined") return undefined;
  try {
    return new WebAssembly.Module(Uint8Array.from(atob(base64), (unit) => unit.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
