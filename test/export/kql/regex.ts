/**
 * Kusto's regular expressions, which are those of Rust's regex (learn.microsoft.com/kusto/query/regex), run on RE2: the two agree where a
 * pattern uses what both spell alike. Everything else is an error, so that no pattern passes by accident.
 */
import { RE2JS } from "re2js";

const compiled = new Map<string, RE2JS>();

/** Throws for a construct that the exporter must not print. */
export function kustoRegex(source: string): RE2JS {
  const known = compiled.get(source);
  if (known) return known;
  const made = RE2JS.compile(asRe2(source));
  if (compiled.size > 5_000) compiled.clear();
  compiled.set(source, made);
  return made;
}

const outside =
  /^(?:\(\?-u:\\b\)|\(\?[ims]+\)|\(\?[ims]*:|\((?!\?)|\)|\\[tnfr]|\\x\{[0-9a-f]{1,6}\}|\\[pP]\{[A-Za-z_]+\}|\\[.+*?()|[\]{}^$\\]|\{\d+(?:,\d*)?\}\??|[*+?]\??|[|.^$]|[^\\()[\]{}*+?|.^$\n\r])/u;
const inside = /^(?:\[:\^?[a-z]+:\]|\\[tnfr]|\\x\{[0-9a-f]{1,6}\}|\\[pP]\{[A-Za-z_]+\}|\\[\]\\^[&~-]|[^\\[\]\n\r])/u;

function asRe2(source: string): string {
  let rest = source;
  let printed = "";
  while (rest !== "") {
    if (rest.startsWith("[")) {
      const [text, length] = readClass(rest);
      printed += text;
      rest = rest.slice(length);
      continue;
    }
    const [token] = outside.exec(rest) ?? [];
    if (token === undefined) throw new Error(`Kusto may read this otherwise: ${rest}`);
    printed += token === "(?-u:\\b)" ? "\\b" : token;
    rest = rest.slice(token.length);
  }
  return printed;
}

function readClass(rest: string): readonly [string, number] {
  let at = 1;
  if (rest[at] === "^") at++;
  for (let count = 0; rest[at] !== "]"; count++) {
    const [token] = inside.exec(rest.slice(at)) ?? [];
    if (token === undefined) throw new Error(`Kusto may read this class otherwise: ${rest.slice(0, at + 10)}`);
    if (/^(?:&&|--|~~)/.test(rest.slice(at))) throw new Error(`a set operator stands in ${rest}`);
    at += token.length;
    if (count > 10_000) throw new Error("a class without end");
  }
  if (at === 1) throw new Error("an empty class");
  return [rest.slice(0, at + 1), at + 1];
}
