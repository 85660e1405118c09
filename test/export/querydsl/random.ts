/** Random rules for the exporters of Elasticsearch queries. */
import type { Planned } from "../pack.ts";
import { ruleOf } from "../pack.ts";

/** Event types whose fields are of every kind that a mapping knows. */
export const randomTypes = ["input", "tool_call", "retrieval", "session_end", "auth", "infra_access"] as const;

/** A rule that the checker lets pass. */
export function checkable(text: string): Planned | undefined {
  try {
    return ruleOf(text);
  } catch {
    // A random rule that can never fire is an error of the rule.
    return undefined;
  }
}
