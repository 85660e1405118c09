/** Names that stand for something else than the row: elements, and events of earlier steps. */
import type { Lowered } from "../../builtins/lowering.ts";
import type { KqlOperand } from "../../builtins/kql/operand.ts";
import type { Term } from "../../ir/plan.ts";
import { insideJson, operandPiece } from "./fields.ts";
import type { Expr } from "../../targets/kql/query.ts";

type Read = (node: Extract<Term, { readonly kind: "binding" }>) => Lowered<KqlOperand>;

/** Reads `variable` as an element, and everything else as before. */
export function bound(outer: Read, variable: string, element: KqlOperand): Read {
  return (node) => {
    if (node.name !== variable) return outer(node);
    if (node.path.length === 0) return operandPiece({ ...element, type: node.type.kind === "any" ? element.type : node.type });
    const term = node.path.reduce<Expr>((of, key) => ({ kind: "member", of, key }), element.term);
    return operandPiece(insideJson(term, node.type, [node.name, ...node.path].join(".")));
  };
}
