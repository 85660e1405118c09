/** Tests of the language and the odd values that they are asked about: absent, null, empty, of another kind, other case, beside the edge. */
import type { Json, JsonRecord } from "./carried.ts";
import { type Planned, ruleOf } from "./pack.ts";

/** Texts around the words that tests look for: other case, beside the edge, other letters, wildcards and quotes. */
export const oddTexts: readonly Json[] = [
  ...[
    "override",
    "Override",
    "an OVERRIDE!",
    "xoverride",
    "overridex",
    "éoverride",
    "override_",
    "overrid",
    "o",
    " ",
    "\n",
    "override\n",
    "50%",
    "50",
    "%",
    "a*b",
    "axb",
    "a?b",
    "a\\b",
  ],
  ...[
    "ſystem",
    "SYSTEM",
    "system",
    "\u212aey",
    "key",
    "KEY",
    "İx",
    "ix",
    "straße",
    "STRASSE",
    "STRAẞE",
    "Σας",
    "σας",
    "ΣΑΣ",
    "😀",
    "é",
    "É",
    "e\u0301",
    '"',
    "'",
    "|",
  ],
];
const hosts: readonly Json[] = [
  ...[
    "example.com",
    "Example.COM.",
    "mail.example.com",
    "badexample.com",
    "example.com.evil.io",
    "bob@example.com",
    "Bob <bob@mail.example.com>",
    "mailto:bob@example.com?x=@evil.io",
  ],
  ...[
    "bob@evil.io, eve@example.com",
    '"a b"@example.com',
    "a b@example.com",
    "@example.com",
    "bob@",
    "https://example.com/x",
    "//example.com",
    "https:\\\\example.com:8080",
    "http://u:p@example.com:1",
  ],
  ...[
    "https://example.com@evil.io",
    "https://evil.io/@example.com",
    "http://evil.io#example.com",
    "exam\tple.com",
    "http://exam\tple.com",
    "example.com:80",
    "example.com:",
    "example.com/x",
    "-example.com",
  ],
  ...[
    "x..example.com",
    "10.0.0.1",
    "1.example.com",
    "example.com.1",
    `${"a".repeat(64)}.example.com`,
    `${"a.".repeat(121)}example.com`,
    `${"a.".repeat(122)}example.com`,
    " example.com\u00a0",
  ],
];
const addresses: readonly Json[] = [
  "10.0.0.1",
  "10.255.255.255",
  "11.0.0.0",
  "9.255.255.255",
  "2001:db8::1",
  "2001:DB8:0:0::2",
  "2001:db9::",
  "::ffff:10.0.0.1",
  "::ffff:a00:1",
  "::1",
  "10.0.0",
  "010.0.0.1",
];
const numbers: readonly Json[] = [0, 1, 9, 9.999, 10, 10.001, 11, -10, -1, 0.1, 0.3, 1e21, 5e-324, 1e308, -1e308, 2 ** 53];
const odd: readonly Json[] = [
  null,
  "",
  [],
  [""],
  [null],
  ["override"],
  ["a", "Override"],
  [["override"]],
  {},
  { a: 1 },
  true,
  false,
  "true",
  "10",
];
const absent = undefined;

export type Probe = {
  readonly on: string;
  readonly field: string;
  readonly tests: readonly string[];
  /** The same tests with more literals: by default each second one alone, the others under NOT. */
  readonly more?: readonly string[];
  readonly values: readonly (Json | undefined)[];
  readonly before?: string;
};

const literals = ["override", "a*b", "straße", ""];
const moreLiterals = ["OVERRIDE", "o", "50%", "a?b", "a\\\\b", "\\n", " ", "system", "key", "σας", "é"];
const words = ["CONTAINS", "STARTS WITH", "ENDS WITH", "CONTAINS WORD", "LIKE", "=="];

/** Every word with every literal, and those that fold also with case. */
function worded(texts: readonly string[]): readonly string[] {
  return texts.flatMap((one) => [
    ...words.map((word) => `input_text ${word} "${one}"`),
    ...["CONTAINS", "STARTS WITH", "LIKE"].map((word) => `input_text ${word} "${one}" CASED`),
  ]);
}

