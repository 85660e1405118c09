/** A rule in plain words, for people who do not read the language yet. */
import { unreachable } from "../source/invariant.ts";
import { ExactInteger } from "../runtime/value.ts";
import type { TestWord } from "../builtins/words.ts";
import type { Predicate, RulePlan, Term } from "./plan.ts";
import { showDuration } from "./show.ts";
import type { Absence, State, Statistic, Step } from "./state.ts";

/** Lines, the parts of a condition indented by two blanks a level. */
export function describeRule(rule: RulePlan): string[] {
  const lines = [...conditionLines(rule)];
  for (const exception of rule.exceptions) {
    const until = exception.untilMs === undefined ? "" : ` until ${new Date(exception.untilMs - 1).toISOString().slice(0, 10)}`;
    lines.push(`except${until}, because: ${exception.reason}`, ...indented(predicateLines(exception.unless)));
  }
  lines.push(
    `then ${rule.actions.map((call) => call.action).join(", ")}: severity ${rule.alert.severity}, category ${rule.alert.category}, risk ${rule.alert.risk}`,
  );
  if (rule.suppress) {
    const key = rule.suppress.by.length === 0 ? "of this rule" : `for each ${rule.suppress.by.map(termText).join(" and ")}`;
    lines.push(`after an alert, further ones ${key} are dropped for ${showDuration(rule.suppress.durationMs)}`);
  }
  return lines;
}

function conditionLines(rule: RulePlan): string[] {
  const { condition } = rule;
  if (condition.kind === "when") return [`on ${rule.on.join(", ")}, when`, ...indented(predicateLines(condition.predicate))];
  const keys = condition.steps[0]?.by.map(termText) ?? [];
  const who = keys.length === 0 ? "" : ` for one ${keys.join(" and ")}`;
  const order = condition.kind === "sequence" ? "one after the other" : "in any order";
  const lines = [`when these happen${who}, ${order}, within ${showDuration(condition.withinMs)}:`];
  for (const step of condition.steps) {
    for (const absence of step.absentBefore) lines.push(...indented(absenceLines(absence, "and in between no")));
    lines.push(...indented(stepLines(step)));
  }
  if (condition.kind === "sequence" && condition.absentAfter)
    lines.push(...indented(absenceLines(condition.absentAfter, `and then, for ${showDuration(condition.absentAfter.withinMs)}, no`)));
  return lines;
}

function stepLines(step: Step): string[] {
  const times = step.repeat > 1 ? `, ${step.repeat} times` : "";
  const gap = step.gapMs === undefined ? "" : `, within ${showDuration(step.gapMs)} of the one before`;
  return [
    `${step.name}: ${step.events.join(" or ")}${times}${gap}${step.where ? ", where" : ""}`,
    ...(step.where ? indented(predicateLines(step.where)) : []),
  ];
}

