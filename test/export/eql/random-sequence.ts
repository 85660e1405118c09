/** Random rules about several events that EQL may have a query for: sequences, absences, repetitions, references, counts, values seen before. */
import fc from "fast-check";
import type { Json, JsonRecord } from "../carried.ts";
import { streamStartMs } from "../streams.ts";

type Text = fc.Arbitrary<string>;

const oneOf = (...texts: readonly string[]): Text => fc.constantFrom(...texts);
const kinds = [
  {
    type: "tool_call",
    wheres: [
      'tool_call.tool == "a"',
      'tool_call.tool IN ["a", "b"]',
      'NOT tool_call.tool == "a"',
      'tool_call.tool CONTAINS "a"',
      "tool_call.tool EXISTS",
    ],
  },
  { type: "tool_result", wheres: ['tool_result.outcome == "error"', 'tool_result.tool == "b"', 'NOT tool_result.outcome == "success"'] },
  { type: "input", wheres: ['input_source == "user"', 'input_text CONTAINS "a"'] },
] as const;
const windows = ["1s", "2s", "2500ms"] as const;
const by: Text = oneOf(" BY session.id", " BY session.id", " BY session.id", " BY user.id", " BY [session.id, user.id]", "");

/** `FROM type WHERE p`, for one of the first `most` kinds. */
function source(most: number = kinds.length): Text {
  return fc
    .constantFrom(...kinds.slice(0, most))
    .chain(({ type, wheres }) =>
      fc.oneof(
        { arbitrary: fc.constantFrom<string>(...wheres).map((where) => `FROM ${type} WHERE ${where}`), weight: 5 },
        { arbitrary: fc.constant(`FROM ${type}`), weight: 1 },
      ),
    );
}

function rule(condition: string, head = "", before = ""): string {
  return `${before}RULE: random\nMETA(id="random")\n${head}IF ${condition}\nTHEN alert(severity=LOW, category="prompt_injection")\n`;
}

const maybe = (text: Text, weight = 1): Text => fc.oneof({ arbitrary: fc.constant(""), weight: 3 }, { arbitrary: text, weight });
const exception: Text = maybe(
  oneOf(
    'EXCEPTION FOR "random" WHERE user.id == "k2" REASON "drill"\n',
    'EXCEPTION FOR "random" WHERE user.id == "k1" REASON "drill" UNTIL 2026-06-04\n',
  ),
);
const absence: Text = source().map((text) => `\n  ABSENT ${text}`);
const repeat: Text = maybe(oneOf(" REPEAT 2", " REPEAT 3"));
const gap: Text = maybe(oneOf(" WITHIN 1s", " WITHIN 3s"));
const step = (name: string, most: number, rest: Text): Text =>
  fc.tuple(source(most), rest).map(([text, tail]) => `\n  STEP ${name} ${text}${tail}`);

export const sequences: Text = fc
  .record({
    by,
    window: oneOf(...windows),
    most: fc.constantFrom(1, 2, 3),
    count: fc.constantFrom(2, 2, 2, 3, 3, 4),
    absences: fc.array(maybe(absence), { minLength: 3, maxLength: 3 }),
    everywhere: fc.boolean(),
    final: maybe(
      source().map((text) => `\n  ABSENT ${text} WITHIN 1s`),
      1,
    ),
    exception,
  })
  .chain(({ by, window, most, count, absences, everywhere, final, exception }) =>
    fc
      .tuple(
        ...Array.from({ length: count }, (_, at) =>
          step(
            `s${at}`,
            most,
            fc.tuple(repeat, at === 0 ? fc.constant("") : gap).map((parts) => parts.join("")),
          ),
        ),
      )
      .map((steps) => {
        const between = steps.map((text, at) => `${at === 0 ? "" : everywhere ? (absences[0] ?? "") : (absences[at - 1] ?? "")}${text}`);
        return rule(`SEQUENCE${by} WITHIN ${window}${between.join("")}${final}`, "", exception);
      }),
  );

export const absences: Text = fc
  .tuple(by, step("s0", 3, fc.constant("")), source(), oneOf("1s", "2s"), exception)
  .map(([by, first, text, within, before]) => rule(`SEQUENCE${by} WITHIN 5s${first}\n  ABSENT ${text} WITHIN ${within}`, "", before));

