/** Values that the pipeline computes where the event is made: a mapping may give `normalize(input_text)` a column of its own, and the rule then reads that. */
import type { Assumption } from "../builtins/lowering.ts";
import type { RulePlan, Term } from "../ir/plan.ts";
import { rewriteRule } from "../ir/rewrite.ts";
import type { Mapping } from "../schema/mapping.ts";

export type WithComputed = { readonly rule: RulePlan; readonly assumptions: readonly Assumption[] };

/** The rule with every call that the mapping has a column for read as a field, and what that rests on. The largest call wins. */
export function withComputed(rule: RulePlan, mapping: Mapping): WithComputed {
  const used = new Map<string, string>();
  const replaced = rewriteRule(rule, (term) => {
    const name = computedName(term);
    const field = name === undefined ? undefined : mapping.fields.get(name);
    if (!field || name === undefined) return undefined;
    used.set(name, field.column);
    return { kind: "field", path: [name], type: term.type, optional: true, span: term.span };
  });
  const assumptions = [...used].map(
    ([name, column]): Assumption => ({ kind: "deployed", what: `${column} holds ${name}, computed where the event is made` }),
  );
  return { rule: used.size === 0 ? rule : replaced, assumptions };
}

/** A call of fields and texts alone, as a mapping writes it: `normalize(input_text)`. Undefined for every other term. */
export function computedName(term: Term): string | undefined {
  return term.kind === "call" ? argumentName(term) : undefined;
}

function argumentName(term: Term): string | undefined {
  if (term.kind === "field") return term.fallback ? undefined : term.path.join(".");
  if (term.kind === "literal")
    return typeof term.value === "string" || typeof term.value === "number" ? JSON.stringify(term.value) : undefined;
  if (term.kind !== "call") return undefined;
  const names = term.args.map(argumentName);
  return names.every((name) => name !== undefined) ? `${term.word}(${names.join(", ")})` : undefined;
}