function absenceLines(absence: Absence, words: string): string[] {
  return [
    `${words} ${absence.events.join(" or ")}${absence.where ? " where" : ""}`,
    ...(absence.where ? indented(predicateLines(absence.where)) : []),
  ];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function predicateLines(node: Predicate): string[] {
  switch (node.kind) {
    case "and":
      return ["all of:", ...node.parts.flatMap((part) => indented(predicateLines(part)))];
    case "or":
      return ["at least one of:", ...node.parts.flatMap((part) => indented(predicateLines(part)))];
    case "at-least":
      return [`at least ${node.count} of:`, ...node.parts.flatMap((part) => indented(predicateLines(part)))];
    case "not": {
      const [first = "", ...rest] = predicateLines(node.part);
      return [`not: ${first}`, ...rest];
    }
    case "test":
      return [testText(node)];
    case "exists":
      return [`${termText(node.term)} is present`];
    case "holds":
      return [`${termText(node.term)} is true`];
    case "quantified":
      return [`for ${node.every ? "every" : "some"} ${node.variable} in ${termText(node.list)}:`, ...indented(predicateLines(node.part))];
    case "constant":
      return [node.value ? "always" : "never"];
    default:
      return unreachable(node);
  }
}

const verbs: Readonly<Record<TestWord, string>> = {
  equal: "is",
  less: "is less than",
  "less-equal": "is at most",
  greater: "is more than",
  "greater-equal": "is at least",
  contains: "contains",
  "contains-word": "contains the word",
  "has-element": "has the element",
  "starts-with": "starts with",
  "ends-with": "ends with",
  like: "is like",
  matches: "matches",
  "in-list": "is one of",
  "in-domains": "belongs to a domain of",
  "in-cidrs": "is inside a network of",
};

function testText(node: Extract<Predicate, { kind: "test" }>): string {
  const which = node.of === "any" ? "any of " : node.of === "all" ? "all of " : "";
  const knowsCase = ["equal", "in-list", "has-element", "contains", "contains-word", "starts-with", "ends-with", "like"].includes(
    node.word,
  );
  const isPlainCase = node.word === "equal" || node.word === "in-list" || node.word === "has-element";
  const casing = knowsCase && node.fold === isPlainCase && hasText(node.object) ? (node.fold ? " (ignoring case)" : " (in this case)") : "";
  return `${termText(node.subject)} ${verbs[node.word]} ${which}${termText(node.object)}${casing}`;
}

function hasText(term: Term): boolean {
  return term.type.kind === "string" || (term.type.kind === "list" && term.type.of.kind === "string");
}

/** A value in words. */
export function termText(node: Term): string {
  switch (node.kind) {
    case "literal":
      return literalText(node);
    case "list":
      return node.name === undefined
        ? node.items.length > 6
          ? `${node.items.slice(0, 6).map(termText).join(", ")} … (${node.items.length} values)`
          : node.items.map(termText).join(", ")
        : `${node.name} (${node.items.length} values)`;
    case "field":
      return node.path.join(".");
    case "binding":
      return [node.name, ...node.path].join(".");
    case "member":
      return `${termText(node.of)}.${node.key}`;
    case "element":
      return `element ${node.index} of ${termText(node.of)}`;
    case "call":
      return callText(node);
    case "truth":
      return `whether ${predicateLines(node.predicate).join(" ")}`;
    case "aggregate":
      return `${statisticText(node.statistic)} ${stateText(node)} in the last ${showDuration(node.withinMs)}`;
    case "baseline":
      return `the usual ${statisticText(node.statistic)} ${stateText(node)} over ${showDuration(node.overMs)} (${node.samplesMin} samples at least${node.excludeAlerted ? ", alerted events left out" : ""})`;
    case "novelty":
      return `whether ${termText(node.value)} is new ${stateText(node)} in ${showDuration(node.overMs)}`;
    case "frequency":
      return `the share of ${termText(node.value)} ${stateText(node)} in ${showDuration(node.overMs)}`;
    case "previous":
      return `the previous ${termText(node.value)} ${stateText(node)}`;
    case "seen":
      return `the values of ${termText(node.value)} ${stateText(node)} in the last ${showDuration(node.withinMs)}`;
    default:
      return unreachable(node);
  }
}

const signs: Readonly<Record<string, string>> = { add: "+", subtract: "−", multiply: "×", divide: "÷", remainder: "modulo" };

function callText(node: Extract<Term, { kind: "call" }>): string {
  const sign = signs[node.word];
  if (sign !== undefined) return node.args.map(termText).join(` ${sign} `);
  if (node.word === "negate") return `−${node.args.map(termText).join("")}`;
  if (node.word === "tuple") return `(${node.args.map(termText).join(", ")})`;
  return `${node.word}(${node.args.map(termText).join(", ")})`;
}

function statisticText(statistic: Statistic): string {
  switch (statistic.kind) {
    case "count":
      return "number of events";
    case "count-distinct":
      return `number of different ${termText(statistic.of)}`;
    case "percentile":
      return `${statistic.rank}th percentile of ${termText(statistic.of)}`;
    case "sum":
    case "avg":
    case "min":
    case "max":
    case "stddev":
    case "median":
      return `${{ sum: "sum", avg: "average", min: "least", max: "largest", stddev: "standard deviation", median: "median" }[statistic.kind]} of ${termText(statistic.of)}`;
    default:
      return unreachable(statistic);
  }
}

function stateText(state: State): string {
  const where = state.source.where
    ? ` where ${predicateLines(state.source.where)
        .map((line) => line.trim())
        .join(" ")}`
    : "";
  const by = state.by.length === 0 ? "" : ` of the same ${state.by.map(termText).join(" and ")}`;
  return `(${state.source.events.join(" or ")} events${where}${by})`;
}

function literalText(node: Extract<Term, { kind: "literal" }>): string {
  const { value } = node;
  if (value === undefined) return "nothing";
  if (value instanceof ExactInteger) return value.digits;
  if (typeof value === "object") return `/${value.source}/${value.flags}`;
  if (node.type.kind === "duration" && typeof value === "number") return showDuration(value);
  if (node.type.kind === "timestamp" && typeof value === "number") return new Date(value).toISOString();
  return JSON.stringify(value);
}
