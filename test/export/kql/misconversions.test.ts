/** What other converters get wrong in silence (measured on their releases), each as a rule of the same meaning whose Kusto query must find exactly what it says. */
import { describe, expect, it } from "vitest";
import type { JsonRecord } from "../carried.ts";
import { bundledMapping } from "../mapping.ts";
import { type Planned, ruleOf } from "../pack.ts";
import { exported, Judge, uniqueTimes, unpromised } from "./agree.ts";

const mapping = bundledMapping("adx");

function rule(condition: string, before = "", on = "ON input\n"): Planned {
  return ruleOf(`${before}RULE: case\n${on}IF ${condition}\nTHEN alert(severity=LOW, category="prompt_injection")\n`);
}

/** Of inputs given by their fields, which the query finds, by place; evaluator and query must agree. */
function found(
  planned: Planned,
  events: readonly JsonRecord[],
  eventType = "input",
  over = mapping,
): { readonly places: readonly number[]; readonly text: string } {
  const outcome = exported(planned, over);
  if (outcome.kind === "refused") throw new Error(outcome.refusals.map(({ code, reason }) => `${code}: ${reason}`).join("; "));
  const judge = new Judge(planned, over, outcome);
  const stream = events.map((event, index) => ({
    event_id: `e${index}`,
    event_type: eventType,
    timestamp: `2026-06-03T10:00:0${index}Z`,
    sequence: index,
    ...event,
  }));
  const { evaluator, query } = judge.judge(stream);
  expect(query).toEqual(evaluator);
  return { places: query.map((id) => Number(id.slice(1))), text: outcome.text };
}

const text = (input_text: string): JsonRecord => ({ input_text });

