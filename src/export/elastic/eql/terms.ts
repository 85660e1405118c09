/** What an EQL condition can read: a column, a constant, sums of them. Whatever remembers is refused here; what a sequence can say of it is taken out before. */
import type { Lowered, Operand, Unsupported } from "../../../builtins/lowering.ts";
import { total, unknownIfMissing, unsupported } from "../../../builtins/lowering.ts";
import { literal } from "../../../builtins/eql/sides.ts";
import type { Term } from "../../../ir/plan.ts";
import { termText } from "../../../ir/prose.ts";
import type { Mapping } from "../../../schema/mapping.ts";
import { unreachable } from "../../../source/invariant.ts";
import { arithmetic, boolean, field, list, nothing, number, text } from "../../../targets/eql/build.ts";
import type { Expr } from "../../../targets/eql/query.ts";
import type { Type } from "../../../types/type.ts";
import type { Account } from "../../account.ts";
import { lowerPredicate } from "../../predicate.ts";
import type { Terms } from "../../context.ts";
import type { Column } from "../fields.ts";
import { columnOf, forbids } from "../fields.ts";
import { twoValued } from "./fields-read.ts";

type StateTerm = Parameters<Terms<"eql">["state"]>[0];
type FieldNode = Extract<Term, { readonly kind: "field" }>;

/** Variables of quantifiers by name. */
export type Bindings = ReadonlyMap<string, Operand<Expr>>;

export function termsOf(mapping: Mapping, account: Account, bindings: Bindings = new Map()): Terms<"eql"> {
  return {
    constant,
    field: (node) => fieldOperand(mapping, account, node),
    binding(node) {
      const bound = bindings.get(node.name);
      if (!bound) return stepReference(node);
      return node.path.length === 0 ? total(bound) : noPart(node);
    },
    member: noPart,
    element: noPart,
    state: remembered,
    truth: (predicate, polarity, context) =>
      total({
        term: twoValued(lowerPredicate(predicate, context, polarity)),
        type: { kind: "boolean" },
        shape: { kind: "boolean" },
        missable: false,
        name: "the condition",
        nonempty: false,
      }),
  };
}

function constant(value: Parameters<Terms<"eql">["constant"]>[0], type: Type): Lowered<Expr> {
  if (typeof value === "string") return literal(value);
  if (typeof value === "boolean") return total(boolean(value));
  if (typeof value === "number" && type.kind === "timestamp") return total(text(new Date(value).toISOString()));
  if (typeof value === "number" || typeof value === "bigint") return total(number(value));
  // A missing value, a list or a pattern: the words look at the constant itself.
  return total(nothing);
}

function fieldOperand(mapping: Mapping, account: Account, node: FieldNode): Lowered<Operand<Expr>> {
  const found = readableColumn(mapping, node);
  if (!found.ok) return found;
  const { column } = found;
  if (column.shape.kind !== "list") account.assume({ kind: "single", column: column.name });
  const read =
    column.shape.kind === "list"
      ? list(column.name)
      : column.unitMs === 1
        ? field(column.name)
        : arithmetic("*", field(column.name), number(column.unitMs));
  return unknownIfMissing({
    term: read,
    type: node.type,
    shape: column.shape,
    missable: true,
    name: node.path.join("."),
    nonempty: column.nonempty,
  });
}

/** The column of a field, where EQL can read it. */
export function readableColumn(mapping: Mapping, node: FieldNode): { readonly ok: true; readonly column: Column } | Unsupported {
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
      `where \`${name}\` is missing a BASELINE takes its place, and EQL computes none`,
      `carry \`${name}\` in every event and take the BASELINE out, or export to KQL or SPL`,
    );
  return forbids(found.column, "eql", found.column.shape.kind === "list" ? "element" : "whole") ?? found;
}

export function stepReference(node: Term): Unsupported {
  return unsupported(
    "step-reference",
    `\`${termText(node)}\` reads an earlier event, of which an EQL sequence compares whole values for equality and nothing else`,
    "compare the two with `==`, or export to KQL or SPL",
  );
}

function noPart(node: Term): Unsupported {
  return unsupported(
    "multivalue-field",
    `\`${termText(node)}\` takes a part out of a value, and Elasticsearch keeps neither the order of a list nor the objects in it`,
    "map the part to a column of its own",
  );
}

const elsewhere = "export to KQL or SPL, or run the rule in aidr and ship its alerts";

function remembered(node: StateTerm): Unsupported {
  const what = termText(node);
  switch (node.kind) {
    case "aggregate":
      return unsupported(
        "no-sliding-window",
        `\`${what}\` is computed over a window, and of that EQL has only \`with runs\`: at least n events, n up to 100, in a condition of its own`,
        elsewhere,
      );
    case "baseline":
      return unsupported(
        "no-baseline",
        `\`${what}\` describes the past of a key, and EQL computes nothing over events`,
        "carry the baseline in the telemetry, which makes it a plain comparison with a constant, or export to KQL or SPL",
      );
    case "novelty":
    case "frequency":
      return unsupported(
        "no-sliding-window",
        `\`${what}\` weighs all earlier values of a key, and EQL computes nothing over events`,
        elsewhere,
      );
    case "seen":
      return unsupported(
        "no-sliding-window",
        `\`${what}\` is a set of earlier values, of which an EQL sequence knows only whether one column equals another`,
        elsewhere,
      );
    case "previous":
      return unsupported("no-row-order", `\`${what}\` reads the event directly before, and a sequence lets others lie between`, elsewhere);
    default:
      return unreachable(node);
  }
}
