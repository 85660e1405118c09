/** Random streams of small events, and random rules that remember them: ties, disorder, late events, duplicates, missing keys, and steps at the edges of windows. */
import fc from "fast-check";
import type { Arrival } from "../oracle/order.ts";
import type { ValueRecord } from "../../src/runtime/value.ts";
import { preamble } from "./random-rule.ts";

type Text = fc.Arbitrary<string>;
export const streamStart = Date.UTC(2026, 0, 1, 22);
const hour = 3_600_000;

/** Event types of a stream, and what a rule can ask of each. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  tool_call: [
    'tool_call.tool == "a"',
    'tool_call.tool == "b"',
    'tool_call.tool IN ["a", "c"]',
    "tool_call.params.n > 1",
    'tool_call.tool != "c"',
    "tool_call.params.x EXISTS",
    "tool_call.tool EXISTS",
  ],
  tool_result: ['tool_result.outcome == "success"', 'tool_result.text CONTAINS "x1"', 'NOT tool_result.outcome == "error"'],
  approval: ["approval.granted", "NOT approval.granted", 'approval.by == "a"'],
  session_end: ["session.current_cost > 2", "session.current_cost <= 5"],
};
const types = Object.keys(kinds);
const keys = ["session.id", "session.id", "user.id", "[session.id, user.id]"] as const;
const windows = ["1s", "10s", "10s", "1m", "1h"] as const;
const windowsMs = [1000, 10_000, 60_000] as const;

function wordOf<T>(...values: readonly T[]): fc.Arbitrary<T> {
  return fc.constantFrom(...values);
}

/** How fast a stream goes: about the windows of seconds and minutes, or about the buckets of hours and days. */
export type Pace = "seconds" | "days";
const steps: Readonly<Record<Pace, fc.Arbitrary<number>>> = {
  seconds: fc.oneof(
    { arbitrary: wordOf(0, 0, 1, 200, 999, 1000, 1001), weight: 6 },
    { arbitrary: fc.tuple(wordOf(...windowsMs), wordOf(-1, 0, 1)).map(([window, edge]) => window + edge), weight: 1 },
  ),
  days: fc.oneof(
    { arbitrary: wordOf(0, 1, 600_000), weight: 1 },
    { arbitrary: wordOf(hour, 2 * hour, 6 * hour, 12 * hour, 24 * hour, 24 * hour - 1), weight: 3 },
  ),
};

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined, freq: 7 });

type Fields = {
  readonly type: string;
  readonly session: string | undefined;
  readonly user: string | number | undefined;
  readonly tool: string | undefined;
  readonly x: string | number | undefined;
  readonly n: number | undefined;
  readonly flag: boolean | undefined;
  readonly average: number | string | undefined;
  readonly labels: readonly string[] | undefined;
};
const fields: fc.Arbitrary<Fields> = fc.record({
  type: fc.oneof({ arbitrary: fc.constant("tool_call"), weight: 5 }, { arbitrary: wordOf(...types), weight: 2 }),
  session: optional(wordOf("s", "s", "s", "t")),
  user: optional(wordOf<string | number>("u", "u", "u", "v", 1)),
  tool: optional(wordOf("a", "a", "b", "c")),
  x: optional(wordOf<string | number>("x1", "x2", 1)),
  n: optional(wordOf(0, 1, 2, 5, 0.1, 100)),
  flag: optional(fc.boolean()),
  average: fc.option(wordOf<number | string>(1, 2, "2"), { nil: undefined, freq: 1 }),
  labels: optional(fc.array(wordOf("x1", "x2", "x3"), { maxLength: 2 })),
});

