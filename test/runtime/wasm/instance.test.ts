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
  const [one, other] = [instantiate<Scan>(bytes, 4), instantiate<Scan>(bytes, 4)];
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
  expect(instantiate<Scan>(cut(1), 4)).toBeUndefined();
  vi.stubGlobal("WebAssembly", { Module: failing, Instance: failing });
  expect(instantiate<Scan>(cut(2), 4)).toBeUndefined();
  vi.stubGlobal("WebAssembly", { Module, Instance: failing });
  expect(instantiate<Scan>(bytes, 4)).toBeUndefined();
  vi.unstubAllGlobals();
  // A module cut short is as little valid as one with instructions that the engine does not know.
  expect(instantiate<Scan>(cut(3), 4)).toBeUndefined();
  expect(instantiate<Scan>(bytes, 4)).toBeDefined();
});

test("no memory grows for what is usual, for then every typed array there is becomes slower", async () => {
  const real = Reflect.get(globalThis, "WebAssembly") as Engine; // Node 20 has no types of it
  const made: { readonly memory: Memory; readonly bytes: number }[] = [];
  class Watched extends real.Memory {
    constructor(size: { readonly initial: number }) {
      super(size);
      made.push({ memory: this, bytes: this.buffer.byteLength });
    }
  }
  vi.stubGlobal("WebAssembly", { Module: real.Module, Instance: real.Instance, Memory: Watched });
  // Files share modules: here nobody has made an instance yet.
  vi.resetModules();
  const { LiteralScan } = await import("../../../src/runtime/literal-scan.ts");
  const { contentHash } = await import("../../../src/runtime/content-hash.ts");
  const { openLineReader } = await import("../../../src/runtime/raw/line-reader.ts");
  for (const count of [40, 1_000, 20_000]) {
    const scan = new LiteralScan();
    for (let at = 0; at < count; at++) scan.needle(`${at % 7} words about ${(at * 7_919).toString(36)} and others`);
    scan.answerFor("words about nothing in particular. ".repeat(3_000));
  }
  for (let at = 0; at < 5; at++) contentHash({ input_text: `${at} ${"a long text ".repeat(9_000)}` }, 1);
  openLineReader([["input_text"]], 1)?.load(Buffer.from(`{"input_text":"${"x".repeat(500_000)}"}\n`));
  expect(made).toHaveLength(3 + 4 + 1);
  for (const { memory, bytes: before } of made) expect(memory.buffer.byteLength).toBe(before);
});

type Engine = { readonly Module: unknown; readonly Instance: unknown; readonly Memory: new (size: { readonly initial: number }) => Memory };

/** As an engine that does not allow it. */
function failing(): never {
  throw new Error("forbidden");
}
