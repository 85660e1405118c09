/** A project's rules as one module that imports `aidr/runtime` alone: text to write to a file, in TypeScript or in JavaScript with its declarations. */
import type { ProjectPlan } from "../ir/plan.ts";
import type { SourceFile } from "../source/source-file.ts";
import { arrayOf, type Code, headed, objectOf, print, quote } from "./code.ts";
import { eventType } from "./event-type.ts";
import { Fragments } from "./fragments.ts";
import { Names } from "./names.ts";
import { joined, writePlaybook, writeRule } from "./rule.ts";
import type { Writer } from "./writer.ts";

export type EmitInput = {
  readonly plan: ProjectPlan;
  /** Texts of the rules, by the name of their file: explanations repeat conditions as they were written. */
  readonly sources: ReadonlyMap<string, SourceFile>;
  /** What the rules look for in texts, from `literalsOf` of `detect`. */
  readonly literals: readonly string[];
  readonly version: string;
};

/** `declarations` belongs beside `javascript`; `typescript` is both in one. */
export type EmittedModule = { readonly typescript: string; readonly javascript: string; readonly declarations: string };

/** Every name that `aidr/runtime` exports for modules. */
const imported = (
  "absence action aggregate all any atLeast baseline call constant every exists field fieldOr frequency holds integer list local member missing not novelty " +
  "pattern previous quoted seen sequence some source step test together truth value detectorOf detections Detector DetectorOptions Rule RuleId Event"
).split(" ");

/** Rules that do not compile have no plan, so this cannot fail. O(size of the plan and of the rules' text). */
export function emitModule(input: EmitInput): EmittedModule {
  const { plan, version } = input;
  const shared = writerOf(input);
  const rules = plan.rules.map((rule) => {
    const name = shared.names.of(rule.id, "rule");
    const code = writeRule(rule, shared);
    // What others share stands before the first rule that asks for it.
    return { rule, name, code, before: takeConstants(shared) };
  });
  const playbooks = plan.playbooks.map((playbook) => writePlaybook(playbook, shared));
  const last = takeConstants(shared);
  const ids = plan.rules.map(({ id }) => quote(id));
  const head = `/* Made by aidr ${version.replace(/[^\w.+-]/g, "")} from ${plan.rules.length === 1 ? "1 rule" : `${plan.rules.length} rules`}; do not edit. */\n`;
  const written = (annotation: string): string[] => [
    ...rules.flatMap(({ name, code, before }) => [...before, statement(`const ${name}${annotation} = `, code)]),
    ...last,
  ];
  const table = objectOf(Object.fromEntries(rules.map(({ rule, name }) => [quote(rule.id), name])));
  const detections: Code = objectOf({
    rules: arrayOf(rules.map(({ name }) => name)),
    playbooks: playbooks.length === 0 ? undefined : arrayOf(playbooks),
    literals: joined(input.literals.filter((key) => !shared.keys.has(key))),
  });
  const makers = [...shared.used].sort();
  const types = typesOf(plan, ids);
  const join = (parts: readonly string[]): string => parts.filter((part) => part !== "").join("\n");
  const importOf = (names: readonly string[]): string =>
    `${print({ head: "import ", open: "{ ", items: names, close: ' } from "aidr/runtime"' })};\n`;
  return {
    typescript: join([
      head,
      importOf([...makers, "detectorOf", ...typeImports.map((name) => `type ${name}`)]),
      types,
      ...written(": Rule"),
      `${doc.rules}${statement("export const rules: Readonly<Record<RuleId, Rule>> = ", table)}`,
      `${doc.create}export function createDetector(options: DetectorOptions = {}): Detector<RuleId, Event> {\n  return detectorOf<RuleId, Event>(detections, options);\n}\n`,
      statement("const detections = ", detections),
    ]),
    javascript: join([
      head,
      importOf([...makers, "detectorOf"]),
      ...written(""),
      `${doc.rules}${statement("export const rules = ", table)}`,
      `${doc.create}export function createDetector(options = {}) {\n  return detectorOf(detections, options);\n}\n`,
      statement("const detections = ", detections),
    ]),
    declarations: join([
      head,
      `import type { ${typeImports.join(", ")} } from "aidr/runtime";\n`,
      types,
      `${doc.rules}export declare const rules: Readonly<Record<RuleId, Rule>>;\n`,
      `${doc.create}export declare function createDetector(options?: DetectorOptions): Detector<RuleId, Event>;\n`,
    ]),
  };
}

const typeImports = ["Detector", "DetectorOptions", "Rule"];

const doc = {
  rules: "/** The rules by their ids. */\n",
  create: "/** A detector that has seen nothing. `judge` takes events one by one and gives their alerts. */\n",
};

function typesOf(plan: ProjectPlan, ids: readonly string[]): string {
  const union = ids.length === 0 ? " never" : `\n${ids.map((one) => `  | ${one}`).join("\n")}`;
  return `/** Ids of the rules. */\nexport type RuleId =${union};\n\n/** What the rules read of an event; it may have more. */\nexport type Event = ${eventType(plan)};\n`;
}

function takeConstants({ constants }: Writer): readonly string[] {
  return constants.splice(0).map(({ name, code }) => statement(`const ${name} = `, code));
}

function statement(head: string, code: Code): string {
  return `${print(headed(head, code))};\n`;
}

function writerOf({ plan, sources }: EmitInput): Writer {
  return {
    used: new Set(),
    names: new Names(imported),
    keys: new Set(),
    constants: [],
    known: new Map(),
    fragments: new Fragments(plan),
    sources,
    rule: undefined,
  };
}