function eventOf(f: Fields, timeMs: number, id: string | undefined, asText: boolean): ValueRecord {
  const some = (parts: { readonly [key: string]: unknown }): ValueRecord =>
    Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as ValueRecord; // only JSON values go in
  const own: Readonly<Record<string, () => ValueRecord>> = {
    tool_call: () => ({ tool_call: some({ tool: f.tool, params: some({ x: f.x, n: f.n }) }) }),
    tool_result: () => ({
      tool_result: some({
        tool: f.tool,
        text: f.x === undefined ? undefined : `got ${f.x}`,
        outcome: f.flag === undefined ? undefined : f.flag ? "success" : "error",
      }),
    }),
    approval: () => ({ approval: some({ granted: f.flag, by: f.tool }) }),
    session_end: () => ({ session_end: {} }),
  };
  return {
    event_type: f.type,
    ...some({
      event_id: id,
      labels: f.labels,
      session: some({ id: f.session, current_cost: f.n }),
      user: some({ id: f.user, is_admin: f.flag, average_session_cost: f.average }),
    }),
    timestamp: asText ? new Date(timeMs).toISOString() : timeMs,
    ...own[f.type]?.(),
  };
}

/** Trouble on the way: an event that comes later than others, twice, or with an id that another has. */
type Trouble = "none" | "behind" | "twice" | "same id" | "no id" | "numbered" | "untimed";
const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  { arbitrary: fc.constant<Trouble>("none"), weight: 20 },
  { arbitrary: wordOf<Trouble>("behind", "behind", "twice", "same id", "no id", "numbered", "untimed"), weight: 3 },
);

/** Arrivals in the order in which they come. `tidy`: in order of time, without any trouble. */
export function randomStream(pace: Pace, tidy: boolean, maxLength = 20): fc.Arbitrary<readonly Arrival[]> {
  const part = fc.record({
    fields,
    step: steps[pace],
    trouble: tidy ? fc.constant<Trouble>("none") : trouble,
    back: wordOf(1, 500, 1000, 5000, 60_000),
    asText: fc.boolean(),
    source: tidy ? fc.constant("") : wordOf("", "", "", "other"),
  });
  return fc.array(part, { minLength: 3, maxLength, size: "max" }).map((parts) => {
    const arrivals: Arrival[] = [];
    let timeMs = streamStart;
    for (const [index, { fields, step, trouble, back, asText, source }] of parts.entries()) {
      timeMs += step;
      const at = trouble === "behind" ? timeMs - back : timeMs;
      const last = arrivals.at(-1);
      if (trouble === "twice" && last) {
        arrivals.push({ event: last.event, source: last.source ?? "", offset: arrivals.length });
        continue;
      }
      const id = trouble === "no id" ? undefined : trouble === "same id" ? "e0" : `e${index}`;
      const made = eventOf(fields, at, id, asText);
      const event = trouble === "numbered" ? { ...made, sequence: 3 } : trouble === "untimed" ? { ...made, timestamp: "soon" } : made;
      arrivals.push({ event, source, offset: arrivals.length });
    }
    return arrivals;
  });
}

/** The text once in so many times, else nothing. */
function sometimes(text: Text, once: number): Text {
  return fc.oneof({ arbitrary: fc.constant(""), weight: once - 1 }, { arbitrary: text, weight: 1 });
}

const type: Text = fc.oneof({ arbitrary: fc.constant("tool_call"), weight: 5 }, { arbitrary: wordOf(...types), weight: 2 });
const key: Text = fc
  .oneof({ arbitrary: wordOf(...keys), weight: 3 }, { arbitrary: fc.constant(""), weight: 1 })
  .map((by) => (by === "" ? "" : ` BY ${by}`));
const within: Text = wordOf(...windows).map((window) => ` WITHIN ${window}`);
const over: Text = wordOf("6h", "1d", "2d", "3d", "7d").map((window) => ` OVER ${window}`);
const least: Text = wordOf("1", "1", "1", "2", "3").map((n) => ` MIN ${n}`);
const compare: Text = fc
  .tuple(wordOf(">=", ">", "<", "<=", "=="), wordOf("0", "1", "2", "2", "3", "0.5", "5"))
  .map((parts) => parts.join(" "));
const numeric: Text = wordOf("session.current_cost", "session.current_cost", "length(labels)");

function filterOf(name: string): Text {
  const tests = wordOf(...(kinds[name] ?? ['user.id == "u"']), "session.id EXISTS", 'labels CONTAINS "x1"');
  return fc.oneof(
    { arbitrary: tests, weight: 4 },
    { arbitrary: fc.tuple(tests, wordOf("AND", "OR"), tests).map(([a, word, b]) => `(${a} ${word} ${b})`), weight: 1 },
  );
}
const source: Text = fc.oneof(
  {
    arbitrary: type.chain((name) => sometimes(filterOf(name), 3).map((where) => ` FROM ${name}${where === "" ? "" : ` WHERE ${where}`}`)),
    weight: 5,
  },
  {
    arbitrary: wordOf("tool_call, approval", "any").chain((names) =>
      sometimes(filterOf(""), 3).map((where) => ` FROM ${names}${where === "" ? "" : ` WHERE ${where}`}`),
    ),
    weight: 1,
  },
);

