/** Texts that a regular expression matches, drawn from its tree: what a rule with a pattern is judged on. */
import type { Regex } from "../../src/regex/tree.ts";
import { parseRegex } from "../../src/regex/parse.ts";

/** Some texts that match, or nearly (assertions are taken as holding); none for a pattern that cannot be read. The same for the same pattern. */
export function matchingTexts(source: string, flags: string, count: number): readonly string[] {
  const parsed = parseRegex(source, flags);
  if ("error" in parsed) return [];
  const { tree } = parsed;
  return Array.from({ length: count }, (_, seed) => textOf(tree, counter(seed)));
}

/** Small choices, others for each seed. */
function counter(seed: number): (below: number) => number {
  let state = seed * 7919 + 17;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return seed === 0 ? 0 : Math.floor((state / 2147483648) * below);
  };
}

function textOf(node: Regex, choose: (below: number) => number): string {
  switch (node.kind) {
    case "empty":
    case "assertion":
      return "";
    case "character": {
      const one = String.fromCodePoint(node.point);
      return node.fold && choose(3) === 1 ? one.toUpperCase() : one;
    }
    case "any":
      return ["x", " ", "é"][choose(3)] ?? "x";
    case "class": {
      const printable = node.ranges.filter(([, last]) => last >= 32);
      const [first, last] = printable[choose(printable.length)] ?? [120, 120];
      const low = Math.max(first, 32);
      const point = low + choose(Math.min(last - low + 1, 26));
      return point >= 0xd800 && point <= 0xdfff ? "x" : String.fromCodePoint(point);
    }
    case "group":
      return textOf(node.body, choose);
    case "sequence":
      return node.parts.map((part) => textOf(part, choose)).join("");
    case "alternation": {
      const part = node.parts[choose(node.parts.length)];
      return part ? textOf(part, choose) : "";
    }
    case "repeat": {
      const most = Math.max(node.min, Math.min(node.max ?? node.min + 2, node.min + 2));
      const times = Math.min(node.min + choose(most - node.min + 1), 80);
      return Array.from({ length: times }, () => textOf(node.body, choose)).join("");
    }
  }
}
