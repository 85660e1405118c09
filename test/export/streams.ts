/** Random streams for a rule: every field that it reads takes values made of the rule's own literals and their neighbours, or is absent, null, empty or of a wrong type; times stand at the edges of its windows. */
import fc from "fast-check";
import type { EventModel } from "../../src/schema/event-type.ts";
import { fieldAt } from "../../src/schema/event-type.ts";
import type { Condition, Predicate, RulePlan, Term } from "../../src/ir/plan.ts";
import { walkCondition, walkPredicate, walkTerm } from "../../src/ir/walk.ts";
import type { Type } from "../../src/types/type.ts";
import type { Json, JsonRecord } from "./carried.ts";
import { matchingTexts } from "./matching-text.ts";

export const streamStartMs = Date.UTC(2026, 5, 3, 22, 59, 59, 500);
const day = 86_400_000;

/** What a rule reads and asks for. */
export type Interests = {
  readonly types: readonly string[];
  /** Dotted path to the values that it is compared with. */
  readonly fields: ReadonlyMap<string, { readonly type: Type; readonly wanted: readonly Json[] }>;
  /** Paths of keys: they take few values, so that events meet. */
  readonly keys: ReadonlySet<string>;
  readonly windowsMs: readonly number[];
};

export function interestsOf(rule: RulePlan, model: EventModel): Interests {
  const types = new Set(rule.on);
  const fields = new Map<string, { type: Type; wanted: Json[] }>();
  const keys = new Set<string>();
  const windows = new Set<number>();
  const note = (path: readonly string[], type: Type, wanted: readonly Json[]): void => {
    const name = path.join(".");
    const known = fields.get(name) ?? { type, wanted: [] };
    fields.set(name, { type: known.type, wanted: [...known.wanted, ...wanted] });
  };
  const variables = new Map<string, Term>();
  const see = {
    predicate(node: Predicate): void {
      if (node.kind === "quantified") variables.set(node.variable, node.list);
      if (node.kind !== "test") return;
      for (const [side, other] of [
        [node.subject, node.object],
        [node.object, node.subject],
      ] as const) {
        const wanted = constantsIn(other);
        for (const [path, type] of pathsIn(side, variables)) note(path, type, wanted);
      }
    },
    term(node: Term): void {
      if (node.kind === "field") note(node.path, node.type, []);
      if (!("by" in node)) return;
      for (const type of node.source.events) types.add(type);
      for (const key of node.by) for (const [path] of pathsIn(key, variables)) keys.add(path.join("."));
      if ("withinMs" in node && node.withinMs !== undefined) windows.add(node.withinMs);
      if ("overMs" in node) windows.add(node.overMs);
    },
  };
  walkCondition(rule.condition, see);
  for (const exception of rule.exceptions) walkPredicate(exception.unless, see);
  for (const step of stepsOf(rule.condition)) {
    for (const type of step.events) types.add(type);
    for (const key of step.by) for (const [path] of pathsIn(key, variables)) keys.add(path.join("."));
    if ("gapMs" in step && typeof step.gapMs === "number") windows.add(step.gapMs);
  }
  if (rule.condition.kind !== "when") windows.add(rule.condition.withinMs);
  if (rule.condition.kind === "sequence" && rule.condition.absentAfter) windows.add(rule.condition.absentAfter.withinMs);
  for (const type of types) if (!model.types.has(type)) types.delete(type);
  return { types: [...types], fields, keys, windowsMs: [...windows] };
}

function stepsOf(condition: Condition) {
  if (condition.kind === "when") return [];
  const after = condition.kind === "sequence" && condition.absentAfter ? [condition.absentAfter] : [];
  return [...condition.steps, ...condition.steps.flatMap((step) => step.absentBefore), ...after];
}

/**
 * Event fields inside of a term, those behind a quantifier's variable or a step's name among them. What a count or a sum reads is compared with
 * nothing: only the number that comes of it is.
 */