/** The forms of language.md §7 that are terms, each as a condition. */
export const stateForms: Readonly<Record<string, Text>> = {
  count: fc
    .tuple(
      wordOf("COUNT(", "COUNT(session.id", "COUNT(DISTINCT user.id", "COUNT(DISTINCT labels", "COUNT(labels"),
      source,
      key,
      within,
      compare,
    )
    .map(([head, from, by, window, test]) => `${head}${from}${by}${window}) ${test}`.replace("( FROM", "(FROM")),
  // One state, asked in two ways.
  asked: fc
    .tuple(
      wordOf("COUNT(", "COUNT(DISTINCT user.id ", "SUM(session.current_cost "),
      wordOf("FROM tool_call", 'FROM tool_call WHERE tool_call.tool == "a"'),
      key,
      within,
      compare,
      compare,
      wordOf("AND", "OR", "AND NOT"),
      wordOf("", " * 2", " - 1", " % 2"),
    )
    .map(
      ([head, from, by, window, test, other, word, change]) =>
        `${head}${from}${by}${window}) ${test} ${word} (${head}${from}${by}${window})${change} ${other})`,
    ),
  // A definition and a field that remember.
  defined: fc
    .tuple(wordOf("busy(2)", "busy(3)", "NOT busy(1)"), sometimes(wordOf(" AND session.current_cost > 1"), 2))
    .map((parts) => parts.join("")),
  field: wordOf(
    "session.current_cost > user.average_session_cost",
    "user.average_session_cost EXISTS",
    "user.average_session_cost * 2 <= session.current_cost",
    "NOT (user.average_session_cost > 1)",
  ),
  between: fc
    .tuple(wordOf("2 <= ", "3 > ", "1 == "), source, key, within)
    .map(([test, from, by, window]) => `${test}COUNT(${from.trim()}${by}${window})`),
  total: fc
    .tuple(wordOf("SUM", "AVG", "MIN", "MAX"), numeric, source, key, within, compare)
    .map(([word, x, from, by, window, test]) => `${word}(${x}${from}${by}${window}) ${test}`),
  baseline: fc
    .tuple(
      wordOf("AVG", "STDDEV", "MEDIAN", "COUNT", "SUM", "PERCENTILE"),
      numeric,
      source,
      key,
      over,
      least,
      wordOf("", "", " EXCLUDING ALERTED"),
      wordOf(">", "<", ">="),
      wordOf("1", "2", "0.5"),
      wordOf("1", "50", "75", "95", "100"),
    )
    .map(
      ([word, x, from, by, window, min, alerted, operator, factor, rank]) =>
        `session.current_cost ${operator} ${factor} * ${word}(${x}${word === "PERCENTILE" ? `, ${rank}` : ""}${from}${by}${window}${min}${alerted})`,
    ),
  zscore: fc
    .tuple(numeric, source, key, over, least, wordOf("> 0.5", "< 0", "> -1", "<= 0.5"))
    .map(([x, from, by, window, min, test]) => `ZSCORE(${x}${from}${by}${window}${min}) ${test}`),
  novelty: fc
    .tuple(wordOf("user.id", "session.current_cost", "labels", "[user.id, session.id]"), source, key, wordOf("1m", "1h", "3d"), least)
    .map(([x, from, by, window, min]) => `NEW(${x}${from}${by} OVER ${window}${min})`),
  frequency: fc
    .tuple(
      wordOf(
        "user.id",
        "session.current_cost",
        "[PREVIOUS(user.id BY session.id), user.id]",
        "[PREVIOUS(session.current_cost FROM tool_call BY user.id WITHIN 1m), session.current_cost]",
      ),
      source,
      key,
      wordOf("1m", "1h", "3d"),
      least,
      wordOf("< 0.5", "<= 0.5", "> 0.3", "== 0", "== 1"),
    )
    .map(([x, from, by, window, min, test]) => `FREQUENCY(${x}${from}${by} OVER ${window}${min}) ${test}`),
  previous: fc
    .tuple(wordOf("user.id", "session.current_cost", "timestamp"), source, key, sometimes(within, 2))
    .map(([x, from, by, window]) => {
      const previous = `PREVIOUS(${x}${from}${by}${window})`;
      return x === "timestamp" ? `timestamp - ${previous} < 10s` : `${previous} == ${x}`;
    }),
  seen: fc
    .tuple(wordOf("", " NOT"), wordOf("labels", "session.current_cost", "user.id"), source, key, within)
    .map(([negated, x, from, by, window]) =>
      x === "labels"
        ? `ANY v IN labels: v${negated} SEEN IN (labels${from}${by}${window})`
        : `${x}${negated} SEEN IN (${x}${from}${by}${window})`,
    ),
};

