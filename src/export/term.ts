/** The values that a condition reads, for every target: constants and calls are settled here, fields and state by the target. */
import { functionBuiltins } from "../builtins/index.ts";
import type { Constant, FunctionLowering, Lowered, Operand, Shape, TargetName, TargetTrees } from "../builtins/lowering.ts";
import { unsupported } from "../builtins/lowering.ts";
import { termText } from "../ir/prose.ts";
import type { Term } from "../ir/plan.ts";
import type { Type } from "../types/type.ts";
import { unreachable } from "../source/invariant.ts";
import type { Polarity } from "./account.ts";
import type { Lowering, Terms } from "./context.ts";

type Value<K extends TargetName> = Operand<TargetTrees[K]["term"]>;

/** A term as an operand. `polarity` says how its value bears on the rule. What cannot be said names the innermost term that it is about. */
export function operandOf<K extends TargetName>(node: Term, terms: Terms<K>, context: Lowering<K>, polarity: Polarity): Lowered<Value<K>> {
  const lowered = lowerTerm(node, terms, context, polarity);
  return lowered.ok ? lowered : { construct: node.span, ...lowered };
}

function lowerTerm<K extends TargetName>(node: Term, terms: Terms<K>, context: Lowering<K>, polarity: Polarity): Lowered<Value<K>> {
  switch (node.kind) {
    case "literal":
    case "list":
      return constantOperand(node, terms);
    case "field":
      return terms.field(node, polarity);
    case "binding":
      return terms.binding(node);
    case "member":
    case "element": {
      const of = operandOf(node.of, terms, context, polarity);
      if (!of.ok) return of;
      return node.kind === "member" ? terms.member(node, of.query) : terms.element(node, of.query);
    }
    case "call":
      return call(node, terms, context, polarity);
    case "truth":
      return terms.truth(node.predicate, polarity, context);
    case "aggregate":
    case "baseline":
    case "novelty":
    case "frequency":
    case "previous":
    case "seen":
      return terms.state(node, polarity);
    default:
      return unreachable(node);
  }
}

function call<K extends TargetName>(
  node: Extract<Term, { readonly kind: "call" }>,
  terms: Terms<K>,
  context: Lowering<K>,
  polarity: Polarity,
): Lowered<Value<K>> {
  const args: Value<K>[] = [];
  for (const argument of node.args) {
    const operand = operandOf(argument, terms, context, polarity);
    if (!operand.ok) return operand;
    args.push(operand.query);
  }
  // As for tests: each word has one lowering for each target, and the key of the union is narrowed to one of them here.
  const lowering = functionBuiltins[node.word].lower[context.target] as unknown as FunctionLowering<K>;
  const lowered = lowering(args);
  if (!lowered.ok) return lowered;
  context.account.accept(node.span, "both", lowered);
  const { term, shape } = lowered.query;
  return piece({ term, type: node.type, shape, missable: true, name: termText(node), nonempty: false });
}

function constantOperand<K extends TargetName>(
  node: Extract<Term, { readonly kind: "literal" | "list" }>,
  terms: Terms<K>,
): Lowered<Value<K>> {
  const known = constantOf(node);
  if (known === undefined)
    return unsupported(
      "no-field-compare",
      `the list \`${termText(node)}\` holds values that only the event knows`,
      "compare with each of the values by itself, joined by OR",
    );
  const lowered = terms.constant(known.value, node.type);
  if (!lowered.ok) return lowered;
  const name = node.kind === "list" && node.name !== undefined ? node.name : termText(node);
  return piece({
    term: lowered.query,
    type: node.type,
    shape: shapeOf(node.type),
    constant: known,
    missable: known.value === undefined,
    name,
    nonempty: false,
    ...(node.kind === "list" && node.name !== undefined ? { listName: node.name } : {}),
  });
}

/** The value of a literal, or of a list whose items are all literals; undefined where an event decides. */
function constantOf(node: Term): { readonly value: Constant } | undefined {
  if (node.kind === "literal") {
    const { value } = node;
    if (typeof value === "object" && "digits" in value) return { value: BigInt(value.digits) };
    return { value };
  }
  if (node.kind !== "list") return undefined;
  const values: Constant[] = [];
  for (const item of node.items) {
    const known = constantOf(item);
    if (!known) return undefined;
    values.push(known.value);
  }
  return { value: values };
}

/** What a type of aidr is stored as where no mapping says more. */
export function shapeOf(type: Type): Shape {
  switch (type.kind) {
    case "boolean":
    case "number":
    case "duration":
      return { kind: type.kind };
    case "timestamp":
      return { kind: "time" };
    case "string":
      return { kind: type.meaning === "ip" ? "ip" : "keyword" };
    case "enum":
    case "regex":
      return { kind: "keyword" };
    case "list": {
      const of = shapeOf(type.of);
      return { kind: "list", of: of.kind === "list" ? { kind: "json" } : of };
    }
    case "record":
    case "any":
    case "poison":
      return { kind: "json" };
    default:
      return unreachable(type);
  }
}

function piece<X>(query: X): Lowered<X> {
  return { ok: true, query, whenMissing: "unknown", assumptions: [] };
}
