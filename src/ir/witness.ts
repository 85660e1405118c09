/**
 * What an event must have for a condition to hold: a literal in a text, a value, a bound. A rule set looks for these once an event and asks only the
 * rules whose witness is there. What is said here is necessary and never sufficient.
 */
import type { PatternValue } from "./plan.ts";
import type { ExactInteger } from "../runtime/value.ts";
import { literalKey } from "../runtime/literal-scan.ts";
import { readLike } from "../runtime/like.ts";
import { nearest } from "../runtime/read.ts";
import { unreachable } from "../source/invariant.ts";
import { predicateCost } from "./cost.ts";
import { preparePattern } from "./pattern.ts";
import type { Literal, Predicate, Term, Test } from "./plan.ts";
import { walkTerm } from "./walk.ts";

/** Something to look for in what `subject` reads, of any element of `list` where that is named. */
export type Trace = {
  readonly subject: Term;
  readonly within?: { readonly variable: string; readonly list: Term };
} & (
  | { readonly kind: "literals"; readonly literals: readonly string[] }
  | { readonly kind: "equal"; readonly values: readonly (string | number | boolean | ExactInteger)[] }
  | { readonly kind: "present" }
  | { readonly kind: "least" | "most"; readonly bound: number }
);

/** A trace, or one that has the keys of its literals already: a list, or one text with bars between them. */
export type Witness = Trace | (Pick<Trace, "subject" | "within"> & { readonly kind: "keys"; readonly keys: string | readonly string[] });

/** Traces of which an event has at least one when the condition holds; undefined where no such list is known. The cheapest and rarest is chosen. O(size). */
export function witnessOf(node: Predicate): readonly Trace[] | undefined {
  return find(node, undefined)?.traces;
}

/** `rank`: lower is rarer and cheaper to look for. */
type Ranked = { readonly traces: readonly Trace[]; readonly rank: number };
type Within = { readonly variable: string; readonly list: Term } | undefined;

const tracesMax = 4_096;

function find(node: Predicate, within: Within): Ranked | undefined {
  switch (node.kind) {
    case "constant":
      return node.value ? undefined : { traces: [], rank: 0 };
    case "not":
      return undefined;
    case "and":
      return ranked(node.parts, within)[0];
    case "or":
      return oneOf(node.parts, within, node.parts.length);
    case "at-least":
      // Of n parts at least c hold, so of any n - c + 1 at least one does.
      return node.count < 1 ? undefined : oneOf(node.parts, within, node.parts.length - node.count + 1);
    case "exists":
      return trace({ ...node.term, type: { kind: "any" } } as Term, within, rarity.present, { kind: "present" }); // only the type differs
    case "holds":
      return trace(node.term, within, rarity.boolean, { kind: "equal", values: [true] });
    case "quantified":
      return within === undefined && isPure(node.list, undefined)
        ? find(node.part, { variable: node.variable, list: node.list })
        : undefined;
    case "test":
      return ofTest(node, within);
    default:
      return unreachable(node);
  }
}

function ranked(parts: readonly Predicate[], within: Within): readonly Ranked[] {
  return parts
    .map((part) => find(part, within))
    .filter((found) => found !== undefined)
    .sort((left, right) => left.rank - right.rank);
}

function oneOf(parts: readonly Predicate[], within: Within, count: number): Ranked | undefined {
  const found = ranked(parts, within).slice(0, count);
  const traces = found.flatMap((one) => one.traces);
  return found.length < count || traces.length > tracesMax ? undefined : { traces, rank: Math.max(0, ...found.map((one) => one.rank)) };
}

/** How little a trace narrows: looking for what every event has helps nobody. */
const rarity = { literal: 10, text: 12, number: 15, shortLiteral: 25, enum: 30, bound: 35, present: 40, boolean: 45 } as const;

type Kind = Trace extends infer T ? (T extends Trace ? Omit<T, "subject" | "within"> : never) : never;

function trace(subject: Term, within: Within, rank: number, what: Kind): Ranked | undefined {
  if (!isPure(subject, within?.variable)) return undefined;
  const dear =
    predicateCost({ kind: "exists", term: subject, span: subject.span }) +
    (within ? predicateCost({ kind: "exists", term: within.list, span: subject.span }) : 0);
  return { traces: [{ subject, ...(within ? { within } : {}), ...what } as Trace], rank: rank + dear };
}

