/** Conditions as somebody else watches them: each part is asked of the event, with no short cut, and what it came to is told. */
import type { Predicate } from "../ir/plan.ts";
import type { Absence, Step } from "../ir/state.ts";
import { asList, readElement } from "../runtime/read.ts";
import { compilePredicate } from "./predicate.ts";
import type { PredicateFunction, Scope, Watch } from "./scope.ts";

export function observedPredicate(node: Predicate, scope: Scope, watch: Watch): PredicateFunction {
  const ask = unhurried(node, scope);
  const { observer } = watch;
  // A variant may hold the node itself, such as its negation: it is compiled when the node is.
  let variants: readonly PredicateFunction[] | undefined;
  return (event) => {
    variants ??= observer.variantsOf(node).map((variant) => scope.predicate(variant, scope));
    const held = ask(event);
    if (watch.isQuiet) return held;
    // What a variant asks in its turn is no question of the rule's.
    watch.isQuiet = true;
    const others = variants.map((variant) => variant(event));
    watch.isQuiet = false;
    observer.asked(node, held, others);
    return held;
  };
}

/** Whether a part of a sequence was met; told each time it is asked. */
export function observedPart(part: Step | Absence, where: PredicateFunction, watch: Watch | undefined): PredicateFunction {
  if (watch === undefined) return where;
  return (event) => {
    const held = where(event);
    watch.observer.met(part, held);
    return held;
  };
}

/** The same verdict as `compilePredicate`, asking all parts and all elements. */
function unhurried(node: Predicate, scope: Scope): PredicateFunction {
  switch (node.kind) {
    case "and":
    case "or":
    case "at-least": {
      const parts = node.parts.map((part) => scope.predicate(part, scope));
      const needed = node.kind === "at-least" ? node.count : node.kind === "and" ? parts.length : 1;
      return (event) => parts.filter((part) => part(event)).length >= needed;
    }
    case "quantified":
      return everyElement(node, scope);
    default:
      return compilePredicate(node, scope);
  }
}

function everyElement(node: Extract<Predicate, { kind: "quantified" }>, scope: Scope): PredicateFunction {
  const list = scope.term(node.list, scope);
  const slot = scope.slot(node.variable);
  const part = scope.predicate(node.part, { ...scope, depth: scope.depth + 1 });
  return (event) => {
    const elements = asList(list(event));
    if (elements === undefined || elements.length === 0) return false;
    const outer = slot.value;
    let held = 0;
    for (let index = 0; index < elements.length && !scope.frame.exhausted; index++) {
      scope.frame.work++;
      slot.value = readElement(elements, index);
      if (part(event)) held++;
    }
    slot.value = outer;
    return node.every ? held === elements.length : held > 0;
  };
}
