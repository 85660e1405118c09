/** What a field holds, as far as lints care: prose, or what somebody outside can write into it. */
import type { FieldTerm, Term } from "../ir/plan.ts";

/** `tool_call.params.to`. */
export function showPath(path: readonly string[]): string {
  return path.join(".");
}

/** Whether a term is free prose: a field of type `text`, or a view of one. */
export function isProse(term: Term): boolean {
  if (term.kind === "call") return views.has(term.word) && term.args.length > 0 && term.args.some(isProse);
  return "type" in term && term.type.kind === "string" && term.type.meaning === "text";
}

/** Functions that give the text back in another form. */
const views: ReadonlySet<string> = new Set(["normalize", "skeleton", "lower", "upper", "trim", "coalesce"]);

/** Whether a user, a page or a tool can put what they like into a field: prose, and the parameters of calls. */
export function isWrittenByOthers({ path, type }: FieldTerm): boolean {
  if (type.kind === "string" && type.meaning === "text") return true;
  return (path[0] === "tool_call" || path[0] === "tool_definition") && path[1] === "params";
}
