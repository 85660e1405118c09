/** Conditions as calls of their makers, each with the place of its text: that is what an explanation repeats. */
import type { Predicate, Term } from "../ir/plan.ts";
import { unreachable } from "../source/invariant.ts";
import { type Code, numeral, quote } from "./code.ts";
import { wishFor, writeTerm } from "./term.ts";
import { cut, make, type Writer } from "./writer.ts";

export function writePredicate(node: Predicate, writer: Writer): Code {
  const place = cut(writer, node.span);
  const term = (of: Term): Code => writeTerm(of, writer, writePredicate);
  const parts = (of: readonly Predicate[]): Code[] => of.map((part) => writePredicate(part, writer));
  switch (node.kind) {
    case "and":
      return make(writer, "all", place, ...parts(node.parts));
    case "or":
      return make(writer, "any", place, ...parts(node.parts));
    case "at-least":
      return make(writer, "atLeast", numeral(node.count), place, ...parts(node.parts));
    case "not":
      return make(writer, "not", place, writePredicate(node.part, writer));
    case "test": {
      const letters = node.fold ? ['"fold"'] : [];
      const object = writeTerm(node.object, writer, writePredicate, wishFor(node.subject));
      const of = node.fold || node.of !== "one" ? [quote(node.of)] : [];
      return make(writer, "test", place, term(node.subject), quote(node.word), object, ...of, ...letters);
    }
    case "exists":
      return make(writer, "exists", place, term(node.term));
    case "holds":
      return make(writer, "holds", place, term(node.term));
    case "quantified":
      return make(writer, node.every ? "every" : "some", place, quote(node.variable), term(node.list), writePredicate(node.part, writer));
    case "constant":
      return make(writer, "constant", place, String(node.value));
    default:
      return unreachable(node);
  }
}
