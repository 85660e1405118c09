/** What running a pattern needs beyond its text. Derived from it, so it is no part of the plan: a check that runs nothing does not pay for it. */
import { isBeyondAscii } from "../regex/beyond-ascii.ts";
import { proveLinear } from "../regex/linear.ts";
import { knownRegex } from "../regex/known.ts";
import { type LiteralNeed, requiredNeeds } from "../regex/literals.ts";
import { type Programs, programsOf } from "../regex/program.ts";
import { late } from "../source/late.ts";
import type { Literal, PatternValue } from "./plan.ts";

export type PreparedPattern = PatternValue & {
  /** An equal JavaScript pattern, only where it is proved to run in linear time; else re2 runs it. */
  readonly native?: { readonly source: string; readonly flags: string } | undefined;
  /** For the automaton that runs it where V8 may not; missing where a set of its characters is not certain. */
  readonly programs?: Programs | undefined;
  /** What every text it is found in has: of each list one string, in the lower case of `regex/literals.ts`. Looked for before the pattern runs. */
  readonly required?: readonly (readonly string[])[];
  /** Of these lists the one that tells most of where a match may begin: at most so many characters before one of its strings. */
  readonly starts?: { readonly before: number; readonly strings: readonly string[] } | undefined;
  /** Whether it is found in no text that is ASCII alone. */
  readonly beyondAscii?: boolean;
};

const prepared = new WeakMap<PatternValue, PreparedPattern>();

/** The pattern with its native form and required literals; computed once for a plan's value. */
export function preparePattern(pattern: PatternValue): PreparedPattern {
  const known = prepared.get(pattern);
  if (known) return known;
  const made = prepare(pattern);
  prepared.set(pattern, made);
  return made;
}

function prepare(pattern: PatternValue): PreparedPattern {
  return pattern.required === undefined ? prepareTree(pattern) : prepareLate(pattern, pattern.required);
}

/** What it requires is known: it is not even read before a text has that. */
function prepareLate({ source, flags }: PatternValue, required: NonNullable<PatternValue["required"]>): PreparedPattern {
  const whole = late(() => prepareTree({ source, flags }));
  return {
    source,
    flags,
    required,
    get native() {
      return whole().native;
    },
    get programs() {
      return whole().programs;
    },
    get starts() {
      return whole().starts;
    },
    get beyondAscii() {
      return whole().beyondAscii ?? false;
    },
  };
}

function prepareTree({ source, flags }: PatternValue): PreparedPattern {
  const read = knownRegex(source, flags);
  if ("error" in read) return { source, flags };
  const { tree } = read;
  const needs = requiredNeeds(tree);
  let proof: { readonly native: ReturnType<typeof proveLinear> } | undefined;
  return {
    source,
    flags,
    required: needs.map(({ strings }) => strings),
    // Most patterns never run, because their literals do not occur: the rest waits for the first text that has them.
    get starts() {
      return startsOf(needs);
    },
    get beyondAscii() {
      return isBeyondAscii(tree);
    },
    get native() {
      proof ??= { native: proveLinear(tree) };
      return proof.native;
    },
    get programs() {
      return programsOf(tree);
    },
  };
}

/** A match begins within this many characters before what tells of it, or nothing is gained by knowing. */
const beforeMax = 256;

/** The rarest, by the length of its shortest string; of equal ones the one that stands nearest. */
function startsOf(needs: readonly LiteralNeed[]): LiteralNeed | undefined {
  const shortest = ({ strings }: LiteralNeed): number => Math.min(...strings.map((text) => text.length));
  return needs
    .filter(({ before }) => before <= beforeMax)
    .sort((left, right) => shortest(right) - shortest(left) || left.before - right.before)[0];
}

/** A literal's value as the runtime takes it: a pattern prepared, the rest as it is. */
export function runtimeValue({ value }: Literal): Exclude<Literal["value"], PatternValue> | PreparedPattern {
  const isPattern = typeof value === "object" && "source" in value;
  return isPattern ? preparePattern(value) : value;
}
