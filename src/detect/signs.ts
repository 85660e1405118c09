/** The witnesses of conditions as signs that wake a rule or a term: see `ir/witness.ts`. */
import type { Asked } from "../ir/asked.ts";
import { canonical } from "../ir/identity.ts";
import type { Condition, Predicate, Term } from "../ir/plan.ts";
import type { Absence, Step } from "../ir/state.ts";
import { walkTerm } from "../ir/walk.ts";
import { type Trace, type Witness, witnessOf } from "../ir/witness.ts";
import { isList, readElement } from "../runtime/read.ts";
import type { Reading } from "../runtime/reading.ts";
import type { Equal, Sign, SignsFor } from "../runtime/wake.ts";
import type { Value } from "../runtime/value.ts";
import { type Compiler, scopeOf } from "./compiler.ts";
import { coercion } from "./read-typed.ts";
import type { Scope } from "./scope.ts";

/** Events of these types on which these conditions may hold; no condition: all of them. */
type Part = { readonly events: readonly string[]; readonly where?: Predicate | undefined };

/** What wakes somebody who asks for events that are one of the parts. Undefined while somebody watches: then every condition is asked. */
export function signsOf(parts: readonly Part[], compiler: Compiler): SignsFor | undefined {
  if (compiler.watch !== undefined) return undefined;
  const scope = lookScope(compiler);
  const made = new Map<Predicate, readonly Sign[] | undefined>();
  const signsOfWhere = (where: Predicate): readonly Sign[] | undefined => {
    if (!made.has(where))
      made.set(
        where,
        witnessOf(where)?.map((trace) => signOf(trace, scope, compiler)),
      );
    return made.get(where);
  };
  return (type) => {
    const signs: Sign[] = [];
    for (const { events, where } of parts) {
      if (!events.includes(type)) continue;
      const found = where === undefined ? undefined : signsOfWhere(where);
      if (found === undefined) return undefined;
      signs.push(...found);
    }
    return signs;
  };
}

/** Of its own, so that what quantifiers are charged for is not what is looked at here. */
function lookScope(compiler: Compiler): Scope {
  const known = lookScopes.get(compiler);
  if (known !== undefined) return known;
  const made = scopeOf("", compiler);
  lookScopes.set(compiler, made);
  return made;
}

const lookScopes = new WeakMap<Compiler, Scope>();

/** The values of which each is a sign as good as another: they all must be read. */
export function equalsOf(asked: readonly Asked[], compiler: Compiler): readonly Equal[] {
  return asked.flatMap((one): Equal[] => {
    if (!("values" in one) || one.fold || one.values.length !== 1) return [];
    const { subject, values } = one;
    const isMany = subject.type.kind === "list" || subject.type.kind === "any";
    const [value] = values;
    return isMany || (typeof value !== "string" && typeof value !== "boolean") ? [] : [{ reading: readingOfAsked(one, compiler), value }];
  });
}

/** What is read of an event for what is asked for. */
export function readingOfAsked({ subject }: Asked, compiler: Compiler): Reading {
  return readingOf({ subject }, lookScope(compiler), compiler);
}

/** What wakes a rule whose witness is known; undefined while somebody watches. */
export function signsOfWitness(witness: readonly Witness[], compiler: Compiler): SignsFor | undefined {
  if (compiler.watch !== undefined) return undefined;
  const scope = lookScope(compiler);
  let signs: readonly Sign[] | undefined;
  return () => {
    signs ??= witness.map((trace) => signOf(trace, scope, compiler));
    return signs;
  };
}

/** The parts whose events can complete a condition. */
export function completingParts(condition: Condition, on: readonly string[]): readonly Part[] {
  switch (condition.kind) {
    case "when":
      return [{ events: on, where: condition.predicate }];
    case "sequence":
      return condition.steps.slice(-1);
    case "together":
      return condition.steps;
  }
}

/** The parts whose events change what is kept for a condition. */
export function learningParts(condition: Exclude<Condition, { readonly kind: "when" }>): readonly Part[] {
  const absences = (step: Step): readonly (Step | Absence)[] => [step, ...step.absentBefore];
  const after = condition.kind === "sequence" && condition.absentAfter !== undefined ? [condition.absentAfter] : [];
  return [...condition.steps.flatMap(absences), ...after];
}

