/**
 * `aidr prove` from outside, for each target: what it prints is a whole, and the oracle of the target finds in it what its head promises; with one mistake
 * in the query it does not.
 */
import { describe, expect, test } from "vitest";
import { place } from "../project/place.ts";
import type { JsonRecord } from "../export/carried.ts";
import { carried } from "../export/carried.ts";
import { readings, splunk } from "../export/spl/agree.ts";
import type { Row } from "../export/spl/expression.ts";
import { parseSpl } from "../export/spl/parse-spl.ts";
import { runParsed } from "../export/spl/run-spl.ts";
import { prepare, run } from "../export/kql/interpret.ts";
import { bundledMapping, type MappingName } from "../export/mapping.ts";
import { documentOf, foundIds } from "../export/esql/agree.ts";
import * as dsl from "../export/querydsl/agree.ts";
import { documentOf as dslDocument } from "../export/querydsl/document.ts";
import { proofMapping } from "../../src/deploy/prove.ts";
import { aidr } from "./command.ts";

const simple = `LIST known: list<string> = ["mail", "wiki"]
RULE: Override from the outside
META(id="a.b")
ON input
IF input_text CONTAINS ["override", "it's \\"so\\" | \\\\n"]
AND NOT user.is_admin
AND user.department NOT IN known
THEN alert(severity=HIGH, category="prompt_injection")
`;
const cases = `rule: a.b
defaults: { event_type: input }
cases:
  - name: an override
    events:
      - { at: 0s, input_text: "please OVERRIDE", conversation: { topics: [a, 'b "c"'] } }
      - { at: 1s, input_text: "override", user: { is_admin: true } }
      - { at: 2s, input_text: 'it''s "so" | \\n', user: { department: mail } }
      - { at: 3s, input_text: 'well, it''s "so" | \\n' }
    expect: [{ at: 0s }, { at: 3s }]
  - name: nothing
    events: [{ at: 0s, input_text: hello }]
    expect: none
`;
const chain = `RULE: Read, then sent
META(id="c.d")
IF SEQUENCE BY session.id WITHIN 10m
  STEP read FROM tool_call WHERE tool_call.tool == "read"
  STEP send FROM tool_call WHERE tool_call.tool == "send"
THEN alert(severity=HIGH, category="tool_anomaly")
`;
const chained = `rule: c.d
defaults: { session: { id: s }, event_type: tool_call }
cases:
  - name: read and sent
    events:
      - { at: 0s, tool_call: { tool: read, params: { path: "/etc" } } }
      - { at: 5m, tool_call: { tool: send } }
      - { at: 10m, tool_call: { tool: send } }
    expect: [{ at: 5m }]
`;

function proof(rule: string, tests: string, words: readonly string[]) {
  const folder = place({ "rules/a.aidr": rule, "rules/a.test.yaml": tests });
  return aidr(folder, ["prove", "rules/a.aidr", ...words]);
}

/** Ids that the head promises. */
function promised(text: string, mapping: MappingName): readonly string[] {
  const [, ids = ""] = new RegExp(`${bundledMapping(mapping).id.replace(".", "\\.")} ([^\\n]+)`).exec(text) ?? [];
  return ids
    .split(", ")
    .filter((id) => id !== "")
    .sort();
}

function foundInKusto(text: string): readonly string[] {
  return run(prepare(text, new Map()), new Map(), Date.UTC(2030, 0, 1))
    .rows.map((row) => String(row["EventId"]))
    .sort();
}

