/** Whether one condition cannot hold without another. What is not proved is not said. */
import { canonical } from "../ir/identity.ts";
import { normalForm } from "../ir/normal-form.ts";
import type { Predicate, Term, Test } from "../ir/plan.ts";
import { contradictions } from "../ir/satisfiable.ts";

/** A condition with what comparing it needs, computed once. */
export type Fact = {
  readonly node: Predicate;
  /** Equal for conditions of equal meaning. */
  readonly key: string;
  /** Equal for tests of the same value; undefined for what is no test. */
  readonly subject: string | undefined;
  readonly needles: Needles | undefined;
};

/** The texts of which one must be where the test looks. */
type Needles = { readonly word: string; readonly fold: boolean; readonly texts: readonly string[] };

export function factOf(node: Predicate): Fact {
  const subject = subjectOf(node);
  return {
    node,
    key: canonical(normalForm(node)),
    subject: subject ? canonical(subject) : undefined,
    needles: node.kind === "test" ? needlesOf(node) : undefined,
  };
}

/** The parts of an AND, or the condition itself. */
export function conjunctsOf(node: Predicate): readonly Predicate[] {
  return node.kind === "and" ? node.parts.flatMap(conjunctsOf) : [node];
}

/** Whether whatever makes `one` hold makes `other` hold. O(texts²). */
export function implies(one: Fact, other: Fact): boolean {
  if (one.key === other.key) return true;
  if (one.subject === undefined || one.subject !== other.subject) return false;
  if (one.needles && other.needles && meansMore(one.needles, other.needles)) return true;
  if (one.node.kind === "test" && one.node.word === "matches") return false;
  const both: Predicate = { kind: "and", parts: [one.node, { kind: "not", part: other.node, span: other.node.span }], span: one.node.span };
  return contradictions(both).length > 0 && contradictions(one.node).length === 0;
}

function subjectOf(node: Predicate): Term | undefined {
  if (node.kind === "not") return subjectOf(node.part);
  if (node.kind === "test") return node.subject;
  return node.kind === "exists" || node.kind === "holds" ? node.term : undefined;
}

const placed: ReadonlySet<string> = new Set(["contains", "starts-with", "ends-with", "equal", "in-list"]);

function needlesOf({ word, object, of, fold }: Test): Needles | undefined {
  if (!placed.has(word) || of === "all") return undefined;
  const items = object.kind === "list" ? object.items : [object];
  const texts = items.flatMap((item) => (item.kind === "literal" && typeof item.value === "string" ? [item.value] : []));
  if (texts.length !== items.length || texts.length === 0 || texts.length > textsMax) return undefined;
  return { word, fold, texts: fold ? texts.map(lowered) : texts };
}

const textsMax = 300;

/** Only ASCII, of which every folding thinks alike. */
function lowered(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Whether each text that the one test is content with also contents the other. */
function meansMore(one: Needles, other: Needles): boolean {
  // What a folding test lets through need not have the very letters that an exact one asks for.
  if (one.fold && !other.fold) return false;
  const isWithin = within(one.word, other.word);
  return (
    isWithin !== undefined && one.texts.every((text) => other.texts.some((needle) => isWithin(other.fold ? lowered(text) : text, needle)))
  );
}

/** How a needle of the second word lies in a text that the first has found. */
function within(one: string, other: string): ((text: string, needle: string) => boolean) | undefined {
  const isWhole = one === "equal" || one === "in-list";
  if (other === "contains") return (text, needle) => text.includes(needle);
  if (other === "starts-with" && (isWhole || one === "starts-with")) return (text, needle) => text.startsWith(needle);
  if (other === "ends-with" && (isWhole || one === "ends-with")) return (text, needle) => text.endsWith(needle);
  return undefined;
}
