/** Conditions of the plan as closures: two-valued and total, the cheapest parts first. */
import { runtimeValue } from "../ir/pattern.ts";
import { cheapestFirst } from "../ir/cost.ts";
import type { Predicate, Term, Test } from "../ir/plan.ts";
import { compileTest } from "../runtime/matcher.ts";
import { asList, readElement } from "../runtime/read.ts";
import { unreachable } from "../source/invariant.ts";
import { compileAnyDecoded } from "./any-decoded.ts";
import type { PredicateFunction, Scope, TermFunction } from "./scope.ts";
import { stepsFor } from "./term.ts";
import { testOf } from "./word.ts";

export function compilePredicate(node: Predicate, scope: Scope): PredicateFunction {
  switch (node.kind) {
    case "constant": {
      const { value } = node;
      return () => value;
    }
    case "and":
      return atLeast(node.parts.length, inOrder(node.parts, scope));
    case "or":
      return atLeast(1, inOrder(node.parts, scope));
    case "at-least":
      return atLeast(node.count, inOrder(node.parts, scope));
    case "not": {
      const part = scope.predicate(node.part, scope);
      return (event) => !part(event);
    }
    case "test":
      return compileTestNode(node, scope);
    case "exists": {
      const term = scope.term(untyped(node.term), scope);
      return (event) => term(event) !== undefined;
    }
    case "holds": {
      const term = scope.term(node.term, scope);
      return (event) => term(event) === true;
    }
    case "quantified":
      return compileAnyDecoded(node, scope) ?? compileQuantified(node, scope);
    default:
      return unreachable(node);
  }
}

/** EXISTS asks whether there is something, of whatever type. */
function untyped(term: Term): Term {
  const isPath = term.kind === "field" || term.kind === "binding" || term.kind === "member" || term.kind === "element";
  return isPath ? { ...term, type: { kind: "any" } } : term;
}

function inOrder(parts: readonly Predicate[], scope: Scope): readonly PredicateFunction[] {
  return cheapestFirst(parts).map((part) => scope.predicate(part, scope));
}

/** Asks no more parts than it takes to know. */
function atLeast(count: number, parts: readonly PredicateFunction[]): PredicateFunction {
  return (event) => {
    let missing = count;
    let left = parts.length;
    for (const part of parts) {
      left--;
      if (part(event) && --missing <= 0) return true;
      if (left < missing) return false;
    }
    return missing <= 0;
  };
}

function compileTestNode(node: Test, scope: Scope): PredicateFunction {
  const subject = scope.term(node.subject, scope);
  if (node.object.kind === "seen" && node.word === "in-list" && !node.fold && node.of === "one") {
    const { has } = scope.state(node.object, scope);
    return (event) => {
      const value = subject(event);
      return value !== undefined && has(event, value);
    };
  }
  if (node.object.kind === "literal" || (node.object.kind === "list" && node.object.items.every((item) => item.kind === "literal"))) {
    return charged(fixedTest(node, subject, scope), subject, scope);
  }
  const object = scope.term(node.object, scope);
  const test = testOf(node.word);
  const { fold } = node;
  if (node.of === "one") {
    const { frame } = scope;
    if (scope.depth === 0) return (event) => test(subject(event), object(event), fold);
    return (event) => {
      const left = subject(event);
      const right = object(event);
      frame.work += stepsFor(left) + stepsFor(right);
      return !frame.exhausted && test(left, right, fold);
    };
  }
  return eachElement(node, subject, scope);
}

/** A test against literals: prepared once for all of them. */
function fixedTest(node: Test, subject: TermFunction, scope: Scope): PredicateFunction {
  const { object } = node;
  const whole =
    object.kind === "literal"
      ? runtimeValue(object)
      : object.kind === "list"
        ? object.items.map((item) => (item.kind === "literal" ? runtimeValue(item) : undefined))
        : undefined;
  const objects = node.of === "one" ? [whole] : Array.isArray(whole) ? whole : [whole];
  const test = compileTest(node.word, objects, node.of, node.fold, scope.scan);
  return (event) => test(subject(event));
}

function charged(test: PredicateFunction, subject: TermFunction, scope: Scope): PredicateFunction {
  if (scope.depth === 0) return test;
  const { frame } = scope;
  return (event) => {
    frame.work += stepsFor(subject(event));
    return !frame.exhausted && test(event);
  };
}

/** `CONTAINS` with a list that the event gives: any or all of its elements. An empty or missing list holds for neither. */
function eachElement(node: Test, subject: TermFunction, scope: Scope): PredicateFunction {
  const object = scope.term(node.object, scope);
  const test = testOf(node.word);
  const { fold } = node;
  const { frame } = scope;
  const every = node.of === "all";
  // Of open type, the object may be one needle instead of a list of them.
  const isOpen = node.object.type.kind === "any";
  return (event) => {
    const given = object(event);
    const list = asList(given) ?? (isOpen && given !== undefined ? [given] : undefined);
    if (list === undefined || list.length === 0) return false;
    const left = subject(event);
    for (let index = 0; index < list.length; index++) {
      frame.work += stepsFor(left);
      if (frame.exhausted) return false;
      if (test(left, readElement(list, index), fold) !== every) return !every;
    }
    return every;
  };
}

function compileQuantified(node: Extract<Predicate, { kind: "quantified" }>, scope: Scope): PredicateFunction {
  const list = scope.term(node.list, scope);
  const slot = scope.slot(node.variable);
  const part = scope.predicate(node.part, { ...scope, depth: scope.depth + 1 });
  const { frame } = scope;
  const { every } = node;
  return (event) => {
    const elements = asList(list(event));
    // ALL of an empty or missing list is false.
    if (elements === undefined || elements.length === 0) return false;
    const outer = slot.value;
    let held = every;
    for (let index = 0; index < elements.length && held === every; index++) {
      frame.work++;
      if (frame.exhausted) break;
      slot.value = readElement(elements, index);
      held = part(event);
    }
    slot.value = outer;
    return held;
  };
}