/** What `makeresults`, `spath` and `eval` of the proof make, then the query. */
function foundInSplunk(text: string): readonly string[] {
  const [, data = "", query = ""] =
    /\| makeresults format=json data="((?:[^"\\]|\\.)*)"\n\| spath input=aidr_event\n\| eval _time=aidr_time, sourcetype=aidr_sourcetype\n(.*)$/s.exec(
      text,
    ) ?? [];
  const made = JSON.parse(data.replace(/\\(["\\])/g, "$1")) as readonly JsonRecord[];
  const rows = made.map((one): Row => {
    const row = new Map<string, string | readonly string[]>([
      ["_time", String(one["aidr_time"])],
      ["sourcetype", String(one["aidr_sourcetype"])],
    ]);
    for (const [path, value] of leaves(JSON.parse(String(one["aidr_event"])), "")) {
      const known = row.get(path);
      row.set(path, known === undefined ? value : [...(typeof known === "string" ? [known] : known), value]);
    }
    return row;
  });
  const parsed = parseSpl(`index="any"\n${query.trim()}`);
  const answers = readings.map((reading) =>
    runParsed({ ...parsed, search: { kind: "and", parts: [] } }, rows, { nowMs: Date.UTC(2030, 0, 1), reading, lookups: new Map() })
      .map((row) => String(row.get(splunk.id)))
      .sort(),
  );
  // What the documentation leaves open must make no difference.
  return [...new Set(answers.map((ids) => ids.join()))].length === 1 ? (answers[0] ?? []) : ["(differs)", ...answers.flat()];
}

/** As `spath` names them: `a.b`, and `a.b{}` for what a list holds. */
function leaves(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => leaves(item, `${path}{}`));
  if (typeof value !== "object" || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === "" ? key : `${path}.${key}`));
}

describe("prove", () => {
  test.each([
    ["simple", simple, cases, 2],
    ["a sequence", chain, chained, 1],
  ])("kql, %s: Microsoft's binder accepts it, and it finds what it promises", (_, rule, tests, count) => {
    const ran = proof(rule, tests, ["--target", "kql", "--mapping", "adx"]);
    expect([ran.code, ran.err]).toEqual([0, expect.stringContaining(`${count} to be found`)]);
    expect(foundInKusto(ran.out)).toEqual(promised(ran.out, "adx"));
    expect(promised(ran.out, "adx")).toHaveLength(count);
  });

  test.each([
    ["simple", simple, cases, 2],
    ["a sequence", chain, chained, 1],
  ])("spl, %s: it finds what it promises, without an index", (_, rule, tests, count) => {
    const ran = proof(rule, tests, ["--target", "spl"]);
    expect(ran.code).toBe(0);
    expect(ran.out).not.toContain("index=");
    expect(foundInSplunk(ran.out)).toEqual(promised(ran.out, "splunk-json"));
    expect(promised(ran.out, "splunk-json")).toHaveLength(count);
  });

  test("a broken query is noticed", () => {
    const kql = proof(simple, cases, ["--target", "kql", "--mapping", "adx"]).out;
    const spl = proof(simple, cases, ["--target", "spl"]).out;
    for (const [from, to] of [
      ["isnull(UserIsAdmin) or ", ""],
      ["contains", "contains_cs"],
      ["!in", "in"],
    ] as const) {
      expect(kql).toContain(from);
      expect(foundInKusto(kql.replace(from, to)), from).not.toEqual(promised(kql, "adx"));
    }
    for (const [from, to] of [
      ["isnull('user.is_admin') OR ", ""],
      ["(?i)", ""],
      ["isnull('user.department') OR ", ""],
    ] as const) {
      expect(spl).toContain(from);
      expect(foundInSplunk(spl.replace(from, to)), from).not.toEqual(promised(spl, "splunk-json"));
    }
  });

  test.each([
    ["esql", "POST /_query?format=txt\n"],
    ["eql", "GET /aidr-proof/_eql/search\n"],
    ["querydsl", "GET /aidr-proof/_search\n"],
  ])("%s: an index, its documents, and a request that finds what it promises", (target, request) => {
    const ran = proof(simple, cases, ["--target", target, "--mapping", "elastic-ecs"]);
    expect([ran.code, ran.err]).toEqual([0, expect.stringContaining("2 to be found")]);
    const { documents, query } = consoleOf(ran.out, request);
    expect(documents).toHaveLength(4);
    const expected = promised(ran.out, "elastic-ecs");
    expect(expected).toHaveLength(2);
    const mapping = proofMapping(bundledMapping("elastic-ecs"));
    const kept = eventsOf().flatMap((event) => carried(event, mapping) ?? []);
    expect(documents.map((document) => valueAt(document, mapping.id))).toEqual(kept.map(({ row }) => row.get(mapping.id)));
    if (target === "esql")
      expect(
        foundIds(
          { text: String(query["query"]), lookups: [] },
          mapping,
          kept.map((one) => documentOf(one, mapping)),
        ),
      ).toEqual(expected);
    if (target === "querydsl")
      expect(
        dsl.foundIds(
          dsl.readPrinted(JSON.stringify(query["query"]), "query"),
          kept.map(dslDocument),
          dsl.indexOf(mapping, { lookups: [] }),
        ),
      ).toEqual(expected);
    if (target === "eql") expect(String(query["query"])).toMatch(/^any where /);
  });

  test("one case is chosen by name, and mistakes of the call are told calmly", () => {
    const none = proof(simple, cases, ["--target", "spl", "--case", "nothing"]);
    expect(none.out).toContain("expected: no row");
    expect(foundInSplunk(none.out)).toEqual([]);
    for (const words of [["--target", "sql"], ["--target", "spl", "--case", "that"], ["--target", "spl", "--mapping", "sentinel"], []])
      expect([words, proof(simple, cases, words).code]).toEqual([words, 3]);
    const wrong = proof(simple, cases.replace("expect: none", "expects: none"), ["--target", "spl"]);
    expect([wrong.code, wrong.err]).toEqual([3, expect.stringContaining("rules/a.test.yaml: ")]);
  });
});

/** The documents and the body of a request of a proof for the console of Kibana. */
function consoleOf(text: string, request: string): { readonly documents: readonly JsonRecord[]; readonly query: JsonRecord } {
  const [, bulk = ""] = /_bulk\?refresh=true\n((?:\{.*\}\n)+)/.exec(text) ?? [];
  const lines = bulk.trim().split("\n");
  return {
    documents: lines.filter((_, at) => at % 2 === 1).map((line) => JSON.parse(line) as JsonRecord),
    query: JSON.parse(text.slice(text.indexOf(request) + request.length)) as JsonRecord,
  };
}

function valueAt(document: JsonRecord, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((at, key) => (typeof at === "object" && at !== null ? (at as JsonRecord)[key] : undefined), document);
}

/** The events of the first case. */
function eventsOf(): readonly JsonRecord[] {
  const texts = ["please OVERRIDE", "override", 'it\'s "so" | \\n', 'well, it\'s "so" | \\n'];
  const users: readonly JsonRecord[] = [{}, { is_admin: true }, { department: "mail" }, {}];
  return texts.map((input_text, index) => ({
    event_id: `e${index}`,
    event_type: "input",
    timestamp: new Date(Date.UTC(2026, 0, 5, 10, 0, index)).toISOString(),
    sequence: index,
    input_text,
    user: users[index] ?? {},
  }));
}
