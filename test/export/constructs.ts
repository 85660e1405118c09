/** One small rule for each construct of the language: what the matrix of constructs and targets is made of. */
export type Construct = {
  readonly name: string;
  readonly group: string;
  readonly condition: string;
  readonly on?: string;
  readonly before?: string;
};

const email = "tool_call.params.recipient";

export const constructs: readonly Construct[] = [
  // Tests
  { group: "tests", name: "`==`", condition: 'input_source == "user"' },
  { group: "tests", name: "`!=`", condition: 'input_source != "user"' },
  { group: "tests", name: "`<`, `>=` on numbers", condition: "conversation.turns >= 10" },
  { group: "tests", name: "`BETWEEN`", condition: "conversation.turns BETWEEN 3 AND 9" },
  { group: "tests", name: "`IN` a list", condition: 'user.country IN ["DE", "FR"]' },
  {
    group: "tests",
    name: "`IN` domains",
    condition: `${email} IN trusted`,
    on: "tool_call",
    before: 'LIST trusted: list<domain> = ["example.com", "corp.example"]\n',
  },
  { group: "tests", name: "`IN` domains of the event", condition: `${email} IN user.authorized_email_domains`, on: "tool_call" },
  {
    group: "tests",
    name: "`IN` networks",
    condition: "auth.ip IN inside",
    on: "auth",
    before: 'LIST inside: list<cidr> = ["10.0.0.0/8", "2001:db8::/32"]\n',
  },
  { group: "tests", name: "text `CONTAINS`", condition: 'input_text CONTAINS "override"' },
  { group: "tests", name: "text `CONTAINS` any of a list", condition: 'input_text CONTAINS ["new rules", "override", "50%"]' },
  { group: "tests", name: "text `CONTAINS ALL`", condition: 'input_text CONTAINS ALL ["new", "rules"]' },
  { group: "tests", name: "text `CONTAINS … CASED`", condition: 'input_text CONTAINS "DAN" CASED' },
  { group: "tests", name: "text `CONTAINS`, letters outside ASCII", condition: 'input_text CONTAINS "réglé"' },
  { group: "tests", name: "`CONTAINS WORD`", condition: 'input_text CONTAINS WORD "dan"' },
  { group: "tests", name: "`STARTS WITH`, `ENDS WITH`", condition: 'input_text STARTS WITH "system:" OR input_text ENDS WITH "now"' },
  { group: "tests", name: "`LIKE`", condition: 'input_text LIKE "ignore * rules?"' },
  { group: "tests", name: "`MATCHES`", condition: "input_text MATCHES /ignore (all|any) +rules/i" },
  { group: "tests", name: "`MATCHES` with anchors and word boundaries", condition: "input_text MATCHES /^\\bdrop\\b.*\\btable\\b$/i" },
  { group: "tests", name: "`EXISTS`, `IS MISSING`", condition: "user.country EXISTS AND user.department IS MISSING" },
  { group: "tests", name: "list `CONTAINS` any of a list", condition: 'conversation.topics CONTAINS ["jailbreak", "weapons"]' },
  {
    group: "tests",
    name: "`NOT` of a test on a field that may be missing",
    condition: 'NOT user.is_admin AND NOT input_text CONTAINS "please"',
  },
  // Logic
  { group: "logic", name: "`AND`, `OR`, `NOT`", condition: 'input_source == "user" AND (conversation.turns > 3 OR NOT user.is_admin)' },
  { group: "logic", name: "`2 OF (…)`", condition: '2 OF (input_text CONTAINS "a", input_text CONTAINS "b", input_text CONTAINS "c")' },
  { group: "logic", name: "`ANY v IN list: p`", condition: 'ANY t IN conversation.topics: t STARTS WITH "jail" AND t ENDS WITH "break"' },
  { group: "logic", name: "`ALL v IN list: p`", condition: 'ALL t IN conversation.topics: t STARTS WITH "jail"' },
  { group: "logic", name: "field against field", condition: "session.input_tokens > session.output_tokens" },
  { group: "logic", name: "arithmetic", condition: "session.current_cost > user.average_session_cost * 10" },
  {
    group: "logic",
    name: "`PARAM`, `LIST`, `DEFINE`",
    condition: "is_long(input_text)",
    before: 'PARAM least = 2\nLIST words = ["alpha", "beta"]\nDEFINE is_long(t: text) = t CONTAINS words AND conversation.turns > least\n',
  },
  {
    group: "logic",
    name: "`EXCEPTION`",
    condition: 'input_text CONTAINS "override"',
    before: 'EXCEPTION FOR "when" WHERE user.id IN ["u1"] REASON "drill" UNTIL 2027-01-31\n',
  },
  // Functions
  { group: "functions", name: "`lower`, `upper`, `trim`", condition: 'lower(user.department) == "sales"' },
  { group: "functions", name: "`length`", condition: "length(input_text) > 20000" },
  { group: "functions", name: "`count_matches`", condition: "count_matches(input_text, /\\d{16}/) >= 3" },
  { group: "functions", name: "`hour_of`, `weekday_of`", condition: "hour_of(timestamp) >= 22" },
  { group: "functions", name: "`domain_of`, `host_of`", condition: `domain_of(${email}) == "evil.example"`, on: "tool_call" },
  { group: "functions", name: "`normalize`, `skeleton`, `decoded`", condition: 'normalize(input_text) CONTAINS "override"' },
  { group: "functions", name: "`entropy`", condition: "entropy(input_text) > 4.5" },
  { group: "functions", name: "`coalesce`", condition: 'coalesce(user.department, "none") == "none"' },
  { group: "functions", name: "`SCORE`", condition: 'SCORE("prompt_injection", input_text) > 0.9' },
  { group: "functions", name: "time arithmetic", condition: "timestamp - session.started_at > 2h" },
  // State
  { group: "time and state", name: "`COUNT … WITHIN`", condition: "COUNT(BY user.id WITHIN 10m) >= 5" },
  { group: "time and state", name: "`COUNT … WITHIN`, from above", condition: "COUNT(BY user.id WITHIN 10m) <= 5" },
  {
    group: "time and state",
    name: "`COUNT(DISTINCT …)`",
    condition: "COUNT(DISTINCT tool_call.tool BY user.id WITHIN 24h) >= 5",
    on: "tool_call",
  },
  { group: "time and state", name: "`SUM`, `AVG`, `MIN`, `MAX … WITHIN`", condition: "SUM(input_tokens BY user.id WITHIN 1h) > 100000" },
  {
    group: "time and state",
    name: "baseline `AVG … OVER`",
    condition: "session.current_cost > 10 * AVG(session.current_cost BY user.id OVER 10d MIN 5)",
  },
  {
    group: "time and state",
    name: "baseline over 30 days",
    condition: "session.current_cost > 10 * AVG(session.current_cost BY user.id OVER 30d MIN 5)",
  },
  { group: "time and state", name: "`ZSCORE`", condition: "ZSCORE(input_tokens BY user.id OVER 10d MIN 20) > 4" },
  {
    group: "time and state",
    name: "`MEDIAN`, `PERCENTILE … OVER`",
    condition: "input_tokens > PERCENTILE(input_tokens, 95 BY user.id OVER 10d MIN 20)",
  },
  {
    group: "time and state",
    name: "`EXCLUDING ALERTED`",
    condition: "session.current_cost > 10 * AVG(session.current_cost BY user.id OVER 10d MIN 5 EXCLUDING ALERTED)",
  },
  { group: "time and state", name: "`NEW`", condition: "NEW(tool_call.tool BY user.id OVER 10d MIN 10)", on: "tool_call" },
  {
    group: "time and state",
    name: "`FREQUENCY`",
    condition: "FREQUENCY(tool_call.tool BY user.id OVER 10d MIN 50) < 0.01",
    on: "tool_call",
  },
  { group: "time and state", name: "`PREVIOUS`", condition: "auth.country != PREVIOUS(auth.country BY user.id WITHIN 1h)", on: "auth" },
  {
    group: "time and state",
    name: "`SEEN IN` (provenance)",
    condition: "tool_call.params.recipient SEEN IN (memory.text FROM memory BY session.id WITHIN 1h)",
    on: "tool_call",
  },
  { group: "time and state", name: "alerts as events", condition: "SUM(alert.risk FROM alert BY user.id WITHIN 1h) >= 100" },
  // Sequences
  {
    group: "sequences",
    name: "two steps",
    condition:
      'SEQUENCE BY session.id WITHIN 10m\n  STEP a FROM tool_call WHERE tool_call.tool == "read"\n  STEP b FROM tool_call WHERE tool_call.tool == "send"',
    on: "",
  },
  {
    group: "sequences",
    name: "three steps",
    condition:
      'SEQUENCE BY session.id WITHIN 10m\n  STEP a FROM tool_call WHERE tool_call.tool == "read"\n  STEP b FROM tool_call WHERE tool_call.tool == "zip"\n  STEP c FROM tool_call WHERE tool_call.tool == "send"',
    on: "",
  },
  {
    group: "sequences",
    name: "`REPEAT`",
    condition:
      'SEQUENCE BY user.id WITHIN 10m\n  STEP a FROM auth WHERE auth.outcome == "failure" REPEAT 10\n  STEP b FROM auth WHERE auth.outcome == "success"',
    on: "",
  },
  {
    group: "sequences",
    name: "`WITHIN` on a step",
    condition:
      'SEQUENCE BY session.id WITHIN 10m\n  STEP a FROM tool_call WHERE tool_call.tool == "read"\n  STEP b FROM tool_call WHERE tool_call.tool == "send" WITHIN 1m',
    on: "",
  },
  {
    group: "sequences",
    name: "`ABSENT` between steps",
    condition:
      'SEQUENCE BY session.id WITHIN 10m\n  STEP a FROM tool_call WHERE tool_call.tool == "read"\n  ABSENT FROM approval WHERE approval.granted\n  STEP b FROM tool_call WHERE tool_call.tool == "send"',
    on: "",
  },
  {
    group: "sequences",
    name: "final `ABSENT`",
    condition:
      'SEQUENCE BY session.id WITHIN 10m\n  STEP a FROM tool_call WHERE tool_call.tool == "send"\n  ABSENT FROM approval WHERE approval.granted WITHIN 5m',
    on: "",
  },
  {
    group: "sequences",
    name: "a step that equals an earlier one's field",
    condition:
      'SEQUENCE BY session.id WITHIN 10m\n  STEP a FROM tool_call WHERE tool_call.tool == "read"\n  STEP b FROM tool_call WHERE tool_call.tool == "send" AND tool_call.server == a.tool_call.server',
    on: "",
  },
  {
    group: "sequences",
    name: "a step that contains an earlier one's field",
    condition:
      'SEQUENCE BY session.id WITHIN 10m\n  STEP a FROM tool_call WHERE tool_call.tool == "read"\n  STEP b FROM tool_call WHERE tool_call.params.body CONTAINS a.tool_call.params.path',
    on: "",
  },
  {
    group: "sequences",
    name: "`TOGETHER`",
    condition:
      'TOGETHER BY user.id WITHIN 1h\n  STEP a FROM tool_call WHERE tool_call.tool == "read"\n  STEP b FROM infra_access WHERE infra_access.action == "delete"',
    on: "",
  },
];

/** The rule of a construct. */
export function constructText({ condition, on, before }: Construct): string {
  const types = on === "" ? "" : `ON ${on ?? "input"}\n`;
  return `${before ?? ""}RULE: when\nMETA(id="when")\n${types}IF ${condition}\nTHEN alert(severity=LOW, category="prompt_injection")\n`;
}
