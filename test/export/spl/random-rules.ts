/** Random rules that remember, of every kind that a search can compute. */
import fc from "fast-check";

type Text = fc.Arbitrary<string>;

const oneOf = (...texts: readonly string[]): Text => fc.constantFrom(...texts);
const maybe = (text: Text, weight = 1): Text => fc.oneof({ arbitrary: fc.constant(""), weight: 3 }, { arbitrary: text, weight });
const joined = (...parts: readonly Text[]): Text => fc.tuple(...parts).map((texts) => texts.join(""));

const sources: readonly (readonly [type: string, wheres: readonly string[]])[] = [
  ["tool_call", ['tool_call.tool == "a"', 'tool_call.tool IN ["a", "b"]', 'NOT tool_call.tool == "a"', "tool_call.tool EXISTS"]],
  ["tool_result", ['tool_result.outcome == "error"', 'tool_result.tool == "b"', 'NOT tool_result.outcome == "success"']],
  ["input", ['input_source == "user"', 'input_text CONTAINS "a"']],
];
const window = oneOf("1s", "2s", "2500ms");
const by = oneOf(" BY session.id", " BY session.id", " BY user.id", " BY [session.id, user.id]", "");
const exception: Text = maybe(
  oneOf(
    'EXCEPTION FOR "random" WHERE user.id == "k2" REASON "drill"\n',
    'EXCEPTION FOR "random" WHERE user.id == "k1" REASON "drill" UNTIL 2026-06-04\n',
  ),
);

function source(most = sources.length): Text {
  return fc
    .constantFrom(...sources.slice(0, most))
    .chain(([type, wheres]) =>
      fc.oneof(
        { arbitrary: oneOf(...wheres).map((where) => `FROM ${type} WHERE ${where}`), weight: 4 },
        { arbitrary: fc.constant(`FROM ${type}`), weight: 1 },
      ),
    );
}

function rule(condition: Text, on: Text = fc.constant("")): Text {
  return fc
    .record({ before: exception, head: on, condition })
    .map(
      ({ before, head, condition }) =>
        `${before}RULE: random\nMETA(id="random")\n${head}IF ${condition}\nTHEN alert(severity=LOW, category="prompt_injection")\n`,
    );
}

const absence: Text = source().map((text) => `\n  ABSENT ${text}`);
const gap = maybe(oneOf(" WITHIN 1s", " WITHIN 3s"));
const repeat = maybe(oneOf(" REPEAT 2", " REPEAT 3"));

function steps(count: number, most: number, places: readonly Text[]): Text {
  return joined(
    ...Array.from({ length: count }, (_, at) =>
      joined(at === 0 ? fc.constant("") : (places[at - 1] ?? fc.constant("")), fc.constant(`\n  STEP s${at} `), source(most), repeat, gap),
    ),
  );
}

const sequences = rule(
  fc
    .record({ by, window, most: fc.constantFrom(1, 2, 3), count: fc.constantFrom(2, 2, 3, 4) })
    .chain(({ by, window, most, count }) =>
      steps(count, most, [maybe(absence), maybe(absence), maybe(absence)]).map((text) => `SEQUENCE${by} WITHIN ${window}${text}`),
    ),
);
const absences = rule(
  fc
    .record({ by, window, most: fc.constantFrom(1, 3), count: fc.constantFrom(1, 1, 2), last: source(), wait: oneOf("1s", "1500ms") })
    .chain(({ by, window, most, count, last, wait }) =>
      steps(count, most, []).map((text) => `SEQUENCE${by} WITHIN ${window}${text}\n  ABSENT ${last} WITHIN ${wait}`),
    ),
);
const together = rule(
  fc
    .record({ by, window, most: fc.constantFrom(1, 2, 3), count: fc.constantFrom(2, 3, 4) })
    .chain(({ by, window, most, count }) =>
      joined(...Array.from({ length: count }, (_, at) => joined(fc.constant(`\n  STEP s${at} `), source(most)))).map(
        (text) => `TOGETHER${by} WITHIN ${window}${text}`,
      ),
    ),
);