function pathsIn(term: Term, variables: ReadonlyMap<string, Term>): readonly (readonly [readonly string[], Type])[] {
  const found: (readonly [readonly string[], Type])[] = [];
  const counted = new Set<Term>();
  walkTerm(term, {
    term(node) {
      if (counted.has(node)) return;
      if (node.kind === "aggregate" || node.kind === "baseline" || node.kind === "novelty" || node.kind === "frequency")
        return walkTerm(node, { term: (inner) => void counted.add(inner) });
      if (node.kind === "field") found.push([node.path, node.type]);
      if (node.kind !== "binding") return;
      const list = variables.get(node.name);
      if (list && node.path.length === 0) found.push(...pathsIn(list, new Map()));
      else if (!list && node.path.length > 0) found.push([node.path, node.type]);
    },
  });
  return found;
}

function constantsIn(term: Term): readonly Json[] {
  const found: Json[] = [];
  walkTerm(term, {
    term(node) {
      if (node.kind !== "literal") return;
      const { value } = node;
      if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") found.push(value);
      else if (value !== undefined && "source" in value) found.push(...matchingTexts(value.source, value.flags, 6));
    },
  });
  return found;
}

const oddTexts = [
  "",
  " ",
  "ſ",
  "K",
  "é",
  "É",
  "e\u0301",
  "\u200b",
  "\n",
  "%_*?\\",
  "a\u0000b",
  "Straße",
  "İ",
  "ﬁ",
  "😀",
  '"',
  "'",
  "|",
  "$x$",
];
const wrong: readonly Json[] = [null, "", [], {}, [null], 0, -1, 7, true, false, "alpha", ["alpha"], [["a"]], { a: 1 }];

/** A literal, or something a character or a number away from it. */
function near(value: Json): fc.Arbitrary<Json> {
  if (typeof value === "number")
    return fc.constantFrom<Json>(
      value,
      value,
      value + 1,
      value - 1,
      value * 2,
      value / 2,
      -value,
      value + 0.5,
      value * (1 + Number.EPSILON),
    );
  if (typeof value !== "string") return fc.constant(value);
  const odd = fc.constantFrom(...oddTexts);
  const around = fc.tuple(
    fc.constantFrom("", "", "x", " ", ".", "@", "é", "_", "7", "https://"),
    fc.constantFrom("", "", "x", " ", ".", "é", "_", "7", ".evil.io"),
  );
  return fc.oneof(
    { arbitrary: fc.constant<Json>(value), weight: 5 },
    { arbitrary: around.map(([before, after]) => `${before}${value}${after}`), weight: 3 },
    {
      arbitrary: fc.constantFrom(
        value.toUpperCase(),
        value.toLowerCase(),
        swapCase(value),
        value.replace(/s/gi, "ſ"),
        value.replace(/k/gi, "\u212a"),
      ),
      weight: 2,
    },
    {
      arbitrary: fc.constantFrom(
        value.slice(1),
        value.slice(0, -1),
        value.replace(/[\s]/g, "\n"),
        `user@${value}`,
        `user@mail.${value}`,
        `${value}@x.org`,
      ),
      weight: 2,
    },
    { arbitrary: fc.tuple(odd, odd).map(([before, after]) => `${before}${value}${after}`), weight: 1 },
    { arbitrary: fc.tuple(odd, fc.nat(value.length)).map(([text, at]) => value.slice(0, at) + text + value.slice(at)), weight: 1 },
  );
}

function swapCase(text: string): string {
  return text.replace(/\p{L}/gu, (letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()));
}

