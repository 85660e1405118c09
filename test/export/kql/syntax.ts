/** Reading the vendor's syntax tree. */
import { kindName, type SyntaxElement } from "./kusto.ts";

export type Node = SyntaxElement;

export function kindOf(node: Node): string {
  return kindName(node);
}

export function childrenOf(node: Node): readonly Node[] {
  return Array.from({ length: node.ChildCount }, (_, index) => node.GetChild(index)).filter((child): child is Node => child !== null);
}

export function child(node: Node, index: number): Node {
  const found = childrenOf(node)[index];
  if (!found) throw new Error(`${kindOf(node)} has no part ${index}: ${textOf(node)}`);
  return found;
}

/** The first descendant of a kind that is not below another of the kinds that a caller reads by itself. */
export function find(node: Node, kind: string): Node | undefined {
  for (const part of childrenOf(node)) {
    if (kindOf(part) === kind) return part;
    const inner = kindOf(part) === "List" || kindOf(part) === "SeparatedElement" ? find(part, kind) : undefined;
    if (inner) return inner;
  }
  return undefined;
}

/** Elements of the (first) list of a node, without their commas. */
export function itemsOf(node: Node): readonly Node[] {
  const list = kindOf(node) === "List" ? node : childrenOf(node).find((part) => kindOf(part) === "List" && part.ChildCount > 0);
  return list === undefined
    ? []
    : childrenOf(list).map((element) => (kindOf(element) === "SeparatedElement" ? child(element, 0) : element));
}

/** As it was written, without what surrounds it. */
export function textOf(node: Node): string {
  return node.ToString(0).trim();
}

/** The name in a reference or declaration; brackets and quotes undone. */
export function nameOf(node: Node): string {
  if (kindOf(node) === "StringLiteralExpression") return String(node.LiteralValue);
  const parts = childrenOf(node);
  if (parts.length === 0) return textOf(node);
  const inner = parts.find((part) =>
    ["TokenName", "BracketedName", "NameReference", "NameDeclaration", "StringLiteralExpression"].includes(kindOf(part)),
  );
  return inner ? nameOf(inner) : textOf(child(node, 0));
}

/** The static type that the binder gave an expression. */
export function typeOf(node: Node): string {
  const type = (node as unknown as { readonly ResultType?: { readonly Name: string } | null }).ResultType; // every bound expression has it
  if (!type) throw new Error(`no type: ${textOf(node)}`);
  return type.Name;
}
