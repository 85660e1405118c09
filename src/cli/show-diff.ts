/** What differs between two plans, for people: a line a rule, and below it what. */
import { escapeShort, escapeText } from "../diagnostics/escape.ts";
import type { Paint } from "../diagnostics/render-pretty.ts";
import type { ListChange, PlanDiff, RuleChange, ValueChange } from "../ir/diff.ts";
import { unreachable } from "../source/invariant.ts";
import { count } from "./open-project.ts";

const entriesMax = 8;

export function showDiff(
  { changes, same }: PlanDiff,
  fidelity: readonly { readonly rule: string; readonly target: string; readonly before: string; readonly after: string }[],
  paint: Paint,
): string {
  const lines = changes.flatMap((change) => showChange(change, paint));
  if (fidelity.length > 0) lines.push(paint("strong", "exports"));
  for (const one of fidelity)
    lines.push(`  ${escapeText(one.rule)} as ${one.target}: ${escapeText(one.before)} → ${paint("strong", escapeText(one.after))}`);
  const counts = (["changed", "added", "removed", "renamed", "enabled", "disabled"] as const).flatMap((kind) => {
    const number = changes.filter((change) => change.kind === kind).length;
    return number === 0 ? [] : [`${number} ${kind}`];
  });
  const summary = [...(counts.length === 0 ? ["no rule differs"] : counts), `${count(same, "rule")} the same`].join(", ");
  return `${[...lines, summary].join("\n")}\n`;
}

function showChange(change: RuleChange, paint: Paint): string[] {
  switch (change.kind) {
    case "added":
      return [`${paint("good", "+")} ${named(change.rule.id, paint)}  added: ${escapeText(change.rule.title)}`];
    case "removed":
      return [`${paint("error", "-")} ${named(change.rule.id, paint)}  removed: ${escapeText(change.rule.title)}`];
    case "renamed":
      return [`${paint("info", "~")} ${named(change.rule.id, paint)}  was ${escapeText(change.before.id)}, with the same meaning`];
    case "enabled":
      return [`${paint("good", "+")} ${named(change.id, paint)}  enabled; it was disabled because: ${escapeText(change.reason)}`];
    case "disabled":
      return [`${paint("error", "-")} ${named(change.id, paint)}  disabled: ${escapeText(change.reason)}`];
    case "changed":
      return [
        `${paint("warning", "~")} ${named(change.rule.id, paint)}  ${whatChanged(change)}`,
        ...change.firing.map(
          ({ sign, line }) => `    ${sign === "-" ? paint("error", "-") : paint("good", "+")} ${escapeShort(line.trim(), 200)}`,
        ),
        ...change.lists.map((list) => `    ${showList(list)}`),
        ...[...change.verdict, ...change.metadata, ...change.cost].map((value) => `    ${showValue(value)}`),
      ];
    default:
      return unreachable(change);
  }
}

function whatChanged(change: Extract<RuleChange, { kind: "changed" }>): string {
  const words = [
    change.firing.length + change.lists.length > 0 ? "fires otherwise" : "",
    change.verdict.length > 0 ? "says otherwise" : "",
    change.metadata.length > 0 ? "metadata" : "",
    change.cost.length > 0 ? "costs otherwise" : "",
  ].filter((word) => word !== "");
  return words.join(", ");
}

function showList({ name, added, removed }: ListChange): string {
  const part = (sign: string, entries: readonly string[]): string =>
    entries.length === 0
      ? ""
      : ` ${sign} ${entries.slice(0, entriesMax).join(", ")}${entries.length > entriesMax ? ` and ${entries.length - entriesMax} more` : ""}`;
  return escapeShort(`${name}:${part("+", added)}${part("-", removed)}`, 400);
}

function showValue({ what, before, after }: ValueChange): string {
  return `${what}: ${escapeShort(before, 160) || "none"} → ${escapeShort(after, 160) || "none"}`;
}

function named(id: string, paint: Paint): string {
  return paint("strong", escapeText(id));
}
