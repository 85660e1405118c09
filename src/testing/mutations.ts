/** One small change at a time of a condition of the plan: an operator, a bound, a window, an entry of a list, a NOT, the case, a key. */
import { unreachable } from "../source/invariant.ts";
import type { FunctionWord, TestWord } from "../builtins/words.ts";
import type { Literal, Predicate, Term, Test } from "../ir/plan.ts";
import { showDuration } from "../ir/show.ts";
import type { State, Statistic } from "../ir/state.ts";
import { isOfLibrary, isOpaque, meaningsOf } from "./leaves.ts";
import type { Span } from "../source/span.ts";

export type MutationKind =
  | "operator"
  | "bound"
  | "window"
  | "step"
  | "entry"
  | "not"
  | "case"
  | "condition"
  | "key"
  | "event"
  | "statistic"
  | "suppress";

/** A changed whole; `probe` is the innermost condition that differs, where asking both of an event tells them apart. */
export type Mutation<T> = {
  readonly value: T;
  readonly kind: MutationKind;
  readonly span: Span;
  /** What was changed, as a sentence without its subject: "`>` became `>=`". */
  readonly what: string;
  readonly probe?: Probe;
};

/** `only` is the condition with the one entry that the mutant lacks: the mutant differs where this holds and no other does. */
export type Probe = { readonly node: Predicate; readonly variant: Predicate; readonly entry?: { readonly only: Predicate } };

/** Changes of a condition, and the condition left out. */
export function mutateCondition(node: Predicate): Mutation<Predicate>[] {
  const chain = (node.kind === "and" || node.kind === "or") && !isOpaque(node) && meaningsOf(node) === undefined;
  const out: Mutation<Predicate> = {
    value: { kind: "constant", value: true, span: node.span },
    kind: "condition",
    span: node.span,
    what: "condition left out",
  };
  return [...(chain ? [] : [probed(node, out)]), ...mutatePredicate(node)];
}

/** A definition of the standard library is one condition: what stands inside of it is not changed. */
function mutatePredicate(node: Predicate): Mutation<Predicate>[] {
  if (isOpaque(node) || isOfLibrary(node.span)) return [];
  switch (node.kind) {
    case "constant":
      return [];
    case "and":
    case "or": {
      if (meaningsOf(node) !== undefined) return inAllMeanings(node);
      const other = node.kind === "and" ? "or" : "and";
      const own: Mutation<Predicate> = {
        value: { ...node, kind: other },
        kind: "operator",
        span: node.span,
        what: `\`${node.kind.toUpperCase()}\` became \`${other.toUpperCase()}\``,
      };
      return [probed(node, own), ...partsLeftOut(node), ...lifted(node)];
    }
    case "at-least":
      return [...countChanged(node), ...partsLeftOut(node), ...lifted(node)];
    case "not": {
      const own: Mutation<Predicate> = { value: node.part, kind: "not", span: node.span, what: "`NOT` left out" };
      // Of `a != b` the other operator is the one without the NOT.
      const inner = mutatePredicate(node.part).filter((one) => one.value.kind !== "not" || one.value.part.kind !== "test");
      return [probed(node, own), ...inner.map((one) => wrapped(one, (part) => ({ ...node, part })))];
    }
    case "test":
      return [...wordChanged(node), ...caseChanged(node), ...entriesLeftOut(node), ...operandsChanged(node)];
    case "exists":
    case "holds":
      return mutateTerm(node.term).map((one) => overTerm(node, one, (term) => ({ ...node, term })));
    case "quantified": {
      const [was, is] = node.every ? ["ALL", "ANY"] : ["ANY", "ALL"];
      const own: Mutation<Predicate> = {
        value: { ...node, every: !node.every },
        kind: "operator",
        span: node.span,
        what: `\`${was} ${node.variable}\` became \`${is} ${node.variable}\``,
      };
      return [
        probed(node, own),
        ...mutateTerm(node.list).map((one) => overTerm(node, one, (list) => ({ ...node, list }))),
        ...mutateCondition(node.part).map((one) => wrapped(one, (part) => ({ ...node, part }))),
      ];
    }
    default:
      return unreachable(node);
  }
}

/** A test that has two meanings was written once: the same change is made of each that knows it. */
function inAllMeanings(node: Chain): Mutation<Predicate>[] {
  const nameOf = (one: Mutation<Predicate>): string => `${one.span.start} ${one.what}`;
  const changes = node.parts.map((part) => new Map(mutatePredicate(part).map((one) => [nameOf(one), one])));
  const named = new Map(changes.flatMap((of) => [...of]));
  return [...named].map(([name, one]) => {
    const value: Predicate = { ...node, parts: node.parts.map((part, index) => changes[index]?.get(name)?.value ?? part) };
    const whole = { ...one, value };
    return one.probe === undefined ? whole : probed(node, whole);
  });
}

