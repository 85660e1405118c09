/** `aidr evaluate` from outside, on the sample of real telemetry and on telemetry of its own. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Evaluated } from "../../src/quality/evaluate.ts";
import { place, plainRule } from "../project/place.ts";
import { aidr, repository, trace } from "./command.ts";

const sample = join(repository, "examples/sample");
const event = (session: string, number: number, text: string): string =>
  JSON.stringify({
    event_id: `${session}-${number}`,
    event_type: "input",
    timestamp: new Date(Date.parse("2026-03-02T09:00:00Z") + number * 60_000).toISOString(),
    session: { id: session },
    input_text: text,
  });
const events = ["a", "b", "c", "d"].flatMap((session) =>
  [0, 1, 2].map((number) => event(session, number, session !== "d" && session !== "b" && number > 0 ? "an attack" : "calm")),
);
const labels = [
  '{"session_id":"a","label":"malicious","categories":{"jailbreak":{"first_event":"a-0"}}}',
  '{"session_id":"b","label":"malicious","categories":{"jailbreak":{"first_event":"b-1"}}}',
  '{"session_id":"c","label":"benign"}',
  '{"session_id":"d","label":"benign"}',
].join("\n");
const project = () => place({ "aidr.yaml": "", "rules/a.aidr": plainRule(), "events.jsonl": events.join("\n"), "labels.jsonl": labels });
const base = ["evaluate", "--events", "events.jsonl", "--labels", "labels.jsonl", "--no-costs"];

test("the rule pack on the sample: found, precise, and the same figures in every form", () => {
  const folder = place({});
  const ran = aidr(folder, [
    "evaluate",
    "std:rules",
    "--adapter",
    "flat",
    "--events",
    join(sample, "events.jsonl"),
    "--labels",
    join(sample, "labels.jsonl"),
    "--no-costs",
    "--format",
    "pretty",
    "--format",
    "json=r.json",
    "--format",
    "html=r.html",
  ]);
  expect([ran.code, ran.err]).toEqual([0, ""]);
  const data = JSON.parse(readFileSync(join(folder, "r.json"), "utf8")) as Evaluated;
  expect(data.sessions).toMatchObject({ malicious: 31, benign: 42, unseen: 0 });
  expect(ran.out).toContain(`${data.found.part} of`.slice(0, 2));
  const html = readFileSync(join(folder, "r.html"), "utf8");
  for (const heading of ["Attacks found, by category", "False alarms", "One session", "Alerts a week"])
    expect(html).toContain(`<h2>${heading}`);
  expect(html).not.toMatch(/<script|<link|<img|\bsrc=|href=|url\(|@import/);
}, 60_000);

test("what each rule costs is measured unless told not to, and plotted", () => {
  const folder = project();
  const timed = base.filter((word) => word !== "--no-costs");
  expect(aidr(folder, [...timed, "--format", "json=r.json", "--format", "html=r.html"])).toMatchObject({ code: 0, err: "" });
  const data = JSON.parse(readFileSync(join(folder, "r.json"), "utf8")) as Evaluated & { costs: { rules: unknown[]; events: number } };
  expect([data.costs.rules.length, data.costs.events > 0]).toEqual([data.rules.length, true]);
  expect(readFileSync(join(folder, "r.html"), "utf8")).toContain("<h2>Cost against rules");
});

describe("figures", () => {
  test("for people", () => {
    const ran = aidr(project(), base);
    expect([ran.code, ran.err]).toEqual([0, ""]);
    expect(ran.out).toContain("12 events on 1 day; sessions: 2 attacked, 2 benign");
    expect(ran.out).toMatch(/jailbreak\s+1\s+2\s+50\.0 %\s+9–91 %\s+1 \(median 1\)\s+60 \(median 60\)/);
    expect(ran.out).toContain("benign sessions with an alert: 1 of 2, 50.0 %");
    expect(ran.out).toMatch(/prompt_injection\s+4\s+4\.0\s+2\s+50\.0 %\s+review/);
  });
  test("gzip, standard input and several files give the same", () => {
    const folder = place({
      "aidr.yaml": "",
      "rules/a.aidr": plainRule(),
      "e.gz": gzipSync(events.join("\n")),
      "labels.gz": gzipSync(labels),
    });
    const json = (words: string[], input?: string) => {
      const ran = aidr(
        folder,
        ["evaluate", "--labels", "labels.gz", "--no-costs", "--format", "json", ...words],
        input === undefined ? {} : { input },
      );
      expect(ran.code).toBe(0);
      return JSON.parse(ran.out) as unknown;
    };
    const packed = json(["--events", "e.gz"]);
    expect(json(["--events", "-"], events.join("\n"))).toEqual(packed);
  });
  test("gates: exit 1 and a sentence for each that does not hold", () => {
    const folder = project();
    expect(aidr(folder, [...base, "--min-tpr", "jailbreak=50%", "--max-fp-rate", "0.5", "--max-false-alerts", "50%"]).code).toBe(0);
    const ran = aidr(folder, [...base, "--min-tpr", "jailbreak=0.9", "--min-tpr", "any=40%", "--max-fp-rate", "10%"]);
    expect(ran.code).toBe(1);
    expect(ran.err).toContain("50.0 % of the sessions with `jailbreak` were found, and 90.0 % are asked for");
    expect(ran.err).toContain("50.0 % of the benign sessions were false alarms, and 10.0 % are allowed");
    for (const format of ["json", "html"]) {
      const other = aidr(folder, [...base, "--max-fp-rate", "10%", "--format", format]);
      expect([other.code, other.out.includes("50.0 % of the benign sessions")]).toEqual([1, true]);
    }
  });
  test("the parts of a split are counted apart and come to the whole", () => {
    const count = (words: string[]) => {
      const data = JSON.parse(aidr(project(), [...base, "--format", "json", ...words]).out) as Evaluated;
      return data.sessions.malicious + data.sessions.benign;
    };
    expect(count(["--part", "held-out", "--held-out", "50%"]) + count(["--part", "rest", "--held-out", "50%"])).toBe(4);
  });
});

describe("mistakes", () => {
  test.each([
    [["evaluate"], "needs labels"],
    [["evaluate", "--labels", "labels.jsonl"], "needs events"],
    [[...base, "--format", "sarif"], "no format of an evaluation".replace("no", "not a")],
    [[...base, "--format", "json", "--format", "html"], "only one"],
    [[...base, "--min-tpr", "jailbrake=1"], "did you mean `jailbreak`"],
    [[...base, "--min-tpr", "jailbreak"], "names no category"],
    [[...base, "--max-fp-rate", "7"], "is no share"],
    [["evaluate", "--events", "no.jsonl", "--labels", "labels.jsonl"], "does not exist"],
    [["evaluate", "--events", "events.jsonl", "--labels", "no.jsonl"], "does not exist"],
    [["evaluate", "--events", "events.jsonl", "--labels", "events.jsonl"], "no label"],
  ])("%j", (words, message) => {
    const ran = aidr(project(), words);
    expect([ran.code, ran.out, trace.test(ran.err)]).toEqual([3, "", false]);
    expect(ran.err).toContain(message);
  });
  test("events of sessions without a label measure nothing, and a broken rule is a broken rule", () => {
    const folder = place({
      "aidr.yaml": "",
      "rules/a.aidr": plainRule(),
      "e.jsonl": event("x", 0, "calm"),
      "labels.jsonl": labels,
      "bad.aidr": "RULE: x\nIF",
    });
    expect(aidr(folder, ["evaluate", "--events", "e.jsonl", "--labels", "labels.jsonl"])).toMatchObject({
      code: 3,
      err: expect.stringContaining("no event is of a session that has a label"),
    });
    expect(aidr(folder, ["evaluate", "bad.aidr", "--events", "e.jsonl", "--labels", "labels.jsonl"]).code).toBe(2);
  });
});

test("nothing of an event or label breaks out of the page", () => {
  const nasty = '"><script>alert(1)</script>\u202e\u0007';
  const line = (number: number): string =>
    JSON.stringify({
      event_id: `n-${number}`,
      event_type: "input",
      timestamp: "2026-03-02T09:00:00Z",
      session: { id: nasty },
      input_text: `${nasty} an attack`,
    });
  const folder = place({
    "aidr.yaml": "",
    "rules/a.aidr": plainRule(),
    "e.jsonl": [line(0), line(1)].join("\n"),
    "l.jsonl": JSON.stringify({ session_id: nasty, label: "malicious", categories: { [nasty]: { first_event: "n-0" } } }),
  });
  const ran = aidr(folder, ["evaluate", "--events", "e.jsonl", "--labels", "l.jsonl", "--format", "html=r.html", "--format", "pretty"]);
  expect(ran.code).toBe(0);
  const html = readFileSync(join(folder, "r.html"), "utf8");
  expect(html).toContain("One session");
  for (const text of [html, ran.out]) expect(text).not.toMatch(/\u202e|\u0007/);
  expect(html).not.toContain("<script");
});

const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));

test("a browser reads the page without a complaint and lets no text run out of a plot", () => {
  const folder = project();
  expect(aidr(folder, [...base.slice(0, -1), "--format", "html=r.html"]).code).toBe(0);
  const html = readFileSync(join(folder, "r.html"), "utf8");
  // Where no browser is installed the well-formedness of the plots is what can be held.
  for (const [plot] of html.matchAll(/<svg[\s\S]*?<\/svg>/g)) expect(balanced(plot)).toEqual([]);
  if (chromium === undefined) return;
  const dom = execFileSync(chromium, ["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", `file://${join(folder, "r.html")}`], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  expect(dom).toContain("Detection quality");
  expect((dom.match(/<svg/g) ?? []).length).toBe((html.match(/<svg/g) ?? []).length);
}, 60_000);

/** Tags of an SVG that are opened and never closed, or the other way round. */
function balanced(svg: string): string[] {
  const open: string[] = [];
  for (const [, close, name, self] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (self) continue;
    if (!close) open.push(name ?? "");
    else if (open.at(-1) === name) open.pop();
    else return [`</${name}>`];
  }
  return open;
}
