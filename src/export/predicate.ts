/**
 * The sentences of a condition, for every target: AND, OR, NOT, tests, presence, quantifiers. Words lower themselves; here NOT is
 * pushed to the leaves and guarded, polarity is counted, and what a target lacks becomes a refusal or, where asked for, is left out.
 */
import { testBuiltins } from "../builtins/index.ts";
import type { Lowered, Operand, TargetName, TargetTrees, TestLowering } from "../builtins/lowering.ts";
import { negationInwards } from "../ir/negate.ts";
import type { Predicate, Test } from "../ir/plan.ts";
import { unreachable } from "../source/invariant.ts";
import type { Span } from "../source/span.ts";
import type { Polarity } from "./account.ts";
import { flipped } from "./account.ts";
import type { Lowering } from "./context.ts";
import { operandOf } from "./term.ts";

type Condition<K extends TargetName> = TargetTrees[K]["condition"];
type Value<K extends TargetName> = Operand<TargetTrees[K]["term"]>;

/** An OR of ANDs beyond this many terms is no query. */
const choicesMax = 64;

/** A condition in the target. What cannot be said is in the account, and the answer then means nothing. O(size of the predicate). */
export function lowerPredicate<K extends TargetName>(node: Predicate, context: Lowering<K>, polarity: Polarity = "positive"): Condition<K> {
  return simplified(lower(negationInwards(node), context, polarity), context);
}

/** A condition, or one that is known: constants vanish on the way up. */
type Known<K extends TargetName> = Condition<K> | boolean;

function simplified<K extends TargetName>(known: Known<K>, context: Lowering<K>): Condition<K> {
  return typeof known === "boolean" ? context.sentences.constant(known) : known;
}

function lower<K extends TargetName>(node: Predicate, context: Lowering<K>, polarity: Polarity): Known<K> {
  switch (node.kind) {
    case "constant":
      return node.value;
    case "and":
      return joined(
        node.parts.map((part) => lower(part, context, polarity)),
        false,
        context,
      );
    case "or":
      return joined(
        node.parts.map((part) => lower(part, context, polarity)),
        true,
        context,
      );
    case "at-least":
      return atLeast(node, context, polarity);
    case "not":
      return negated(node.part, node.span, context, polarity);
    case "test":
    case "exists":
    case "holds":
    case "quantified":
      return settled(leaf(node, context, polarity), node.span, context, polarity)?.query ?? true;
    default:
      return unreachable(node);
  }
}

/** `decided` is the constant that decides the whole: true for OR, false for AND. */
function joined<K extends TargetName>(parts: readonly Known<K>[], decided: boolean, context: Lowering<K>): Known<K> {
  if (parts.includes(decided)) return decided;
  const open = parts.filter((part): part is Condition<K> => typeof part !== "boolean");
  const [only] = open;
  if (only === undefined) return !decided;
  if (open.length === 1) return only;
  return decided ? context.sentences.or(open) : context.sentences.and(open);
}

function atLeast<K extends TargetName>(
  node: Extract<Predicate, { readonly kind: "at-least" }>,
  context: Lowering<K>,
  polarity: Polarity,
): Known<K> {
  const parts = node.parts.map((part) => lower(part, context, polarity));
  const open = parts.filter((part): part is Condition<K> => typeof part !== "boolean");
  const count = node.count - parts.filter((part) => part === true).length;
  if (count <= 0) return true;
  if (count > open.length) return false;
  if (count === 1) return joined<K>(open, true, context);
  if (count === open.length) return joined<K>(open, false, context);
  if (context.sentences.atLeast) return context.sentences.atLeast(count, open);
  const choices = choose(open, count, choicesMax + 1);
  if (choices.length > choicesMax) {
    context.account.refuse(node.span, {
      code: "construct-missing",
      reason: `the target cannot count conditions, and as a choice of ${count} out of ${open.length} the query would be too long`,
      alternative: "list the combinations that matter, or export to SPL or KQL",
    });
    return true;
  }
  return joined<K>(
    choices.map((choice) => simplified(joined<K>(choice, false, context), context)),
    true,
    context,
  );
}

/** Ways to take `count` of the parts, at most `max` of them. */
function choose<X>(parts: readonly X[], count: number, max: number): X[][] {
  if (count === 0) return [[]];
  const ways: X[][] = [];
  for (let index = 0; index + count <= parts.length && ways.length < max; index++) {
    const first = parts[index];
    if (first === undefined) continue;
    for (const rest of choose(parts.slice(index + 1), count - 1, max - ways.length)) ways.push([first, ...rest]);
  }
  return ways;
}

/** NOT before a leaf, a quantifier or an `n OF`. */
function negated<K extends TargetName>(part: Predicate, span: Span, context: Lowering<K>, polarity: Polarity): Known<K> {
  const { sentences } = context;
  // Fewer than n hold where enough of them do not: so NOT comes to stand before the leaves, where what is missing is seen to.
  if (part.kind === "at-least") {
    const parts = part.parts.map((each) => negationInwards({ kind: "not", part: each, span: each.span }));
    return lower({ ...part, count: parts.length - part.count + 1, parts }, context, polarity);
  }
  if (part.kind !== "test" && part.kind !== "exists" && part.kind !== "holds" && part.kind !== "quantified") {
    const known = lower(part, context, flipped(polarity));
    return typeof known === "boolean" ? !known : sentences.not(known);
  }
  const piece = settled(leaf(part, context, flipped(polarity)), span, context, flipped(polarity));
  // A part that is left out holds always, and then its NOT never does; one that is refused means nothing.
  if (!piece) return false;
  if (piece.whenMissing === "false") return sentences.not(piece.query);
  return sentences.notUnlessMissing(piece.query, piece.operands);
}

