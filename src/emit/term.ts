/** Terms as calls of their makers. Fields and long lists are constants of the module, named after what they are. */
import { quotedIn } from "../ir/make.ts";
import { preparePattern } from "../ir/pattern.ts";
import type { Literal, PatternValue, Predicate, Term } from "../ir/plan.ts";
import type { Answers, State, Statistic } from "../ir/state.ts";
import { baselineStore, canonical } from "../ir/identity.ts";
import { unreachable } from "../source/invariant.ts";
import type { Span } from "../source/span.ts";
import type { Type } from "../types/type.ts";
import { arrayOf, type Code, numeral, objectOf, quote } from "./code.ts";
import { constant, cut, late, make, texts, type Writer } from "./writer.ts";

/** How a condition is written, handed down so that files form no circle. */
export type WritePredicate = (node: Predicate, writer: Writer) => Code;

/** `wish`: what an unnamed list is called after. */
export function writeTerm(node: Term, writer: Writer, condition: WritePredicate, wish = ""): Code {
  const write = (term: Term): Code => writeTerm(term, writer, condition);
  switch (node.kind) {
    case "literal":
      return writeLiteral(node, writer);
    case "list":
      return writeList(node, writer, write, wish);
    case "field":
      return writeField(node, writer, write);
    case "binding":
      return make(writer, "local", typeName(node.type), quote(node.name), ...node.path.map(quote));
    case "member":
      return make(writer, "member", typeName(node.type), write(node.of), quote(node.key));
    case "element":
      return make(writer, "member", typeName(node.type), write(node.of), numeral(node.index));
    case "call":
      return make(writer, "call", quote(node.word), typeName(node.type), ...node.args.map(write));
    case "truth":
      return make(writer, "truth", condition(node.predicate, writer));
    case "aggregate":
    case "baseline":
    case "novelty":
    case "frequency":
    case "previous":
    case "seen":
      return writeKept(node, writer, condition, write);
    default:
      return unreachable(node);
  }
}

/** A type as the makers name it, quoted. */
export function typeName(type: Type): string {
  return quote(nameOf(type, 2));
}

/** A list of lists of lists is read like one of anything. */
function nameOf(type: Type, depth: number): string {
  switch (type.kind) {
    case "list":
      return depth === 0 ? "any" : `${nameOf(type.of, depth - 1)}[]`;
    case "number":
      return (type.minimum ?? -1) >= 0 ? "number>=0" : "number";
    case "poison":
      return "any";
    default:
      return type.kind;
  }
}

/** What a list is called that a term is compared with. */
export function wishFor(term: Term): string {
  switch (term.kind) {
    case "field":
      return `${term.path.join(" ")} values`;
    case "binding":
      return `${[term.name, ...term.path].join(" ")} values`;
    case "call":
      return term.args[0] === undefined ? "" : wishFor(term.args[0]);
    case "member":
    case "element":
      return wishFor(term.of);
    default:
      return "";
  }
}

/** A value where a term is asked for. */
function writeLiteral(node: Literal, writer: Writer): Code {
  if (node.value === undefined) return make(writer, "missing", typeName(node.type));
  if (typeof node.value === "object" && "source" in node.value)
    return make(writer, "pattern", quote(node.value.source), quote(node.value.flags), ...writeRequired(node.value));
  const isTime = node.type.kind === "duration" || node.type.kind === "timestamp";
  return make(writer, "value", writeValue(node.value, writer), ...(isTime ? [typeName(node.type)] : []));
}

/** A list that has a bar in a text cannot be written so, and may be left out: less is required then. */
function writeRequired(value: PatternValue): readonly Code[] {
  const required = preparePattern(value).required ?? [];
  return required.filter((texts) => !texts.some((text) => text.includes("|"))).map((texts) => quote(texts.join("|")));
}

/** A scalar as it is. */
export function writeValue(value: Exclude<Literal["value"], undefined | { readonly source: string }>, writer: Writer): Code {
  if (typeof value === "string") return quote(value);
  if (typeof value === "number") return numeral(value);
  return typeof value === "boolean" ? String(value) : make(writer, "integer", quote(value.digits));
}

