/** What a rule means and costs: in words, as a tree, as both, or as data. */
import { escapeText, inertJson } from "../diagnostics/escape.ts";
import type { Paint } from "../diagnostics/render-pretty.ts";
import { showBound, stateBounds } from "../ir/bounds.ts";
import { patternBounds, showPatternBound } from "../ir/pattern-bounds.ts";
import type { RulePlan } from "../ir/plan.ts";
import { describeRule } from "../ir/prose.ts";
import { showRule } from "../ir/show.ts";
import { showWitnesses } from "../ir/show-witness.ts";

/** `pretty`: words and tree. */
export type ExplainFormat = "pretty" | "text" | "tree" | "json";

export function describeRules(rules: readonly RulePlan[], format: ExplainFormat, paint: Paint): string {
  if (format === "json") return `${inertJson(rules.length === 1 && rules[0] ? ruleData(rules[0]) : rules.map(ruleData), 2)}\n`;
  return rules.map((rule) => describe(rule, format, paint)).join("");
}

function describe(rule: RulePlan, format: "pretty" | "text" | "tree", paint: Paint): string {
  const bounds = stateBounds(rule).map((bound) => `  ${showBound(bound)}`);
  const patterns = patternBounds(rule).map((bound) => `  ${showPatternBound(bound)}`);
  const words = [
    ...describeRule(rule).map(escapeText),
    "",
    "keeps",
    ...(bounds.length === 0 ? ["  nothing: each event is judged alone"] : bounds).map(escapeText),
    "",
    "asked when",
    ...showWitnesses(rule).map((line) => `  ${escapeText(line)}`),
    "",
    ...(patterns.length === 0 ? [] : ["patterns", ...patterns.map(escapeText), ""]),
  ];
  const tree = showRule(rule)
    .split("\n")
    .map((line) => `  ${escapeText(line)}`);
  const lines = [
    `${paint("strong", escapeText(rule.title))} ${paint("place", `[${escapeText(rule.id)}]`)}`,
    "",
    ...(format === "tree" ? [] : words),
    ...(format === "text" ? [] : ["plan", ...tree, ""]),
  ];
  return `${lines.join("\n")}\n`;
}

function ruleData(rule: RulePlan): object {
  const { id, title, version, on, alert, layer, meaning } = rule;
  return {
    rule: id,
    title,
    version,
    on,
    severity: alert.severity,
    category: alert.category,
    risk: alert.risk,
    layer,
    meaning,
    words: describeRule(rule),
    askedWhen: showWitnesses(rule),
    keeps: stateBounds(rule).map(({ id: _, ...bound }) => bound),
    plan: showRule(rule),
  };
}