/** What is looked for in an event, for one trace. */
function signOf(trace: Witness, scope: Scope, compiler: Compiler): Sign {
  const reading = readingOf(trace, scope, compiler);
  switch (trace.kind) {
    case "literals":
      return { kind: "literals", reading, literals: trace.literals };
    case "keys":
      return { kind: "keys", reading, keys: typeof trace.keys === "string" ? trace.keys.split("|") : trace.keys };
    case "equal":
      return { kind: "equal", reading, values: trace.values };
    case "present":
      return { kind: "present", reading };
    case "least":
    case "most":
      return { kind: trace.kind, reading, bound: trace.bound };
  }
}

/** One reading for all rules that look at the same. */
function readingOf({ subject, within }: Pick<Trace, "subject" | "within">, scope: Scope, compiler: Compiler): Reading {
  // Emitted rules share their terms, which spares the text of most.
  const shared = within === undefined ? compiler.readingsOf.get(subject) : undefined;
  if (shared !== undefined) return shared;
  const key = within === undefined ? keyOf(subject) : `${within.variable} ${canonical(plain(within.list))}\n${keyOf(subject)}`;
  const made = compiler.readings.get(key) ?? makeReading(subject, within, scope, compiler);
  compiler.readings.set(key, made);
  if (within === undefined) compiler.readingsOf.set(subject, made);
  return made;
}

function makeReading(subject: Term, within: Trace["within"], scope: Scope, compiler: Compiler): Reading {
  const isField = within === undefined && subject.kind === "field" && subject.fallback === undefined;
  return {
    read: readerOf(subject, within, scope),
    each: within !== undefined || subject.type.kind === "list" || subject.type.kind === "any",
    ...(isField ? { field: { path: subject.path, coerce: coercion(subject.type) } } : {}),
    roots: () => rootsOf(subject, within, compiler),
  };
}

function readerOf(subject: Term, within: Trace["within"], scope: Scope): Reading["read"] {
  if (within === undefined) return scope.term(subject, scope);
  const isElement = subject.kind === "binding" && subject.path.length === 0;
  return isElement ? scope.term(within.list, scope) : elementsReader(within, subject, scope);
}

/** What reads nothing of an event without fields reads nothing of one that has none of its own: it is pure. */
function rootsOf(subject: Term, within: Trace["within"], compiler: Compiler): ReturnType<NonNullable<Reading["roots"]>> {
  // Nothing is remembered of this event, and of the one in hand nothing is known here.
  const read = readerOf(subject, within, scopeOf("", { ...compiler, memos: new Map() }));
  if (read({}) !== undefined) return undefined;
  const roots: (readonly string[])[] = [];
  const visit = { term: (part: Term) => void (part.kind === "field" && roots.push(part.path)) };
  for (const term of within === undefined ? [subject] : [within.list, subject]) walkTerm(term, visit);
  return roots;
}

/** Most subjects are fields, and what tells them apart is little. */
function keyOf(subject: Term): string {
  const isField = subject.kind === "field" && subject.fallback === undefined;
  return isField ? `${subject.type.kind} ${JSON.stringify(subject.path)}` : canonical(plain(subject));
}

/** A field's semantic type does not change how it is read. */
function plain(term: Term): Term {
  return term.kind === "field" ? { ...term, optional: false, type: { kind: term.type.kind } as Term["type"] } : term; // only for its canonical text
}

/** What the subject is worth on each element of the list. */
function elementsReader({ variable, list }: NonNullable<Trace["within"]>, subject: Term, scope: Scope): Reading["read"] {
  const elements = scope.term(list, scope);
  const part = scope.term(subject, scope);
  const slot = scope.slot(variable);
  return (event) => {
    const given = elements(event);
    if (!isList(given)) return undefined;
    const outer = slot.value;
    const values: Value[] = [];
    for (let index = 0; index < given.length; index++) {
      slot.value = readElement(given, index);
      const value = part(event);
      if (isList(value)) for (let inner = 0; inner < value.length; inner++) values.push(readElement(value, inner));
      else values.push(value);
    }
    slot.value = outer;
    return values;
  };
}
