/**
 * One form for all ways to write a condition: `x == "a" OR x == "b"` is `x IN ["b", "a"]`. The meaning of a rule is the hash of it, so what
 * only says the same otherwise keeps the ids of its alerts. It is compared and hashed, never run.
 */
import { ExactInteger } from "../runtime/value.ts";
import { canonical } from "./identity.ts";
import type { Literal, Predicate, Term, Test } from "./plan.ts";

/**
 * Any plan node, with every condition in it settled: no double negation, no part twice, AND and OR without order, tests of one value with
 * several strings as one test of a list, lists without order where order means nothing. Literals are themselves, spans and all, which `canonical` leaves
 * out. O(size × depth).
 */
export function normalForm(node: unknown): unknown {
  if (node === null || typeof node !== "object" || node instanceof ExactInteger) return node;
  if (Array.isArray(node)) return node.map(normalForm);
  if (node instanceof Map) return new Map([...node].map(([key, value]) => [key, normalForm(value)]));
  if ("kind" in node && node.kind === "literal") return node;
  const known = lists.get(node);
  if (known) return known;
  const record: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) if (key !== "span") record[key] = key === "type" ? value : normalForm(value);
  if (isCondition(record)) return settled(record);
  if (record["kind"] === "list") lists.set(node, record);
  return record;
}

/** Forms of lists, and of lists whose order means nothing: a long one is the same term in every rule that tests it. */
const lists = new WeakMap<object, object>();
const unordered = new WeakMap<ListTerm, ListTerm>();
type ListTerm = Extract<Term, { readonly kind: "list" }>;

function isCondition(record: object): record is Predicate {
  return "kind" in record && typeof record.kind === "string" && conditions.has(record.kind);
}

const conditions: ReadonlySet<string> = new Set<Predicate["kind"]>(["and", "or", "at-least", "not", "test"]);

/** A condition whose parts are settled. */
function settled(node: Predicate): Predicate {
  switch (node.kind) {
    case "not":
      return node.part.kind === "not" ? node.part.part : node;
    case "at-least":
      if (node.count === 1) return joined("or", node.parts, node);
      return node.count === node.parts.length ? joined("and", node.parts, node) : { ...node, parts: sorted(node.parts) };
    case "and":
    case "or":
      return joined(node.kind, node.parts, node);
    case "test":
      return settledTest(node);
    default:
      return node;
  }
}

function joined(kind: "and" | "or", parts: readonly Predicate[], node: Predicate): Predicate {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  const distinct = new Map(merged(kind, flat).map((part) => [canonical(part), part]));
  const [only] = distinct.values();
  if (distinct.size === 1 && only) return only;
  return { kind, parts: [...distinct].sort(byKey).map(([, part]) => part), span: node.span };
}

/** The tests of one value with one word, their objects in one list: any of them under OR, all of them under AND. */
function merged(kind: "and" | "or", parts: readonly Predicate[]): Predicate[] {
  const groups = new Map<string, Test[]>();
  const rest: Predicate[] = [];
  for (const part of parts) {
    const key = part.kind === "test" ? groupOf(kind, part) : undefined;
    if (key === undefined || part.kind !== "test") rest.push(part);
    else groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  const lists = [...groups.values()].flatMap((tests) => {
    const [first] = tests;
    return first ? settledTest(withItems(first, kind, tests.flatMap(itemsOf))) : [];
  });
  return [...rest, ...lists];
}

/** What tests must share to be one test of a list; undefined for those that stay apart. */
function groupOf(kind: "and" | "or", { word, subject, object, of, fold }: Test): string | undefined {
  if (kind === "or" && (word === "equal" || word === "in-list")) {
    const isWritten = word === "equal" ? object.kind === "literal" : object.kind === "list";
    return isWritten ? canonical(["in-list", subject, fold]) : undefined;
  }
  if (!listed.has(word)) return undefined;
  const together = kind === "or" ? "any" : "all";
  const isWritten = of === "one" ? object.kind === "literal" : of === together && object.kind === "list";
  return isWritten ? canonical([word, subject, fold]) : undefined;
}

/** Words that take a list as well as one needle. */
const listed: ReadonlySet<string> = new Set(["contains", "contains-word", "has-element", "starts-with", "ends-with", "matches"]);

function itemsOf({ object }: Test): readonly Term[] {
  return object.kind === "list" ? object.items : [object];
}

function withItems(test: Test, kind: "and" | "or", items: readonly Term[]): Test {
  const isMembership = test.word === "equal" || test.word === "in-list";
  const of = items[0]?.type ?? test.object.type;
  const object: Term = { kind: "list", items, type: { kind: "list", of }, span: test.span };
  return isMembership ? { ...test, word: "in-list", of: "one", object } : { ...test, of: kind === "or" ? "any" : "all", object };
}

/** A test of a list of one is a test of that one; the order of a list that is only looked through means nothing. */
function settledTest(test: Test): Predicate {
  const { word, object, subject } = test;
  if (word === "equal" && subject.kind === "literal" && object.kind !== "literal")
    return settledTest({ ...test, subject: object, object: subject });
  if (word === "equal" && object.kind === "literal" && object.value === true && subject.type.kind === "boolean")
    return { kind: "holds", term: subject, span: test.span };
  const isLooked = (test.of !== "one" && listed.has(word)) || word === "in-list" || word === "in-domains" || word === "in-cidrs";
  if (!isLooked || object.kind !== "list") return test;
  const list = withoutOrder(object);
  const [only] = list.items;
  if (list.items.length === 1 && only && isOne(only)) {
    if (word === "in-list") return settledTest({ ...test, word: "equal", object: only });
    if (listed.has(word)) return { ...test, of: "one", object: only };
  }
  return { ...test, object: list };
}

function withoutOrder(list: ListTerm): ListTerm {
  const known = unordered.get(list);
  if (known) return known;
  const items = [...new Map(list.items.map((item) => [canonical(item), item])).entries()].sort(byKey).map(([, item]) => item);
  const made = { ...list, items };
  unordered.set(list, made);
  return made;
}

function isOne(term: Term): term is Literal {
  return term.kind === "literal";
}

function sorted(parts: readonly Predicate[]): Predicate[] {
  return parts
    .map((part): [string, Predicate] => [canonical(part), part])
    .sort(byKey)
    .map(([, part]) => part);
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}
