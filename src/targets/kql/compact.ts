/** A shorter query of the same meaning: regular expressions on one text, joined by OR, become one. */
import { or, textTest } from "./build.ts";
import type { Expr, Query } from "./query.ts";

export function compacted(query: Query): Query {
  return shortened(query) as Query; // every node stays what it is, but an `or` may become one of its parts
}

function shortened(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(shortened);
  if (typeof node !== "object" || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, shortened(value)]));
  return copy["kind"] === "or" ? joined(copy as Joined) : copy; // a copy of a node of that kind
}

type Joined = Extract<Expr, { readonly kind: "and" | "or" }>;

function joined({ parts }: Joined): Expr {
  const patterns = new Map<string, { readonly of: Expr; readonly sources: string[] }>();
  const rest: Expr[] = [];
  for (const part of parts) {
    if (part.kind !== "text-test" || part.operator !== "matches regex" || part.right.kind !== "regex") rest.push(part);
    else {
      const key = JSON.stringify(part.left);
      const known = patterns.get(key) ?? { of: part.left, sources: [] };
      known.sources.push(part.right.source);
      patterns.set(key, known);
    }
  }
  const tests = [...patterns.values()].map(({ of, sources }) => textTest("matches regex", of, { kind: "regex", source: choice(sources) }));
  return or([...rest, ...tests]);
}

/** Flags at a pattern's start hold for that pattern alone; what all have comes first. */
function choice(sources: readonly string[]): string {
  const [only] = sources;
  if (only !== undefined && sources.length === 1) return only;
  const read = sources.map((source) => {
    const [, flags = "", body = source] = /^\(\?([is]+)\)(.*)$/s.exec(source) ?? [];
    return { flags, body };
  });
  const [first] = read;
  const shared = first !== undefined && read.every(({ flags }) => flags === first.flags) ? first.flags : undefined;
  const branches = read.map(({ flags, body }) => (shared === undefined && flags !== "" ? `(?${flags}:${body})` : `(?:${body})`));
  return `${shared === undefined || shared === "" ? "" : `(?${shared})`}${branches.join("|")}`;
}
