/** Terms of the plan as closures: what an expression is worth on the event in hand. Total: missing where it has no value. */
import { runtimeValue } from "../ir/pattern.ts";
import type { Term } from "../ir/plan.ts";
import { readElement, readKey } from "../runtime/read.ts";
import type { Value } from "../runtime/value.ts";
import { unreachable } from "../source/invariant.ts";
import { anyType } from "../types/type.ts";
import { coercion, pathReader } from "./read-typed.ts";
import type { Scope, TermFunction } from "./scope.ts";
import { functionOf } from "./word.ts";

/** Compiled once; the closure allocates only what its words do. */
export function compileTerm(node: Term, scope: Scope): TermFunction {
  switch (node.kind) {
    case "literal": {
      const value = runtimeValue(node);
      return () => value;
    }
    case "list":
      return compileList(node, scope);
    case "field":
      return compileField(node, scope);
    case "binding":
      return compileBinding(node, scope);
    case "member": {
      const of = scope.term(node.of, scope);
      const coerce = coercion(node.type);
      const { key } = node;
      return (event) => coerce(readKey(of(event), key));
    }
    case "element": {
      const of = scope.term(node.of, scope);
      const coerce = coercion(node.type);
      const { index } = node;
      return (event) => coerce(readElement(of(event), index));
    }
    case "call":
      return scope.memo(node, scope, compileCall(node, scope));
    case "truth":
      return scope.predicate(node.predicate, scope);
    case "aggregate":
    case "baseline":
    case "novelty":
    case "frequency":
    case "previous":
    case "seen":
      return scope.memo(node, scope, scope.state(node, scope).value);
    default:
      return unreachable(node);
  }
}

function compileList(node: Extract<Term, { kind: "list" }>, scope: Scope): TermFunction {
  const items = node.items.map((item) => scope.term(item, scope));
  if (!node.items.every((item) => item.kind === "literal")) return (event) => items.map((item) => item(event));
  const values = Object.freeze(node.items.map((item) => (item.kind === "literal" ? runtimeValue(item) : undefined)));
  return () => values;
}

function compileField(node: Extract<Term, { kind: "field" }>, scope: Scope): TermFunction {
  const read = pathReader(node.path, node.type);
  if (node.fallback === undefined) return read;
  // Where telemetry carries the field, telemetry wins, also with a value of another type.
  const fallback = scope.term(node.fallback, scope);
  const carried = pathReader(node.path, anyType);
  return (event) => (carried(event) === undefined ? fallback(event) : read(event));
}

function compileBinding(node: Extract<Term, { kind: "binding" }>, scope: Scope): TermFunction {
  const slot = scope.slot(node.name);
  const coerce = coercion(node.type);
  const { path } = node;
  if (path.length === 0) return () => coerce(slot.value);
  return () => {
    let at = slot.value;
    for (const key of path) at = readKey(at, key);
    return coerce(at);
  };
}

function compileCall(node: Extract<Term, { kind: "call" }>, scope: Scope): TermFunction {
  const args = node.args.map((argument) => scope.term(argument, scope));
  const call = functionOf(node.word);
  const { frame } = scope;
  const [first, second] = args;
  if (scope.depth > 0) {
    return (event) => {
      const values = args.map((argument) => argument(event));
      for (const value of values) frame.work += stepsFor(value);
      return frame.exhausted ? undefined : call(...values);
    };
  }
  if (first !== undefined && args.length === 1) return (event) => call(first(event));
  if (first !== undefined && second !== undefined && args.length === 2) return (event) => call(first(event), second(event));
  return (event) => call(...args.map((argument) => argument(event)));
}

/** Work of looking at a value once: a step, and one more for each 64 units of text or elements of a list. */
export function stepsFor(value: Value): number {
  return typeof value === "string" || Array.isArray(value) ? 1 + (value.length >> 6) : 1;
}
