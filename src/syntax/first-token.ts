/** The first written token below a node of the concrete tree, for spans and messages. */
import type { IToken } from "chevrotain";

type AnyNode = { readonly children: object };

const nowhere: IToken = { image: "", startOffset: -1, endOffset: -1, tokenTypeIdx: 0, tokenType: { name: "Nothing" } };

/** The leftmost token; one at -1 where recovery left the node empty. O(children along the left edge). */
export function firstToken(node: AnyNode): IToken {
  let best = nowhere;
  // Children are arrays of tokens or nodes by the generated types; a union of all of them has no common supertype to walk.
  for (const child of Object.values(node.children) as (readonly (IToken | AnyNode)[] | undefined)[]) {
    const head = child?.[0];
    if (!head) continue;
    const token = "children" in head ? firstToken(head) : head;
    if (token.startOffset >= 0 && (best === nowhere || token.startOffset < best.startOffset)) best = token;
  }
  return best;
}

/** The rightmost token below a node. */
export function lastToken(node: AnyNode): IToken | undefined {
  let best: IToken | undefined;
  for (const child of Object.values(node.children) as (readonly (IToken | AnyNode)[] | undefined)[]) {
    const tail = child?.[child.length - 1];
    if (!tail) continue;
    const token = "children" in tail ? lastToken(tail) : tail;
    if (token && token.startOffset >= 0 && (!best || token.startOffset > best.startOffset)) best = token;
  }
  return best;
}
