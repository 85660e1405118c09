/** Faults that shipped in other people's rules and passed their checks, written in this language: each is found, by the checker or by a lint. */
import { describe, expect, test } from "vitest";
import { edited } from "../../src/diagnostics/apply-fixes.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { lintRules } from "../../src/lint/rules/index.ts";
import { type Linted, lintText } from "./lint-text.ts";

const aside = new Set(lintRules.filter(({ topic }) => topic === "documentation" || topic === "tests").map(({ name }) => name));
const then = 'THEN alert(severity=LOW, category="tool_anomaly")';

function ruleOn(type: string, condition: string, meta = "", tail = ""): Linted {
  return lintText(`RULE: Specimen\n${meta}ON ${type}\nIF ${condition}\n${then}\n${tail}`);
}

/** `code or name: text that is underlined`. What a rule leaves out for brevity is not counted. */
function said({ diagnostics, source }: Linted, also: readonly string[] = []): string[] {
  return diagnostics
    .filter((one) => !aside.has(one.name) || also.includes(one.name))
    .map((one) => `${one.name}: ${source.text.slice(one.span.start, one.span.end)}`);
}

function only({ diagnostics }: Linted, name: string): Diagnostic {
  const found = diagnostics.find((one) => one.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

function mended(linted: Linted, name: string): string {
  const [fix] = only(linted, name).fixes;
  if (!fix) throw new Error(`${name} has no fix`);
  return edited(linted.source.text, fix.edits);
}

describe("specimens", () => {
  test("a policy's domain check that is a character class", () => {
    const found = ruleOn("tool_call", "tool_call.params.to MATCHES /@[^corp.example$]/");
    expect(said(found)).toEqual(["regex-domain-check: /@[^corp.example$]/"]);
    expect(only(found, "regex-domain-check").message).toContain("one character of a set");
    const text = mended(found, "regex-domain-check");
    expect(text).toContain('LIST corp_example_domains: list<domain> = ["corp.example"]');
    expect(text).toContain("tool_call.params.to NOT IN corp_example_domains");
  });
  test("its cousin: dots not escaped, end open", () => {
    const found = ruleOn("tool_call", "tool_call.params.to MATCHES /@corp.example/");
    expect(said(found)).toEqual(["regex-domain-check: /@corp.example/"]);
    expect(only(found, "regex-domain-check").message).toContain("a@corp.example.evil.test");
  });
  test('"read, then send" on one event', () => {
    const both = 'tool_call.tool IN ["open_document", "open_page"] AND tool_call.tool IN ["post_message", "post_mail"]';
    const found = ruleOn("tool_call", both);
    expect(said(found)).toEqual(['never-true: tool_call.tool IN ["post_message", "post_mail"]']);
    expect(only(found, "never-true").help.join()).toContain("SEQUENCE");
    expect(said(ruleOn("tool_call", `(${both}) OR user.is_admin`))).toEqual([
      'never-true: tool_call.tool IN ["post_message", "post_mail"]',
    ]);
  });
  test("a maximum against mean + 3 sigma of the same window", () => {
    const found = ruleOn(
      "output",
      "MAX(output_tokens BY user.id WITHIN 1h) > 3 * AVG(output_tokens BY user.id WITHIN 1h)",
      "",
      "SUPPRESS 1h BY user.id\n",
    );
    expect(said(found)).toContain("baseline-contains-value: AVG(output_tokens BY user.id WITHIN 1h)");
    expect(mended(found, "baseline-contains-value")).toContain("3 * AVG(output_tokens BY user.id OVER 30d)");
  });
  test("only the first of a list of messages is read", () => {
    const found = ruleOn("retrieval", 'retrieval.documents[0].text CONTAINS "new rules for you"');
    expect(said(found)).toEqual(["first-element-only: retrieval.documents[0]"]);
    expect(mended(found, "first-element-only")).toContain('(ANY v IN retrieval.documents: v.text CONTAINS "new rules for you")');
  });
  test("a phrase without `nocase`", () => {
    const found = ruleOn("input", "input_text MATCHES /(Reset|Drop) your rules/");
    expect(said(found)).toEqual(["cased-prose: /(Reset|Drop) your rules/"]);
    expect(mended(found, "cased-prose")).toContain("MATCHES /(Reset|Drop) your rules/i");
  });
  test("prompt injection tagged as process injection", () => {
    const text = `RULE: Specimen\nMETA(tags=["attack:T1055"])\nON input\nIF input_text CONTAINS "obey me alone"\nTHEN alert(severity=LOW, category="prompt_injection")\n`;
    const found = lintText(text);
    expect(said(found, ["tag-mismatch"])).toEqual(['tag-mismatch: "attack:T1055"']);
    expect(only(found, "tag-mismatch").help.join()).toContain("AML.T0051");
  });
  test("a technique that does not exist, or with words behind it", () => {
    const tagged = (tag: string): Linted => ruleOn("input", 'input_text CONTAINS "obey me alone"', `META(tags=["${tag}"])\n`);
    expect(said(tagged("atlas:AML.T9951"))).toEqual(['unknown-technique: "atlas:AML.T9951"']);
    const wordy = tagged("atlas:AML.T0053 - Tools");
    expect(said(wordy)).toEqual(['unknown-technique: "atlas:AML.T0053 - Tools"']);
    expect(mended(wordy, "unknown-technique")).toContain('tags=["atlas:AML.T0053"]');
    expect(said(tagged("AML.T0053 - Tools"), ["tag-format"])).toEqual(['tag-format: "AML.T0053 - Tools"']);
    expect(mended(tagged("AML.T0053 - Tools"), "tag-format")).toContain('tags=["atlas:AML.T0053"]');
  });
  test("two unanchored look-aheads (quadratic)", () => {
    const found = ruleOn("output", "output_text MATCHES /(?=[\\s\\S]*invoice)(?=[\\s\\S]*attach)/");
    expect(said(found)).toEqual(["bad-pattern: (?="]);
  });
  test("overlapping loops, fine in RE2, polynomial elsewhere", () => {
    const found = ruleOn("tool_call", "tool_call.tool MATCHES /\\w*\\w*\\w*x$/");
    expect(said(found)).toEqual(["regex-backtracking: /\\w*\\w*\\w*x$/"]);
    expect(only(found, "regex-backtracking").message).toContain("`spl`");
    expect(said(ruleOn("tool_call", "tool_call.tool MATCHES /(a+)+$/"))).toEqual(["regex-backtracking: /(a+)+$/"]);
  });
  test("a misspelt field, a misspelt operator", () => {
    const field = ruleOn("input", 'input_txt CONTAINS "x"');
    expect(said(field)).toEqual(["unknown-field: input_txt"]);
    expect(only(field, "unknown-field").help.join()).toContain("`input_text`");
    const operator = ruleOn("input", 'input_text CONTAIN "x"');
    expect(operator.diagnostics.some((one) => one.severity === "error" && one.help.join().includes("CONTAINS"))).toBe(true);
  });
  test("a field that this event type never has", () => {
    const found = ruleOn("input", "tool_call.params.url EXISTS");
    expect(said(found)).toEqual(["unknown-field: tool_call"]);
    expect(only(found, "unknown-field").help.join()).toContain("tool_call");
  });
  test("a number compared by regex", () => {
    const found = ruleOn("input", "session.tool_calls MATCHES /^([3-9]\\d|\\d{3,})$/");
    expect(said(found)).toEqual(["not-text: session.tool_calls"]);
    expect(only(found, "not-text").help.join()).toContain(">=");
  });
  test("`\\1` after a group that does not capture", () => {
    expect(said(ruleOn("input", "input_text MATCHES /(?:a )+\\1/"))).toEqual(["bad-pattern: \\1"]);
  });
  test("an encoded value too short to mean anything", () => {
    expect(said(ruleOn("tool_call", 'tool_call.tool CONTAINS ""'))).toEqual(['always-true: ""']);
  });
  test("AND and OR mixed by eye", () => {
    const found = ruleOn("tool_call", 'user.is_admin AND tool_call.tool == "a" OR tool_call.tool == "b" AND tool_call.server == "s"');
    expect(said(found)).toEqual(['mixed-and-or: user.is_admin AND tool_call.tool == "a"']);
    expect(mended(found, "mixed-and-or")).toContain(
      'IF (user.is_admin AND tool_call.tool == "a") OR (tool_call.tool == "b" AND tool_call.server == "s")\n',
    );
  });
  test("words everyone uses", () => {
    const found = ruleOn("input", 'input_text CONTAINS ["imagine", "from now on"]');
    expect(said(found)).toEqual(['common-phrase: "imagine"', 'common-phrase: "from now on"']);
    expect(only(found, "common-phrase").message).toMatch(/\d+ of \d+ ordinary messages \(\d+\.\d %\)/);
  });
  test("a list unrolled by hand (30 arms)", () => {
    const words = Array.from({ length: 30 }, (_, index) => `"tool_${index}"`);
    const found = ruleOn("tool_call", words.map((word) => `tool_call.tool CONTAINS ${word}`).join(" OR "));
    expect(found.diagnostics.filter((one) => one.name === "unrolled-list").map((one) => one.fixes[0]?.safe)).toEqual([true]);
    expect(mended(found, "unrolled-list")).toContain(`IF tool_call.tool CONTAINS [${words.join(", ")}]\n`);
  });
  test("three times the mean, no floor", () => {
    const found = ruleOn("session_end", "session.current_cost > 3 * AVG(session.current_cost BY user.id OVER 30d EXCLUDING ALERTED)");
    expect(said(found).map((one) => one.split(":")[0])).toEqual(["multiplier-without-floor"]);
    expect(only(found, "multiplier-without-floor").help.join()).toContain("AND session.current_cost >");
  });
  test("a filter that fires when the field is absent", () => {
    expect(said(ruleOn("tool_call", 'tool_call.tool == "send_email" AND NOT user.is_admin'))).toEqual([
      "negation-on-optional: NOT user.is_admin",
    ]);
  });
});