describe("mis-conversions", { timeout: 120_000 }, () => {
  it("two regular expressions on two fields are both asked", () => {
    const { places, text } = found(rule("input_text MATCHES /al+/ AND user.country MATCHES /^D/"), [
      { input_text: "all", user: { country: "DE" } },
      { input_text: "all", user: { country: "FR" } },
      { input_text: "none", user: { country: "DE" } },
    ]);
    expect(places).toEqual([0]);
    expect(text.match(/matches regex/g)).toHaveLength(2);
  });

  it("a regular expression under NOT stays under NOT", () => {
    expect(
      found(rule('input_source == "user" AND NOT input_text MATCHES /x/'), [
        { input_source: "user", input_text: "ax" },
        { input_source: "user", input_text: "a" },
        { input_source: "user" },
      ]).places,
    ).toEqual([1, 2]);
  });

  it("regular expressions under OR are alternatives", () => {
    expect(found(rule("input_text MATCHES /^a/ OR input_text MATCHES /z$/"), [text("ab"), text("yz"), text("by")]).places).toEqual([0, 1]);
  });

  it("case counts as the operator says", () => {
    expect(found(rule('input_text CONTAINS "Dan"'), [text("DAN"), text("dan"), text("d a n")]).places).toEqual([0, 1]);
    expect(found(rule('input_text CONTAINS "Dan" CASED'), [text("Dan"), text("dan")]).places).toEqual([0]);
    expect(found(rule('user.country == "DE"'), [{ user: { country: "DE" } }, { user: { country: "de" } }]).places).toEqual([0]);
  });

  it("an event without the field passes a negated test", () => {
    expect(
      found(rule('NOT user.country == "DE" AND NOT conversation.turns > 3'), [
        {},
        { user: { country: "DE" } },
        { conversation: { turns: 4 } },
        { conversation: { turns: 3 } },
      ]).places,
    ).toEqual([0, 3]);
  });

  it("a missing text is looked for with isempty, and only where no text is empty", () => {
    const { places, text: query } = found(rule("user.country IS MISSING"), [{}, { user: { country: "DE" } }]);
    expect(places).toEqual([0]);
    expect(query).toContain("isempty(UserCountry)");
    const refused = exported(rule("input_text IS MISSING"), unpromised(mapping));
    expect(refused.kind === "refused" && refused.refusals[0]?.code).toBe("empty-string-match");
  });

  it("LIKE keeps the order of its parts and its anchors", () => {
    expect(found(rule('input_text LIKE "a*b"'), [text("axb"), text("bxa"), text("xaxb"), text("ab"), text("a\nb")]).places).toEqual([
      0, 3, 4,
    ]);
    expect(found(rule('input_text LIKE "a?b"'), [text("axb"), text("a😀b"), text("ab"), text("a?b"), text("axxb")]).places).toEqual([
      0, 1, 3,
    ]);
  });

  it("a function of a field is not dropped", () => {
    const { places, text: query } = found(rule("hour_of(timestamp) >= 22"), [
      { timestamp: "2026-06-03T21:59:59.999Z" },
      { timestamp: "2026-06-03T22:00:00Z" },
    ]);
    expect(places).toEqual([1]);
    expect(query).toContain("hourofday(Timestamp) >= 22");
  });

  it("a name that is not declared is an error, not an empty filter", () => {
    expect(() => rule('input_source == "user" AND NOT is_known(input_text)')).toThrow(/is_known/);
  });

  it("nothing is in an empty list, and everything is not", () => {
    const nothing = "LIST nothing: list<string> = []\n";
    expect(
      found(rule('user.country IN nothing OR input_source == "user"', nothing), [{ user: { country: "DE" } }, { input_source: "user" }])
        .places,
    ).toEqual([1]);
    expect(found(rule('user.country NOT IN nothing AND input_source == "user"', nothing), [{ input_source: "user" }]).places).toEqual([0]);
  });

  it("thresholds keep their digits", () => {
    expect(
      found(
        rule("conversation.current_request.policy_score > 2.9"),
        [2.9, 2.91, 3].map((policy_score) => ({ conversation: { current_request: { policy_score } } })),
      ).places,
    ).toEqual([1, 2]);
    expect(
      found(
        rule("conversation.current_request.policy_score >= 1e-7"),
        [0, 1e-7].map((policy_score) => ({ conversation: { current_request: { policy_score } } })),
      ).places,
    ).toEqual([1]);
    expect(
      found(
        rule("session.current_cost > 1_000_000_000_000_000_000_000"),
        [1e21, 2e21].map((current_cost) => ({ session: { current_cost } })),
      ).places,
    ).toEqual([1]);
  });

  it("a misspelt field is an error", () => {
    expect(() => rule('inputt_text CONTAINS "a"')).toThrow(/inputt_text/);
  });

  it("a regular expression is found anywhere, with its flags", () => {
    expect(
      found(rule("input_text MATCHES /ignore\\s+all/i"), [text("please IGNORE \t ALL"), text("ignoreall"), text("ignore\u00a0all")]).places,
    ).toEqual([0]);
    expect(found(rule("input_text MATCHES /^b/m AND input_text MATCHES /a.c/s"), [text("a\nc\nb"), text("a\ncb")]).places).toEqual([0]);
    expect(found(rule("input_text MATCHES /\\bdrop\\b/"), [text("a drop b"), text("dropé"), text("drop_"), text("édrop")]).places).toEqual([
      0, 1, 3,
    ]);
    expect(
      found(rule("input_text MATCHES /[[:alpha:]&&a~~b\\-\\-c\\[]+9/"), [text("x9"), text("&9"), text("[9"), text("é9")]).places,
    ).toEqual([0, 1, 2]);
  });

  it("words are not terms", () => {
    expect(found(rule('input_text CONTAINS ALL ["err", "or x"]'), [text("error x"), text("err")]).places).toEqual([0]);
    expect(found(rule('input_text CONTAINS WORD "a"'), [text("a b"), text("a_b"), text("a-b"), text("éa")]).places).toEqual([0, 2]);
  });

  it("IPv6 blocks hold IPv6 addresses, and IPv4 ones also those inside IPv6", () => {
    const nets = 'LIST nets: list<cidr> = ["10.0.0.0/8", "2001:db8::/32"]\n';
    const ips = ["10.1.2.3", "11.1.2.3", "2001:db8::1", "2001:db9::1", "::ffff:10.0.0.1", "::1"];
    expect(
      found(
        rule("auth.ip IN nets", nets, "ON auth\n"),
        ips.map((ip) => ({ auth: { ip } })),
        "auth",
      ).places,
    ).toEqual([0, 2, 4]);
  });

  it("a domain is not a suffix of letters", () => {
    const hosts = 'LIST hosts: list<domain> = ["example.com"]\n';
    const addresses = [
      "bob@example.com",
      "bob@mail.Example.com.",
      "bob@badexample.com",
      "bob@example.com.evil.io",
      "https://example.com@evil.io/",
      "HTTPS://a.example.com:8443/x",
      "a@b, c@example.com",
      "example.com",
    ];
    expect(
      found(
        rule("user.department IN hosts", hosts),
        addresses.map((department) => ({ user: { department } })),
      ).places,
    ).toEqual([0, 1, 5, 7]);
  });

  it("an event is no step after itself, and counts once", () => {
    const planned = ruleOf(
      'RULE: case\nIF SEQUENCE BY session.id WITHIN 10s\n  STEP a FROM input WHERE input_text CONTAINS "x"\n  STEP b FROM input WHERE input_text CONTAINS "x"\nTHEN alert(severity=LOW, category="prompt_injection")\n',
    );
    const session = { id: "s" };
    expect(found(planned, [{ session, input_text: "x" }]).places).toEqual([]);
    expect(
      found(planned, [
        { session, input_text: "x" },
        { session, input_text: "x" },
        { session, input_text: "x" },
      ]).places,
    ).toEqual([1, 2]);
  });

  it("a sliding window does not care for the clock's hours", () => {
    const planned = rule("COUNT(FROM input BY user.id WITHIN 1h) >= 2");
    const at = (timestamp: string): JsonRecord => ({ user: { id: "u" }, timestamp });
    expect(found(planned, [at("2026-06-03T10:59:00Z"), at("2026-06-03T11:01:00Z"), at("2026-06-03T12:01:00Z")]).places).toEqual([1]);
  });

  it("an export that writes nothing is a refusal with a reason", () => {
    const outcome = exported(rule("similarity(input_text, user.department) > 0.9"), mapping);
    expect(
      outcome.kind === "refused" && outcome.refusals.map(({ code, reason, alternative }) => [code, reason !== "", alternative !== ""]),
    ).toEqual([["function-missing", true, true]]);
  });
});

