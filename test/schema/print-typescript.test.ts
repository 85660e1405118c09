import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readEventModel } from "../../src/schema/event-model.ts";
import { printTypescript, typeName } from "../../src/schema/print-typescript.ts";
import { standardModel } from "./standard-model.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const generated = join(root, "src/schema/events.generated.ts");
const environment = { ...process.env, NODE_OPTIONS: "" };

/** What the compiler says of some files that stand alone. */
function compile(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "types-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const options = [
      "--noEmit",
      "--strict",
      "--exactOptionalPropertyTypes",
      "--module",
      "nodenext",
      "--moduleResolution",
      "nodenext",
      "--types",
      "",
      "--skipLibCheck",
      "--allowImportingTsExtensions",
    ];
    const run = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), ...options, ...Object.keys(files)], {
      cwd: folder,
      encoding: "utf8",
      env: environment,
    });
    return run.stdout + run.stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const own = `type: object
description: "A */ tricky one"
required: [f]
properties:
  event_type: { const: own_thing }
  f: { type: object, properties: { "x-y": { type: string }, __proto__: { enum: [a, 'b"'] }, many: { type: array, items: { enum: [a, b] } } } }
  g: { type: object, additionalProperties: true }
  h: { type: object, properties: {} }`;

describe("TypeScript types of events", () => {
  test("those made at build time are made from the schemas as they are now (`node .ci/event-types.mjs` rewrites them)", () => {
    const made = execFileSync(process.execPath, [join(root, ".ci/event-types.mjs"), "--print"], { encoding: "utf8", env: environment });
    expect(readFileSync(generated, "utf8")).toBe(made);
  });

  test("those printed from the model and those made from the schemas are assignable to each other", () => {
    const names = [...standardModel().types.keys()].map(typeName);
    const checks = [...names, "Event"].map((name) => `export const ${name}: Both<Printed.${name}, Made.${name}> = "both";`);
    const both = `import type * as Printed from "./printed.ts";\nimport type * as Made from "./made.ts";\ntype Both<A, B> = [A] extends [B] ? ([B] extends [A] ? "both" : "made is wider") : "printed is wider";\n`;
    const files = {
      "printed.ts": printTypescript(standardModel()),
      "made.ts": readFileSync(generated, "utf8"),
      "both.ts": both + checks.join("\n"),
    };
    expect(compile(files)).toBe("");
    const changed = { ...files, "printed.ts": files["printed.ts"].replace("is_admin?: boolean", "is_admin?: string") };
    expect(compile(changed)).toContain("printed is wider");
  });

  test("those of a project compile and tell the types apart", () => {
    const { value, diagnostics } = readEventModel({ standard: "bundled", project: [{ name: "own.yaml", text: own }], tools: [] });
    expect(diagnostics).toEqual([]);
    const use = `import type { Event, OwnThingEvent } from "./printed.ts";
export function read(event: Event): string | null | undefined { return event.event_type === "own_thing" ? event.f["x-y"] : event.user?.id; }
export const one: OwnThingEvent = { event_id: "e", event_type: "own_thing", timestamp: 0, f: { many: ["a", "b"] }, g: { anything: 1 } };
`;
    expect(compile({ "printed.ts": printTypescript(value), "use.ts": use })).toBe("");
  });

  test("no events have no types", () => {
    expect(printTypescript({ types: new Map(), shared: new Map(), tools: new Map() })).toContain("export type Event = never;");
  });
});
