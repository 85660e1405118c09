/** Makers of plan nodes, so that an emitted module can write a plan down as a person would: what is usual is left out, spans cut the rule's own text. */
import type { FunctionWord, TestWord } from "../builtins/words.ts";
import { ExactInteger } from "../runtime/value.ts";
import type { Span } from "../source/span.ts";
import type { Type } from "../types/type.ts";
import type { ActionCallPlan, FieldTerm, Literal, Predicate, Term, Test } from "./plan.ts";
import type { Absence, Aggregate, Baseline, Frequency, Novelty, Previous, Seen, Sequence, State, Step, Together } from "./state.ts";

type Scalar = "any" | "boolean" | "duration" | "enum" | "number" | "number>=0" | "record" | "regex" | "string" | "timestamp";
/** A type as far as judging asks for it: `string[]` is a list of strings. */
export type TypeName = Scalar | `${Scalar}[]` | `${Scalar}[][]`;

/** What is long stands behind a function, so that it is read when it is asked for. */
type Late<T> = readonly T[] | (() => readonly T[]);

/** A stretch of a rule's text, which explanations repeat. */
export type Cut = Span & { readonly lines: Late<string> };
/** Cuts a stretch out of one text, by offsets in UTF-16 units. */
export type Cutter = (start: number, end: number) => Cut;

/** A text by its lines, without their line breaks. */
export function source(lines: Late<string>): Cutter {
  return (start, end) => ({ file: "", start, end, lines });
}

/** The text at a span that a cutter made; nothing at any other. */
export function textOfCut(span: Span): string {
  return "lines" in span ? textOfLines((span as Cut).lines).slice(span.start, span.end) : ""; // only a cut has lines
}

function textOfLines(lines: Late<string>): string {
  const known = joined.get(lines);
  if (known !== undefined) return known;
  const text = (typeof lines === "function" ? lines() : lines).join("\n");
  joined.set(lines, text);
  return text;
}
const joined = new WeakMap<Late<string>, string>();

const nowhere: Span = { file: "", start: 0, end: 0 };

/** The type of a name. */
export function typeNamed(name: TypeName): Type {
  if (name.endsWith("[]")) return { kind: "list", of: typeNamed(name.slice(0, -2) as TypeName) }; // a list's element has a name, too
  return scalars[name as Scalar]; // no list
}

const scalars: Readonly<Record<Scalar, Type>> = {
  any: { kind: "any" },
  boolean: { kind: "boolean" },
  duration: { kind: "duration" },
  enum: { kind: "enum", values: [] },
  number: { kind: "number" },
  "number>=0": { kind: "number", minimum: 0 },
  record: { kind: "record", fields: new Map(), open: true },
  regex: { kind: "regex" },
  string: { kind: "string" },
  timestamp: { kind: "timestamp" },
};

/** A path of the event in hand. */
export function field(type: TypeName, ...path: readonly string[]): FieldTerm {
  return { kind: "field", path, type: typeNamed(type), optional: true, span: nowhere };
}

/** A path that has another value where the event does not carry it. */
export function fieldOr(fallback: Term, type: TypeName, ...path: readonly string[]): FieldTerm {
  return { ...field(type, ...path), fallback };
}

/** A value that stands in the rule. Times and durations are milliseconds, and say so. */
export function value(of: string | number | boolean | ExactInteger, type?: TypeName): Literal {
  const own = typeof of === "object" ? "number" : (typeof of as "string" | "number" | "boolean"); // an integer of any length is a number
  return { kind: "literal", value: of, type: typeNamed(type ?? own), span: nowhere };
}

/** An integer beyond those that a number holds exactly. */
export function integer(digits: string): ExactInteger {
  return new ExactInteger(digits);
}

/** A value out of range, which is missing. */
export function missing(type: TypeName): Literal {
  return { kind: "literal", value: undefined, type: typeNamed(type), span: nowhere };
}

/**
 * A regular expression in RE2 syntax, with the flags `i m s`; of each of the lists behind it, every text that it is found in has one text. A list is one text with
 * bars between its own.
 */
export function pattern(regex: string, flags: string, ...required: readonly string[]): Literal {
  const value = { source: regex, flags, required: required.map((texts) => texts.split("|")) };
  return { kind: "literal", value, type: scalars.regex, span: nowhere };
}

/** A list. What is written down once is one term, wherever it is used. */
export function list(items: Late<string | Term>): Term {
  const known = lists.get(items);
  if (known !== undefined) return known;
  const made: Term = {
    kind: "list",
    items: (typeof items === "function" ? items() : items).map((item) => (typeof item === "string" ? value(item) : item)),
    type: typeNamed("any[]"),
    span: nowhere,
  };
  lists.set(items, made);
  return made;
}
const lists = new WeakMap<Late<string | Term>, Term>();

/** The texts that stand between double quotes in a stretch of a rule: a list where it is written. */
export function quoted(cut: Cut): readonly string[] {
  return quotedIn(textOfCut(cut));
}

/** What `quoted` reads; a text with an escape in it is read as it is written. */
export function quotedIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/"([^"]*)"/g), ([, inner = ""]) => inner);
}

