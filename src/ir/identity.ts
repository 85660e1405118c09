/** Names for meanings: terms and rules of equal structure have one, wherever and however they are written. */
import { sha256Hex } from "../runtime/sha256.ts";
import { ExactInteger } from "../runtime/value.ts";

/** Keys of a node that do not change what it means. */
const silent: ReadonlySet<string> = new Set(["span", "id"]);

/**
 * A canonical text of a plan node: keys in order, spans and state ids left out, maps as sorted pairs. Equal text,
 * equal meaning. O(size).
 */
export function canonical(node: unknown): string {
  if (node instanceof ExactInteger) return `#${node.digits}`;
  if (node === undefined) return "?";
  if (typeof node === "number") return Object.is(node, -0) ? "0" : String(node);
  if (node === null || typeof node !== "object") return JSON.stringify(node);
  if (Array.isArray(node)) return `[${node.map(canonical).join(",")}]`;
  if (node instanceof Map) return `{${[...node].map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`).sort().join(",")}}`;
  const isList = "kind" in node && node.kind === "list";
  const entries = Object.entries(node).filter(([key, value]) => value !== undefined && !silent.has(key) && !(isList && key === "name"));
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`).sort().join(",")}}`;
}

/** SHA-256, hex, of a node's canonical text. */
export function meaningOf(node: unknown): string {
  return sha256Hex(canonical(node));
}