const stateCondition: Text = fc.oneof(...Object.values(stateForms));

const stepType: Text = fc.oneof({ arbitrary: fc.constant("tool_call"), weight: 8 }, { arbitrary: wordOf(...types), weight: 1 });
const stepText = (name: string, first: boolean, earlier: readonly string[]): Text =>
  stepType.chain((event) =>
    fc
      .tuple(
        filterOf(event),
        sometimes(wordOf("2", "2", "3"), 8),
        sometimes(wordOf("1s", "10s", "1m"), 4),
        sometimes(wordOf(...(earlier.length > 0 ? earlier : ["none"])), 4),
        wordOf("user.id", "session.current_cost", "session.id"),
        sometimes(
          wordOf(" AND COUNT(FROM tool_call BY session.id WITHIN 10s) >= 2", " AND NOT NEW(user.id BY session.id OVER 1m MIN 1)"),
          8,
        ),
      )
      .map(([where, repeat, gap, reference, path, state]) => {
        const read = reference === "" || first ? "" : ` AND ${path} ${path === "session.current_cost" ? ">=" : "=="} ${reference}.${path}`;
        const bound = gap === "" || (first && repeat === "") ? "" : ` WITHIN ${gap}`;
        return `  STEP ${name} FROM ${event} WHERE ${where}${read}${state}${repeat === "" ? "" : ` REPEAT ${repeat}`}${bound}\n`;
      }),
  );
const absentText: Text = type.chain((event) =>
  fc
    .tuple(filterOf(event), sometimes(wordOf(" AND user.id == first.user.id", " AND session.current_cost > first.session.current_cost"), 4))
    .map(([where, read]) => `  ABSENT FROM ${event} WHERE ${where}${read}`),
);
const between: Text = sometimes(
  absentText.map((absent) => `${absent}\n`),
  3,
);

const sequenceWindows = ["10s", "1m", "1m", "1h"] as const;

export const sequenceForms: Readonly<Record<string, Text>> = {
  sequence: fc
    .tuple(
      key,
      wordOf(...sequenceWindows),
      stepText("first", true, []),
      between,
      stepText("second", false, ["first"]),
      sometimes(
        fc.tuple(between, stepText("third", false, ["first", "second"])).map((parts) => parts.join("")),
        3,
      ),
    )
    .map(([by, window, ...parts]) => `SEQUENCE${by} WITHIN ${window}\n${parts.join("")}`),
  absence: fc
    .tuple(
      key,
      wordOf(...sequenceWindows),
      stepText("first", true, []),
      stepText("second", false, ["first"]),
      absentText,
      wordOf("1s", "10s", "1m"),
    )
    .map(([by, window, one, two, absent, wait]) => `SEQUENCE${by} WITHIN ${window}\n${one}${two}${absent} WITHIN ${wait}\n`),
  together: fc
    .tuple(
      key,
      wordOf(...sequenceWindows),
      fc.array(
        stepType.chain((event) => filterOf(event).map((where) => ` FROM ${event} WHERE ${where}\n`)),
        { minLength: 2, maxLength: 4 },
      ),
    )
    .map(([by, window, steps]) => `TOGETHER${by} WITHIN ${window}\n${steps.map((step, index) => `  STEP p${index}${step}`).join("")}`),
};

