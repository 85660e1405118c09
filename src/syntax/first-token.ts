/** The first written token below a node of the concrete tree, and where the node ends, for spans and messages. */
import type { IToken } from "chevrotain";

type AnyNode = { readonly children: object; readonly location?: { readonly endOffset?: number } };

const nowhere: IToken = { image: "", startOffset: -1, endOffset: -1, tokenTypeIdx: 0, tokenType: { name: "Nothing" } };

/**
 * The leftmost token; one at -1 where recovery left the node empty. chevrotain adds children in the order of the text, so it is
 * under the first key that has one. O(depth).
 */
export function firstToken(node: AnyNode): IToken {
  // Children are arrays of tokens or nodes by the generated types; a union of all of them has no common supertype to walk.
  const children = node.children as Readonly<Record<string, readonly (IToken | AnyNode)[] | undefined>>;
  for (const key in children) {
    const head = children[key]?.[0];
    if (!head) continue;
    const token = "children" in head ? firstToken(head) : head;
    // A token that recovery invented has no place.
    if (token.startOffset >= 0) return token;
  }
  return nowhere;
}

/** The offset behind a node's last written token; undefined where it has none. */
export function endOf(node: AnyNode): number | undefined {
  const end = node.location?.endOffset;
  return end !== undefined && end >= 0 ? end + 1 : undefined;
}
