/** A plan as short S-expressions, for `aidr explain` and for recorded stories. */
import { unreachable } from "../source/invariant.ts";
import { ExactInteger } from "../runtime/value.ts";
import type { Condition, Literal, Predicate, RulePlan, Term } from "./plan.ts";
import type { Absence, State, Statistic, Step } from "./state.ts";

/** The tree of a rule, indented by two blanks a level; lines are at most `width` long where a node fits on one. */
export function showRule(rule: RulePlan, width = 100): string {
  const parts: Tree[] = [["on", ...rule.on], conditionTree(rule.condition)];
  for (const exception of rule.exceptions)
    parts.push([
      "unless",
      predicateTree(exception.unless),
      ...(exception.untilMs === undefined ? [] : [["until", new Date(exception.untilMs).toISOString()]]),
    ]);
  if (rule.suppress) parts.push(["suppress", showDuration(rule.suppress.durationMs), ...rule.suppress.by.map(termTree)]);
  parts.push([
    "do",
    ...rule.actions.map((call): Tree => [call.action, ...[...call.args].map(([name, term]): Tree => [`${name}=`, termTree(term)])]),
  ]);
  return print(["rule", JSON.stringify(rule.id), ...parts], 0, width);
}

export function showCondition(condition: Condition, width = 100): string {
  return print(conditionTree(condition), 0, width);
}

export function showPredicate(predicate: Predicate, width = 100): string {
  return print(predicateTree(predicate), 0, width);
}

/** `90m` for 5,400,000 ms: the largest unit that gives a whole number. */
export function showDuration(ms: number): string {
  for (const [unit, size] of units) if (ms % size === 0 && ms !== 0) return `${ms / size}${unit}`;
  return `${ms}ms`;
}

const units: readonly (readonly [string, number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
];

type Tree = string | readonly Tree[];

function print(tree: Tree, depth: number, width: number): string {
  const flat = flatten(tree);
  if (typeof tree === "string" || flat.length + depth * 2 <= width) return flat;
  const [head, ...rest] = tree;
  const indent = "  ".repeat(depth + 1);
  return `(${head === undefined ? "" : print(head, depth, width)}${rest.map((part) => `\n${indent}${print(part, depth + 1, width)}`).join("")})`;
}

function flatten(tree: Tree): string {
  return typeof tree === "string" ? tree : `(${tree.map(flatten).join(" ")})`;
}

function conditionTree(condition: Condition): Tree {
  if (condition.kind === "when") return predicateTree(condition.predicate);
  const steps = condition.steps.flatMap((step): Tree[] => [...step.absentBefore.map((absence) => absenceTree(absence)), stepTree(step)]);
  const after =
    condition.kind === "sequence" && condition.absentAfter ? [absenceTree(condition.absentAfter, condition.absentAfter.withinMs)] : [];
  return [condition.kind, ["within", showDuration(condition.withinMs)], ...steps, ...after];
}

function stepTree(step: Step): Tree {
  return [
    "step",
    step.name,
    ["from", ...step.events],
    ...(step.where ? [predicateTree(step.where)] : []),
    ...(step.by.length > 0 ? [["by", ...step.by.map(termTree)]] : []),
    ...(step.repeat > 1 ? [["repeat", String(step.repeat)]] : []),
    ...(step.gapMs === undefined ? [] : [["gap", showDuration(step.gapMs)]]),
  ];
}

function absenceTree(absence: Absence, withinMs?: number): Tree {
  return [
    "absent",
    ["from", ...absence.events],
    ...(absence.where ? [predicateTree(absence.where)] : []),
    ...(withinMs === undefined ? [] : [["within", showDuration(withinMs)]]),
  ];
}

function predicateTree(node: Predicate): Tree {
  switch (node.kind) {
    case "and":
    case "or":
      return [node.kind, ...node.parts.map(predicateTree)];
    case "at-least":
      return ["at-least", String(node.count), ...node.parts.map(predicateTree)];
    case "not":
      return ["not", predicateTree(node.part)];
    case "test":
      return [
        node.word,
        ...(node.of === "one" ? [] : [node.of]),
        ...(node.fold ? ["fold"] : []),
        termTree(node.subject),
        termTree(node.object),
      ];
    case "exists":
    case "holds":
      return [node.kind, termTree(node.term)];
    case "quantified":
      return [node.every ? "every" : "some", node.variable, termTree(node.list), predicateTree(node.part)];
    case "constant":
      return String(node.value);
    default:
      return unreachable(node);
  }
}

function termTree(node: Term): Tree {
  switch (node.kind) {
    case "literal":
      return showLiteral(node);
    case "list":
      return node.name === undefined ? ["list", ...node.items.map(termTree)] : ["list", node.name, `${node.items.length} values`];
    case "field":
      return `${node.path.join(".")}${node.optional ? "?" : ""}`;
    case "binding":
      return [node.name, ...node.path].join(".");
    case "member":
      return ["member", termTree(node.of), node.key];
    case "element":
      return ["element", termTree(node.of), String(node.index)];
    case "call":
      return [node.word, ...node.args.map(termTree)];
    case "truth":
      return predicateTree(node.predicate);
    case "aggregate":
      return [...statisticTree(node.statistic), ["within", showDuration(node.withinMs)], ...stateTree(node)];
    case "baseline":
      return [
        ...statisticTree(node.statistic),
        ["over", showDuration(node.overMs)],
        ["min", String(node.samplesMin)],
        ...stateTree(node),
        ...(node.excludeAlerted ? ["excluding-alerted"] : []),
      ];
    case "novelty":
    case "frequency":
      return [
        node.kind === "novelty" ? "new" : "frequency",
        termTree(node.value),
        ["over", showDuration(node.overMs)],
        ["min", String(node.samplesMin)],
        ...stateTree(node),
      ];
    case "previous":
      return [
        "previous",
        termTree(node.value),
        ...(node.withinMs === undefined ? [] : [["within", showDuration(node.withinMs)]]),
        ...stateTree(node),
      ];
    case "seen":
      return ["seen", termTree(node.value), ["within", showDuration(node.withinMs)], ...stateTree(node)];
    default:
      return unreachable(node);
  }
}

function statisticTree(statistic: Statistic): Tree[] {
  if (statistic.kind === "count") return ["count"];
  return [statistic.kind, termTree(statistic.of), ...(statistic.kind === "percentile" ? [String(statistic.rank)] : [])];
}

function stateTree(state: State): Tree[] {
  return [
    ["from", ...state.source.events],
    ...(state.source.where ? [["where", predicateTree(state.source.where)]] : []),
    ...(state.by.length > 0 ? [["by", ...state.by.map(termTree)]] : []),
  ];
}

function showLiteral(node: Literal): string {
  const { value } = node;
  if (value === undefined) return "missing";
  if (value instanceof ExactInteger) return value.digits;
  if (typeof value === "object") return `/${value.source}/${value.flags}`;
  if (node.type.kind === "duration" && typeof value === "number") return showDuration(value);
  if (node.type.kind === "timestamp" && typeof value === "number") return new Date(value).toISOString();
  return JSON.stringify(value);
}
