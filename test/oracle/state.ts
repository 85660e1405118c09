/** Windows, baselines, novelty, the previous event and provenance (language.md §7): each looks through all past events, every time. */
import type { Value } from "../../src/runtime/value.ts";
import type * as ast from "../../src/syntax/ast.ts";
import { namesOf } from "./project.ts";
import type { Entry, Evaluate, Scope } from "./scope.ts";
import { equal, keyText, toNumber } from "./values.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** The value of `COUNT(…)` and its like on the event in hand. */
export function stateValue(call: ast.StateCall, scope: Scope, evaluate: Evaluate): Value {
  // Value and key are read on the event in hand as on the events that the term keeps.
  const asking = askingScope(call, scope);
  const past = eventsOf(call, scope, evaluate);
  if (!past) return call.word === "NEW" ? false : undefined;
  const duration = call.window ? number(call.window.duration, scope, evaluate) : undefined;
  const least = (call.min && number(call.min, scope, evaluate)) ?? 5;
  const t = scope.entry.time;
  const values = (entries: readonly Scope[]): readonly Value[] => entries.map((entry) => (call.value ? evaluate(call.value, entry) : true));
  const inWindow = past.filter((entry) => duration === undefined || entry.entry.time > t - duration);
  switch (call.word) {
    case "PREVIOUS":
      return values(inWindow).at(-1);
    case "NEW": {
      const now = call.value && evaluate(call.value, asking);
      return inWindow.length >= least && whole(now) && !values(inWindow).some((value) => equal(value, now, false));
    }
    case "FREQUENCY": {
      const now = call.value && evaluate(call.value, asking);
      if (inWindow.length < Math.max(least, 1) || !whole(now)) return undefined;
      return values(inWindow).filter((value) => equal(value, now, false)).length / inWindow.length;
    }
    case "ZSCORE": {
      const samples = baselineSamples(call, past, duration ?? 0, scope, evaluate);
      const now = call.value && toNumber(evaluate(call.value, asking));
      const [mean, deviation] = [statistic("AVG", samples, 0), statistic("STDDEV", samples, 0)];
      if (samples.length < least || now === undefined || mean === undefined || !deviation) return undefined;
      return (now - mean) / deviation;
    }
    default:
      break;
  }
  const rank = call.rank ? (number(call.rank, scope, evaluate) ?? 0) : 0;
  if (call.window?.kind === "over") {
    const samples = baselineSamples(call, past, duration ?? 0, scope, evaluate);
    return samples.length < least ? undefined : statistic(call.word, samples, rank);
  }
  const counted = [...inWindow, ...current(call, scope, evaluate)];
  if (call.word === "COUNT" && !call.distinct)
    return counted.filter((entry) => !call.value || isPresent(call.value, entry, evaluate)).length;
  const present = values(counted).filter((value) => value !== undefined);
  if (call.distinct) return present.filter((value, index) => present.findIndex((other) => equal(value, other, false)) === index).length;
  return statistic(
    call.word,
    present.map(toNumber).filter((value) => value !== undefined),
    rank,
  );
}

/** `v SEEN IN (…)`: v is among the values of the key's past events in the window. */
export function seenIn(expr: ast.SeenIn, scope: Scope, evaluate: Evaluate): boolean {
  const value = evaluate(expr.value, scope);
  const past = eventsOf(expr, scope, evaluate);
  const duration = expr.within ? number(expr.within, scope, evaluate) : undefined;
  if (value === undefined || !past || duration === undefined) return false;
  return past
    .filter((entry) => entry.entry.time > scope.entry.time - duration)
    .some((entry) => {
      const seen = evaluate(expr.of, entry);
      return (Array.isArray(seen) ? seen : [seen]).some((one) => equal(value, one, false));
    });
}

type Source = Pick<ast.StateCall, "from" | "where" | "by">;

/** Past events of the key, in order, each as a scope of its own; undefined when this event has no key. */
function eventsOf(source: Source, scope: Scope, evaluate: Evaluate): readonly Scope[] | undefined {
  const key = keyOf(source.by, askingScope(source, scope), evaluate);
  if (key === undefined) return undefined;
  return scope.world.entries
    .filter((entry) => entry.place < scope.entry.place)
    .flatMap((entry) => takingPart(source, entry, key, scope, evaluate));
}

/** The event in hand, if it is one that the term counts. */
function current(source: Source, scope: Scope, evaluate: Evaluate): readonly Scope[] {
  const key = keyOf(source.by, askingScope(source, scope), evaluate);
  return key === undefined ? [] : takingPart(source, scope.entry, key, scope, evaluate);
}

