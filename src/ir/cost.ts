/** How dear a condition is, so that the cheapest parts of an AND or OR are asked first. The order never changes a verdict. */
import { functionEvaluations, testEvaluations } from "../builtins/evaluations.ts";
import type { FunctionWord, TestWord } from "../builtins/words.ts";
import { unreachable } from "../source/invariant.ts";
import type { Predicate, Term, Test } from "./plan.ts";

/** The parts, the cheapest first: in this order they are asked. */
export function cheapestFirst(parts: readonly Predicate[]): readonly Predicate[] {
  const ranked = parts.map((part) => ({ part, cost: predicateCost(part) })).sort((a, b) => a.cost - b.cost);
  return ranked.map(({ part }) => part);
}

/** Rank of a whole condition: the sum of its parts, a quantifier's body counted for several elements. */
export function predicateCost(node: Predicate): number {
  switch (node.kind) {
    case "constant":
      return 0;
    case "and":
    case "or":
    case "at-least":
      return node.parts.reduce((sum, part) => sum + predicateCost(part), 0);
    case "not":
      return predicateCost(node.part);
    case "test":
      return rankOf(node.word) * (1 + needles(node) / 8) + termCost(node.subject) + termCost(node.object);
    case "exists":
    case "holds":
      return 1 + termCost(node.term);
    case "quantified":
      return termCost(node.list) + elementsAssumed * predicateCost(node.part);
    default:
      return unreachable(node);
  }
}

const elementsAssumed = 8;
const stateRank = 30;

/** Whether a value is in a list takes one look, however long the list. */
function needles({ word, object }: Test): number {
  return object.kind === "list" && word !== "in-list" ? object.items.length : 1;
}

function termCost(node: Term): number {
  switch (node.kind) {
    case "literal":
    case "list":
    case "binding":
      return 0;
    case "field":
      return node.fallback === undefined ? 1 : 1 + termCost(node.fallback);
    case "member":
    case "element":
      return 1 + termCost(node.of);
    case "call":
      return rankOf(node.word) + node.args.reduce((sum, argument) => sum + termCost(argument), 0);
    case "truth":
      return predicateCost(node.predicate);
    case "aggregate":
    case "baseline":
    case "novelty":
    case "frequency":
    case "previous":
    case "seen":
      return stateRank;
    default:
      return unreachable(node);
  }
}

/** Work for one evaluation of a word, as its declaration says. */
function rankOf(word: TestWord | FunctionWord): number {
  return isTestWord(word) ? testEvaluations[word].rank : functionEvaluations[word].rank;
}

function isTestWord(word: TestWord | FunctionWord): word is TestWord {
  return Object.hasOwn(testEvaluations, word);
}
