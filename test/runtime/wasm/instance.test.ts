import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test, vi } from "vitest";
import { instantiate, type Memory } from "../../../src/runtime/wasm/instance.ts";
import { bytes } from "../../../src/runtime/wasm/scan.generated.ts";

type Scan = { readonly memory: Memory; readonly make: (keys: number, textBytes: number) => number };

afterEach(() => {
  vi.unstubAllGlobals();
});

test("the modules are made from their sources as they are now (`node .ci/assembly.mjs` rewrites them)", () => {
  const script = fileURLToPath(new URL("../../../.ci/assembly.mjs", import.meta.url));
  const made = execFileSync(process.execPath, [script, "--print"], { encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } });
  const folder = new URL("../../../src/runtime/wasm/", import.meta.url);
  const written = readdirSync(folder).filter((name) => name.endsWith(".generated.ts"));
  expect(Object.fromEntries(written.map((name) => [name, readFileSync(new URL(name, folder), "utf8")]))).toEqual(JSON.parse(made));
});

test("instances of one module have memories of their own", () => {
  const [one, other] = [instantiate<Scan>(bytes), instantiate<Scan>(bytes)];
  if (one === undefined || other === undefined) throw new Error("this engine has WebAssembly");
  const place = one.make(1, 64);
  new Uint8Array(one.memory.buffer)[place] = 7;
  expect(other.make(1, 64)).toBe(place);
  expect(new Uint8Array(other.memory.buffer)[place]).toBe(0);
});

test("there is none, and nothing is thrown, where WebAssembly is missing, may not be compiled, lacks instructions or finds no memory", () => {
  const { Module } = Reflect.get(globalThis, "WebAssembly") as { readonly Module: unknown }; // Node 20 has no types of it
  const cut = (from: number) => btoa(atob(bytes).slice(0, -from));
  vi.stubGlobal("WebAssembly", undefined);
  expect(instantiate<Scan>(cut(1))).toBeUndefined();
  vi.stubGlobal("WebAssembly", { Module: failing, Instance: failing });
  expect(instantiate<Scan>(cut(2))).toBeUndefined();
  vi.stubGlobal("WebAssembly", { Module, Instance: failing });
  expect(instantiate<Scan>(bytes)).toBeUndefined();
  vi.unstubAllGlobals();
  // A module cut short is as little valid as one with instructions that the engine does not know.
  expect(instantiate<Scan>(cut(3))).toBeUndefined();
  expect(instantiate<Scan>(bytes)).toBeDefined();
});

/** As an engine that does not allow it. */
function failing(): never {
  throw new Error("forbidden");
}