/** Reads the event alone: no state, no step, no variable but the one at hand. */
function isPure(term: Term, variable: string | undefined): boolean {
  let pure = true;
  walkTerm(term, {
    term: (part) => {
      if ("source" in part || part.kind === "truth" || (part.kind === "binding" && part.name !== variable)) pure = false;
    },
  });
  return pure;
}

function ofTest(node: Test, within: Within): Ranked | undefined {
  const literals = literalsOf(node.object);
  if (literals === undefined) return undefined;
  const { subject } = node;
  switch (node.word) {
    case "contains":
    case "contains-word":
    case "starts-with":
    case "ends-with":
    case "like":
    case "matches":
      return ofText(node, literals, within);
    case "equal":
    case "in-list":
    case "has-element": {
      const values = literals.map((one) => one.value).filter((value) => value !== undefined && !isPattern(value));
      if (node.fold || node.of === "all" || values.length !== literals.length) return undefined;
      return trace(subject, within, rarityOf(subject), { kind: "equal", values } as Kind); // neither missing nor a pattern
    }
    case "greater":
    case "greater-equal":
      return bounded(node, literals, within, "least");
    case "less":
    case "less-equal":
      return bounded(node, literals, within, "most");
    case "in-domains":
    case "in-cidrs":
      return trace(subject, within, rarity.present, { kind: "present" });
    default:
      return unreachable(node.word);
  }
}

function literalsOf(object: Term): readonly Literal[] | undefined {
  if (object.kind === "literal") return [object];
  if (object.kind !== "list" || object.items.length === 0) return undefined;
  const items = object.items.filter((item) => item.kind === "literal");
  return items.length === object.items.length ? items : undefined;
}

function rarityOf({ type }: Term): number {
  return type.kind === "enum"
    ? rarity.enum
    : type.kind === "boolean"
      ? rarity.boolean
      : type.kind === "number"
        ? rarity.number
        : rarity.text;
}

function bounded(node: Test, literals: readonly Literal[], within: Within, kind: "least" | "most"): Ranked | undefined {
  const [only] = literals;
  const { type } = node.subject;
  const isOrdered = type.kind === "number" || type.kind === "duration" || type.kind === "timestamp";
  if (only === undefined || literals.length > 1 || node.of !== "one" || !isOrdered || isPattern(only.value)) return undefined;
  const bound = nearest(only.value);
  return bound === undefined ? undefined : trace(node.subject, within, rarity.bound, { kind, bound });
}

/** Text that has one of the objects (`of: "any"`), or all: then the best of them is enough. */
function ofText(node: Test, objects: readonly Literal[], within: Within): Ranked | undefined {
  const needs = objects.map((object) => bestNeed(needsOf(node, object.value)));
  const needed = node.of === "all" ? [bestNeed(needs.filter((need) => need !== undefined))] : needs;
  if (needed.some((need) => need === undefined)) return undefined;
  const literals = needed.flatMap((need) => need ?? []);
  const shortest = Math.min(...literals.map((one) => literalKey(one)?.length ?? 0));
  if (shortest === 0 || literals.length > tracesMax) return undefined;
  return trace(node.subject, within, shortest < 4 ? rarity.shortLiteral : rarity.literal, { kind: "literals", literals });
}

/** Lists of literals of each of which a text must have one. */
function needsOf(node: Test, value: Literal["value"]): readonly (readonly string[])[] {
  if (isPattern(value)) return node.word === "matches" ? (preparePattern(value).required ?? []) : [];
  if (typeof value !== "string") return [];
  return node.word === "like" ? readLike(value, false).pieces.flatMap((piece) => piece.map((text) => [text])) : [[value]];
}

/** The need whose shortest literal is the longest. */
function bestNeed(needs: readonly (readonly string[])[]): readonly string[] | undefined {
  let best: { readonly need: readonly string[]; readonly shortest: number } | undefined;
  for (const need of needs) {
    const shortest = Math.min(...need.map((one) => literalKey(one)?.length ?? 0));
    if (shortest > 0 && need.length > 0 && (best === undefined || shortest > best.shortest)) best = { need, shortest };
  }
  return best?.need;
}

/** Whether a literal is a pattern. */
export function isPattern(value: Literal["value"]): value is PatternValue {
  return typeof value === "object" && "source" in value;
}