/** The event in hand, with the types of FROM, which a term inside of this one takes for its own. */
function askingScope(source: Source, scope: Scope): Scope {
  return source.from ? { ...scope, types: namesOf(source.from, scope.world.project.model) } : scope;
}

/** One event as the term sees it, if its type, key and filter are right. A rule never sees its own alerts. */
export function takingPart(source: Source, entry: Entry, key: string, scope: Scope, evaluate: Evaluate): readonly Scope[] {
  const types = source.from ? namesOf(source.from, scope.world.project.model) : scope.types;
  if (!types.includes(entry.type) || (entry.madeBy !== undefined && entry.madeBy === scope.rule)) return [];
  const inner: Scope = { ...scope, entry, types };
  if (keyOf(source.by, inner, evaluate) !== key) return [];
  return !source.where || evaluate(source.where, inner) === true ? [inner] : [];
}

/** The key as text; without BY there is one for all; undefined when a part is missing. */
export function keyOf(by: readonly ast.Expr[] | undefined, scope: Scope, evaluate: Evaluate): string | undefined {
  return keyText((by ?? []).map((part) => evaluate(part, scope)));
}

/** Numbers of closed buckets: whole UTC days (hours, when d < 2d) that begin at or after t − d and end at or before t's own bucket begins. */
function baselineSamples(
  call: ast.StateCall,
  past: readonly Scope[],
  duration: number,
  scope: Scope,
  evaluate: Evaluate,
): readonly number[] {
  const size = duration < 2 * day ? hour : day;
  const bucket = (time: number): number => Math.floor(time / size) * size;
  const t = scope.entry.time;
  const alerted = scope.world.fired.get(scope.rule);
  return past
    .filter(({ entry }) => bucket(entry.time) >= t - duration && bucket(entry.time) + size <= bucket(t))
    .filter(({ entry }) => !(call.excludingAlerted && alerted?.has(entry)))
    .map((entry) => {
      if (call.word === "COUNT") return !call.value || isPresent(call.value, entry, evaluate) ? 1 : undefined;
      return call.value && toNumber(evaluate(call.value, entry));
    })
    .filter((value) => value !== undefined);
}

function statistic(word: ast.StateWord, samples: readonly number[], rank: number): number | undefined {
  const n = samples.length;
  const sum = samples.reduce((total, sample) => total + sample, 0);
  if (word === "COUNT") return n;
  if (word === "SUM") return sum;
  if (n === 0) return undefined;
  const sorted = [...samples].sort((a, b) => a - b);
  switch (word) {
    case "AVG":
      return sum / n;
    case "MIN":
      return sorted[0];
    case "MAX":
      return sorted.at(-1);
    case "MEDIAN":
      return ((sorted[Math.floor((n - 1) / 2)] ?? 0) + (sorted[Math.floor(n / 2)] ?? 0)) / 2;
    case "PERCENTILE":
      return sorted[Math.max(1, Math.ceil((rank / 100) * n)) - 1];
    case "STDDEV":
      return n < 2 ? undefined : Math.sqrt(squaredDistances(samples) / (n - 1));
    default:
      return undefined;
  }
}

/** Σ(x − mean)² = (n Σx² − (Σx)²) / n in whole numbers, rounded once: roundings on the way would decide a comparison at its edge. */
function squaredDistances(samples: readonly number[]): number {
  let binaryPlaces = 0;
  while (samples.some((sample) => !Number.isInteger(sample * 2 ** binaryPlaces))) binaryPlaces++;
  const whole = samples.map((sample) => BigInt(sample * 2 ** binaryPlaces));
  const n = BigInt(samples.length);
  const sum = whole.reduce((total, one) => total + one, 0n);
  const squares = whole.reduce((total, one) => total + one * one, 0n);
  const ratio = ((n * squares - sum * sum) << 128n) / (n << BigInt(2 * binaryPlaces));
  return Number(ratio) / 2 ** 128;
}

/** `COUNT(x …)` counts the events in which x is present. */
function isPresent(value: ast.Expr, scope: Scope, evaluate: Evaluate): boolean {
  return evaluate({ kind: "presence", value, word: "EXISTS", negated: false, operatorSpan: value.span, span: value.span }, scope) === true;
}

/** A list with a missing part is missing itself. */
function whole(value: Value): boolean {
  return value !== undefined && !(Array.isArray(value) && value.includes(undefined));
}

function number(expr: ast.Expr, scope: Scope, evaluate: Evaluate): number | undefined {
  return toNumber(evaluate(expr, scope));
}
