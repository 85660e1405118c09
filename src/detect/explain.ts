/** Why a rule fired or did not: its conditions as they were written, with what each came to. Made only on request. */
import { runtimeValue } from "../ir/pattern.ts";
import type { Predicate, Term, Test } from "../ir/plan.ts";
import type { Distance, Explanation, Unfinished } from "../runtime/alert.ts";
import { shortenText, shortenValue } from "../runtime/evidence.ts";
import { compileLocator, compileTest, type Located, locateMatch } from "../runtime/matcher.ts";
import { asList, readElement } from "../runtime/read.ts";
import type { Value, ValueRecord } from "../runtime/value.ts";
import type { Span } from "../source/span.ts";
import { unreachable } from "../source/invariant.ts";
import { samplesDistance, testDistance } from "./distance.ts";
import type { MatchFunction, PredicateFunction, Scope, StateReader, StateTerm, TermFunction } from "./scope.ts";

/** What explaining needs: the very closures of the verdict, by node, and the text of the rules. */
export type Explainer = {
  readonly scope: Scope;
  readonly term: (node: Term) => TermFunction;
  readonly predicate: (node: Predicate) => PredicateFunction;
  readonly state: (node: StateTerm) => StateReader;
  readonly textOf: (span: Span) => string;
  /** Longest text of an event that is repeated in an explanation. */
  readonly lengthMax: number;
  /** Whether somebody asks why a rule does not fire: then distances are told, and of a list that failed the element that came closest. */
  readonly asksWhy: boolean;
};

/** Reads the same state as the verdict did, so it must be made before the event is learned. O(size of the condition). */
export function explainPredicate(node: Predicate, event: ValueRecord, explainer: Explainer): Explanation {
  const condition = explainer.textOf(node.span);
  const held = explainer.predicate(node)(event);
  switch (node.kind) {
    case "constant":
      return { condition, held };
    case "and":
    case "or":
    case "at-least":
      return { condition, held, parts: node.parts.map((part) => explainPredicate(part, event, explainer)) };
    case "not":
      return { condition, held, parts: [explainPredicate(node.part, event, explainer)] };
    case "exists":
    case "holds":
      return { condition, held, ...explainOperand(node.term, event, explainer), ...samplesOf(node.term, held, event, explainer) };
    case "test":
      return explainTest(node, condition, held, event, explainer);
    case "quantified":
      return explainQuantified(node, condition, held, event, explainer);
    default:
      return unreachable(node);
  }
}

type Operand = { readonly field?: string; readonly value?: Value; readonly note?: string; readonly event_ids?: readonly string[] };

function explainTest(node: Test, condition: string, held: boolean, event: ValueRecord, explainer: Explainer): Explanation {
  const subject = explainOperand(node.subject, event, explainer);
  // What stands in the rule is in the condition's text.
  const object = isFixed(node.object) ? noOperand : explainOperand(node.object, event, explainer);
  const explanation: Unfinished<Explanation> = { condition, held };
  if (subject.field !== undefined) explanation.field = subject.field;
  if (subject.value !== undefined) explanation.value = subject.value;
  const match = held ? locatorOf(node, explainer)(event) : undefined;
  if (match !== undefined) explanation.match = match;
  const notes = [subject.note, object.note, otherSide(node, object)].filter((note) => note !== undefined);
  if (notes.length > 0) explanation.note = notes.join("; ");
  const ids = [...(subject.event_ids ?? []), ...(object.event_ids ?? []), ...seenIds(node, event, explainer)];
  if (ids.length > 0) explanation.event_ids = [...new Set(ids)];
  const distance = explainer.asksWhy ? distanceOf(node, held, event, explainer) : undefined;
  if (distance !== undefined) explanation.distance = distance;
  return explanation;
}

const noOperand: Operand = {};

function seenIds(node: Test, event: ValueRecord, explainer: Explainer): readonly string[] {
  return node.object.kind === "seen" ? explainer.state(node.object).evidence(event, explainer.term(node.subject)(event)) : [];
}

function isFixed(node: Term): boolean {
  return node.kind === "literal" || (node.kind === "list" && node.items.every(isFixed));
}

function distanceOf(node: Test, held: boolean, event: ValueRecord, explainer: Explainer): Distance | undefined {
  const samples = [...statesIn(node.subject), ...statesIn(node.object)].map((state) => explainer.state(state).samples?.(event));
  const short = samples.find((one) => one !== undefined && one.have < one.needed);
  if (short !== undefined) return samplesDistance(short);
  return testDistance(node, held, explainer.term(node.subject)(event), explainer.term(node.object)(event));
}