/** A value of a field: mostly what the rule asks for or near it. Undefined: absent. */
function fieldValue(type: Type, wanted: readonly Json[], isKey: boolean): fc.Arbitrary<Json | undefined> {
  const texts = fc.constantFrom<Json>("k1", "k1", "k1", "k2", ...(isKey ? [] : ["other", ...oddTexts]));
  const fallback: fc.Arbitrary<Json> =
    type.kind === "number" || type.kind === "duration"
      ? fc.constantFrom<Json>(0, 1, 2, 10, 0.1, 1000, 1e6)
      : type.kind === "boolean"
        ? fc.boolean()
        : type.kind === "enum"
          ? fc.constantFrom<Json>(...type.values)
          : type.kind === "timestamp"
            ? fc.constantFrom<Json>("2026-06-01T00:00:00Z", streamStartMs, "2026-06-03T22:59:59.499Z")
            : type.kind === "string" && type.meaning === "ip"
              ? fc.constantFrom<Json>("10.0.0.1", "192.168.1.7", "::1", "2001:db8::1", "8.8.8.8")
              : texts;
  const one =
    wanted.length === 0
      ? fallback
      : fc.oneof({ arbitrary: fc.constantFrom(...wanted).chain(near), weight: 6 }, { arbitrary: fallback, weight: 1 });
  const right: fc.Arbitrary<Json> =
    type.kind === "list" ? fc.array(wanted.length === 0 ? listItem(type.of) : fc.oneof(one, listItem(type.of)), { maxLength: 3 }) : one;
  return fc.oneof(
    { arbitrary: right, weight: isKey ? 20 : 12 },
    { arbitrary: fc.constant(undefined), weight: 1 },
    { arbitrary: fc.constantFrom(...wrong), weight: 1 },
  );
}

function listItem(type: Type): fc.Arbitrary<Json> {
  if (type.kind === "record") return fc.dictionary(fc.constantFrom(...type.fields.keys(), "x"), fc.constantFrom<Json>("a", 1, "doc"));
  if (type.kind === "number") return fc.constantFrom<Json>(0, 1, 2);
  return fc.constantFrom<Json>("a", "b", "", "example.com", "jailbreak_keywords");
}

/**
 * Streams of up to `length` events in the order (timestamp, sequence), with ids of their own. `seeds` are streams that the rule is known to
 * fire on (its own cases): half of the answers are one of them with a field or a time changed here and there.
 */
export function streamFor(
  rule: RulePlan,
  model: EventModel,
  length: number,
  seeds: readonly Seed[] = [],
): fc.Arbitrary<readonly JsonRecord[]> {
  const interests = interestsOf(rule, model);
  const types = interests.types.length > 0 ? interests.types : ["input"];
  const others = [...model.types.keys()].filter((name) => name !== "engine");
  const type = fc.oneof({ arbitrary: fc.constantFrom(...types), weight: 12 }, { arbitrary: fc.constantFrom(...others), weight: 1 });
  const edges = interests.windowsMs.flatMap((ms) => [ms - 1, ms, ms + 1, Math.floor(ms / 2)]).filter((ms) => ms >= 0);
  const gap = fc.oneof(
    { arbitrary: fc.constantFrom(0, 0, 1, 500, 1000, 60_000), weight: 4 },
    { arbitrary: edges.length > 0 ? fc.constantFrom(...edges) : fc.constant(1), weight: 2 },
    {
      arbitrary: interests.windowsMs.some((ms) => ms >= 2 * day) ? fc.constantFrom(day, day / 2, 3_600_000, day - 1) : fc.constant(1),
      weight: 2,
    },
  );
  const event = fc.tuple(type, gap, fieldsOf(interests, model));
  const drawn = fc.array(event, { minLength: 1, maxLength: length, size: "max" }).map((events) => {
    let timeMs = streamStartMs;
    return numbered(
      events.map(([event_type, step, fields], index) => {
        timeMs += index === 0 ? 0 : step;
        return { timeMs, event: { ...treeOf({}, fields, event_type, model), event_type } };
      }),
    );
  });
  const fitting = seeds.filter((seed) => seed.length <= length);
  if (fitting.length === 0) return drawn;
  return fc.oneof(
    drawn,
    fc.constantFrom(...fitting).chain((seed) => changedSeed(seed, interests, gap, model)),
  );
}

