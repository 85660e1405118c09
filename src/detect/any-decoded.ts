/**
 * `ANY v IN decoded(text): …`, where the views whose letters are turned (ROT13, backwards, both) are made only when the text has, turned the same way, a
 * literal that the condition needs. Most texts have none, and three views of each would be made, normalized and scanned for nothing.
 */
import type { Predicate, Term } from "../ir/plan.ts";
import { witnessOf } from "../ir/witness.ts";
import { decodingsUndone, decodingsTurned } from "../runtime/decode.ts";
import { turnedViews } from "../runtime/decode-turned.ts";
import { isAscii } from "../runtime/fold.ts";
import { LiteralScan, type Need } from "../runtime/literal-scan.ts";
import { normalize } from "../runtime/words.ts";
import type { PredicateFunction, Scope } from "./scope.ts";

type Quantified = Extract<Predicate, { kind: "quantified" }>;

/** Undefined where the list is another one, or nothing is known of what the condition needs. Work that is spared is not charged. */
export function compileAnyDecoded(node: Quantified, scope: Scope): PredicateFunction | undefined {
  const { list } = node;
  const [argument] = list.kind === "call" ? list.args : [];
  // Inside of another quantifier the making of the list is charged for.
  if (node.every || scope.depth > 0 || list.kind !== "call" || list.word !== "decoded" || argument === undefined) return undefined;
  const needs = needsOf(node);
  if (needs === undefined) return undefined;
  const text = scope.term(argument, scope);
  const slot = scope.slot(node.variable);
  const part = scope.predicate(node.part, { ...scope, depth: scope.depth + 1 });
  const { frame } = scope;
  let mayHold: ((text: string) => boolean) | undefined;
  return (event) => {
    const given = text(event);
    if (typeof given !== "string") return false;
    const outer = slot.value;
    const some = (views: readonly string[]): boolean => {
      for (const view of views) {
        frame.work++;
        if (frame.exhausted) return false;
        slot.value = view;
        if (part(event)) return true;
      }
      return false;
    };
    mayHold ??= lookFor(needs);
    const held = some(decodingsUndone(given)) || (!frame.exhausted && mayHold(given) && some(decodingsTurned(given)));
    slot.value = outer;
    return held;
  };
}

/** Literals of which one view has one where the condition holds: in the view itself, or in what `normalize` makes of it. */
type Needs = { readonly plain: readonly string[]; readonly normalized: readonly string[] };

function needsOf(node: Quantified): Needs | undefined {
  const traces = witnessOf(node);
  if (traces === undefined) return undefined;
  const needs = { plain: [] as string[], normalized: [] as string[] };
  for (const trace of traces) {
    if (trace.kind !== "literals") return undefined;
    const { subject } = trace;
    const inner = subject.kind === "call" && subject.word === "normalize" ? subject.args[0] : subject;
    if (inner === undefined || !isVariable(inner, node.variable)) return undefined;
    needs[inner === subject ? "plain" : "normalized"].push(...trace.literals);
  }
  return needs;
}

function isVariable(term: Term, variable: string): boolean {
  return term.kind === "binding" && term.name === variable && term.path.length === 0;
}

/** Whether a turned view may meet the needs. Of ASCII alone: there, turning a text and normalizing it can change places. */
function lookFor({ plain, normalized }: Needs): (text: string) => boolean {
  const scan = new LiteralScan();
  const [inText, inNormalized] = [turnedNeed(plain, scan), turnedNeed(normalized, scan)];
  if (inText === undefined || inNormalized === undefined) return () => true;
  return (text) => {
    if (!isAscii(text)) return true;
    if (plain.length > 0 && scan.mayMeet(text, inText)) return true;
    const view = normalized.length > 0 ? normalize(text) : undefined;
    return typeof view === "string" && scan.mayMeet(view, inNormalized);
  };
}

/** A turned view has a literal where the text has the literal turned back, which is turned once more. Undefined where one is too short to be looked for. */
function turnedNeed(literals: readonly string[], scan: LiteralScan): Need | undefined {
  const turned = literals.filter(isAscii).flatMap((literal) => turnedViews(literal));
  return turned.length === 0 ? { ids: [] } : scan.oneOf(turned);
}
