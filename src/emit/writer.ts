/** What writing a module gathers on the way: the makers it uses, and the constants that stand before the rules. */
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import { arrayOf, type Code, callOf, headed, numeral, quote } from "./code.ts";
import type { Names } from "./names.ts";
import type { Fragments } from "./fragments.ts";

export type Writer = {
  /** Names of `aidr/runtime` that the module imports. */
  readonly used: Set<string>;
  readonly names: Names;
  /** What the scan looks for to wake rules. */
  readonly keys: Set<string>;
  /** Constants, in the order in which they are needed: name and code. */
  readonly constants: { readonly name: string; readonly code: Code }[];
  /** Names of constants by what they are. */
  readonly known: Map<string, string>;
  readonly fragments: Fragments;
  readonly sources: ReadonlyMap<string, SourceFile>;
  /** The rule that is being written: its text stands with it. */
  readonly rule: Span | undefined;
};

/** A call of a maker. */
export function make(writer: Writer, maker: string, ...items: readonly Code[]): Code {
  writer.used.add(maker);
  return callOf(maker, ...items);
}

/** The name of a constant, made when it is first asked for. `key` tells it from every other. */
export function constant(writer: Writer, key: string, wish: string, otherwise: string, code: () => Code): string {
  const known = writer.known.get(key);
  if (known !== undefined) return known;
  const made = code();
  const name = writer.names.of(wish, otherwise);
  writer.known.set(key, name);
  writer.constants.push({ name, code: made });
  return name;
}

/** Code that runs when it is asked for: a module is loaded without it. */
export function late(code: Code): Code {
  return headed("() => ", code);
}

/** Texts by their constant, or where they stand when there are few. */
export function texts(writer: Writer, values: readonly string[], wish: string): Code {
  const code = arrayOf(values.map(quote));
  if (values.length <= 2) return code;
  return constant(writer, `texts ${JSON.stringify(values)}`, wish, "texts", () => late(code));
}

/** A stretch of the rule's own text, or of the declaration that the condition was written in. */
export function cut(writer: Writer, span: Span): Code {
  const { rule } = writer;
  if (rule !== undefined && span.file === rule.file && span.start >= rule.start && span.end <= rule.end) {
    return callOf("at", numeral(span.start - rule.start), numeral(span.end - rule.start));
  }
  const fragment = writer.fragments.around(span);
  const lines = linesAt(writer.sources, fragment);
  writer.used.add("source");
  const name = constant(writer, `fragment ${JSON.stringify(fragment)}`, "", "declaration", () =>
    callOf("source", late(arrayOf(lines.map(quote)))),
  );
  return callOf(name, numeral(span.start - fragment.start), numeral(span.end - fragment.start));
}

/** The lines of a text at a span, without their line breaks; one empty line where the text is not known. */
export function linesAt(sources: ReadonlyMap<string, SourceFile>, span: Span): readonly string[] {
  return (sources.get(span.file)?.text.slice(span.start, span.end) ?? "").split("\n");
}
