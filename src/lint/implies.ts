/** Whether one condition cannot hold without another. What is not proved is not said. */
import { canonical } from "../ir/identity.ts";
import { normalForm } from "../ir/normal-form.ts";
import type { Predicate, Term, Test } from "../ir/plan.ts";
import { contradictions } from "../ir/satisfiable.ts";
import { walkPredicate } from "../ir/walk.ts";

/** A condition with what comparing it needs, computed once and when it is asked for. */
export type Fact = {
  readonly node: Predicate;
  /** Equal for conditions of equal meaning. */
  readonly key: string;
  /** Differs only for conditions whose keys do; cheap. */
  readonly shape: string;
  /** Equal for tests of the same value; undefined for what is no test. */
  readonly subject: string | undefined;
  readonly needles: Needles | undefined;
};

/** The texts of which one must be where the test looks. */
type Needles = { readonly word: string; readonly fold: boolean; readonly texts: readonly string[] };

export function factOf(node: Predicate): Fact {
  const subject = subjectOf(node);
  let key: string | undefined;
  let shape: string | undefined;
  let needles: { readonly found: Needles | undefined } | undefined;
  return {
    node,
    subject: subject ? canonical(subject) : undefined,
    // Most facts are never compared with another one of their value.
    get key() {
      key ??= canonical(normalForm(node));
      return key;
    },
    get shape() {
      shape ??= shapeOf(node);
      return shape;
    },
    get needles() {
      needles ??= { found: node.kind === "test" ? needlesOf(node) : undefined };
      return needles.found;
    },
  };
}

/** The parts of an AND, or the condition itself. */
export function conjunctsOf(node: Predicate): readonly Predicate[] {
  return node.kind === "and" ? node.parts.flatMap(conjunctsOf) : [node];
}

/** Whether whatever makes `one` hold makes `other` hold. O(texts²). */
export function implies(one: Fact, other: Fact): boolean {
  if (one.subject !== other.subject) return false;
  if (one.node.kind !== other.node.kind) return one.subject !== undefined && contradict(one, other);
  if (one.node.kind === "test" && other.node.kind === "test") {
    if (isSame(one.node, other.node)) return true;
    // Of patterns nothing is known but that they are the same.
    if (one.node.word === "matches" && isLong(one.node.object)) return false;
  }
  if (one.shape === other.shape && one.key === other.key) return true;
  if (one.subject === undefined) return false;
  if (one.needles && other.needles && meansMore(one.needles, other.needles)) return true;
  return contradict(one, other);
}

function contradict(one: Fact, other: Fact): boolean {
  if (one.node.kind === "test" && one.node.word === "matches") return false;
  const both: Predicate = { kind: "and", parts: [one.node, { kind: "not", part: other.node, span: other.node.span }], span: one.node.span };
  return contradictions(both).length > 0 && contradictions(one.node).length === 0;
}

/** The paths that a condition reads, whatever it asks of them: another spelling of it reads the same. */
function shapeOf(node: Predicate): string {
  const paths = new Set<string>();
  walkPredicate(node, { term: (term) => void (term.kind === "field" && paths.add(term.path.join("."))) });
  return [...paths].sort().join(" ");
}

/** The same test of the same list, as two rules have it that name one. */
function isSame(one: Test, other: Test): boolean {
  return one.word === other.word && one.of === other.of && one.fold === other.fold && one.object === other.object;
}

function isLong(object: Term): boolean {
  return object.kind === "list" && object.items.length > patternsMax;
}

/** Longer lists of patterns have names, by which they are known. */
const patternsMax = 20;

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
