/** A pattern as several smaller ones, for engines that bound the size of one: found where one of them is. */
import type { Regex } from "./tree.ts";

/** Patterns of which at least one is found in a text exactly where the whole is; undefined where the pattern is no choice, and no sequence with one. */
export function splitChoice(tree: Regex): readonly Regex[] | undefined {
  switch (tree.kind) {
    case "group":
      return splitChoice(tree.body);
    case "alternation":
      return tree.parts;
    case "sequence": {
      const choices = tree.parts.map((part) => splitChoice(part));
      const most = Math.max(...choices.map((parts) => parts?.length ?? 0), 0);
      const at = choices.findIndex((parts) => parts !== undefined && parts.length === most);
      return choices[at]?.map((part) => ({ ...tree, parts: tree.parts.map((own, index) => (index === at ? part : own)) }));
    }
    case "repeat":
      return tree.min === 1 && tree.max === 1 ? splitChoice(tree.body) : undefined;
    default:
      return undefined;
  }
}
