/** The TypeScript type of what the rules read of an event: known fields have their types, all are optional, and an event may have more. */
import type { ProjectPlan, Term } from "../ir/plan.ts";
import { walkRule } from "../ir/walk.ts";
import { plainTypeScript } from "../schema/print-typescript.ts";
import type { Type } from "../types/type.ts";
import { quote } from "./code.ts";

/** `{ … }`, over several lines. O(size of the plan). */
export function eventType(plan: ProjectPlan): string {
  const root = nodeOf();
  for (const [path, type] of engineReads) put(root, path, type);
  const visit = { term: (term: Term) => void (term.kind === "field" && put(root, term.path, show(term.type))) };
  for (const rule of plan.rules) walkRule(rule, visit);
  const types = [...new Set(plan.rules.flatMap((rule) => rule.on))].sort();
  root.fields.delete("event_type");
  const first = `  readonly event_type: ${[...types.map(quote), "(string & {})"].join(" | ")};\n`;
  return `{\n${first}${printFields(root, "  ")}}`;
}

/** What the engine reads of every event, whatever its rules. */
const engineReads: readonly (readonly [readonly string[], string])[] = [
  [["event_id"], "string | number"],
  [["timestamp"], "string | number"],
  [["source"], "string"],
  [["sequence"], "number"],
];

type Node = { readonly types: Set<string>; readonly fields: Map<string, Node> };

function nodeOf(): Node {
  return { types: new Set(), fields: new Map() };
}

function put(root: Node, path: readonly string[], type: string): void {
  let at = root;
  for (const key of path) {
    const next = at.fields.get(key) ?? nodeOf();
    at.fields.set(key, next);
    at = next;
  }
  at.types.add(type);
}

function printFields(node: Node, indent: string): string {
  const lines = [...node.fields].map(([name, field]) => {
    const key = /^[A-Za-z_]\w*$/.test(name) && name !== "__proto__" ? name : quote(name);
    const type = printNode(field, indent);
    return `${indent}readonly ${key}?: ${type === "unknown" ? type : `${type} | null | undefined`};\n`;
  });
  return `${lines.join("")}${indent}readonly [field: string]: unknown;\n`;
}

function printNode(node: Node, indent: string): string {
  if (node.fields.size > 0) return `{\n${printFields(node, `${indent}  `)}${indent}}`;
  // Where a rule only asks whether there is something, other rules may know better what.
  const known = [...node.types].filter((type) => type !== "unknown").sort();
  return known.length === 0 ? "unknown" : known.join(" | ");
}

function show(type: Type): string {
  switch (type.kind) {
    case "enum":
      return type.values.length === 0 ? "string" : type.values.map(quote).join(" | ");
    case "list":
      return `readonly (${show(type.of)})[]`;
    case "record":
      return "{ readonly [field: string]: unknown }";
    default:
      return plainTypeScript(type);
  }
}