/** Events with their times; in order. */
export type Seed = readonly { readonly timeMs: number; readonly event: JsonRecord }[];

/** The streams of a rule's first cases as they are; on the first it fires, as a rule. Long ones are left out. */
export function ownStreams(seeds: readonly Seed[]): readonly (readonly JsonRecord[])[] {
  return seeds
    .filter((seed) => seed.length > 0 && seed.length <= 100)
    .slice(0, 2)
    .map(numbered);
}

/** Each event as it is, or with one of the rule's fields drawn anew, or later than it was. */
function changedSeed(seed: Seed, interests: Interests, gap: fc.Arbitrary<number>, model: EventModel): fc.Arbitrary<readonly JsonRecord[]> {
  const paths = fieldsOf(interests, model);
  const change = fc.record({
    keep: fc.nat(9).map((draw) => draw > 2),
    which: fc.nat(1000),
    fields: paths,
    shift: fc.oneof({ arbitrary: fc.constant(undefined), weight: 8 }, { arbitrary: gap, weight: 2 }),
  });
  return fc.array(change, { minLength: seed.length, maxLength: seed.length, size: "max" }).map((changes) => {
    let timeMs = seed[0]?.timeMs ?? streamStartMs;
    return numbered(
      seed.map((one, index) => {
        const { keep, which, fields, shift } = changes[index] ?? { keep: true, which: 0, fields: [], shift: undefined };
        timeMs += index === 0 ? 0 : (shift ?? one.timeMs - (seed[index - 1]?.timeMs ?? 0));
        const drawn = keep || fields.length === 0 ? [] : fields.slice(which % fields.length, (which % fields.length) + 1);
        return { timeMs, event: treeOf(one.event, drawn, String(one.event["event_type"]), model) };
      }),
    );
  });
}

function numbered(events: readonly { readonly timeMs: number; readonly event: JsonRecord }[]): readonly JsonRecord[] {
  return events.map(({ timeMs, event }, sequence) => ({
    ...event,
    event_id: `e${sequence}`,
    timestamp: new Date(timeMs).toISOString(),
    sequence,
  }));
}

function fieldsOf(interests: Interests, model: EventModel): fc.Arbitrary<readonly (readonly [string, Json | undefined])[]> {
  const left = new Set(["event_id", "event_type", "timestamp", "sequence"]);
  const paths = new Map([...interests.fields].filter(([path]) => !left.has(path)));
  for (const key of interests.keys) if (!paths.has(key) && !left.has(key)) paths.set(key, { type: typeOf(model, key), wanted: [] });
  const parts = [...paths].map(([path, { type, wanted }]) =>
    fieldValue(type, wanted, interests.keys.has(path)).map((value) => [path, value] as const),
  );
  return fc.tuple(...parts);
}

function typeOf(model: EventModel, path: string): Type {
  for (const { record } of model.types.values()) {
    const field = fieldAt(record, path.split("."));
    if (field) return field.type;
  }
  return { kind: "any" };
}

/** Over `base`, nested as an event is; a field of another event type stays out, as its telemetry would not have it. */
function treeOf(
  base: JsonRecord,
  fields: readonly (readonly [string, Json | undefined])[],
  eventType: string,
  model: EventModel,
): JsonRecord {
  const record = model.types.get(eventType)?.record;
  return fields.reduce(
    (event, [path, value]) => (record?.fields.has(path.split(".")[0] ?? "") ? laid(event, path.split("."), value) : event),
    base,
  );
}

/** With a value at a path; undefined takes it away. */
function laid(event: JsonRecord, [key = "", ...rest]: readonly string[], value: Json | undefined): JsonRecord {
  const { [key]: inner, ...others } = event;
  if (rest.length > 0) {
    const holder = typeof inner === "object" && inner !== null && !Array.isArray(inner) ? (inner as JsonRecord) : {}; // a list was ruled out
    return { ...others, [key]: laid(holder, rest, value) };
  }
  return value === undefined ? others : { ...others, [key]: value };
}