function writeList(node: Extract<Term, { kind: "list" }>, writer: Writer, write: (term: Term) => Code, wish: string): Code {
  const strings = node.items.flatMap((item) => (item.kind === "literal" && typeof item.value === "string" ? [item.value] : []));
  if (strings.length === node.items.length && isWrittenThere(strings, node.span, writer))
    return make(writer, "list", make(writer, "quoted", cut(writer, node.span)));
  if (strings.length === node.items.length) return make(writer, "list", texts(writer, strings, node.name ?? wish));
  const code = arrayOf(node.items.map(write));
  const isFixed = node.items.every((item) => item.kind === "literal");
  // One list of patterns that many rules share is prepared once.
  const items =
    isFixed && node.items.length > 2 ? constant(writer, `list ${canonical(node)}`, node.name ?? wish, "values", () => late(code)) : code;
  return make(writer, "list", items);
}

/** Whether a long list is what stands between quotes at its place in the rule's own text, which the module has anyway. */
function isWrittenThere(strings: readonly string[], span: Span, writer: Writer): boolean {
  const { rule, sources } = writer;
  if (strings.length <= 2 || rule === undefined || span.file !== rule.file || span.start < rule.start || span.end > rule.end) return false;
  const written = quotedIn(sources.get(span.file)?.text.slice(span.start, span.end) ?? "");
  return written.length === strings.length && written.every((text, at) => text === strings[at]);
}

function writeField(node: Extract<Term, { kind: "field" }>, writer: Writer, write: (term: Term) => Code): Code {
  const path = node.path.map(quote);
  if (node.fallback !== undefined) return make(writer, "fieldOr", write(node.fallback), typeName(node.type), ...path);
  const name = typeName(node.type);
  // EXISTS asks for whatever is there.
  const wish = node.type.kind === "any" ? `any ${node.path.join(" ")}` : node.path.join(" ");
  return constant(writer, `field ${name} ${JSON.stringify(node.path)}`, wish, "field", () => make(writer, "field", name, ...path));
}

type Kept = Extract<Term, { readonly source: unknown }>;

function writeKept(node: Kept, writer: Writer, condition: WritePredicate, write: (term: Term) => Code): Code {
  const common = commonOf(node, writer, condition, write);
  const answers: Omit<Answers<Code>, "sequence" | "together"> = {
    aggregate: ({ statistic, withinMs, enough }) =>
      make(
        writer,
        "aggregate",
        objectOf({
          ...common,
          statistic: writeStatistic(statistic, write),
          withinMs: numeral(withinMs),
          enough: enough === undefined ? undefined : numeral(enough),
        }),
      ),
    baseline: (term) => {
      const { statistic, overMs, samplesMin, excludeAlerted } = term;
      return make(
        writer,
        "baseline",
        objectOf({
          ...common,
          store: quote(baselineStore(term)),
          statistic: writeStatistic(statistic, write),
          overMs: numeral(overMs),
          samplesMin: numeral(samplesMin),
          excludeAlerted: String(excludeAlerted),
        }),
      );
    },
    novelty: ({ kind, value, overMs, samplesMin }) =>
      make(writer, kind, objectOf({ ...common, value: write(value), overMs: numeral(overMs), samplesMin: numeral(samplesMin) })),
    frequency: ({ kind, value, overMs, samplesMin }) =>
      make(writer, kind, objectOf({ ...common, value: write(value), overMs: numeral(overMs), samplesMin: numeral(samplesMin) })),
    previous: ({ value, withinMs }) =>
      make(
        writer,
        "previous",
        objectOf({ ...common, value: write(value), withinMs: withinMs === undefined ? undefined : numeral(withinMs) }),
      ),
    seen: ({ value, withinMs }) => make(writer, "seen", objectOf({ ...common, value: write(value), withinMs: numeral(withinMs) })),
  };
  return (answers[node.kind] as (term: Kept) => Code)(node); // the table is keyed by the node's own kind
}

function commonOf(node: State & { readonly type: Type }, writer: Writer, condition: WritePredicate, write: (term: Term) => Code) {
  const { events, where } = node.source;
  return {
    id: quote(node.id),
    type: typeName(node.type),
    source: objectOf({ events: arrayOf(events.map(quote)), where: where && condition(where, writer) }),
    by: node.by.length === 0 ? undefined : arrayOf(node.by.map(write)),
  };
}

function writeStatistic(statistic: Statistic, write: (term: Term) => Code): Code {
  return objectOf({
    kind: quote(statistic.kind),
    of: statistic.kind === "count" ? undefined : write(statistic.of),
    rank: statistic.kind === "percentile" ? numeral(statistic.rank) : undefined,
  });
}
