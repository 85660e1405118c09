/** A search that is a little wrong is noticed: by the reader, or because it answers otherwise than the evaluator on some stream. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "../../property/compare.ts";
import { standardModel } from "../../property/model.ts";
import { ruleOf } from "../pack.ts";
import { streamFor } from "../streams.ts";
import { disagreement, exported } from "./agree.ts";

type Mutant = { readonly name: string; readonly rule: string; readonly from: string | RegExp; readonly to: string };

function when(condition: string, on = "input"): string {
  return `RULE: when\nON ${on}\nIF ${condition}\nTHEN alert(severity=LOW, category="prompt_injection")\n`;
}

const rules = {
  negated: when('NOT input_text CONTAINS "safe" AND NOT user.is_admin'),
  choice: when('input_source == "user" OR user.country == "DE"'),
  both: when('input_source == "user" AND user.country == "DE"'),
  equal: when('tool_call.tool == "send_email"', "tool_call"),
  numberText: when('user.id == "007"'),
  listed: when('tool_call.tool IN ["alpha", "beta", "007"]', "tool_call"),
  phrases: when('input_text CONTAINS ["alpha", "beta", "gamma"]'),
  starts: when('input_text STARTS WITH "al"'),
  ends: when('input_text ENDS WITH "ha"'),
  like: when('input_text LIKE "al*ha"'),
  words: when('input_text CONTAINS WORD "alpha"'),
  order: when("conversation.turns > 10"),
  some: when('ANY t IN conversation.topics: t STARTS WITH "jail" AND t ENDS WITH "break"'),
  every: when('ALL t IN conversation.topics: t STARTS WITH "jail"'),
  list: when('conversation.topics CONTAINS ["jailbreak", "weapons"]'),
  least: when('2 OF (input_text CONTAINS "a", input_text CONTAINS "b", input_text CONTAINS "c")'),
  fields: when("session.current_cost > user.average_session_cost * 10", "tool_call"),
  domains: 'LIST trusted: list<domain> = ["example.com"]\n'.concat(when("tool_call.params.recipient IN trusted", "tool_call")),
  ownDomains: when("tool_call.params.recipient NOT IN user.authorized_email_domains", "tool_call"),
  networks: 'LIST inside: list<cidr> = ["10.0.0.0/8"]\n'.concat(when("auth.ip IN inside", "auth")),
  sequence:
    'RULE: s\nIF SEQUENCE BY session.id WITHIN 2s\n  STEP a FROM tool_call WHERE tool_call.tool == "a"\n  STEP b FROM tool_call WHERE tool_call.tool IN ["a", "b"]\nTHEN alert(severity=LOW, category="prompt_injection")\n',
  broken:
    'RULE: s\nIF SEQUENCE BY session.id WITHIN 2s\n  STEP a FROM tool_call WHERE tool_call.tool == "a"\n  ABSENT FROM input\n  STEP b FROM tool_call WHERE tool_call.tool == "b" WITHIN 1s\nTHEN alert(severity=LOW, category="prompt_injection")\n',
  gapped:
    'RULE: s\nIF SEQUENCE BY session.id WITHIN 5s\n  STEP a FROM tool_call WHERE tool_call.tool == "a"\n  STEP b FROM tool_call WITHIN 1s\nTHEN alert(severity=LOW, category="prompt_injection")\n',
  repeated:
    'RULE: s\nIF SEQUENCE BY session.id WITHIN 5s\n  STEP a FROM tool_call WHERE tool_call.tool == "a" REPEAT 3\n  STEP b FROM input\nTHEN alert(severity=LOW, category="prompt_injection")\n',
  silence:
    'RULE: s\nIF SEQUENCE BY session.id WITHIN 2s\n  STEP a FROM tool_call WHERE tool_call.tool == "a"\n  ABSENT FROM approval WITHIN 2s\nTHEN alert(severity=LOW, category="prompt_injection")\n',
  together:
    'RULE: s\nIF TOGETHER BY session.id WITHIN 2s\n  STEP a FROM tool_call WHERE tool_call.tool == "a"\n  STEP b FROM input\nTHEN alert(severity=LOW, category="prompt_injection")\n',
  three:
    'RULE: s\nIF TOGETHER BY session.id WITHIN 2s\n  STEP a FROM tool_call WHERE tool_call.tool == "a"\n  STEP b FROM tool_call\n  STEP c FROM tool_call WHERE tool_call.tool IN ["a", "b"]\nTHEN alert(severity=LOW, category="prompt_injection")\n',
  count: when('COUNT(FROM tool_call WHERE tool_call.tool == "a" BY session.id WITHIN 2s) >= 2', "tool_call"),
  distinct: when("COUNT(DISTINCT tool_call.tool FROM tool_call BY session.id WITHIN 2s) >= 2", "tool_call"),
  sum: when("SUM(session.tool_calls FROM tool_call BY session.id WITHIN 2s) > 2", "tool_call"),
  novel: when("NEW(tool_call.tool BY session.id OVER 3s MIN 2)", "tool_call"),
  share: when("FREQUENCY(tool_call.tool BY session.id OVER 3s MIN 2) < 0.5", "tool_call"),
  previous: when("PREVIOUS(tool_call.tool BY session.id WITHIN 2s) != tool_call.tool", "tool_call"),
  seen: when("tool_call.tool SEEN IN (tool_result.tool FROM tool_result BY session.id WITHIN 2s)", "tool_call"),
  seenBefore: when("tool_call.tool SEEN IN (tool_call.tool FROM tool_call BY session.id WITHIN 2s)", "tool_call"),
  average: when("session.tool_calls > 2 * AVG(session.tool_calls FROM tool_call BY user.id OVER 3d MIN 2)", "tool_call"),
  deviation: when("session.tool_calls > STDDEV(session.tool_calls FROM tool_call BY user.id OVER 3d MIN 2)", "tool_call"),
  exceptedStill: 'EXCEPTION FOR "when" WHERE user.country == "DE" REASON "drill" UNTIL 2026-06-03\n'.concat(when('input_source == "user"')),
  excepted: 'EXCEPTION FOR "when" WHERE user.country == "DE" REASON "drill" UNTIL 2026-06-02\n'.concat(when('input_source == "user"')),
} as const;

const mutants: readonly Mutant[] = [
  { name: "a null guard is dropped", rule: rules.negated, from: "isnull(input_text) OR ", to: "" },
  { name: "a null guard of a truth value is dropped", rule: rules.negated, from: "isnull('user.is_admin') OR ", to: "" },
  { name: "a NOT is dropped", rule: rules.negated, from: "NOT match", to: "match" },
  { name: "`!=` for `==`", rule: rules.equal, from: /'tool_call\.tool'=="/, to: "'tool_call.tool'!=\"" },
  { name: "AND for OR", rule: rules.choice, from: / OR /, to: " AND " },
  {
    name: "OR for AND",
    rule: rules.both,
    from: /\| where .*\n.*\n.*\n.*/,
    to: '| where event_type=="input" AND (input_source=="user" OR \'user.country\'=="DE")',
  },
  {
    name: "case ignored where it counts",
    rule: rules.equal,
    from: "'tool_call.tool'==\"send_email\"",
    to: "match('tool_call.tool', \"(?i)^send_email\\\\z\")",
  },
  { name: "a text compared as a number", rule: rules.numberText, from: "match('user.id', \"^007\\\\z\")", to: "'user.id'==\"7\"" },
  { name: "case heeded where it does not count", rule: rules.phrases, from: "(?i)", to: "" },
  { name: "one phrase deleted", rule: rules.phrases, from: "|beta", to: "" },
  { name: "one list entry deleted", rule: rules.listed, from: ', "beta"', to: "" },
  { name: "the entry that looks like a number deleted", rule: rules.listed, from: / OR match\('tool_call\.tool', "\^007\\\\z"\)/, to: "" },
  { name: "the start not anchored", rule: rules.starts, from: '"(?i)^', to: '"(?i)' },
  { name: "the end not anchored", rule: rules.ends, from: "\\\\z", to: "" },
  { name: "a wildcard that stops at a line", rule: rules.like, from: ".*", to: "[^\\\\n]*" },
  { name: "word boundaries dropped", rule: rules.words, from: "(?<![\\\\p{L}\\\\p{N}_])", to: "" },
  { name: "word boundaries of ASCII", rule: rules.words, from: "(?![\\\\p{L}\\\\p{N}_])", to: "\\\\b" },
  { name: "`>=` for `>`", rule: rules.order, from: ">10", to: ">=10" },
  { name: "another number", rule: rules.order, from: ">10", to: ">11" },
  {
    name: "ANY of the parts for ANY of the elements",
    rule: rules.some,
    from: /isnotnull\(mvfind\(mvmap.*"y"\)\)/,
    to: "isnotnull(mvfind('conversation.topics{}', \"(?i)^jail\")) AND isnotnull(mvfind('conversation.topics{}', \"(?i)break\\\\z\"))",
  },
  { name: "ALL of an empty list", rule: rules.every, from: /isnotnull\('conversation\.topics\{\}'\)\s+AND /, to: "" },
  {
    name: "an element that only contains the value",
    rule: rules.list,
    from: '"^(?:jailbreak|weapons)\\\\z"',
    to: '"(?:jailbreak|weapons)"',
  },
  { name: "one less of n", rule: rules.least, from: ">=2", to: ">=1" },
  { name: "another factor", rule: rules.fields, from: "*10", to: "*9" },
  {
    name: "a domain that only ends so",
    rule: rules.domains,
    from: /\(\?:\[a-z0-9_-\]\{1,63\}\[\.\]\)\*\(\?:example/g,
    to: "[a-z0-9_.-]*(?:example",
  },
  { name: "a domain of the event that only ends so", rule: rules.ownDomains, from: '"." . replace', to: '"" . replace' },
  { name: "another network", rule: rules.networks, from: "10.0.0.0/8", to: "10.0.0.0/32" },
  { name: "a window with its edge", rule: rules.sequence, from: "<2000", to: "<=2000" },
  { name: "a window a millisecond short", rule: rules.sequence, from: "<2000", to: "<1999" },
  { name: "ties not ordered", rule: rules.sequence, from: ", num(sequence)", to: "" },
  { name: "an event that is both steps", rule: rules.sequence, from: " current=f", to: "" },
  { name: "steps of any key", rule: rules.sequence, from: " BY aidr_key", to: "" },
  { name: "the order turned round", rule: rules.sequence, from: "num(aidr_ms)", to: "-num(aidr_ms)" },
  { name: "`sort` without 0", rule: rules.sequence, from: "sort 0", to: "sort" },
  {
    name: "an absence that does not count",
    rule: rules.broken,
    from: /AND \(isnull\(aidr_broken2\) OR aidr_from2>=aidr_broken2\)/,
    to: "",
  },
  { name: "a gap with its edge", rule: rules.gapped, from: "<1000", to: "<=1000" },
  { name: "a repetition less", rule: rules.repeated, from: /window=3 (.*)\n(.*)aidr_repeats==3/, to: "window=2 $1\n$2aidr_repeats==2" },
  { name: "repetitions of all keys together", rule: rules.repeated, from: " BY aidr_key aidr_is", to: " BY aidr_is" },
  { name: "silence that ends too early", rule: rules.silence, from: ">=2000", to: ">=1999" },
  { name: "silence that lasts too long", rule: rules.silence, from: ">=2000", to: ">2000" },
  { name: "an earlier absence", rule: rules.silence, from: "-num(aidr_ms)", to: "num(aidr_ms)" },
  { name: "one order only", rule: rules.together, from: / OR \(aidr_is_b1==1.*\)/, to: "" },
  { name: "one event for two steps", rule: rules.three, from: /aidr_last(\d)_before<2000/g, to: "aidr_last1_before<2000" },
  { name: "a count with the event at its edge", rule: rules.count, from: "num(aidr_turn)", to: "-num(aidr_turn)" },
  { name: "a count a millisecond longer", rule: rules.count, from: "2000", to: "2001" },
  { name: "a count without the event in hand", rule: rules.count, from: ">=2", to: ">=3" },
  { name: "a count of every key", rule: rules.count, from: "coalesce('session.id', \"\")", to: '"x"' },
  { name: "what leaves is not taken away", rule: rules.count, from: /, aidr_row=="out1", -1/, to: "" },
  { name: "a count of values that come again", rule: rules.distinct, from: "aidr_distinct1_live==1", to: "aidr_distinct1_live>=1" },
  { name: "values that leave once", rule: rules.distinct, from: "aidr_distinct1_live==0", to: "aidr_distinct1_live>=0" },
  { name: "fractions dropped", rule: rules.sum, from: "+(aidr_parts1/1000000000)", to: "" },
  { name: "novelty that counts the event itself", rule: rules.novel, from: "aidr_same1-aidr_in1==0", to: "aidr_same1==0" },
  { name: "novelty with one sample less", rule: rules.novel, from: ">=2", to: ">=1" },
  { name: "a share of all, with the event", rule: rules.share, from: "/(aidr_past1-aidr_in1)", to: "/aidr_past1" },
  { name: "the event itself as the one before", rule: rules.previous, from: " current=f", to: "" },
  { name: "the first value in place of the last", rule: rules.previous, from: "last(", to: "min(" },
  { name: "what is seen after it was asked for", rule: rules.seenBefore, from: ", -str(aidr_row)", to: "" },
  { name: "values of every event", rule: rules.seen, from: "aidr_seen1_value)", to: "aidr_key1)" },
  { name: "today's samples", rule: rules.average, from: "aidr_age1>0", to: "aidr_age1>=0" },
  { name: "a day more", rule: rules.average, from: "aidr_age1<=2", to: "aidr_age1<=3" },
  { name: "a day less", rule: rules.average, from: "aidr_age1<=2", to: "aidr_age1<=1" },
  { name: "a sample less", rule: rules.average, from: ">=2", to: ">=1" },
  { name: "a maximum for an average", rule: rules.average, from: "avg(", to: "max(" },
  {
    name: "equal samples that deviate",
    rule: rules.deviation,
    from: /if\(aidr_min_of1==aidr_max_of1, 0, aidr_stdev_of1\)/,
    to: "if(aidr_min_of1==aidr_max_of1, 1, aidr_stdev_of1)",
  },
  { name: "an exception without its end", rule: rules.excepted, from: /aidr_ms>=\d+ OR /, to: "" },
  { name: "an exception that is gone", rule: rules.exceptedStill, from: /\n {4}AND \(aidr_ms>=.*\)/, to: "" },
  { name: "another event type", rule: rules.equal, from: 'event_type="tool_call"', to: 'event_type="tool_result"' },
  { name: "a prefilter that is narrower", rule: rules.equal, from: 'tool_call.tool="send_email"', to: 'tool_call.tool="send_mail"' },
];

describe("a mutated search", { timeout: 3_600_000 }, () => {
  let noticed = 0;
  it.each(mutants)("is noticed: $name", ({ rule, from, to, name }) => {
    const planned = ruleOf(rule);
    const outcome = exported(planned);
    if (outcome.kind === "refused") throw new Error(JSON.stringify(outcome.refusals));
    const mutated = typeof from === "string" ? outcome.text.split(from).join(to) : outcome.text.replace(from, to);
    expect(mutated, outcome.text).not.toBe(outcome.text);
    const streams = fc.sample(streamFor(planned.rule, standardModel, 14), { numRuns: runs(250), seed: 23 });
    const isNoticed = streams.some((events) => {
      try {
        return disagreement(planned, outcome, events, mutated) !== undefined;
      } catch {
        // The reader refuses it, or it does what the documentation does not describe.
        return true;
      }
    });
    expect(isNoticed, `${name}\n${mutated}`).toBe(true);
    noticed++;
  });
  it("is noticed always", () => {
    console.info(`spl: ${noticed} of ${mutants.length} mutants noticed`);
    expect(noticed).toBe(mutants.length);
  });
});
