/** The tokens of an emitted module, read by rules of their own: what kinds there are and in which order says whether a text got out of its literal. */

import * as makers from "../../src/embed.ts";

const kinds: readonly (readonly [string, RegExp])[] = [
  ["blank", /[ \n]+/y],
  ["comment", /\/\*[\s\S]*?\*\//y],
  ["string", /"(?:[^"\\\n\r\u2028\u2029]|\\(?:["\\/bfnrt]|u[0-9a-f]{4}))*"|'(?:[^'\\\n\r\u2028\u2029]|\\(?:["\\/bfnrt]|u[0-9a-f]{4}))*'/y],
  ["number", /-?\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?/y],
  ["word", /[A-Za-z_]\w*/y],
  ["mark", /=>|\.\.\.|[{}()[\],:;=.|?<>&]/y],
];

export type Token = { readonly kind: string; readonly text: string };

/** Throws on whatever else there is. O(length). */
export function tokensOf(code: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < code.length; ) {
    const found = kinds.map(([kind, form]) => ({ kind, text: matchAt(form, code, at) })).find(({ text }) => text !== "");
    if (found === undefined) throw new Error(`no token: ${JSON.stringify(code.slice(at, at + 40))}`);
    if (found.kind !== "blank") tokens.push(found);
    at += found.text.length;
  }
  return tokens;
}

function matchAt(form: RegExp, code: string, at: number): string {
  form.lastIndex = at;
  return form.exec(code)?.[0] ?? "";
}

/**
 * Kinds in their order; marks, makers and words of the language as they are. Names that are told from fields are one, quoted or not. How many literals stand
 * side by side in a list is left out, for a text of more lines has more of them and an empty one gives the scan none, and so is the comma behind the last item, which depends on how long a line is.
 */
export function shapeOf(code: string): string {
  return tokensOf(code)
    .filter(({ kind }) => kind !== "comment")
    .map(({ kind, text }) => (kind === "string" || kind === "number" ? kind : kind === "word" && !vocabulary.has(text) ? "name" : text))
    .join(" ")
    .replace(/(?:string , )+string/g, "string")
    .replace(/\w+(?= \? :)/g, "name")
    .replace(/ ,(?= [\])}])/g, "")
    .replace(/\[ string \]/g, "[ ]");
}

const vocabulary: ReadonlySet<string> = new Set([
  ...Object.keys(makers),
  ..."import export from const function return type declare readonly string number boolean unknown null undefined true false at".split(" "),
]);
