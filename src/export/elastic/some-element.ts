/** A condition about some element of a list, where a test of a field with several values holds when one of them meets it: EQL and Query DSL. */
import type { Assumption, Lowered, RefusalCode } from "../../builtins/lowering.ts";
import { total, unsupported } from "../../builtins/lowering.ts";
import type { Predicate } from "../../ir/plan.ts";
import { walkPredicate } from "../../ir/walk.ts";

/** How a target says it. */
export type ElementSaying<Q> = {
  readonly language: string;
  /** For what neither finds: an element that fails a condition, or one that meets several counted together. */
  readonly code: RefusalCode;
  readonly lower: (part: Predicate) => Q;
  readonly all: (parts: readonly Q[]) => Q;
  readonly any: (parts: readonly Q[]) => Q;
  /** The list has an element. */
  readonly present: Q;
};

/** Some element meets the part, which is in negation normal form; wider where several tests may be met by different elements. O(size). */
export function someElement<Q>(part: Predicate, variable: string, saying: ElementSaying<Q>): Lowered<Q> {
  const { language, code, lower, all, any, present } = saying;
  if (!reads(part, variable)) return total(all([present, lower(part)]));
  switch (part.kind) {
    case "or":
      return eachOf(part.parts, variable, saying, any);
    case "and": {
      const free = part.parts.filter((each) => !reads(each, variable));
      const bound = part.parts.filter((each) => reads(each, variable));
      const lowered = eachOf(bound, variable, saying, all);
      if (!lowered.ok) return lowered;
      const query = all([lowered.query, ...free.map(lower)]);
      if (bound.length < 2) return { ...lowered, query };
      return { ...lowered, query, wider: `each of the conditions on \`${variable}\` may hold for another element of the list` };
    }
    case "test":
    case "holds":
      return total(lower(part));
    case "exists":
      return total(present);
    default:
      return unsupported(
        code,
        part.kind === "not"
          ? `${language} finds lists with an element that meets a condition, not lists with an element that fails one`
          : `${language} cannot count or quantify over the same element of a list`,
        "write the values that are looked for, or export to KQL or SPL",
      );
  }
}

function eachOf<Q>(parts: readonly Predicate[], variable: string, saying: ElementSaying<Q>, join: (parts: readonly Q[]) => Q): Lowered<Q> {
  const queries: Q[] = [];
  const assumptions: Assumption[] = [];
  let why: string | undefined;
  for (const part of parts) {
    const lowered = someElement(part, variable, saying);
    if (!lowered.ok) return lowered;
    queries.push(lowered.query);
    assumptions.push(...lowered.assumptions);
    why ??= lowered.wider;
  }
  return { ...total(join(queries), assumptions), ...(why === undefined ? {} : { wider: why }) };
}

function reads(part: Predicate, variable: string): boolean {
  let found = false;
  walkPredicate(part, { term: (node) => void (found ||= node.kind === "binding" && node.name === variable) });
  return found;
}
