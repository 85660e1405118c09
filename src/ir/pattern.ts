/** What running a pattern needs beyond its text. Derived from it, so it is no part of the plan: a check that runs nothing does not pay for it. */
import { proveLinear } from "../regex/linear.ts";
import { requiredLiterals } from "../regex/literals.ts";
import { parseRegex } from "../regex/parse.ts";
import { type Programs, programsOf } from "../regex/program.ts";
import type { Literal, PatternValue } from "./plan.ts";

export type PreparedPattern = PatternValue & {
  /** An equal JavaScript pattern, only where it is proved to run in linear time; else re2 runs it. */
  readonly native?: { readonly source: string; readonly flags: string } | undefined;
  /** For the automaton that runs it where V8 may not; missing where a set of its characters is not certain. */
  readonly programs?: Programs | undefined;
  /** What every text it is found in has: of each list one string, in the lower case of `regex/literals.ts`. Looked for before the pattern runs. */
  readonly required?: readonly (readonly string[])[];
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
  let made: PreparedPattern | undefined;
  const whole = (): PreparedPattern => {
    made ??= prepareTree({ source, flags });
    return made;
  };
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
  };
}

function prepareTree({ source, flags }: PatternValue): PreparedPattern {
  const read = parseRegex(source, flags);
  if ("error" in read) return { source, flags };
  const { tree } = read;
  let proof: { readonly native: ReturnType<typeof proveLinear> } | undefined;
  return {
    source,
    flags,
    required: requiredLiterals(tree),
    // Most patterns never run, because their literals do not occur: the proof waits for the first text that has them.
    get native() {
      proof ??= { native: proveLinear(tree) };
      return proof.native;
    },
    get programs() {
      return programsOf(tree);
    },
  };
}

/** A literal's value as the runtime takes it: a pattern prepared, the rest as it is. */
export function runtimeValue({ value }: Literal): Exclude<Literal["value"], PatternValue> | PreparedPattern {
  const isPattern = typeof value === "object" && "source" in value;
  return isPattern ? preparePattern(value) : value;
}
