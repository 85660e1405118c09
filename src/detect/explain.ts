/** Why a rule fired or did not: its conditions as they were written, with what each came to. Made only on request. */
import { runtimeValue } from "../ir/pattern.ts";
import type { Predicate, Term, Test } from "../ir/plan.ts";
import type { Distance, Explanation, Unfinished } from "../runtime/alert.ts";
import { shortenText, shortenValue, showValue } from "../runtime/evidence.ts";
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
  /** What explaining a condition takes that no event changes, once it was explained. */
  readonly known: Map<Predicate, Known>;
};

/** Of a condition, for every event. */
type Known = {
  readonly condition: string;
  readonly holds: PredicateFunction;
  /** Of a test: what reads its sides; the right one is undefined where it stands in the rule, and so in the text of the condition. */
  readonly subject: OperandReader | undefined;
  readonly object: OperandReader | undefined;
};

/** Reads one side of a condition; fields and computed values have a name. */
type OperandReader = {
  readonly field: string | undefined;
  readonly read: TermFunction;
  readonly states: readonly { readonly kind: StateTerm["kind"]; readonly reader: StateReader }[];
};

function knownOf(node: Predicate, explainer: Explainer): Known {
  const found = explainer.known.get(node);
  if (found !== undefined) return found;
  const subject = subjectOf(node);
  const object = node.kind === "test" && !isFixed(node.object) ? node.object : undefined;
  const made = {
    condition: explainer.textOf(node.span),
    holds: explainer.predicate(node),
    subject: subject && operandReader(subject, explainer),
    object: object && operandReader(object, explainer),
  };
  explainer.known.set(node, made);
  return made;
}

function subjectOf(node: Predicate): Term | undefined {
  switch (node.kind) {
    case "test":
      return node.subject;
    case "exists":
    case "holds":
      return node.term;
    case "quantified":
      return node.list;
    default:
      return undefined;
  }
}

/** Reads the same state as the verdict did, so it must be made before the event is learned. O(size of the condition). */
export function explainPredicate(node: Predicate, event: ValueRecord, explainer: Explainer): Explanation {
  const known = knownOf(node, explainer);
  const { condition } = known;
  const held = known.holds(event);
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
      return { condition, held, ...operandOf(known.subject, event, explainer), ...samplesOf(node.term, held, event, explainer) };
    case "test":
      return explainTest(node, known, held, event, explainer);
    case "quantified":
      return explainQuantified(node, known, held, event, explainer);
    default:
      return unreachable(node);
  }
}

type Operand = { readonly field?: string; readonly value?: Value; readonly note?: string; readonly event_ids?: readonly string[] };

function explainTest(node: Test, known: Known, held: boolean, event: ValueRecord, explainer: Explainer): Explanation {
  const subject = operandOf(known.subject, event, explainer);
  const object = operandOf(known.object, event, explainer);
  const explanation: Unfinished<Explanation> = { condition: known.condition, held };
  if (subject.field !== undefined) explanation.field = subject.field;
  if (subject.value !== undefined) explanation.value = subject.value;
  const match = held ? locatorOf(node, explainer)(event) : undefined;
  if (match !== undefined) explanation.match = match;
  const note = notesOf(subject.note, object.note, known.object && otherSide(node, object, explainer.lengthMax));
  if (note !== undefined) explanation.note = note;
  const ids = [...(subject.event_ids ?? none), ...(object.event_ids ?? none), ...seenIds(node, event, explainer)];
  if (ids.length > 0) explanation.event_ids = [...new Set(ids)];
  const distance = explainer.asksWhy ? distanceOf(node, held, event, explainer) : undefined;
  if (distance !== undefined) explanation.distance = distance;
  return explanation;
}

const none: readonly string[] = [];

function notesOf(...notes: readonly (string | undefined)[]): string | undefined {
  const said = notes.filter((note) => note !== undefined);
  return said.length === 0 ? undefined : said.join("; ");
}

function seenIds(node: Test, event: ValueRecord, explainer: Explainer): readonly string[] {
  return node.object.kind === "seen" ? explainer.state(node.object).evidence(event, explainer.term(node.subject)(event)) : none;
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
function otherSide(node: Test, object: Operand, lengthMax: number): string | undefined {
  if (node.object.kind === "list" || node.object.kind === "seen" || object.note !== undefined) return undefined;
  const name = object.field ?? "right side";
  return object.value === undefined ? `${name} is missing` : `${name} is ${showValue(object.value, lengthMax)}`;
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
  { condition, subject }: Known,
  held: boolean,
  event: ValueRecord,
  explainer: Explainer,
): Explanation {
  const elements = asList(subject?.read(event));
  const base = { condition, held, ...(subject?.field === undefined ? {} : { field: subject.field }) };
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

function operandReader(node: Term, explainer: Explainer): OperandReader {
  const states = statesIn(node).map((state) => ({ kind: state.kind, reader: explainer.state(state) }));
  return { field: nameOf(node), read: explainer.term(node), states };
}

/** What one side came to; nothing where there is none. */
function operandOf(reader: OperandReader | undefined, event: ValueRecord, explainer: Explainer): Operand {
  if (reader === undefined) return noOperand;
  const operand: Unfinished<Operand> = {};
  if (reader.field !== undefined) operand.field = reader.field;
  const value = reader.read(event);
  if (value !== undefined) operand.value = shortenValue(value, explainer.lengthMax);
  if (reader.states.length === 0) return operand;
  const note = notesOf(...reader.states.map((state) => state.reader.note(event)));
  if (note !== undefined) operand.note = note;
  const ids = reader.states.flatMap((state) => (state.kind === "previous" ? state.reader.evidence(event, undefined) : none));
  if (ids.length > 0) operand.event_ids = ids;
  return operand;
}

const noOperand: Operand = {};

/** How a person calls what was read: the path, or the path inside a call. */
function nameOf(node: Term): string | undefined {
  switch (node.kind) {
    case "field":
      return node.path.join(".");
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