type Chain = Extract<Predicate, { readonly parts: readonly Predicate[] }>;

function partsLeftOut(node: Chain): Mutation<Predicate>[] {
  const least = node.kind === "at-least" ? node.count + 1 : 2;
  if (node.parts.length < least) return [];
  return node.parts.flatMap((part, index) => {
    if (isOfLibrary(part.span)) return [];
    const value: Predicate = { ...node, parts: node.parts.filter((_, at) => at !== index) };
    return [probed(node, { value, kind: "condition", span: part.span, what: "condition left out" })];
  });
}

function lifted(node: Chain): Mutation<Predicate>[] {
  return node.parts.flatMap((part, index) =>
    mutatePredicate(part).map((one) => wrapped(one, (changed) => ({ ...node, parts: node.parts.with(index, changed) }))),
  );
}

function countChanged(node: Extract<Predicate, { kind: "at-least" }>): Mutation<Predicate>[] {
  return [node.count - 1, node.count + 1]
    .filter((count) => count >= 1 && count <= node.parts.length)
    .map((count) =>
      probed(node, { value: { ...node, count }, kind: "bound", span: node.span, what: `\`${node.count} OF\` became \`${count} OF\`` }),
    );
}

/** Words that a mistake would write instead. */
const otherWord: Partial<Readonly<Record<TestWord, { readonly word: TestWord; readonly what: string }>>> = {
  less: { word: "less-equal", what: "`<` became `<=`" },
  "less-equal": { word: "less", what: "`<=` became `<`" },
  greater: { word: "greater-equal", what: "`>` became `>=`" },
  "greater-equal": { word: "greater", what: "`>=` became `>`" },
  "contains-word": { word: "contains", what: "`CONTAINS WORD` became `CONTAINS`" },
  "starts-with": { word: "contains", what: "`STARTS WITH` became `CONTAINS`" },
  "ends-with": { word: "contains", what: "`ENDS WITH` became `CONTAINS`" },
};

function wordChanged(written: Test): Mutation<Predicate>[] {
  const node = exactTest(written);
  const changes: Mutation<Predicate>[] = [];
  const other = otherWord[node.word];
  if (other !== undefined) changes.push({ value: { ...node, word: other.word }, kind: "operator", span: node.span, what: other.what });
  if (node.word === "equal")
    changes.push({ value: { kind: "not", part: node, span: node.span }, kind: "operator", span: node.span, what: "`==` became `!=`" });
  if (node.of !== "one" && node.object.kind === "list" && node.object.items.length > 1) {
    const of = node.of === "any" ? "all" : "any";
    changes.push({ value: { ...node, of }, kind: "operator", span: node.span, what: `${node.of} of the list became ${of} of it` });
  }
  return changes.map((one) => probed(written, one));
}

const knowsCase: ReadonlySet<TestWord> = new Set([
  "equal",
  "contains",
  "contains-word",
  "has-element",
  "starts-with",
  "ends-with",
  "like",
  "in-list",
]);

/** Only where a letter is compared, and the values are not spelt by a schema. */
function caseChanged(node: Test): Mutation<Predicate>[] {
  if (!knowsCase.has(node.word) || node.subject.type.kind === "enum" || !hasLetter(node.object)) return [];
  const what = node.fold ? "ignoring case became minding it" : "minding case became ignoring it";
  return [probed(node, { value: { ...node, fold: !node.fold }, kind: "case", span: node.span, what })];
}

function hasLetter(term: Term): boolean {
  if (term.kind === "list") return term.items.some(hasLetter);
  return term.kind === "literal" && typeof term.value === "string" && term.value.toLowerCase() !== term.value.toUpperCase();
}

/** A list of one entry has no smaller form; without its condition it is another mutant. */
function entriesLeftOut(node: Test): Mutation<Predicate>[] {
  const { object } = node;
  // Only where one entry decides: a list that is compared as a whole has none.
  const isSearched = node.of !== "one" || node.word === "in-list" || node.word === "in-domains" || node.word === "in-cidrs";
  if (object.kind !== "list" || object.items.length < 2 || !isSearched) return [];
  return object.items.flatMap((item, index): Mutation<Predicate>[] => {
    if (isOfLibrary(item.span)) return [];
    const value: Predicate = { ...node, object: { ...object, items: object.items.filter((_, at) => at !== index) } };
    const only: Predicate = { ...node, object: { ...object, items: [item] } };
    const probe: Probe = { node, variant: value, entry: { only } };
    return [{ value, kind: "entry", span: item.span, what: `entry ${showEntry(item)} left out`, probe }];
  });
}

