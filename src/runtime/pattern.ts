/** Regular expressions: a thin adapter, so that another linear engine could take the place of re2js. */
import { RE2JS } from "re2js";
import { LazyDfa } from "./automaton/lazy-dfa.ts";
import type { Program, Programs } from "./automaton/program.ts";
import type { Starts, Windows } from "./automaton/windows.ts";
import { textBytes } from "./memory/text-bytes.ts";
import { isList, isRecord, readElement, readKey } from "./read.ts";
import type { Value, ValueRecord } from "./value.ts";

/** Offsets are UTF-16 units. Found anywhere in the text unless the pattern anchors itself. */
export type Pattern = {
  readonly test: (text: string) => boolean;
  /** The same of a text in which no match begins outside of the windows. Of the automaton alone. */
  readonly testWithin?: (text: string, windows: Windows) => boolean;
  /** First match, leftmost, as a backtracking search would choose it. */
  readonly find: (text: string) => Found | undefined;
  /** Matches one after the other, without overlap; empty ones do not count. Without a native form, undefined past `countStepsMax`. */
  readonly count: (text: string) => number | undefined;
  /** Instructions of the linear engine: time is at most this times the length of the text. */
  readonly programSize: number;
};
export type Found = { readonly start: number; readonly end: number };
export type PatternError = { readonly message: string; readonly start: number; readonly end: number };
export type NativePattern = { readonly source: string; readonly flags: string };
export type Compiled = { readonly pattern: Pattern } | { readonly error: PatternError };

/** Instructions that a pattern may have (a setting of the compiler; this is its default). */
export const programSizeMax = 2_000;
/**
 * A pattern that has no native form may look at all the rest of the text for each match. When the rests of the text behind its matches come to
 * more characters than this, the count has no value.
 */
export const countStepsMax = 10_000_000;

/**
 * Compiles RE2 syntax with the flags `i m s`. `native` is an equal JavaScript pattern that `regex/linear.ts` has proved to run in linear time;
 * given one, V8 runs it; else the automaton of `programs` does, if there is one, and re2js what is left. Compiled patterns are kept, `patternsMax` of them.
 */
export function compilePattern(source: string, flags: string, native?: NativePattern, programs?: Programs): Compiled {
  const form = native ? `${native.flags}/${native.source.length}/${native.source}` : programs ? "program" : "";
  const key = `${flags}/${form}/${source}`;
  const known = kept.get(key);
  if (known) return known;
  const compiled = compile(source, flags, native, programs);
  if (kept.size >= patternsMax) kept.delete(kept.keys().next().value ?? "");
  kept.set(key, compiled);
  return compiled;
}

const patternsMax = 20_000;
const kept = new Map<string, Compiled>();

function compile(source: string, flags: string, native: NativePattern | undefined, programs: Programs | undefined): Compiled {
  try {
    if (native) return { pattern: nativePattern(native, () => linearOf(source, flags)) };
    if (programs) return { pattern: automatonPattern(programs, () => linearOf(source, flags)) };
    return { pattern: linearPattern(RE2JS.compile(source, flagBits(flags))) };
  } catch (thrown) {
    return { error: errorOf(thrown, source) };
  }
}

function flagBits(flags: string): number {
  return (
    (flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes("m") ? RE2JS.MULTILINE : 0) |
    (flags.includes("s") ? RE2JS.DOTALL : 0)
  );
}

/** The engine names the piece that it rejects; where that piece occurs is the place of the error. */
function errorOf(thrown: unknown, source: string): PatternError {
  const text = thrown instanceof Error ? thrown.message : "";
  const message = text.replace(/^error parsing regexp: /, "").replace(/: `.*`$/s, "");
  const piece = /: `(.*)`$/s.exec(text)?.[1];
  const start = piece === undefined || piece === "" ? -1 : source.indexOf(piece);
  if (start < 0 || piece === undefined) return { message: message || "cannot be compiled", start: 0, end: source.length };
  return { message, start, end: start + piece.length };
}