/** A word that gives a value. */
export function call(word: FunctionWord, type: TypeName, ...args: readonly Term[]): Term {
  return { kind: "call", word, args, type: typeNamed(type), span: nowhere };
}

/** A local name: an element of a list, an earlier step, the alert of a playbook; with a path, what it has there. */
export function local(type: TypeName, name: string, ...path: readonly string[]): Term {
  return { kind: "binding", name, path, type: typeNamed(type), span: nowhere };
}

/** The value of a record under a key, or of a list at a place, counted from 0. */
export function member(type: TypeName, of: Term, at: string | number): Term {
  const common = { of, type: typeNamed(type), span: nowhere };
  return typeof at === "string" ? { kind: "member", key: at, ...common } : { kind: "element", index: at, ...common };
}

/** A condition as a value. */
export function truth(predicate: Predicate): Term {
  return { kind: "truth", predicate, type: scalars.boolean, span: nowhere };
}

/** All of the parts hold. */
export function all(span: Span, ...parts: readonly Predicate[]): Predicate {
  return { kind: "and", parts, span };
}

/** Some of the parts holds. */
export function any(span: Span, ...parts: readonly Predicate[]): Predicate {
  return { kind: "or", parts, span };
}

/** At least so many of the parts hold. */
export function atLeast(count: number, span: Span, ...parts: readonly Predicate[]): Predicate {
  return { kind: "at-least", count, parts, span };
}

/** The part does not hold. */
export function not(span: Span, part: Predicate): Predicate {
  return { kind: "not", part, span };
}

/** `subject word object`; with a list as object: of one, `any` or `all` of its elements. `fold`: without regard to case. */
export function test(
  span: Span,
  subject: Term,
  word: TestWord,
  object: Term,
  of: Test["of"] = "one",
  letters: "exact" | "fold" = "exact",
): Test {
  return { kind: "test", word, subject, object, of, fold: letters === "fold", span };
}

/** The term has a value. */
export function exists(span: Span, term: Term): Predicate {
  return { kind: "exists", term, span };
}

/** The term is true. */
export function holds(span: Span, term: Term): Predicate {
  return { kind: "holds", term, span };
}

/** The part holds of every element. */
export function every(span: Span, variable: string, of: Term, part: Predicate): Predicate {
  return { kind: "quantified", every: true, variable, list: of, part, span };
}

/** The part holds of some element. */
export function some(span: Span, variable: string, of: Term, part: Predicate): Predicate {
  return { kind: "quantified", every: false, variable, list: of, part, span };
}

/** What does not depend on the event. */
export function constant(span: Span, holdsAlways: boolean): Predicate {
  return { kind: "constant", value: holdsAlways, span };
}

/** What a node that remembers is written with; `by` is left out where one state serves all. */
type Kept<S extends State> = Omit<S, "kind" | "type" | "span" | "by"> & { readonly type: TypeName; readonly by?: readonly Term[] };

function kept<S extends State>(written: Kept<S>): Omit<S, "kind"> {
  return { by: [], ...written, type: typeNamed(written.type), span: nowhere } as unknown as Omit<S, "kind">; // the rest is as it was written
}

/** A number over a sliding window: COUNT, SUM and their like. */
export function aggregate(written: Kept<Aggregate>): Aggregate {
  return { kind: "aggregate", ...kept<Aggregate>(written) };
}

/** A number over past days or hours. */
export function baseline(written: Kept<Baseline>): Baseline {
  return { kind: "baseline", ...kept<Baseline>(written) };
}

/** Whether a value was never seen before. */
export function novelty(written: Kept<Novelty>): Novelty {
  return { kind: "novelty", ...kept<Novelty>(written) };
}

/** How often a value was seen before. */
export function frequency(written: Kept<Frequency>): Frequency {
  return { kind: "frequency", ...kept<Frequency>(written) };
}

/** The value that came before. */
export function previous(written: Kept<Previous>): Previous {
  return { kind: "previous", ...kept<Previous>(written) };
}

/** The values that were seen. */
export function seen(written: Kept<Seen>): Seen {
  return { kind: "seen", ...kept<Seen>(written) };
}

type Written<T, Usual extends keyof T> = Omit<T, Usual | "kind"> & { readonly [K in Usual]?: T[K] };

/** A step of a sequence. */
export function step(written: Written<Step, "by" | "repeat" | "absentBefore" | "reads">): Step {
  return { by: [], repeat: 1, absentBefore: [], reads: [], ...written };
}

/** What must not come. */
export function absence(written: Written<Absence, "by" | "reads">): Absence {
  return { by: [], reads: [], ...written };
}

/** Steps in their order. */
export function sequence(written: Omit<Sequence, "kind">): Sequence {
  return { kind: "sequence", ...written };
}

/** Steps in any order. */
export function together(written: Omit<Together, "kind">): Together {
  return { kind: "together", ...written };
}

/** An action with its arguments, by name. */
export function action(name: string, ...args: readonly (readonly [string, Term])[]): ActionCallPlan {
  return { action: name, args: new Map(args), span: nowhere };
}