/** NEW and its like need a past before they say anything. */
function samplesOf(term: Term, held: boolean, event: ValueRecord, explainer: Explainer): { readonly distance?: Distance } {
  if (!explainer.asksWhy || held) return {};
  const samples = statesIn(term).map((state) => explainer.state(state).samples?.(event));
  const short = samples.find((one) => one !== undefined && one.have < one.needed);
  return short === undefined ? {} : { distance: samplesDistance(short) };
}

/** What stood on the right, where that is a field or a computed value. */
function otherSide(node: Test, object: Operand): string | undefined {
  if (node.object.kind === "literal" || node.object.kind === "list" || node.object.kind === "seen" || object.note !== undefined)
    return undefined;
  const name = object.field ?? "right side";
  return object.value === undefined ? `${name} is missing` : `${name} is ${JSON.stringify(object.value)}`;
}

function locatorOf(node: Test, explainer: Explainer): MatchFunction {
  const { scope } = explainer;
  return scope.located(node, scope, () => finderOf(node, explainer));
}

function finderOf(node: Test, explainer: Explainer): MatchFunction {
  const { object } = node;
  const literals = object.kind === "literal" ? [object] : object.kind === "list" ? object.items : [];
  const objects = literals.map((item) => (item.kind === "literal" ? runtimeValue(item) : undefined));
  const first = literals.length === 0 ? undefined : compileLocator(node.word, objects, node.fold, explainer.scope.scan);
  if (first !== undefined) {
    const subject = explainer.term(node.subject);
    return (event) => {
      const value = subject(event);
      const found = typeof value === "string" ? first(value) : undefined;
      return found && shownMatch(node, found, explainer);
    };
  }
  const mayFind = literalsScan(node, explainer);
  return (event) => matchOf(node, event, explainer, mayFind);
}

/** Of a list of patterns: whether it is worth looking where one of them stands. */
function literalsScan(node: Test, { scope }: Explainer): (needle: Value, value: string) => boolean {
  if (node.word !== "matches") return () => true;
  const known = new Map<Value, (value: Value) => boolean>();
  return (needle, value) => {
    const test = known.get(needle) ?? compileTest("matches", [needle], "one", node.fold, scope.scan);
    known.set(needle, test);
    return test(value);
  };
}

function matchOf(
  node: Test,
  event: ValueRecord,
  explainer: Explainer,
  mayFind: (needle: Value, value: string) => boolean,
): Explanation["match"] {
  const value = explainer.term(node.subject)(event);
  if (typeof value !== "string") return undefined;
  const object = explainer.term(node.object)(event);
  for (const needle of node.of === "one" ? [object] : (asList(object) ?? [object])) {
    if (!mayFind(needle, value)) continue;
    const found = locateMatch(node.word, needle, value, node.fold);
    if (found !== undefined) return shownMatch(node, found, explainer);
  }
  return undefined;
}

function shownMatch(node: Test, found: Located, explainer: Explainer): Explanation["match"] {
  const text = shortenText(found.text, explainer.lengthMax);
  // Offsets are of the raw value, so only a field itself has them; a view of it (normalize, decoded) has the text alone.
  const isRaw = node.subject.kind === "field" || node.subject.kind === "binding" || node.subject.kind === "member";
  return isRaw ? { text, offset: found.offset, length: found.length } : { text };
}

/** The element that decided it: the first that held (ANY) or failed (ALL), with its own explanation. */
function explainQuantified(
  node: Extract<Predicate, { kind: "quantified" }>,
  condition: string,
  held: boolean,
  event: ValueRecord,
  explainer: Explainer,
): Explanation {
  const list = explainer.term(node.list)(event);
  const elements = asList(list);
  const operand = explainOperand(node.list, event, explainer);
  const base = { condition, held, ...(operand.field === undefined ? {} : { field: operand.field }) };
  if (elements === undefined || elements.length === 0)
    return { ...base, note: elements === undefined ? "the list is missing" : "the list is empty" };
  const slot = explainer.scope.slot(node.variable);
  const outer = slot.value;
  const part = explainer.predicate(node.part);
  try {
    for (let index = 0; index < elements.length; index++) {
      slot.value = readElement(elements, index);
      if (explainer.scope.frame.exhausted) break;
      if (part(event) === node.every) continue;
      return {
        ...base,
        value: shortenValue(slot.value, explainer.lengthMax),
        note: `element ${index} of ${elements.length}`,
        parts: [explainPredicate(node.part, event, explainer)],
      };
    }
  } finally {
    slot.value = outer;
  }
  const note = `${node.every ? "all" : "none"} of ${elements.length} elements`;
  if (!explainer.asksWhy || node.every) return { ...base, note };
  return { ...base, ...closestElement(node, elements, note, event, explainer) };
}