function linearPattern(linear: RE2JS): Pattern {
  const find = (text: string, from: number): Found | undefined => {
    const matcher = linear.matcher(text);
    return matcher.find(from) ? { start: matcher.start(), end: matcher.end() } : undefined;
  };
  return {
    test: (text) => linear.test(text),
    find: (text) => (linear.test(text) ? find(text, 0) : undefined),
    count: (text) => (linear.test(text) ? countMatches(text, find, countStepsMax) : 0),
    programSize: linear.programSize(),
  };
}

/** The automaton tests; it finds and counts as well where it knows how to read backwards. */
function automatonPattern({ forward, back }: Programs, linear: () => Pattern): Pattern {
  const tester = new LazyDfa(forward, "each", false);
  let finders: { readonly ends: LazyDfa; readonly starts: LazyDfa } | undefined;
  const find = (text: string, from: number): Found | undefined => {
    if (!back) return tester.test(text) ? linear().find(text) : undefined;
    finders ??= { ends: new LazyDfa(forward, "preferred", false), starts: new LazyDfa(back, "longest", true) };
    const end = finders.ends.end(text, from);
    return end < 0 ? undefined : { start: finders.starts.start(text, from, end), end };
  };
  return {
    test: (text) => tester.test(text),
    testWithin: (text, windows) => {
      const encoded = textBytes(text);
      return encoded?.isAscii ? tester.testWithin(encoded.bytes, encoded.length, windows) : tester.test(text);
    },
    find: (text) => find(text, 0),
    count: (text) => {
      if (!tester.test(text)) return 0;
      return back ? countMatches(text, find, countStepsMax) : linear().count(text);
    },
    get programSize() {
      return linear().programSize;
    },
  };
}

/** The linear engine's form of a pattern whose native form runs: made when it is first asked for. */
function linearOf(source: string, flags: string): Pattern {
  const compiled = compilePattern(source, flags);
  if ("error" in compiled) throw new Error(`aidr is wrong: a native pattern that RE2 refuses: ${compiled.error.message}`);
  return compiled.pattern;
}

function nativePattern(native: NativePattern, linear: () => Pattern): Pattern {
  const tester = new RegExp(native.source, native.flags);
  const finder = new RegExp(native.source, `${native.flags}g`);
  const find = (text: string, from: number): Found | undefined => {
    finder.lastIndex = from;
    const found = finder.exec(text);
    return found ? { start: found.index, end: found.index + found[0].length } : undefined;
  };
  return {
    test: (text) =>
      orElse(
        () => linear().test(text),
        () => tester.test(text),
      ),
    find: (text) =>
      orElse(
        () => linear().find(text),
        () => find(text, 0),
      ),
    count: (text) =>
      orElse(
        () => linear().count(text),
        () => countMatches(text, find, Number.POSITIVE_INFINITY),
      ),
    get programSize() {
      return linear().programSize;
    },
  };
}

/** V8 throws when a run of many millions of characters fills its stack for backtracking; the linear engine has none. */
function orElse<T>(other: () => T, run: () => T): T {
  try {
    return run();
  } catch {
    return other();
  }
}

function countMatches(text: string, find: (text: string, from: number) => Found | undefined, stepsMax: number): number | undefined {
  let count = 0;
  let steps = 0;
  for (let at = 0; at <= text.length; ) {
    steps += text.length - at;
    if (steps > stepsMax) return undefined;
    const found = find(text, at);
    if (!found) return count;
    if (found.end > found.start) count++;
    at = found.end > found.start ? found.end : found.end + ((text.codePointAt(found.end) ?? 0) > 0xffff ? 2 : 1);
  }
  return count;
}