function showEntry(item: Term): string {
  if (item.kind !== "literal") return "of the list";
  const { value } = item;
  if (typeof value === "object" && "source" in value) return `\`/${value.source}/${value.flags}\``;
  return `\`${typeof value === "string" ? JSON.stringify(value) : String(value)}\``;
}

function operandsChanged(written: Test): Mutation<Predicate>[] {
  const node = exactTest(written);
  return [
    ...mutateTerm(node.subject).map((one) => overTerm(written, one, (subject) => ({ ...node, subject }))),
    ...mutateTerm(node.object).map((one) => overTerm(written, one, (object) => ({ ...node, object }))),
  ];
}

/** A count that is only compared with a bound is kept up to that bound: another bound needs all of it. */
function exactTest(node: Test): Test {
  const [subject, object] = [exact(node.subject), exact(node.object)];
  return subject === node.subject && object === node.object ? node : { ...node, subject, object };
}

function exact(term: Term): Term {
  if (term.kind === "aggregate" && term.enough !== undefined) {
    const { enough, ...whole } = term;
    void enough;
    return whole;
  }
  if (term.kind !== "call") return term;
  const args = term.args.map(exact);
  return args.every((argument, index) => argument === term.args[index]) ? term : { ...term, args };
}

/** Changes of a value: its numbers, its arithmetic, and what it remembers. */
function mutateTerm(node: Term): Mutation<Term>[] {
  if (isOfLibrary(node.span)) return [];
  switch (node.kind) {
    case "literal":
      return numberChanged(node);
    case "binding":
    case "field":
    // The entries of a list belong to the test that reads it.
    case "list":
      return [];
    case "member":
    case "element":
      return mutateTerm(node.of).map((one) => wrapped(one, (of) => ({ ...node, of })));
    case "call":
      return [
        ...callChanged(node),
        ...node.args.flatMap((argument, index) =>
          mutateTerm(argument).map((one) => wrapped(one, (changed): Term => ({ ...node, args: node.args.with(index, changed) }))),
        ),
      ];
    case "truth":
      return mutatePredicate(node.predicate).map((one) => wrapped(one, (predicate) => ({ ...node, predicate })));
    case "aggregate":
      return [
        ...windows(node, node.withinMs, (withinMs) => ({ ...node, withinMs })),
        ...statisticChanged(node.statistic, node.span, (statistic) => ({ ...node, statistic })),
        ...stateChanged(node, (state) => ({ ...node, ...state })),
      ].map(renamed);
    case "baseline":
      return [
        ...windows(node, node.overMs, (overMs) => ({ ...node, overMs })),
        ...samples(node, node.samplesMin, (samplesMin) => ({ ...node, samplesMin })),
        ...stateChanged(node, (state) => ({ ...node, ...state })),
      ].map(renamed);
    case "novelty":
    case "frequency":
      return [
        ...windows(node, node.overMs, (overMs) => ({ ...node, overMs })),
        ...samples(node, node.samplesMin, (samplesMin) => ({ ...node, samplesMin })),
        ...stateChanged(node, (state) => ({ ...node, ...state })),
      ].map(renamed);
    case "previous":
      return [
        ...(node.withinMs === undefined ? [] : windows(node, node.withinMs, (withinMs) => ({ ...node, withinMs }))),
        ...stateChanged(node, (state) => ({ ...node, ...state })),
      ].map(renamed);
    case "seen":
      return [
        ...windows(node, node.withinMs, (withinMs) => ({ ...node, withinMs })),
        ...stateChanged(node, (state) => ({ ...node, ...state })),
      ].map(renamed);
    default:
      return unreachable(node);
  }
}

/** A tenth more and a tenth less, and one at least for whole numbers: a test within a tenth of a bound knows it. */
function numberChanged(node: Literal): Mutation<Term>[] {
  const { value, type } = node;
  if (typeof value !== "number" || value === 0 || (type.kind !== "number" && type.kind !== "duration")) return [];
  const step = Number.isInteger(value) ? Math.max(1, Math.round(Math.abs(value) / 10)) : Math.abs(value) / 10;
  return [value - step, value + step].map((changed) => ({
    value: { ...node, value: changed },
    kind: "bound",
    span: node.span,
    what: `\`${showNumber(value, type.kind)}\` became \`${showNumber(changed, type.kind)}\``,
  }));
}

function showNumber(value: number, kind: "number" | "duration"): string {
  return kind === "duration" ? showDuration(value) : String(Number(value.toPrecision(12)));
}

const otherFunction: Partial<Readonly<Record<FunctionWord, FunctionWord>>> = {
  add: "subtract",
  subtract: "add",
  multiply: "divide",
  divide: "multiply",
};
const signs: Partial<Readonly<Record<FunctionWord, string>>> = { add: "+", subtract: "-", multiply: "*", divide: "/" };
const undone: ReadonlySet<FunctionWord> = new Set(["normalize", "lower", "upper", "trim"]);