export const references: Text = fc
  .record({
    window: oneOf(...windows),
    first: oneOf("FROM tool_result", 'FROM tool_result WHERE tool_result.outcome == "error"'),
    second: oneOf(
      "tool_call.tool == s0.tool_result.tool",
      's0.tool_result.tool == tool_call.tool AND tool_call.server == "a"',
      "tool_call.server == s0.tool_result.tool",
    ),
    absence: maybe(oneOf("\n  ABSENT FROM tool_call WHERE tool_call.server == s0.tool_result.tool", "\n  ABSENT FROM input"), 2),
    third: maybe(oneOf("\n  STEP s2 FROM tool_call WHERE tool_call.server == s1.tool_call.tool", "\n  STEP s2 FROM input"), 1),
  })
  .map(({ window, first, second, absence, third }) =>
    rule(`SEQUENCE BY session.id WITHIN ${window}\n  STEP s0 ${first}${absence}\n  STEP s1 FROM tool_call WHERE ${second}${third}`),
  );

export const counts: Text = fc
  .record({
    on: oneOf("tool_call", "tool_call", "input", "tool_call, tool_result"),
    from: fc.oneof(source(), fc.constant("FROM tool_call"), fc.constant('FROM tool_call WHERE tool_call.tool == "a"')),
    by: oneOf(" BY session.id", " BY session.id", " BY user.id", ""),
    window: oneOf(...windows),
    bound: oneOf(">= 1", ">= 2", ">= 3", "> 1", "> 2.5"),
    rest: maybe(oneOf(' AND tool_call.tool == "a"', ' AND user.id == "k1"', ' AND NOT tool_call.tool == "b"'), 3),
    exception,
  })
  .map(({ on, from, by, window, bound, rest, exception }) =>
    rule(`COUNT(${from}${by} WITHIN ${window}) ${bound}${rest}`, `ON ${on}\n`, exception),
  );

export const seen: Text = fc
  .record({
    value: oneOf("tool_call.tool", "tool_call.server", "lower(tool_call.tool)"),
    from: oneOf(
      "tool_result.tool FROM tool_result",
      'tool_result.tool FROM tool_result WHERE tool_result.outcome == "error"',
      "tool_call.tool FROM tool_call",
    ),
    window: oneOf(...windows),
    rest: maybe(oneOf(' AND user.id == "k1"', ' AND NOT tool_call.tool == "b"'), 2),
  })
  .map(({ value, from, window, rest }) => rule(`${value} SEEN IN (${from} BY session.id WITHIN ${window})${rest}`, "ON tool_call\n"));

export const together: Text = fc
  .tuple(
    oneOf(" BY session.id", " BY user.id"),
    oneOf(...windows),
    step("s0", 3, fc.constant("")),
    step("s1", 3, fc.constant("")),
    maybe(step("s2", 3, fc.constant(""))),
  )
  .map(([by, window, ...steps]) => rule(`TOGETHER${by} WITHIN ${window}${steps.join("")}`));

const value = (...values: readonly Json[]): fc.Arbitrary<Json> => fc.constantFrom(...values);
/** One value more often than all others. */
const mostly = (often: Json, ...others: readonly Json[]): fc.Arbitrary<Json> =>
  fc.oneof({ arbitrary: fc.constant(often), weight: 3 }, { arbitrary: value(...others), weight: 1 });
const key = fc.oneof({ arbitrary: mostly("k1", "k2"), weight: 12 }, { arbitrary: value(null, 7, ["k1"]), weight: 1 });
const letter = fc.oneof({ arbitrary: mostly("a", "b"), weight: 8 }, { arbitrary: value("c", null), weight: 1 });
const gapMs = fc.oneof(
  { arbitrary: fc.constantFrom(0, 1, 1, 100, 250), weight: 3 },
  { arbitrary: fc.constantFrom(499, 500, 501, 999, 1000, 1001, 1499, 1999, 2000, 2001, 2499, 2500), weight: 1 },
);

/** Short streams in which steps meet: few values, times at the edges of the windows, keys that are missing or of a wrong type, events of one time. */
export const denseStreams: fc.Arbitrary<readonly JsonRecord[]> = fc
  .array(
    fc.record({
      event_type: fc.constantFrom("tool_call", "tool_call", "tool_result", "input"),
      gap: gapMs,
      session: fc.record({ id: key }),
      user: fc.record({ id: mostly("k1", "k2", null) }),
      tool: letter,
      server: letter,
      outcome: mostly("error", "success", null),
      input_source: mostly("user", "tool", null),
      input_text: mostly("xAx", "a", "b", ""),
    }),
    { minLength: 3, maxLength: 14, size: "max" },
  )
  .map((events) => {
    let timeMs = streamStartMs;
    return events.map(({ event_type, gap, session, user, tool, server, outcome, input_source, input_text }, sequence): JsonRecord => {
      timeMs += gap;
      const own: JsonRecord =
        event_type === "tool_call"
          ? { tool_call: { tool, server } }
          : event_type === "tool_result"
            ? { tool_result: { tool, server, outcome } }
            : { input_source, input_text };
      return { event_id: `e${sequence}`, event_type, timestamp: new Date(timeMs).toISOString(), sequence, session, user, ...own };
    });
  });
