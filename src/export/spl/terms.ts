/** How Splunk reads values: fields, variables, constants; what remembers is in `states.ts`. */
import type { Lowered } from "../../builtins/lowering.ts";
import { unsupported } from "../../builtins/lowering.ts";
import { constantTerm } from "../../builtins/spl/compare.ts";
import { call, choose, field, number, text } from "../../targets/spl/build.ts";
import type { Lowering } from "../context.ts";
import { lowerPredicate } from "../predicate.ts";
import type { Terms } from "../context.ts";
import { operandOf } from "../term.ts";
import type { Binding, Making, SplValue } from "./context.ts";
import { computed, piece } from "./context.ts";
import { readField } from "./fields.ts";
import { stateValue } from "./states.ts";

export function termsOf(making: Making, context: () => Lowering<"spl">): Terms<"spl"> {
  const { mapping } = making;
  return {
    constant: (value) => ({ ok: true, query: constantTerm(value), whenMissing: "unknown", assumptions: [] }),
    field(node, polarity) {
      const own = readField(mapping, node.path, node.type);
      if (!node.fallback) return own;
      const fallback = operandOf(node.fallback, context().terms, context(), polarity);
      if (!fallback.ok || (!own.ok && own.code === "needs-mapping")) return fallback;
      if (!own.ok) return own;
      return { ...own, query: { ...own.query, term: call("coalesce", own.query.term, fallback.query.term), nonempty: false } };
    },
    binding(node) {
      const binding = making.bindings.get(node.name);
      if (!binding)
        return unsupported(
          "step-reference",
          `\`${[node.name, ...node.path].join(".")}\` reads the event of an earlier step, and Splunk keeps one value of it for each key`,
          "run the rule in aidr and ship its alerts, or add what the steps share to BY",
        );
      return boundValue(binding, node.name, node.path);
    },
    member: (node, of) =>
      unsupported(
        "wrong-kind",
        `\`${of.name}.${node.key}\` lies inside of a value that Splunk does not keep as one`,
        "read the field by its whole path, and map that",
      ),
    element(node, of) {
      if (of.shape.kind !== "list") return unsupported("wrong-kind", `\`${of.name}\` is no multivalue field`, "map it as a list");
      const term = call("mvindex", of.term, number(node.index));
      return piece({ ...of, term, type: node.type, shape: of.shape.of, nonempty: false, missable: true });
    },
    state: (node, polarity) => stateValue(node, polarity, making, context()),
    truth(predicate, polarity, within) {
      const term = choose(lowerPredicate(predicate, within, polarity), text("true"), text("false"));
      return piece(computed(term, { kind: "boolean" }, "the condition", false));
    },
  };
}

function boundValue(binding: Binding, name: string, path: readonly string[]): Lowered<SplValue> {
  if (binding.kind === "element" && path.length === 0) return piece(binding.operand);
  if (binding.kind === "objects" && path.length > 0) {
    const member = path.join(".");
    binding.members.add(member);
    const operand = computed(field(`${binding.column}.${member}`), { kind: "keyword" }, `${name}.${member}`, true);
    return piece({ ...operand, missable: false });
  }
  return unsupported(
    "wrong-kind",
    `\`${[name, ...path].join(".")}\` is an object of a list, which Splunk keeps as many fields`,
    "read one of its texts by name",
  );
}