const on = oneOf("ON tool_call\n", "ON tool_call\n", "ON input\n", "ON tool_call, tool_result\n");
const bound = oneOf(">= 1", ">= 2", ">= 3", "> 1", "== 2", "< 2", "<= 1", "!= 2");
const rest = maybe(oneOf(' AND tool_call.tool == "a"', ' OR user.id == "k1"', ' AND NOT user.id == "k2"'), 3);
const not = maybe(oneOf("NOT "));
const from = fc.oneof(source(), fc.constant("FROM tool_call"));

const counts = rule(joined(not, fc.constant("COUNT("), from, by, fc.constant(" WITHIN "), window, fc.constant(") "), bound, rest), on);
const distinct = rule(
  joined(
    not,
    oneOf(
      "COUNT(DISTINCT tool_call.tool FROM tool_call",
      'COUNT(DISTINCT tool_call.server FROM tool_call WHERE NOT tool_call.tool == "a"',
      "COUNT(DISTINCT user.id FROM tool_call",
    ),
    by,
    fc.constant(" WITHIN "),
    window,
    fc.constant(") "),
    bound,
    rest,
  ),
  on,
);
const sums = rule(
  joined(
    not,
    oneOf("SUM(session.tool_calls", "AVG(session.tool_calls", "SUM(session.input_tokens"),
    fc.constant(" "),
    from,
    by,
    fc.constant(" WITHIN "),
    window,
    fc.constant(") "),
    oneOf(">= 2", "> 10", "< 3", "== 2", "> 0.5", "<= 1000"),
    rest,
  ),
  on,
);
const past = rule(
  joined(
    not,
    oneOf(
      "NEW(tool_call.tool BY session.id OVER 2s MIN 1)",
      'NEW(tool_call.tool FROM tool_call WHERE NOT tool_call.server == "a" BY user.id OVER 2s MIN 2)',
      "FREQUENCY(tool_call.tool BY session.id OVER 2s MIN 1) < 0.5",
      "FREQUENCY([tool_call.server, tool_call.tool] BY session.id OVER 3s MIN 2) >= 0.5",
      "FREQUENCY([PREVIOUS(tool_call.tool BY session.id), tool_call.tool] BY user.id OVER 3s MIN 1) < 0.6",
      "PREVIOUS(tool_call.tool BY session.id) == tool_call.tool",
      "PREVIOUS(tool_call.tool BY session.id WITHIN 1s) != tool_call.tool",
      "PREVIOUS(session.turns FROM tool_call WHERE tool_call.tool EXISTS BY user.id WITHIN 2s) < session.turns",
      "timestamp - PREVIOUS(timestamp BY session.id) < 1s",
      "PREVIOUS(tool_call.tool BY session.id) IS MISSING",
      'COUNT(FROM tool_call WHERE PREVIOUS(tool_call.tool BY session.id) == "a" BY user.id WITHIN 2s) >= 2',
      "tool_call.tool SEEN IN (tool_result.tool FROM tool_result BY session.id WITHIN 2s)",
      "tool_call.server SEEN IN (tool_call.tool FROM tool_call BY session.id WITHIN 2s)",
      "tool_call.tool NOT SEEN IN (tool_call.tool FROM tool_call WHERE user.id EXISTS BY session.id WITHIN 1s)",
    ),
    rest,
  ),
  fc.constant("ON tool_call\n"),
);
const baselines = rule(
  joined(
    not,
    oneOf(
      "session.tool_calls > 2 * AVG(session.tool_calls",
      "session.turns >= AVG(session.turns",
      "session.tool_calls > STDDEV(session.tool_calls",
      "session.tool_calls > SUM(session.tool_calls",
      "3 > COUNT(",
      "MIN(session.turns",
    ),
    fc.constant(" "),
    oneOf("FROM tool_call", 'FROM tool_call WHERE tool_call.tool == "a"', "FROM session_end"),
    oneOf(" BY user.id", " BY session.id", ""),
    oneOf(" OVER 3d", " OVER 60h", " OVER 6h", " OVER 30d"),
    oneOf(" MIN 1)", " MIN 2)", " MIN 3)"),
  ).chain((text) => (text.includes("MIN(session") ? fc.constant(`${text} < session.turns`) : fc.constant(text))),
  fc.constant("ON tool_call\n"),
);

export const remembering: { readonly [name: string]: Text } = { sequences, absences, together, counts, distinct, sums, past, baselines };