function callChanged(node: Extract<Term, { kind: "call" }>): Mutation<Term>[] {
  const [first] = node.args;
  if (undone.has(node.word) && first !== undefined)
    return [{ value: first, kind: "operator", span: node.span, what: `\`${node.word}()\` left out` }];
  const word = otherFunction[node.word];
  if (word === undefined) return [];
  return [{ value: { ...node, word }, kind: "operator", span: node.span, what: `\`${signs[node.word]}\` became \`${signs[word]}\`` }];
}

/** Half and twice a window. */
export function windows<T>(node: { readonly span: Span }, ms: number, make: (ms: number) => T): Mutation<T>[] {
  return [Math.max(1, Math.floor(ms / 2)), ms * 2].map((changed) => ({
    value: make(changed),
    kind: "window",
    span: node.span,
    what: `\`${showDuration(ms)}\` became \`${showDuration(changed)}\``,
  }));
}

function samples<T>(node: { readonly span: Span }, min: number, make: (min: number) => T): Mutation<T>[] {
  return [min - 1, min + 1]
    .filter((changed) => changed >= 0)
    .map((changed) => ({ value: make(changed), kind: "bound", span: node.span, what: `\`MIN ${min}\` became \`MIN ${changed}\`` }));
}

const otherStatistic = { sum: "max", avg: "max", min: "max", max: "min", "count-distinct": "count" } as const;

function statisticChanged<T>(statistic: Statistic, span: Span, make: (statistic: Statistic) => T): Mutation<T>[] {
  if (!(statistic.kind in otherStatistic) || statistic.kind === "count") return [];
  const kind = otherStatistic[statistic.kind as keyof typeof otherStatistic]; // is in the table
  const changed: Statistic = kind === "count" ? { kind } : { kind, of: statistic.of };
  const names = { sum: "SUM", avg: "AVG", min: "MIN", max: "MAX", count: "COUNT", "count-distinct": "COUNT DISTINCT" };
  return [
    {
      value: make(changed),
      kind: "statistic",
      span,
      what: `\`${names[statistic.kind as keyof typeof names]}\` became \`${names[kind]}\``,
    },
  ];
}

/** Its keys, its event types and its WHERE. */
function stateChanged<T>(node: State, make: (state: Pick<State, "by" | "source">) => T): Mutation<T>[] {
  const { by, source } = node;
  const { where } = source;
  return [
    ...keysLeftOut(by, (left) => make({ by: left, source })),
    ...eventsLeftOut(source.events, node.span, (events) => make({ by, source: { ...source, events } })),
    ...(where === undefined
      ? []
      : mutateCondition(where).map((one) => wrapped(one, (changed) => make({ by, source: { ...source, where: changed } })))),
  ];
}

export function keysLeftOut<T>(by: readonly Term[], make: (by: readonly Term[]) => T): Mutation<T>[] {
  return by.map((term, index) => ({
    value: make(by.filter((_, at) => at !== index)),
    kind: "key",
    span: term.span,
    what: "key left out",
  }));
}

export function eventsLeftOut<T>(events: readonly string[], span: Span, make: (events: readonly string[]) => T): Mutation<T>[] {
  if (events.length < 2) return [];
  return events.map((name) => ({
    value: make(events.filter((one) => one !== name)),
    kind: "event",
    span,
    what: `events of type \`${name}\` left out`,
  }));
}

/** A changed term remembers apart from every other. */
function renamed(one: Mutation<Term>): Mutation<Term> {
  return "id" in one.value ? { ...one, value: { ...one.value, id: `${one.value.id}'` } } : one;
}

/** The same change inside of a whole. */
export function wrapped<A, B>(one: Mutation<A>, make: (value: A) => B): Mutation<B> {
  return { ...one, value: make(one.value) };
}

/** A change of a value is told apart by the condition around it, unless it changes what is remembered: that takes a whole run. */
function overTerm(node: Predicate, one: Mutation<Term>, make: (term: Term) => Predicate): Mutation<Predicate> {
  const value = make(one.value);
  const whole = wrapped(one, make);
  return one.probe !== undefined || remembersAnew(one.value) ? whole : { ...whole, probe: { node, variant: value } };
}

function probed(node: Predicate, one: Mutation<Predicate>): Mutation<Predicate> {
  return { ...one, probe: { node, variant: one.value } };
}

/** Whether a term somewhere in it keeps a state of its own. */
function remembersAnew(term: Term): boolean {
  switch (term.kind) {
    case "aggregate":
    case "baseline":
    case "novelty":
    case "frequency":
    case "previous":
    case "seen":
      return term.id.endsWith("'");
    case "call":
      return term.args.some(remembersAnew);
    case "member":
    case "element":
      return remembersAnew(term.of);
    default:
      return false;
  }
}
