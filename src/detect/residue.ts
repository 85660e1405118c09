/** What is left of a condition once its rule is woken, written as code of the flat program: the cheapest parts first, and closures where words are needed. */
import { type Asked, askedBy } from "../ir/asked.ts";
import { cheapestFirst } from "../ir/cost.ts";
import type { Predicate } from "../ir/plan.ts";
import { fails, succeeds } from "../runtime/program.ts";
import { late } from "../source/late.ts";
import type { Compiler } from "./compiler.ts";
import type { PredicateFunction, Scope } from "./scope.ts";
import { readingOfAsked } from "./signs.ts";

/** The number in the program of a condition, whose closures are compiled in the scope when they are first asked. */
export function residueOf(condition: Predicate, scope: () => Scope, compiler: Compiler): number {
  const { program } = compiler;
  const ask = (node: Predicate, yes: number, no: number): number =>
    program.ask(
      late(() => scope().predicate(node, scope())),
      yes,
      no,
    );
  const write = (node: Predicate, yes: number, no: number, isRepeated: boolean): number => {
    const asked = askedBy(node);
    if (asked !== undefined) return program.look(readingOfAsked(asked, compiler), asked, yes, no);
    switch (node.kind) {
      case "constant":
        return node.value ? yes : no;
      case "and":
        return cheapestFirst(node.parts).reduceRight((next, part) => write(part, next, no, isRepeated), yes);
      case "or":
        return cheapestFirst(node.parts).reduceRight((next, part) => write(part, yes, next, isRepeated), no);
      case "not":
        return write(node.part, no, yes, isRepeated);
      case "at-least":
        return isRepeated || node.parts.length > partsMax ? ask(node, yes, no) : atLeast(node, yes, no);
      default:
        return ask(node, yes, no);
    }
  };
  /** Each part once for each number of parts before it that may have held: where the program is says how many. */
  const atLeast = ({ count, parts }: Extract<Predicate, { kind: "at-least" }>, yes: number, no: number): number => {
    let next: number[] = [];
    for (const [index, part] of [...cheapestFirst(parts).entries()].reverse()) {
      const row: number[] = [];
      for (let held = Math.max(0, count - parts.length + index); held < count && held <= index; held++)
        row[held] = write(part, held + 1 < count ? (next[held + 1] ?? no) : yes, next[held] ?? no, true);
      next = row;
    }
    return next[0] ?? no;
  };
  return program.add(() => write(condition, succeeds, fails, false));
}

/** Of more parts one closure is smaller. */
const partsMax = 12;

/** The same where looks are known, and all else that must hold is one closure. */
export function residueBehind(asked: readonly Asked[], rest: () => PredicateFunction, compiler: Compiler): number {
  const { program } = compiler;
  return program.add(() =>
    asked.reduceRight((yes, one) => program.look(readingOfAsked(one, compiler), one, yes, fails), program.ask(late(rest), succeeds, fails)),
  );
}
