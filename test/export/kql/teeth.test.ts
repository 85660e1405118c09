/** Queries with one mistake each: the oracle must notice every one, or it would not have noticed ours. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { standardModel } from "../../property/model.ts";
import type { JsonRecord } from "../carried.ts";
import { bundledMapping } from "../mapping.ts";
import { type Planned, ruleOf } from "../pack.ts";
import { streamFor } from "../streams.ts";
import { exported, Judge } from "./agree.ts";

const mapping = bundledMapping("adx");

type Mistake = {
  readonly name: string;
  readonly condition: string;
  readonly on?: string;
  readonly from: string | RegExp;
  readonly to: string;
  /** The interpreter has no such thing, and says so. */
  readonly unreadable?: true;
};

const input = "ON input\n";
const call = "ON tool_call\n";
const previous = "PREVIOUS(tool_call.tool BY session.id WITHIN 2s)";
const count = 'COUNT(FROM tool_call WHERE tool_call.tool == "a" BY session.id WITHIN 2s)';
const average = "AVG(session.tool_calls FROM tool_call BY user.id OVER 3d MIN 2)";
const chain =
  'SEQUENCE BY session.id WITHIN 2s\n  STEP one FROM tool_call WHERE tool_call.tool == "a"\n  STEP two FROM tool_call WHERE tool_call.tool == "b"';
const absent =
  'SEQUENCE BY session.id WITHIN 5s\n  STEP one FROM tool_call WHERE tool_call.tool == "a"\n  ABSENT FROM tool_result\n  STEP two FROM tool_call WHERE tool_call.tool == "b"';
const waiting =
  'SEQUENCE BY session.id WITHIN 5s\n  STEP one FROM tool_call WHERE tool_call.tool == "a"\n  ABSENT FROM tool_result WITHIN 1s';