/** What random rules and odd values found on the way. */
describe("regressions", { timeout: 120_000 }, () => {
  it("a repeated step is in order by time alone where nothing numbers the events", () => {
    const planned = ruleOf(
      'RULE: case\nIF SEQUENCE BY session.id WITHIN 10s\n  STEP a FROM input WHERE input_text CONTAINS "x" REPEAT 2\n  STEP b FROM input WHERE input_text CONTAINS "y"\nTHEN alert(severity=LOW, category="prompt_injection")\n',
    );
    const session = { id: "s" };
    const texts = ["x", "y", "x", "y"].map((input_text): JsonRecord => ({ session, input_text }));
    const { places, text } = found(planned, texts, "input", uniqueTimes(mapping));
    expect(places).toEqual([3]);
    expect(text).not.toMatch(/sequence/i);
  });

  it("the length of JSON of any kind is that of a list as well as that of a text", () => {
    const planned = rule("length(tool_call.params.x) >= 2", "", "ON tool_call\n");
    const calls = [["a", "b"], "ab", ["a"], "a", 12, [], undefined].map(
      (x): JsonRecord => ({ tool_call: { params: x === undefined ? {} : { x } } }),
    );
    expect(found(planned, calls, "tool_call").places).toEqual([0, 1]);
  });
});
