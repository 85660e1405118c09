/**
 * Coverage as a layer of the ATT&CK Navigator, version 4.5 of its format (github.com/mitre-attack/attack-navigator, layers/spec/v4.5/layerformat.md), in the
 * domain of MITRE's ATLAS layers.
 */
import type { RulePlan } from "../ir/plan.ts";
import type { Coverage } from "./coverage.ts";

/** JSON of one layer: the score of a technique is the number of rules about it. */
export function navigatorLayer(coverage: Coverage, rules: readonly RulePlan[], version: string): object {
  const atlas = coverage.lists.find((list) => list.prefix === "atlas");
  const titles = new Map(rules.map((rule) => [rule.id, rule.title]));
  const entries = atlas?.entries ?? [];
  const most = Math.max(1, ...entries.map((entry) => entry.rules.length));
  return {
    name: "aidr rules",
    versions: { navigator: "4.9.0", layer: "4.5" },
    domain: "atlas-atlas",
    description: `${atlas?.covered ?? 0} of ${entries.length} techniques have a rule.`,
    sorting: 3,
    layout: { layout: "side", showID: true, showName: true, expandedSubtechniques: "annotated" },
    hideDisabled: false,
    techniques: entries.map((entry) => ({
      techniqueID: entry.id,
      score: entry.rules.length,
      enabled: true,
      comment:
        entry.rules.length > 0
          ? entry.rules.join(", ")
          : entry.within.length > 0
            ? `sub-techniques: ${entry.within.join(", ")}`
            : "no rule",
      metadata: entry.rules.map((rule) => ({ name: rule, value: titles.get(rule) ?? rule })),
      showSubtechniques: entries.some((other) => other.id.startsWith(`${entry.id}.`) && other.rules.length > 0),
    })),
    gradient: { colors: ["#ffffff", "#9ecae1", "#2f6fd0"], minValue: 0, maxValue: most },
    legendItems: [
      { label: "no rule", color: "#ffffff" },
      { label: `${most} ${most === 1 ? "rule" : "rules"}`, color: "#2f6fd0" },
    ],
    metadata: [
      { name: "made by", value: `aidr ${version}` },
      { name: "list", value: atlas?.name ?? "" },
    ],
  };
}
