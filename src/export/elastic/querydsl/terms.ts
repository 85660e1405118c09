/** What a Query DSL clause can read: a field, or a constant. Whatever remembers is refused. */
import type { Operand } from "../../../builtins/lowering.ts";
import { total, unsupported } from "../../../builtins/lowering.ts";
import type { Lowered, Unsupported } from "../../../builtins/lowering.ts";
import { termText } from "../../../ir/prose.ts";
import type { Term } from "../../../ir/plan.ts";
import type { Mapping } from "../../../schema/mapping.ts";
import { unreachable } from "../../../source/invariant.ts";
import type { Subject } from "../../../targets/querydsl/query.ts";
import { lowerPredicate } from "../../predicate.ts";
import type { Terms } from "../../context.ts";
import { columnOf } from "../fields.ts";

type StateTerm = Parameters<Terms<"querydsl">["state"]>[0];

/** Variables of quantifiers by name. */
export type Bindings = ReadonlyMap<string, Lowered<Operand<Subject>>>;

export function termsOf(mapping: Mapping, bindings: Bindings = new Map()): Terms<"querydsl"> {
  return {
    constant: () => total({ kind: "constant" }),
    field: (node) => fieldOperand(mapping, node),
    binding: (node) => (node.path.length > 0 && bindings.has(node.name) ? noPart(node) : (bindings.get(node.name) ?? stepReference(node))),
    member: (node) => noPart(node),
    element: (node) => noPart(node),
    state: remembered,
    truth: (predicate, polarity, context) =>
      total({
        term: { kind: "condition", query: lowerPredicate(predicate, context, polarity) },
        type: { kind: "boolean" },
        shape: { kind: "boolean" },
        missable: false,
        name: "the condition",
        nonempty: false,
      }),
  };
}

function fieldOperand(mapping: Mapping, node: Extract<Term, { readonly kind: "field" }>): Lowered<Operand<Subject>> {
  const found = columnOf(mapping, node.path);
  const name = node.path.join(".");
  if (!found.ok) {
    if (node.path[0] !== "scores" || found.code !== "needs-mapping") return found;
    return unsupported(
      "score-not-carried",
      `the telemetry carries no score \`${name}\`, and no query can run a classifier`,
      `have the score written into the event, and add \`${name}: <column>\` under \`fields\` of the mapping`,
    );
  }
  if (node.fallback)
    return unsupported(
      "no-baseline",
      `where \`${name}\` is missing a BASELINE takes its place, and Query DSL computes none`,
      `carry \`${name}\` in every event and take the BASELINE out, or export to KQL or SPL`,
    );
  const { column } = found;
  return total({
    term: { kind: "field", name: column.name, unitMs: column.unitMs, single: column.single },
    type: node.type,
    shape: column.shape,
    missable: true,
    name,
    nonempty: column.nonempty,
  });
}

function stepReference(node: Term): Unsupported {
  return unsupported(
    "step-reference",
    `\`${termText(node)}\` reads another event, and Query DSL judges each document by itself`,
    "export to KQL or SPL",
  );
}

function noPart(node: Term): Unsupported {
  return unsupported(
    "multivalue-field",
    `\`${termText(node)}\` takes a part out of a value, and Elasticsearch keeps neither the order of a list nor the objects in it`,
    "map the part to a column of its own",
  );
}

function remembered(node: StateTerm): Unsupported {
  const what = termText(node);
  switch (node.kind) {
    case "aggregate":
      return unsupported(
        "no-sliding-window",
        `\`${what}\` goes through the events before each event, and Query DSL judges each document by itself`,
        "export to KQL or SPL, or run the rule in aidr and ship its alerts",
      );
    case "baseline":
      return unsupported(
        "no-baseline",
        `\`${what}\` describes the past of a key, and Query DSL has no past`,
        "export to KQL or SPL, or carry the baseline in the telemetry: it is then a plain comparison with a constant",
      );
    case "novelty":
    case "frequency":
    case "seen":
      return unsupported(
        "no-sliding-window",
        `\`${what}\` looks at the values of earlier events, and Query DSL judges each document by itself`,
        "export to KQL or SPL, or run the rule in aidr and ship its alerts",
      );
    case "previous":
      return unsupported(
        "no-row-order",
        `\`${what}\` reads the event before this one, and documents of a search have no order among each other`,
        "export to KQL or SPL, or run the rule in aidr and ship its alerts",
      );
    default:
      return unreachable(node);
  }
}
