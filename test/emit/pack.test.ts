/** The whole library as a module: TypeScript takes it at its strictest, it says what the plan says of the sample events, and it runs where there is no Node. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { afterAll, describe, expect, it } from "vitest";
import { analyze, emitModule } from "../../src/aidr.ts";
import { detect } from "../../src/detect/detect.ts";
import { loadProject } from "../../src/project/load.ts";
import { findTests } from "../../src/project/find-tests.ts";
import type { ValueRecord } from "../../src/runtime/value.ts";
import { readTestFile } from "../../src/testing/test-file.ts";
import { runs } from "../property/compare.ts";
import { runModule } from "./run-module.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { input, sources } = loadProject({ cwd: root, environment: {}, paths: ["rules"] }).value;
const plan = analyze(input).value;
const made = emitModule({ plan, sources, version: "0.1.0" });
const folder = mkdtempSync(join(tmpdir(), "aidr-emit-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Of each rule; a long run takes every case. */
const casesMax = runs(1);

/** Events of the library's own cases, one after the other. */
const events: readonly ValueRecord[] = findTests({ cwd: root, environment: {}, paths: ["rules"] })
  .value.tests.flatMap((source) => readTestFile(source).value ?? [])
  .flatMap(({ rule, cases }) => cases.slice(0, casesMax).flatMap((one) => one.events.map((event) => ({ rule, event }))))
  .map(({ rule, event: { fields } }, index) => {
    const own = [...input.model.types.values()].find((type) => Object.keys(fields).some((name) => type.ownFields.has(name)));
    const type = own?.name ?? plan.rules.find(({ id }) => id === rule)?.on[0] ?? "";
    return {
      event_id: `e${index}`,
      event_type: type,
      timestamp: 1_767_225_600_000 + index * 1000,
      session: { id: `s${index >> 3}` },
      ...fields,
    };
  });

const textOf = ({ file, start, end }: { file: string; start: number; end: number }) => sources.get(file)?.text.slice(start, end) ?? "";

describe("the library as a module", { timeout: 120_000 }, () => {
  it("says what the plan says of the events of all cases", () => {
    const [planned, written] = [detect(plan, { textOf }), runModule(made.javascript).createDetector()];
    let fired = 0;
    for (const event of events) {
      const alerts = planned.judge(event);
      expect(JSON.stringify(written.judge(event))).toBe(JSON.stringify(alerts));
      fired += alerts.length;
    }
    expect(fired).toBeGreaterThan(plan.rules.length / 2);
    expect(Buffer.from(written.snapshot()).equals(planned.snapshot())).toBe(true);
  });

  it("passes tsc at its strictest, as TypeScript and as JavaScript with declarations, and knows rules and fields by name", () => {
    const use = (module: string): string => `import { createDetector, rules, type Event, type RuleId } from "./${module}";
const event: Event = { event_type: "input", input_text: "hello", user: { id: "u", is_admin: false }, anything: [1] };
const ids: readonly RuleId[] = createDetector({ latenessMs: 0 }).judge(event).map((alert) => alert.rule_id);
export const titles: readonly string[] = ids.map((id) => rules[id].title);
// @ts-expect-error a field of another type
createDetector().judge({ event_type: "input", input_text: 1 });
// @ts-expect-error no such rule
createDetector().why("no.such-rule", event);
`;
    const files = {
      "typed.ts": made.typescript,
      "plain.js": made.javascript,
      "plain.d.ts": made.declarations,
      "use-typed.ts": use("typed.ts"),
      "use-plain.ts": use("plain.js"),
      "tsconfig.json": JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          module: "nodenext",
          target: "es2023",
          types: ["node"],
          typeRoots: [join(root, "node_modules/@types")],
          noUncheckedIndexedAccess: true,
          exactOptionalPropertyTypes: true,
          erasableSyntaxOnly: true,
          verbatimModuleSyntax: true,
          allowImportingTsExtensions: true,
          noUnusedLocals: true,
          isolatedModules: true,
          paths: { "aidr/runtime": [join(root, "src/embed.ts")] },
        },
        files: ["use-typed.ts", "use-plain.ts"],
      }),
      "package.json": '{ "type": "module" }',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const checked = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], { encoding: "utf8" });
    expect(checked.stdout).toBe("");
    expect(checked.status).toBe(0);
  });

  it("runs in an empty context with text encoding alone: no Node, no page, no code from text", async () => {
    writeFileSync(join(folder, "module.js"), made.javascript);
    const bundle = join(folder, "bundle.js");
    const { metafile } = await build({
      entryPoints: [join(folder, "module.js")],
      alias: { "aidr/runtime": join(root, "src/embed.ts") },
      bundle: true,
      format: "iife",
      globalName: "module",
      platform: "neutral",
      mainFields: ["module", "main"],
      nodePaths: [join(root, "node_modules")],
      outfile: bundle,
      metafile: true,
      logLevel: "silent",
    });
    const packages = Object.keys(metafile.inputs).flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
    expect([...new Set(packages)]).toEqual(["re2js"]);
    const rooms = Object.keys(metafile.inputs).flatMap((path) => /src\/(\w+)\//.exec(path)?.[1] ?? []);
    expect(
      [...new Set(rooms)].filter((room) => ["syntax", "check", "export", "targets", "schema", "emit", "project"].includes(room)),
    ).toEqual([]);
    // A context has the globals of ECMAScript and nothing else; these two every browser and every worker has.
    const context = createContext({ TextEncoder, TextDecoder }, { codeGeneration: { strings: false, wasm: false } });
    runInContext(readFileSync(bundle, "utf8"), context);
    const script = `(() => {
      const detector = module.createDetector();
      return JSON.stringify(JSON.parse(given).map((event) => detector.judge(event)));
    })()`;
    context["given"] = JSON.stringify(events.slice(0, 8));
    const planned = detect(plan, { textOf });
    const expected = events.slice(0, 8).map((event) => planned.judge(JSON.parse(JSON.stringify(event)) as ValueRecord));
    expect(runInContext(script, context)).toBe(JSON.stringify(expected));
    expect(() => runInContext("eval('1')", context)).toThrow();
  });
});