type Leaf<K extends TargetName> = Lowered<Condition<K>> & { readonly operands?: readonly Value<K>[] };

/** A lowered leaf with its account settled; undefined where it is left out or refused. */
function settled<K extends TargetName>(lowered: Leaf<K>, span: Span, { account }: Lowering<K>, polarity: Polarity) {
  if (lowered.ok) {
    account.accept(span, polarity, lowered);
    return { query: lowered.query, whenMissing: lowered.whenMissing, operands: lowered.operands ?? [] };
  }
  if (account.mayWiden(polarity)) account.widen(span, `left out: ${lowered.reason}`);
  else account.refuse(lowered.construct ?? span, lowered);
  return undefined;
}

function leaf<K extends TargetName>(
  node: Extract<Predicate, { readonly kind: "test" | "exists" | "holds" | "quantified" }>,
  context: Lowering<K>,
  polarity: Polarity,
): Leaf<K> {
  const { sentences, terms } = context;
  switch (node.kind) {
    case "test":
      return testLeaf(node, context, polarity);
    case "exists":
    case "holds": {
      const operand = operandOf(node.term, terms, context, polarity);
      if (!operand.ok) return operand;
      return { ...(node.kind === "exists" ? sentences.exists(operand.query) : sentences.holds(operand.query)), operands: [operand.query] };
    }
    case "quantified":
      return sentences.quantified(node, polarity, context);
    default:
      return unreachable(node);
  }
}

function testLeaf<K extends TargetName>(node: Test, context: Lowering<K>, polarity: Polarity): Leaf<K> {
  const special = context.sentences.test?.(node, polarity, context);
  if (special) return special;
  const subject = operandOf(node.subject, context.terms, context, sidePolarity(node, "subject", polarity));
  if (!subject.ok) return subject;
  const object = operandOf(node.object, context.terms, context, sidePolarity(node, "object", polarity));
  if (!object.ok) return object;
  if (isMissing(subject.query) || isMissing(object.query))
    return { ok: true, query: context.sentences.constant(false), whenMissing: "false", assumptions: [] };
  // The key of the union is narrowed to one target here: each word has one lowering for each.
  const lowering = testBuiltins[node.word].lower[context.target] as unknown as TestLowering<K>;
  const how = { fold: node.fold, folding: context.folding };
  if (node.of === "one") return { ...lowering.one(subject.query, object.query, how), operands: [subject.query, object.query] };
  return { ...eachNeedle(node, lowering, subject.query, object.query, context), operands: [subject.query, object.query] };
}

function isMissing(operand: Operand<unknown>): boolean {
  return operand.constant !== undefined && operand.constant.value === undefined;
}

/**
 * How one side of a comparison bears on the rule: a number that only grows with its events (a count, a maximum) is as wide as those under `>`,
 * and as narrow under `<`; with any other word or number neither way is safe.
 */
function sidePolarity(node: Test, side: "subject" | "object", polarity: Polarity): Polarity {
  const term = node[side];
  const { kind } = term.kind === "aggregate" ? term.statistic : { kind: undefined };
  if (kind !== "count" && kind !== "count-distinct" && kind !== "max") return "both";
  const above = node.word === "greater" || node.word === "greater-equal";
  const below = node.word === "less" || node.word === "less-equal";
  if (!above && !below) return "both";
  return (side === "subject") === above ? polarity : flipped(polarity);
}

/** ANY or ALL of a list that is known when the rule is compiled. */
function eachNeedle<K extends TargetName>(
  node: Test,
  lowering: TestLowering<K>,
  subject: Value<K>,
  object: Value<K>,
  { sentences, folding, terms }: Lowering<K>,
): Lowered<Condition<K>> {
  const how = { fold: node.fold, folding };
  if (!object.constant)
    return {
      ok: false,
      code: "no-field-compare",
      reason: `\`${object.name}\` is a list in the event, and each of its elements would be a needle`,
      alternative: "run the rule in aidr and ship its alerts, or compute the answer where the event is made",
    };
  const values = Array.isArray(object.constant.value) ? object.constant.value : [object.constant.value];
  if (node.of === "any") {
    const better = lowering.any?.(subject, object, how);
    if (better) return better;
  }
  const type = object.type.kind === "list" ? object.type.of : object.type;
  const shape = object.shape.kind === "list" ? object.shape.of : object.shape;
  const pieces = values.map((value): Lowered<Condition<K>> => {
    const term = terms.constant(value, type);
    return term.ok ? lowering.one(subject, { ...object, term: term.query, type, shape, constant: { value } }, how) : term;
  });
  if (pieces.length === 0) return { ok: true, query: sentences.constant(false), whenMissing: "false", assumptions: [] };
  const failed = pieces.find((piece) => !piece.ok);
  if (failed && !failed.ok) return failed;
  const good = pieces.filter((piece) => piece.ok);
  const [first] = good;
  if (first && good.length === 1) return first;
  const queries = good.map((piece) => piece.query);
  const why = good.find((piece) => piece.wider !== undefined)?.wider;
  return {
    ok: true,
    query: node.of === "any" ? sentences.or(queries) : sentences.and(queries),
    whenMissing: good.every((piece) => piece.whenMissing === "false") ? "false" : "unknown",
    assumptions: good.flatMap((piece) => piece.assumptions),
    ...(why === undefined ? {} : { wider: why }),
  };
}
