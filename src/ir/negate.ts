/** Negation moved inwards: the one place where a NOT changes its place (house.md §2, invariant 7). */
import { unreachable } from "../source/invariant.ts";
import type { Span } from "../source/span.ts";
import type { Predicate } from "./plan.ts";

/**
 * An equal predicate in which NOT stands only before tests, `exists`, `holds`, quantifiers and `n OF`. NOT of a test
 * is not the opposite test (`NOT (a < b)` also holds where a is missing), and NOT ALL is not ANY NOT on an empty list,
 * so those stay as they are. O(size).
 */
export function negationInwards(node: Predicate): Predicate {
  switch (node.kind) {
    case "and":
    case "or":
      return { ...node, parts: node.parts.map(negationInwards) };
    case "not":
      return negated(node.part, node.span);
    case "at-least":
      return { ...node, parts: node.parts.map(negationInwards) };
    case "quantified":
      return { ...node, part: negationInwards(node.part) };
    case "test":
    case "exists":
    case "holds":
    case "constant":
      return node;
    default:
      return unreachable(node);
  }
}

/** NOT of a node; `span` is where that NOT was written. */
function negated(node: Predicate, span: Span): Predicate {
  switch (node.kind) {
    case "not":
      return negationInwards(node.part);
    case "and":
      return { kind: "or", parts: node.parts.map((part) => negated(part, part.span)), span: node.span };
    case "or":
      return { kind: "and", parts: node.parts.map((part) => negated(part, part.span)), span: node.span };
    case "constant":
      return { ...node, value: !node.value };
    default:
      return { kind: "not", part: negationInwards(node), span };
  }
}
