/** Makers of plan conditions that several parts of the checker share. */
import type { TestWord } from "../builtins/words.ts";
import type { Predicate, Term } from "../ir/plan.ts";
import type { Span } from "../source/span.ts";

/** What stands for a condition that has been reported. */
export function falsehood(span: Span): Predicate {
  return { kind: "constant", value: false, span };
}

export function negateIf(negated: boolean, predicate: Predicate): Predicate {
  return negated ? { kind: "not", part: predicate, span: predicate.span } : predicate;
}

export function test(word: TestWord, subject: Term, object: Term, fold: boolean, span: Span, of: "one" | "any" | "all" = "one"): Predicate {
  return { kind: "test", word, subject, object, of, fold, span };
}