/** The clauses ON and IF of a rule on its own form. */
export function onForm(form: Text): Text {
  return fc
    .tuple(type, form)
    .map(([on, condition]) =>
      condition.startsWith("SEQUENCE") || condition.startsWith("TOGETHER") ? `IF ${condition}` : `ON ${on}\nIF ${condition}\n`,
    );
}

const combined: Text = fc.oneof(
  { arbitrary: stateCondition, weight: 4 },
  { arbitrary: fc.tuple(stateCondition, wordOf("AND", "OR"), stateCondition).map(([a, word, b]) => `(${a}) ${word} (${b})`), weight: 2 },
  { arbitrary: stateCondition.map((inner) => `NOT (${inner})`), weight: 1 },
);
const clauses: Text = fc.oneof(
  { arbitrary: onForm(combined), weight: 3 },
  { arbitrary: onForm(fc.oneof(...Object.values(sequenceForms))), weight: 2 },
);
const suppress: Text = fc.oneof(
  { arbitrary: fc.constant(""), weight: 3 },
  { arbitrary: fc.tuple(wordOf("1s", "1m", "1h"), key).map(([duration, by]) => `SUPPRESS ${duration}${by}\n`), weight: 1 },
);

/** Rules over the alerts of the rules before them. */
const overAlerts: Text = wordOf(
  "ON alert\nIF COUNT(FROM alert BY session.id WITHIN 1m) >= 2\n",
  "ON alert\nIF SUM(alert.risk FROM alert BY user.id WITHIN 1h) >= 100\n",
  "ON tool_call\nIF COUNT(FROM alert BY session.id WITHIN 1m) >= 1\n",
  'IF SEQUENCE BY session.id WITHIN 1m\n  STEP one FROM alert WHERE alert.category == "prompt_injection"\n  STEP two FROM tool_call\n',
  'ON alert\nIF alert.severity == "HIGH" AND NEW(alert.rule_id BY session.id OVER 1h MIN 1)\n',
).map((text) =>
  text
    .replaceAll("FROM alert BY", 'FROM alert WHERE alert.category == "prompt_injection" BY')
    .replace("IF alert.severity", 'IF alert.category == "prompt_injection" AND alert.severity')
    .replace("ON alert\nIF COUNT", 'ON alert\nIF alert.category == "prompt_injection" AND COUNT')
    .replace("ON alert\nIF SUM", 'ON alert\nIF alert.category == "prompt_injection" AND SUM'),
);

/** A file of one or two rules that remember, and at times one over their alerts, and an exception. */
export const randomStateRules: Text = fc
  .tuple(
    fc.array(fc.tuple(clauses, suppress), { minLength: 1, maxLength: 2 }),
    sometimes(overAlerts, 2),
    sometimes(filterOf(""), 5),
    fc.boolean(),
  )
  .map(([rules, alerts, exception, again]) => {
    const [first] = rules;
    const written = again && first ? [first, [first[0], ""] as const] : rules;
    const texts = written.map(([clause, tail], index) => rule(`r${index}`, clause, "prompt_injection", tail));
    if (alerts !== "") texts.push(rule("top", alerts, "incident", ""));
    if (exception !== "") texts.push(`EXCEPTION FOR "r0" WHERE ${exception} REASON "known" UNTIL 2026-01-03\n`);
    return streamPreamble + texts.join("\n");
  });

const streamPreamble = `${preamble}DEFINE busy(n: number) = COUNT(FROM tool_call BY session.id WITHIN 10s) >= n
BASELINE user.average_session_cost = AVG(session.current_cost FROM tool_call BY user.id OVER 1d MIN 1)
`;

/** One rule `r0` on one form. */
export function ruleOn(form: Text): Text {
  return fc.tuple(onForm(form), suppress).map(([clause, tail]) => streamPreamble + rule("r0", clause, "prompt_injection", tail));
}

function rule(id: string, clauses: string, category: string, tail: string): string {
  return `RULE: Rule ${id}\nMETA(id="${id}")\n${clauses.endsWith("\n") ? clauses : `${clauses}\n`}THEN alert(severity=HIGH, category="${category}")\n${tail}`;
}
