/** Advice on a thousand rules costs less than a second of CPU beside checking them, and each lint grows with the text, not with its square. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkProject } from "../../src/check/check-project.ts";
import type { CheckInput } from "../../src/check/input.ts";
import { lintProject } from "../../src/lint/lint.ts";
import { loadProject } from "../../src/project/load.ts";
import { parse } from "../../src/syntax/parse.ts";
import type { Module } from "../../src/syntax/ast.ts";
import { root } from "../house/files.ts";

const { value: project } = loadProject({ cwd: root, environment: {}, paths: [join(root, "rules")] });

/** The library's rules again and again, each time under other ids and with other words. */
function copies(count: number): { readonly input: CheckInput; readonly files: ReadonlySet<string>; readonly rules: number } {
  const own = project.modules.filter((module) => project.files.includes(module.file.name) && !module.file.name.includes("reference/"));
  const modules: Module[] = project.modules.filter((module) => !project.files.includes(module.file.name));
  const imports = new Map(project.input.imports);
  const files = new Set<string>();
  let rules = 0;
  for (let copy = 0; rules < count; copy++) {
    for (const module of own) {
      const name = module.file.name.replace(/\.aidr$/, `-${copy}.aidr`);
      const text = readFileSync(join(root, module.file.name), "utf8")
        .replace(/id="([^"]+)"/g, `id="$1-${copy}"`)
        .replace(/^RULE: .*$/gm, (title) => `${title} ${copy}`)
        // Copies that say the same would each be inside of all others.
        .replace(/^IF (?!SEQUENCE|TOGETHER)/gm, `IF ai_system_id == "system-${copy}" AND `);
      const parsed = parse({ name, text }).value;
      modules.push(parsed);
      files.add(name);
      imports.set(name, project.input.imports.get(module.file.name) ?? new Map());
      rules += parsed.declarations.filter((one) => one.kind === "rule").length;
    }
  }
  return { input: { ...project.input, modules, imports }, files, rules };
}

function cpuMs<T>(work: () => T): { readonly value: T; readonly ms: number } {
  const before = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(before);
  return { value, ms: (user + system) / 1000 };
}

test("a thousand rules", { timeout: 300_000 }, () => {
  const lintIt = (count: number): { readonly checkMs: number; readonly lintMs: number; readonly found: number } => {
    const { input, files, rules } = copies(count);
    const checked = cpuMs(() => checkProject(input));
    const { value: plan, diagnostics, ignored } = checked.value;
    expect(plan.rules.length).toBe(rules);
    const shared = {
      modules: input.modules,
      imports: input.imports,
      plan,
      checked: diagnostics,
      ignored,
      ignorable: new Set(["negation-on-optional"]),
    };
    const linted = cpuMs(() => lintProject({ ...shared, files, settings: new Map(), isWhole: true }));
    return { checkMs: checked.ms, lintMs: linted.ms, found: linted.value.length };
  };
  lintIt(100);
  const half = lintIt(500);
  const whole = lintIt(1000);
  console.info(
    `lint: 500 rules ${Math.round(half.lintMs)} ms, 1,000 rules ${Math.round(whole.lintMs)} ms of CPU beside ${Math.round(whole.checkMs)} ms for checking`,
  );
  expect(whole.lintMs).toBeLessThan(1000 * slack);
  expect(whole.lintMs).toBeLessThan(half.lintMs * 4 + 100);
  expect(whole.found).toBeGreaterThan(0);
});

/** What a busy machine may add. */
const slack = 3;