/** A pattern as a value of the language: `{ source, flags, native?, programs? }`, or its source alone. Undefined when it is none or does not compile. */
export function patternOf(value: Value): Pattern | undefined {
  if (typeof value === "string") return patternFrom(compilePattern(value, ""));
  if (!isRecord(value)) return undefined;
  const known = byValue.get(value);
  if (known) return known;
  const made = readPattern(value);
  if (made) byValue.set(value, made);
  return made;
}

/** Patterns of the plan are asked for again and again. */
const byValue = new WeakMap<ValueRecord, Pattern>();

function readPattern(value: ValueRecord): Pattern | undefined {
  const [source, flags, native] = [readKey(value, "source"), readKey(value, "flags"), readKey(value, "native")];
  if (typeof source !== "string" || typeof flags !== "string") return undefined;
  const [nativeSource, nativeFlags] = [readKey(native, "source"), readKey(native, "flags")];
  const isNative = typeof nativeSource === "string" && typeof nativeFlags === "string";
  if (isNative) return patternFrom(compilePattern(source, flags, { source: nativeSource, flags: nativeFlags }));
  const programs = readKey(value, "programs");
  const forward = programOf(readKey(programs, "forward"));
  return patternFrom(compilePattern(source, flags, undefined, forward && { forward, back: programOf(readKey(programs, "back")) }));
}

function programOf(value: Value): Program | undefined {
  const [start, code, sets] = [readKey(value, "start"), readKey(value, "code"), readKey(value, "sets")];
  if (typeof start !== "number" || !isList(code) || !isList(sets)) return undefined;
  return { start, code: numbersOf(code), sets: Array.from(sets, (_, index) => numbersOf(readElement(sets, index))) };
}

/** A program has thousands of them: a list of numbers alone is taken as it is. */
function numbersOf(value: Value): readonly number[] {
  if (!isList(value)) return [];
  for (let at = 0; at < value.length; at++) if (typeof value[at] !== "number") return value.filter((one) => typeof one === "number");
  return value as readonly number[]; // each was looked at
}

/** The literals that every text has in which the pattern is found (of each list one), where its value carries them. */
export function requiredOf(value: Value): readonly (readonly string[])[] {
  if (!isRecord(value)) return [];
  const known = requiredBy.get(value);
  if (known) return known;
  const required = readKey(value, "required");
  const made = isList(required) ? required.map(stringsOf) : [];
  requiredBy.set(value, made);
  return made;
}

/** Every rule that tests a pattern asks for what it needs. */
const requiredBy = new WeakMap<ValueRecord, readonly (readonly string[])[]>();

/** The list itself where it holds nothing else, so that what is known of it is known of this. */
function stringsOf(value: Value): readonly string[] {
  if (!isList(value)) return [];
  const strings = value.filter((one) => typeof one === "string");
  return strings.length === value.length ? (value as readonly string[]) : strings; // each was looked at
}

/** What tells where its matches begin, where its value carries that. */
export function startsOf(value: Value): Starts | undefined {
  const starts = isRecord(value) ? readKey(value, "starts") : undefined;
  const [before, strings] = [readKey(starts, "before"), readKey(starts, "strings")];
  if (typeof before !== "number" || !isList(strings)) return undefined;
  return { before, strings: strings.filter((one) => typeof one === "string") };
}

/** Whether each of its matches has a character beyond ASCII, where its value says so. */
export function isBeyondAscii(value: Value): boolean {
  return isRecord(value) && readKey(value, "beyondAscii") === true;
}

function patternFrom(compiled: Compiled): Pattern | undefined {
  return "pattern" in compiled ? compiled.pattern : undefined;
}

/** `text MATCHES /re/`: the pattern is found anywhere in the text; case is its own flag's matter. */
export function matches(subject: Value, object: Value): boolean {
  return typeof subject === "string" && (patternOf(object)?.test(subject) ?? false);
}

/** How often the pattern is found, one match after the other; a pattern without a native form has no count past `countStepsMax`. */
export function countMatchesOf(text: Value, pattern: Value): Value {
  return typeof text === "string" ? patternOf(pattern)?.count(text) : undefined;
}