export const probes: readonly Probe[] = [
  {
    on: "input",
    field: "input_text",
    values: [...oddTexts, ...odd, ...numbers.slice(0, 4), absent],
    tests: [
      ...worded(literals),
      ...["*over*", "over*", "*ride", "o?erride", "*", "?", "**", "*?*", "a\\\\*b"].map((one) => `input_text LIKE "${one}"`),
      ...["/over+ide/i", "/^over/m", "/e$/", "/^$/", "/x*/", "/\\bover/", "/[^a-z]/i", "/s.s/s", "/K/i", "/\\pL{3}/", "/é/i"].map(
        (one) => `input_text MATCHES ${one}`,
      ),
      'input_text == "override" NOCASE',
      'input_text IN ["override", "key", ""]',
      'input_text IN ["override", "straße"] NOCASE',
      'input_text CONTAINS ALL ["o", "r"]',
      "input_text EXISTS",
      "length(input_text) > 3",
      "length(input_text) < 3",
      "count_matches(input_text, /r/) >= 2",
      "count_matches(input_text, /r/) == 0",
      'lower(input_text) == "override"',
      'trim(input_text) == "override"',
      'coalesce(input_text, "none") == "none"',
    ],
    more: worded(moreLiterals),
  },
  {
    on: "tool_call",
    field: "tool_call.params.x",
    values: [...oddTexts.slice(0, 12), ...odd, ...numbers, absent],
    tests: [
      'tool_call.params.x == "override"',
      "tool_call.params.x == 10",
      "tool_call.params.x == true",
      'tool_call.params.x CONTAINS "over"',
      'tool_call.params.x CONTAINS ["override", "10"]',
      "tool_call.params.x > 9",
      "tool_call.params.x <= 10",
      "tool_call.params.x EXISTS",
      "tool_call.params.x MATCHES /r/",
      'tool_call.params.x IN ["override", "10"]',
      "tool_call.params.x IN [10, 0.1]",
      'ANY v IN tool_call.params.x: v == "override"',
      'ALL v IN tool_call.params.x: v CONTAINS "o"',
      "tool_call.params.x",
      "length(tool_call.params.x) >= 2",
    ],
  },
  {
    on: "input",
    field: "conversation.turns",
    values: [...numbers, ...odd, absent],
    tests: [
      ...["<", "<=", ">", ">=", "==", "!="].map((word) => `conversation.turns ${word} 10`),
      "conversation.turns BETWEEN 1 AND 10",
      "conversation.turns IN [1, 10, 0.1]",
      "conversation.turns * 10 > 99",
      "conversation.turns / 0 > 1",
      "1 / conversation.turns < 1",
      "1 / (conversation.turns * 1e300) < 1",
      "conversation.turns % 3 == 1",
      "-conversation.turns < 0",
      "conversation.turns - 10 == 0",
      "coalesce(1 / conversation.turns, 2) == 2",
      "conversation.turns EXISTS",
    ],
  },
  {
    on: "input",
    field: "conversation.topics",
    values: [...odd, ["override", "x"], ["x"], ["", "override"], [1, "override"], ["OVERRIDE"], absent],
    tests: [
      'conversation.topics CONTAINS "override"',
      'conversation.topics CONTAINS ["override", "a", "b"]',
      'conversation.topics CONTAINS ALL ["override", "x"]',
      'conversation.topics CONTAINS "override" NOCASE',
      'ANY v IN conversation.topics: v == "override"',
      'ANY v IN conversation.topics: NOT v == "override"',
      'ALL v IN conversation.topics: v == "override"',
      'ALL v IN conversation.topics: NOT v == "override"',
      'ANY v IN conversation.topics: v CONTAINS "over" AND v STARTS WITH "O"',
      "conversation.topics EXISTS",
      "length(conversation.topics) >= 1",
      "length(conversation.topics) == 0",
    ],
  },
  {
    on: "input",
    field: "user.is_admin",
    values: [...odd, 0, 1, absent],
    tests: ["user.is_admin", "user.is_admin == true", "user.is_admin == false", "user.is_admin EXISTS", "coalesce(user.is_admin, false)"],
  },
  {
    on: "input",
    field: "user.department",
    values: [...hosts, ...odd, absent],
    before: 'LIST hosts: list<domain> = ["example.com", "Corp.Example"]\n',
    tests: ["user.department IN hosts", 'domain_of(user.department) == "example.com"', "domain_of(user.department) EXISTS"],
  },
  {
    on: "auth",
    field: "auth.ip",
    values: [...addresses, ...odd, absent],
    before: 'LIST nets: list<cidr> = ["10.0.0.0/8", "2001:db8::/32", "::1/128"]\nLIST four: list<cidr> = ["10.0.0.1/32"]\n',
    tests: ["auth.ip IN nets", "auth.ip IN four", 'auth.ip == "10.0.0.1"'],
  },
  {
    on: "input",
    field: "session.started_at",
    values: ["2026-06-03T10:00:00Z", "2026-06-03T09:59:59.999Z", "2026-06-03", 1_780_480_800_000, "yesterday", ...odd, absent],
    tests: [
      "session.started_at < 2026-06-03T10:00:00Z",
      "timestamp - session.started_at >= 0s",
      "hour_of(session.started_at) == 9",
      'weekday_of(session.started_at, zone="Europe/Berlin") == 3',
      "session.started_at + 1h > timestamp",
      "session.started_at EXISTS",
    ],
  },
];

/** The rule of a condition; undefined where it holds for no event, or for every one. */
export function possible({ on, before = "" }: Probe, condition: string): Planned | undefined {
  try {
    return ruleOf(`${before}RULE: odd\nON ${on}\nIF ${condition}\nTHEN alert(severity=LOW, category="prompt_injection")\n`);
  } catch {
    return undefined;
  }
}

/** An event with the value in its field. */
export function eventWith(on: string, field: string, value: Json | undefined, index: number): JsonRecord {
  const [first = "", ...rest] = field.split(".");
  const inner = value === undefined ? undefined : rest.reduceRight<Json>((holder, key) => ({ [key]: holder }), value);
  return {
    event_id: `e${index}`,
    event_type: on,
    timestamp: "2026-06-03T10:00:00Z",
    sequence: index,
    ...(inner === undefined ? {} : { [first]: inner }),
  };
}
