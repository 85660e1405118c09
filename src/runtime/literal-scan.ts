/**
 * One pass over a text that says which of many literals it may have, so that a test with a literal runs only where its literal is, and a rule
 * only on events that have one of its literals. What it says is necessary, not sufficient: case is ignored, long literals are looked for by their
 * beginning, characters beyond ASCII by a class that several share. An exact test follows every hit.
 */
import { hasBit } from "./automaton/bits.ts";
import { buildAutomaton, type Findings, keyBytes, type LiteralAutomaton, scanBytes, scanText } from "./automaton/literals.ts";
import { unitBytes } from "./automaton/unit-bytes.ts";
import { fold } from "./fold.ts";
import { type WasmLiterals, wasmLiterals } from "./wasm/literals.ts";

/** Literals of which one must occur; made by `LiteralScan.oneOf`. */
export type Need = { readonly ids: readonly number[] };

/** One literal: in a text that has it, the first `end` units of it end where the answer says of its number, or in a later place if there is one. */
export type Needle = { readonly id: number; readonly end: number };

/** Characters of a literal that are looked for. */
const lengthMax = 32;
const lengthMin = 2;
/** A scan for fewer literals is not worth an instance of its own. */
const wasmMin = 32;
/** Texts whose answer is kept: the views of one event. */
const textsKept = 16;

/** What a text may have: the numbers of the literals, the first `count` of `found`, and the same as bits; by number where it ends first, and whether it does so again. */
export type Answer = Findings & { text: string };
const nothing: Answer = {
  text: "",
  bits: new Uint32Array(0),
  again: new Uint32Array(0),
  found: new Int32Array(0),
  ends: new Int32Array(0),
  count: 0,
};

export class LiteralScan {
  readonly #ids = new Map<string, number>();
  /** Either, made by the first text: there is no other where WebAssembly can be had. */
  #automaton: LiteralAutomaton | undefined;
  #compiled: WasmLiterals | undefined;
  #isMade = false;
  /** What registers literals before the first text comes. */
  #pending: (() => void)[] = [];
  #answers: Answer[] = [];
  #answerForUnits: Answer = nothing;
  #next = 0;
  /** Most questions are about the text of the one before. */
  #recent = 0;

  /** Registers literals of which a text must have one; undefined where a literal is too short to say anything. */
  oneOf(literals: readonly string[]): Need | undefined {
    const keys = keysFor(literals);
    return keys && this.needOf(keys);
  }