const mistakes: readonly Mistake[] = [
  { name: "a null guard is dropped", condition: "NOT user.is_admin", on: input, from: "isnull(UserIsAdmin) or ", to: "" },
  {
    name: "a null guard of a number is dropped",
    condition: "NOT conversation.turns > 3",
    on: input,
    from: "isnull(ConversationTurns) or ",
    to: "",
  },
  { name: "a NOT is dropped", condition: 'NOT input_text CONTAINS "alpha"', on: input, from: "!contains", to: "contains" },
  { name: "NOT of a function is dropped", condition: "NOT (conversation.turns > session.turns * 2)", on: input, from: "not(", to: "(" },
  { name: "AND for OR", condition: 'input_source == "user" OR conversation.turns > 3', on: input, from: / or /, to: " and " },
  {
    name: "OR for AND",
    condition: '(input_source == "user" AND user.country == "DE") OR conversation.turns > 3',
    on: input,
    from: / and /,
    to: " or ",
  },
  { name: "has for contains", condition: 'input_text CONTAINS "alpha"', on: input, from: " contains ", to: " has " },
  { name: "=~ for ==", condition: 'user.country == "DE"', on: input, from: "UserCountry ==", to: "UserCountry =~" },
  { name: "contains_cs for contains", condition: 'input_text CONTAINS "alpha"', on: input, from: " contains ", to: " contains_cs " },
  { name: "startswith for contains", condition: 'input_text CONTAINS "alpha"', on: input, from: " contains ", to: " startswith " },
  { name: "(?i) is dropped", condition: "input_text MATCHES /al+pha/i", on: input, from: "(?i)", to: "" },
  { name: "an anchor is dropped", condition: 'input_text LIKE "al?ha*"', on: input, from: '@"^', to: '@"' },
  { name: "a word's edge is dropped", condition: 'input_text CONTAINS WORD "alpha"', on: input, from: "(?:^|[^\\p{L}\\p{N}_])", to: "" },
  { name: "an entry of a list is deleted", condition: 'input_source IN ["user", "tool"]', on: input, from: '"user", ', to: "" },
  { name: "a number is rounded", condition: "conversation.current_request.policy_score > 0.8", on: input, from: "0.8", to: "1" },
  {
    name: "a guard against infinity is dropped",
    condition: "conversation.turns < 1 / session.turns",
    on: input,
    from: "isfinite(1.0 / SessionTurns)",
    to: "true",
  },
  {
    name: "the kind of JSON is not asked",
    condition: 'tool_call.params.x CONTAINS "1"',
    on: call,
    from: /gettype\(ToolCallParams\.x\) == "string"/,
    to: "true",
  },
  { name: "any for all", condition: 'ALL t IN conversation.topics: t == "alpha"', on: input, from: "== 0", to: ">= 0" },
  {
    name: "the padding of an empty list counts",
    condition: 'ALL t IN conversation.topics: t != "alpha"',
    on: input,
    from: "coalesce(array_length(ConversationTopics), 0) > 0",
    to: "true",
  },
  {
    name: "an element is not enough of one",
    condition: 'NOT ANY t IN conversation.topics: t == "alpha"',
    on: input,
    from: "> 0\n",
    to: "> 1\n",
  },
  {
    name: "the window's edge is included",
    condition: `${count} >= 2`,
    on: call,
    from: "past_time > Timestamp - 2s",
    to: "past_time >= Timestamp - 2s",
  },
  { name: "the window is a millisecond longer", condition: `${count} >= 2`, on: call, from: "Timestamp - 2s", to: "Timestamp - 2001ms" },
  { name: "the window is a millisecond shorter", condition: `${count} >= 2`, on: call, from: "Timestamp - 2s", to: "Timestamp - 1999ms" },
  {
    name: "the event itself is not counted",
    condition: `${count} >= 2`,
    on: call,
    from: "past_sequence <= Sequence",
    to: "past_sequence < Sequence",
  },
  {
    name: "later events of the same time count",
    condition: `${count} >= 2`,
    on: call,
    from: /\(past_time < Timestamp or \(past_time == Timestamp and past_sequence <= Sequence\)\)/,
    to: "past_time <= Timestamp",
  },
  { name: "a count of nothing is lost", condition: `${count} < 1`, on: call, from: "coalesce(count_2s, 0)", to: "count_2s" },
  { name: "rows without partners are lost", condition: `NOT ${count} >= 1`, on: call, from: "kind=leftouter", to: "kind=inner" },
  { name: "keys that are not there meet", condition: `${count} >= 2`, on: call, from: /\| where isnotempty\(SessionId\)\n/, to: "" },
  { name: "the join's kind is left out", condition: `${count} >= 2`, on: call, from: "kind=inner ", to: "", unreadable: true },
  {
    name: "an estimate counts",
    condition: "COUNT(DISTINCT tool_call.tool FROM tool_call BY session.id WITHIN 2s) >= 2",
    on: call,
    from: "count_distinct(",
    to: "dcount(",
    unreadable: true,
  },
  { name: "MIN is one lower", condition: `session.turns > ${average}`, on: call, from: "samples >= 2", to: "samples >= 1" },
  {
    name: "today is in the baseline",
    condition: `session.turns > ${average}`,
    on: call,
    from: "past_time < startofday(Timestamp)",
    to: "past_time < Timestamp",
  },
  {
    name: "a day before the period is in the baseline",
    condition: `session.turns > ${average}`,
    on: call,
    from: "Timestamp - 3d",
    to: "Timestamp - 4d",
  },
  {
    name: "a part of a day is in the baseline",
    condition: `session.turns > ${average}`,
    on: call,
    from: "startofday(past_time) >=",
    to: "past_time >=",
  },
  {
    name: "of one time the wrong event was before",
    condition: `${previous} == "a"`,
    on: call,
    from: /\n {4}\| summarize arg_max\(past_sequence[^\n]*/,
    to: "",
  },
  {
    name: "the event is its own past",
    condition: `${previous} == tool_call.tool`,
    on: call,
    from: "past_sequence < Sequence",
    to: "past_sequence <= Sequence",
  },
  {
    name: "steps of one time pair either way",
    condition: chain,
    from: /\(one_time < Timestamp or \(one_time == Timestamp and one_sequence < Sequence\)\)/,
    to: "one_time <= Timestamp",
  },
  { name: "steps of one time never pair", condition: chain, from: / or \(one_time == Timestamp and one_sequence < Sequence\)/, to: "" },
  {
    name: "the sequence may take its whole window",
    condition: chain,
    from: "start_time > Timestamp - 2s",
    to: "start_time >= Timestamp - 2s",
  },
  { name: "an event answers once for each partner", condition: chain, from: /\| summarize arg_max\(start_time, \*\) by EventId\n/, to: "" },
  { name: "the absence is not asked", condition: absent, from: "kind=leftanti", to: "kind=leftouter" },
  { name: "the absence must be there", condition: absent, from: "kind=leftanti", to: "kind=leftsemi" },
  {
    name: "the absence may come after",
    condition: absent,
    from: /and \(absent_time < Timestamp or \(absent_time == Timestamp and absent_sequence < Sequence\)\)/,
    to: "",
  },
  {
    name: "the answer may come at the last moment",
    condition: waiting,
    from: "Timestamp > absent_time - 1s",
    to: "Timestamp >= absent_time - 1s",
  },
];

describe("the oracle notices when", { timeout: 600_000 }, () => {
  it.each(mistakes)("$name", ({ condition, on = "", from, to, unreadable = false }) => {
    const planned = ruleOf(`RULE: teeth\n${on}IF ${condition}\nTHEN alert(severity=LOW, category="prompt_injection")\n`);
    const outcome = exported(planned, mapping);
    if (outcome.kind === "refused") throw new Error(outcome.refusals.map(({ reason }) => reason).join("; "));
    const mutated = outcome.text.replace(from, to);
    expect(mutated, outcome.text).not.toBe(outcome.text);
    const right = new Judge(planned, mapping, outcome);
    if (unreadable) expect(() => new Judge(planned, mapping, outcome, mutated).judge(streamsOf(planned, 0).flat())).toThrow();
    else expect(isNoticed(right, mutated), mutated).toBe(true);
  });
});

/** Some streams for a rule, others for each seed. */
function streamsOf({ rule }: Planned, seed: number): readonly (readonly JsonRecord[])[] {
  return fc.sample(streamFor(rule, standardModel, 16), { numRuns: 20, seed });
}

/** Whether one of a few hundred streams tells the two apart. */
function isNoticed(right: Judge, mutated: string): boolean {
  const wrong = new Judge(right.planned, right.mapping, right.written, mutated);
  return Array.from({ length: 20 }, (_, seed) => seed).some((seed) =>
    streamsOf(right.planned, seed).some((events) => {
      const stream = right.carry(events);
      return wrong.query(stream).join() !== right.query(stream).join();
    }),
  );
}