const elementsTried = 50;

/** Of a list none of whose elements fits: the one of which the most conditions hold. */
function closestElement(
  node: Extract<Predicate, { kind: "quantified" }>,
  elements: readonly unknown[],
  note: string,
  event: ValueRecord,
  explainer: Explainer,
): Pick<Explanation, "value" | "note" | "parts"> {
  const slot = explainer.scope.slot(node.variable);
  const outer = slot.value;
  let closest: { readonly index: number; readonly near: number; readonly value: Value; readonly part: Explanation } | undefined;
  for (let index = 0; index < Math.min(elements.length, elementsTried); index++) {
    slot.value = readElement(elements as readonly Value[], index); // elements of a list are values
    const part = explainPredicate(node.part, event, explainer);
    const near = closeness(part);
    if (closest === undefined || near > closest.near) closest = { index, near, value: slot.value, part };
  }
  slot.value = outer;
  if (closest === undefined) return { note };
  return {
    value: shortenValue(closest.value, explainer.lengthMax),
    note: elements.length === 1 ? note : `${note}; element ${closest.index} came closest`,
    parts: [closest.part],
  };
}

/** How close a condition came: the share of its leaves that hold, and of equal shares the one that failed later. */
export function closeness(explanation: Explanation): number {
  const leaves: Explanation[] = [];
  const visit = (one: Explanation): void => {
    if (one.parts === undefined || one.parts.length === 0) leaves.push(one);
    else one.parts.forEach(visit);
  };
  visit(explanation);
  const failed = leaves.findIndex((leaf) => !leaf.held);
  const leading = failed < 0 ? leaves.length : failed;
  return (leaves.filter((leaf) => leaf.held).length + leading / (leaves.length + 1)) / Math.max(1, leaves.length);
}

function explainOperand(node: Term, event: ValueRecord, explainer: Explainer): Operand {
  const operand: Unfinished<Operand> = {};
  const field = nameOf(node);
  if (field !== undefined) operand.field = field;
  const value = explainer.term(node)(event);
  if (value !== undefined) operand.value = shortenValue(value, explainer.lengthMax);
  const notes: string[] = [];
  const ids: string[] = [];
  for (const state of statesIn(node)) {
    const reader = explainer.state(state);
    const note = reader.note(event);
    if (note !== undefined) notes.push(note);
    if (state.kind === "previous") ids.push(...reader.evidence(event, undefined));
  }
  if (notes.length > 0) operand.note = notes.join("; ");
  if (ids.length > 0) operand.event_ids = ids;
  return operand;
}

/** A rule that fires names its fields each time. */
const fieldNames = new WeakMap<Term, string>();

/** How a person calls what was read: the path, or the path inside a call. */
function nameOf(node: Term): string | undefined {
  switch (node.kind) {
    case "field": {
      const known = fieldNames.get(node);
      if (known !== undefined) return known;
      const name = node.path.join(".");
      fieldNames.set(node, name);
      return name;
    }
    case "binding":
      return [node.name, ...node.path].join(".");
    case "member":
      return `${nameOf(node.of) ?? ""}[${JSON.stringify(node.key)}]`;
    case "element":
      return `${nameOf(node.of) ?? ""}[${node.index}]`;
    case "call": {
      const names = node.args.map(nameOf).filter((name) => name !== undefined);
      return names.length === 0 ? undefined : names[0];
    }
    default:
      return undefined;
  }
}

/** State terms of the event in hand: those that the value of the term rests on. */
export function statesIn(node: Term): readonly StateTerm[] {
  switch (node.kind) {
    case "literal":
    case "binding":
    case "truth":
      return [];
    case "list":
      return node.items.flatMap(statesIn);
    case "field":
      return node.fallback === undefined ? [] : statesIn(node.fallback);
    case "member":
    case "element":
      return statesIn(node.of);
    case "call":
      return node.args.flatMap(statesIn);
    case "aggregate":
    case "baseline":
    case "novelty":
    case "frequency":
    case "previous":
    case "seen":
      return [node];
    default:
      return unreachable(node);
  }
}
