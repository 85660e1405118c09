import type { Term } from "../ir/plan.ts";

/** A computed list used as one value, as in `FREQUENCY([PREVIOUS(x …), x] …)`: missing when an element is. */
export function asTuple(term: Term): Term {
  if (term.kind !== "list" || term.items.every((item) => item.kind === "literal")) return term;
  return { kind: "call", word: "tuple", args: term.items, type: term.type, span: term.span };
}
