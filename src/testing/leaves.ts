/** What is one condition to whoever wrote the rule: a definition of the standard library, whose insides are the library's to test, and a test with several meanings. */
import type { Predicate, Term } from "../ir/plan.ts";
import type { Span } from "../source/span.ts";
import { unreachable } from "../source/invariant.ts";

/** Whether a text of the library stands there. */
export function isOfLibrary(span: Span): boolean {
  return span.file.startsWith("std/");
}

/** A condition as its rule sees it: it decides, and nothing of the rule's own stands inside. */
export function isLeaf(node: Predicate): boolean {
  if (isOfLibrary(node.span)) return false;
  return node.kind === "test" || node.kind === "exists" || node.kind === "holds" || isOpaque(node) || meaningsOf(node) !== undefined;
}

/** The meanings of a test written once: CONTAINS on a value that the event makes a text or a list; BETWEEN alone, with its two bounds. */
export function meaningsOf(node: Predicate): readonly Predicate[] | undefined {
  if (node.kind !== "and" && node.kind !== "or") return undefined;
  const { file, start, end } = node.span;
  return node.parts.every(({ span }) => span.file === file && span.start === start && span.end === end) ? node.parts : undefined;
}

/** The place where a definition of the library stands for its body. */
export function isOpaque(node: Predicate): boolean {
  switch (node.kind) {
    case "constant":
      return false;
    case "and":
    case "or":
    case "at-least":
      return node.parts.length > 0 && node.parts.every((part) => isOfLibrary(part.span));
    case "not":
      return isOfLibrary(node.part.span);
    case "quantified":
      return isOfLibrary(node.part.span);
    case "test":
      return isForeign(node.object) || isForeign(node.subject);
    case "exists":
    case "holds":
      return isForeign(node.term);
    default:
      return unreachable(node);
  }
}

/** A list of the library that the rule itself reads is the rule's choice, whatever is in it. */
function isForeign(term: Term): boolean {
  return isOfLibrary(term.span);
}
