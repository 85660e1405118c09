/** Whatever a message, a file name or a source line holds, no renderer lets it act: 2,000 payloads in every place of every format. */
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { escapeText, escapeShort, inertJson } from "../../src/diagnostics/escape.ts";
import { renderCheckstyle } from "../../src/diagnostics/render-checkstyle.ts";
import { renderCompact } from "../../src/diagnostics/render-compact.ts";
import { renderGithub } from "../../src/diagnostics/render-github.ts";
import { renderGitlab } from "../../src/diagnostics/render-gitlab.ts";
import { renderJson } from "../../src/diagnostics/render-json.ts";
import { renderJunit } from "../../src/diagnostics/render-junit.ts";
import { renderNdjson } from "../../src/diagnostics/render-ndjson.ts";
import { renderPretty } from "../../src/diagnostics/render-pretty.ts";
import { renderSarif } from "../../src/diagnostics/render-sarif.ts";
import type { Report } from "../../src/diagnostics/report.ts";
import { payloads } from "./payloads.ts";

const samples = payloads(Math.min(20_000, Number(process.env["AIDR_RUNS"] ?? 2000)));

// Everything that can act on a terminal, a log or a reader's eye, but for the line feeds that a format itself writes.
const acting = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}\p{NChar}]/u;

function reportOf(payload: string): Report {
  const name = `rules/${payload}.aidr`;
  const text = `RULE: ${payload}\nIF ${payload}\nTHEN alert()\n`;
  const span = { file: name, start: 9, end: 9 + Math.max(1, payload.length) };
  const diagnostic: Diagnostic = {
    code: "AIDR2003",
    name: "unknown-field",
    severity: "error",
    span,
    message: `\`${payload}\` is not a field`,
    labels: [{ span: { file: name, start: 0, end: 4 }, text: payload }],
    help: [payload],
    fixes: [{ title: payload, safe: true, edits: [{ span, text: payload }] }],
  };
  return {
    diagnostics: [diagnostic, { ...diagnostic, severity: "warning", span: { file: `${payload}/else`, start: 0, end: 0 } }],
    sources: new Map([[name, { name, text }]]),
    version: "1.0.0",
    cases: [{ suite: `cases/${payload}`, name: payload, span, seconds: 0, failure: [payload, payload] }],
  };
}

const plain = (_style: string, text: string): string => text;

describe("no payload acts", () => {
  const renderers: Readonly<Record<string, (report: Report) => string>> = {
    pretty: (report) => renderPretty(report, plain),
    compact: renderCompact,
    json: renderJson,
    ndjson: renderNdjson,
    sarif: renderSarif,
    junit: renderJunit,
    github: renderGithub,
    gitlab: renderGitlab,
    checkstyle: renderCheckstyle,
  };
  for (const [format, render] of Object.entries(renderers)) {
    test(format, () => {
      for (const payload of samples) {
        const output = render(reportOf(payload));
        const found = acting.exec(output);
        expect(found === null ? "" : `${JSON.stringify(payload)} leaves ${JSON.stringify(found[0])}`).toBe("");
      }
    });
  }
  for (const format of ["compact", "ndjson", "github", "json", "sarif", "gitlab", "checkstyle", "junit"] as const) {
    test(`${format}: no payload adds a line`, () => {
      const lines = new Set(samples.map((payload) => (renderers[format]?.(reportOf(payload)) ?? "").split("\n").length));
      expect([...lines]).toHaveLength(1);
    });
  }
  test("json, ndjson, sarif and gitlab read back as the payload", () => {
    for (const payload of samples) {
      const report = reportOf(payload);
      const message = `\`${payload}\` is not a field`;
      expect(JSON.parse(renderJson(report)).diagnostics[0].message).toBe(message);
      expect(JSON.parse(renderNdjson(report).split("\n")[0] ?? "").message).toBe(message);
      expect(JSON.parse(renderSarif(report)).runs[0].results[0].message.text).toBe(escapeText(`${message}; help: ${payload}`));
      expect(JSON.parse(renderGitlab(report))[0].description).toBe(`${message}; help: ${payload}`);
    }
  });
  test("github: no payload writes a workflow command", () => {
    for (const payload of samples) {
      for (const line of renderGithub(reportOf(payload)).trimEnd().split("\n")) {
        expect(line).toMatch(/^::(error|warning) file=[^:,]*(,[a-zA-Z]+=[^:,]*)*::[^\n]*$/);
        expect(line.slice(line.indexOf("::", 2) + 2)).not.toContain("%0A");
      }
    }
  });
  test("junit and checkstyle: no payload opens a tag or an entity of its own", () => {
    for (const render of [renderJunit, renderCheckstyle]) {
      for (const payload of samples) {
        const output = render(reportOf(payload));
        expect(output.replace(/&(amp|lt|gt|quot|apos);/g, "").includes("&")).toBe(false);
        expect(
          output.match(/<\/?([a-z?]+)/g)?.filter((tag) => !/^<\/?(testsuites?|testcase|failure|checkstyle|file|error|\?xml)$/.test(tag)),
        ).toEqual([]);
      }
    }
  });
});

describe("escaping", () => {
  test("printable text is unchanged", () => {
    for (const text of ["plain", "日本語", "é à", "🦊", "a\\b", "100 %"]) expect(escapeText(text)).toBe(text);
  });
  test("controls are spelt out", () => {
    expect(escapeText("a\nb\tc\u001b\u202e")).toBe("a\\nb\\tc\\u{1b}\\u{202e}");
  });
  test("a cut never halves a character", () => {
    expect(escapeShort("ab🦊cd", 3)).toBe("ab…");
    expect(escapeShort("abc", 3)).toBe("abc");
  });
  test("inert JSON reads back equal", () => {
    for (const payload of samples) expect(JSON.parse(inertJson({ [payload]: [payload] }))).toEqual({ [payload]: [payload] });
  });
});