  /** The same for literals whose keys are known. */
  needOf(keys: readonly string[]): Need {
    return { ids: keys.map((key) => this.#idOf(key)) };
  }

  /** Calls back before the scan is made, once: for what is known to be looked for, and need not be said before there is a text. */
  later(register: () => void): void {
    this.#pending.push(register);
    this.#isMade = false;
  }

  /** Registers a literal that is looked for by itself; undefined where it is too short to say anything. */
  needle(literal: string): Needle | undefined {
    const key = keyOf(literal);
    return key && { id: this.#idOf(key.key), end: key.end };
  }

  /** The same of a literal that was registered before; undefined of others. */
  knownNeedle(literal: string): Needle | undefined {
    const key = keyOf(literal);
    const id = key && this.#ids.get(key.key);
    return key && id !== undefined ? { id, end: key.end } : undefined;
  }

  /** What is looked for in place of the literals, in the order of their numbers: registered anew, the same numbers come. */
  get keys(): readonly string[] {
    const pending = this.#pending;
    this.#pending = [];
    for (const register of pending) register();
    return [...this.#ids.keys()];
  }

  /** Whether the text may have one of the need's literals. One pass for each new text, O(length); else O(literals of the need). */
  mayMeet(text: string, need: Need): boolean {
    const { bits } = this.answerFor(text);
    for (const id of need.ids) if (hasBit(bits, id)) return true;
    return false;
  }

  /** The literals that the text may have, each once; good until the answers of other texts have taken its place. One pass for each new text. */
  answerFor(text: string): Answer {
    if (!this.#isMade) this.#make();
    const recent = this.#answers[this.#recent];
    // Lengths first: to compare texts is a call.
    if (recent !== undefined && recent.text.length === text.length && recent.text === text) return recent;
    for (let at = 0; at < textsKept; at++) {
      const answer = this.#answers[at];
      if (answer === undefined || answer.text.length !== text.length || answer.text !== text) continue;
      this.#recent = at;
      return answer;
    }
    const answer = this.#answers[this.#next] ?? emptyAnswer(this.#ids.size);
    this.#answers[this.#next] = answer;
    this.#recent = this.#next;
    this.#next = (this.#next + 1) % textsKept;
    clear(answer);
    answer.text = text;
    const bytes = unitBytes(text);
    if (bytes !== undefined) this.#scanBytes(bytes, text.length, answer);
    else if (this.#compiled !== undefined) this.#compiled.scanText(text, answer);
    else if (this.#automaton !== undefined) scanText(this.#automaton, text, answer);
    return answer;
  }

  /** The same of a text that is given as the bytes of its units (`unitBytes`); good until the next one is asked about. Nothing is kept: O(length) each time. */
  answerForUnits(units: Uint8Array): Answer {
    if (!this.#isMade) this.#make();
    const answer = this.#answerForUnits;
    clear(answer);
    this.#scanBytes(units, units.length, answer);
    return answer;
  }

  #scanBytes(bytes: Uint8Array, length: number, answer: Answer): void {
    if (this.#compiled !== undefined) this.#compiled.scanBytes(bytes, length, answer);
    else if (this.#automaton !== undefined) scanBytes(this.#automaton, bytes, length, answer);
  }

  #make(): void {
    const { keys } = this;
    this.#compiled = keys.length < wasmMin ? undefined : wasmLiterals(keys);
    this.#automaton = this.#compiled ? undefined : buildAutomaton(keys.map(keyBytes));
    this.#isMade = true;
    this.#answers = [];
    this.#answerForUnits = emptyAnswer(keys.length);
    this.#next = 0;
  }

  #idOf(key: string): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#ids.size;
    this.#ids.set(key, id);
    this.#isMade = false;
    return id;
  }
}

function emptyAnswer(size: number): Answer {
  const words = (size + 31) >>> 5;
  return {
    text: "",
    bits: new Uint32Array(words),
    again: new Uint32Array(words),
    found: new Int32Array(size),
    ends: new Int32Array(size),
    count: 0,
  };
}

/** Of the last text alone: nothing else is set. */
function clear(answer: Answer): void {
  for (let index = 0; index < answer.count; index++) {
    const place = (answer.found[index] ?? 0) >>> 5;
    answer.bits[place] = 0;
    answer.again[place] = 0;
  }
  answer.count = 0;
}

/**
 * What is looked for in place of a literal: the beginning of its longest run without surrogates, folded; undefined when that is too short. For a
 * caller that ranks literals, its length says how much the scan can tell.
 */
export function literalKey(literal: string): string | undefined {
  return keyOf(literal)?.key;
}

/** The same with its place: so many units of the folded literal end with it. */
type Key = { readonly key: string; readonly end: number };

/** A rule asks for the keys of its literals several times while it is compiled. */
const keysKept = new Map<string, Key>();
const keysKeptMax = 4_096;

function keyOf(literal: string): Key | undefined {
  const known = keysKept.get(literal);
  if (known !== undefined) return known;
  const made = makeKey(fold(literal));
  if (keysKept.size >= keysKeptMax) keysKept.clear();
  if (made !== undefined) keysKept.set(literal, made);
  return made;
}

function makeKey(folded: string): Key | undefined {
  let longest = folded;
  let from = 0;
  if (/[\ud800-\udfff]/.test(folded)) {
    longest = "";
    for (const { 0: run, index } of folded.matchAll(/[^\ud800-\udfff]+/g)) {
      if (run.length <= longest.length) continue;
      longest = run;
      from = index;
    }
  }
  if (longest.length < lengthMin) return undefined;
  const key = longest.slice(0, lengthMax);
  return { key, end: from + key.length };
}

/** What is looked for where a text must have one of the literals; undefined where a literal is too short to say anything. */
export function keysFor(literals: readonly string[]): readonly string[] | undefined {
  const known = keysOfLists.get(literals);
  if (known !== undefined) return known;
  const keys = literals.map(literalKey);
  if (keys.length === 0 || keys.some((key) => key === undefined)) return undefined;
  const made = withoutLonger(keys.filter((key) => key !== undefined));
  keysOfLists.set(literals, made);
  return made;
}

/** What a pattern needs is asked for by each rule that has it. */
const keysOfLists = new WeakMap<readonly string[], readonly string[]>();

/** A literal that has another one inside adds nothing to a choice between them. */
function withoutLonger(keys: readonly string[]): string[] {
  const kept = new Set<string>();
  const lengths = new Set<number>();
  for (const key of [...new Set(keys)].sort((a, b) => a.length - b.length)) {
    if (hasPart(key, kept, lengths)) continue;
    kept.add(key);
    lengths.add(key.length);
  }
  return [...kept];
}

/** Keys are short, so that their parts are fewer than a long list has others. */
function hasPart(key: string, parts: ReadonlySet<string>, lengths: ReadonlySet<number>): boolean {
  if (parts.size < fewParts) {
    for (const part of parts) if (key.includes(part)) return true;
    return false;
  }
  for (const length of lengths) {
    for (let at = 0; at + length <= key.length; at++) if (parts.has(key.slice(at, at + length))) return true;
  }
  return false;
}

const fewParts = 100;
