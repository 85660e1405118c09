/** What is deployed is of the product's form, holds the query byte for byte, and gives nothing a way out of its place. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { parse as parseToml } from "smol-toml";
import { describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { packagings } from "../../src/deploy/packagings.ts";
import { belongsTo, type PackagedRule } from "../../src/deploy/package.ts";
import { printToml } from "../../src/deploy/toml.ts";
import type { Written } from "../../src/export/outcome.ts";
import { periodOf, scheduleFor, throttleOf } from "../../src/export/schedule.ts";
import { bundledMapping } from "../export/mapping.ts";
import { packRules, ruleOf } from "../export/pack.ts";
import { readConf } from "./conf-reader.ts";

const judge = fileURLToPath(new URL("judge.mjs", import.meta.url));
const validator = (name: string) => {
  const schema: unknown = JSON.parse(readFileSync(new URL(`schemas/${name}.json`, import.meta.url), "utf8"));
  return (value: unknown): string[] =>
    JSON.parse(execFileSync(process.execPath, [judge], { input: JSON.stringify({ schema, value }), encoding: "utf8" }));
};
const checks = { sentinel: validator("sentinel-rule"), elastic: validator("elastic-rule"), contentctl: validator("contentctl-detection") };

const text = `RULE: Many "odd" calls [x]
META(id="tool.odd-calls", description="Line one
\\\\ ends", tags=["attack:TA0001", "attack:T1566.001", "atlas:AML.T0051", "owasp:ASI02"], version="2.1.0", author="us")
ON tool_call
IF tool_call.tool == "x" AND COUNT(BY user.id WITHIN 10m) >= 3
THEN alert(severity=CRITICAL, category="prompt_injection")
SUPPRESS 1h BY user.id
`.replace("one\n", "one\\n");

const odd = ruleOf(text);
const mappings = {
  "splunk-json": bundledMapping("splunk-json"),
  sentinel: bundledMapping("sentinel"),
  "elastic-ecs": bundledMapping("elastic-ecs"),
};

function packaged(query: string, target: Written["target"] = "kql", lookups: Written["lookups"] = []): PackagedRule {
  const { rule } = odd;
  const mapping = mappings[target === "spl" ? "splunk-json" : target === "kql" ? "sentinel" : "elastic-ecs"];
  const columns = [
    { column: "EventId" },
    { column: "UserId", path: ["user", "id"] },
    { column: "ToolCallTool", path: ["tool_call", "tool"] },
  ];
  const written: Written = {
    kind: "scheduled",
    target,
    text: query,
    granularity: "event",
    assumptions: [],
    widened: [],
    lookups,
    columns,
    lookBackMs: 600_000,
    sources: ["ai"],
    evidence: "none",
  };
  return { rule, query: written, mapping, schedule: scheduleFor(rule, mapping.lateMs) };
}
const packageAs = (form: string, one: PackagedRule) => packagings[form]?.([one]) ?? { files: [], refused: [] };
const only = (form: string, one: PackagedRule): string => packageAs(form, one).files[0]?.text ?? "";

describe("each form", () => {
  it("savedsearches.conf has the settings of a correlation search", () => {
    const conf = readConf(only("savedsearches", packaged("index=ai\n| where x=1", "spl")));
    const stanza = conf.get("aidr - tool.odd-calls");
    expect(stanza?.get("search")).toBe("index=ai \n| where x=1");
    expect(stanza?.get("dispatch.earliest_time")).toBe("-1200s");
    expect(stanza?.get("dispatch.latest_time")).toBe("-300s");
    expect(stanza?.get("cron_schedule")).toBe("*/5 * * * *");
    expect(stanza?.get("alert.suppress.fields")).toBe("UserId");
    expect(stanza?.get("alert.suppress.period")).toBe("3000s");
    expect(JSON.parse(stanza?.get("action.risk.param._risk") ?? "")).toEqual([
      { risk_object_field: "UserId", risk_object_type: "user", risk_score: 80 },
    ]);
    expect(JSON.parse(stanza?.get("action.correlationsearch.annotations") ?? "")).toEqual({
      mitre_attack: ["T1566.001"],
      mitre_atlas: ["AML.T0051"],
      owasp: ["ASI02"],
    });
    expect(stanza?.get("action.notable.param.severity")).toBe("critical");
  });

  it("contentctl YAML is a detection", () => {
    const detection = parseYaml(only("contentctl", packaged("index=ai\n| where x=1", "spl")));
    expect(checks.contentctl(detection)).toEqual([]);
    expect(detection.search).toBe("index=ai\n| where x=1\n| `tool_odd_calls_filter`");
    expect(detection.rba.risk_objects).toEqual([{ field: "UserId", type: "user", score: 80 }]);
  });

  it("Sentinel YAML and ARM are scheduled rules with entities and details", () => {
    const rule = parseYaml(only("sentinel-yaml", packaged("AIEvents_CL | where X == 1")));
    expect(checks.sentinel(rule)).toEqual([]);
    expect([rule.queryFrequency, rule.queryPeriod]).toEqual(["5m", "25m"]);
    expect(rule.entityMappings).toEqual([{ entityType: "Account", fieldMappings: [{ identifier: "Name", columnName: "UserId" }] }]);
    expect(rule.customDetails).toEqual({ ToolCallTool: "ToolCallTool", UserId: "UserId" });
    const template = JSON.parse(only("sentinel-arm", packaged("[x] | where X == 1")));
    const { properties } = template.resources[0];
    expect(properties.query).toBe("[[x] | where X == 1");
    expect([properties.queryFrequency, properties.queryPeriod]).toEqual(["PT5M", "PT25M"]);
    expect([rule.tactics, rule.relevantTechniques]).toEqual([["InitialAccess"], ["T1566.001"]]);
    expect([properties.tactics, properties.techniques]).toEqual([["InitialAccess"], ["T1566"]]);
  });

  it("Elastic NDJSON and TOML are detection rules of the right type", () => {
    for (const [target, query] of [
      ["eql", "any where true"],
      ["esql", "FROM x | WHERE true"],
      ["querydsl", '{"match_all":{}}'],
    ] as const) {
      const line = JSON.parse(only("elastic-ndjson", packaged(query, target)).trim());
      expect(checks.elastic(line), target).toEqual([]);
      const toml = parseToml(only("elastic-toml", packaged(query, target)));
      expect(toml["rule"], target).toEqual(line);
    }
  });

  it("lookups come along", () => {
    const table = { name: "bad words", columns: ["pattern"], rows: [["a,b"], ['say "hi"'], ["x\ny"]] };
    const files = packageAs("savedsearches", packaged("index=ai", "spl", [table])).files;
    expect(files.map(({ path }) => path)).toEqual(["default/savedsearches.conf", "default/transforms.conf", "lookups/bad-words.csv"]);
    expect(files[2]?.text).toBe('pattern\r\n"a,b"\r\n"say ""hi"""\r\n"x\ny"\r\n');
    expect(
      readConf(files[1]?.text ?? "")
        .get("bad words")
        ?.get("filename"),
    ).toBe("bad-words.csv");
  });

  it("a file is of its rule, a table of the rules that read it", () => {
    const table = { name: "known", columns: ["SearchKey"], rows: [["a"]] };
    const one = packaged("x", "kql", [table]);
    const other = packaged("y", "kql");
    const { files } = packageAs("sentinel-yaml", one);
    expect(files.map((file) => [file.path, belongsTo(file, one.rule.id, one.query), belongsTo(file, "another", other.query)])).toEqual([
      ["analytics-rules/tool.odd-calls.yaml", true, false],
      ["watchlists/known.csv", true, false],
    ]);
    const conf = packageAs("savedsearches", packaged("x", "spl")).files.map((file) => belongsTo(file, "another", other.query));
    expect(conf).toEqual([true]);
  });

  it("a query or a window that Sentinel does not take is refused, and in no file", () => {
    const long = packageAs("sentinel-yaml", packaged("x".repeat(10_001)));
    expect([long.files.length, long.refused[0]?.refusals.map(({ code }) => code)]).toEqual([0, ["query-too-long"]]);
    const deep = packaged("x");
    const far = packageAs("sentinel-arm", { ...deep, query: { ...deep.query, lookBackMs: 14 * 86_400_000 } });
    expect(far.refused[0]?.refusals.map(({ code }) => code)).toEqual(["window-too-long"]);
  });
});

describe("whatever a query and a title hold", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 40 }),
    fc.constantFrom(
      "a\\",
      "a\\\nb",
      "]\n[x]",
      '"""',
      "'''",
      "{{x}}",
      "[concat('x')]",
      "\r\n",
      "x: y",
      "# no comment",
      "---",
      "\u0000",
      "\u2028",
      "🙂",
      "`macro`",
    ),
  );
  const strict = fc.array(hostile, { maxLength: 4 }).map((parts) => parts.join("").replace(/[\ud800-\udfff]/g, ""));

  it("YAML, JSON and TOML give the query back byte for byte", () => {
    fc.assert(
      fc.property(strict, (query) => {
        const one = packaged(query === "" ? "x" : query, "esql");
        expect(parseYaml(only("sentinel-yaml", one)).query).toBe(one.query.text);
        expect(JSON.parse(only("elastic-ndjson", one).trim()).query).toBe(one.query.text);
        const toml = parseToml(only("elastic-toml", one))["rule"];
        expect(toml).toMatchObject({ query: one.query.text });
      }),
      { numRuns: 500 },
    );
  });

  it("a conf file keeps its stanzas and settings, and white space at line ends is all that a query loses", () => {
    const names = [
      ...(readConf(only("savedsearches", packaged("x", "spl")))
        .get("aidr - tool.odd-calls")
        ?.keys() ?? []),
    ];
    fc.assert(
      fc.property(strict, (query) => {
        const conf = readConf(only("savedsearches", packaged(`x${query}`, "spl")));
        expect([...conf.keys()]).toEqual(["aidr - tool.odd-calls"]);
        const stanza = conf.get("aidr - tool.odd-calls");
        expect([...(stanza?.keys() ?? [])]).toEqual(names);
        const trimmed = (value: string) =>
          value
            .replace(/\r\n?/g, "\n")
            .replace(/[^\S\n]*(\n|$)/g, "$1")
            .trim();
        expect(trimmed(stanza?.get("search") ?? "")).toBe(trimmed(`x${query}`));
      }),
      { numRuns: 500 },
    );
  });

  it("TOML of any JSON is read back the same", () => {
    const value = fc.oneof(
      fc.string(),
      fc.boolean(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number || 0),
    );
    const leaf = fc.oneof(value, fc.array(fc.string(), { maxLength: 3 }));
    const table = fc.dictionary(
      fc.string({ minLength: 1, maxLength: 6 }),
      fc.oneof(leaf, fc.dictionary(fc.string({ minLength: 1 }), leaf, { maxKeys: 3 })),
      { maxKeys: 4 },
    );
    fc.assert(
      fc.property(table, (data) => {
        fc.pre(!JSON.stringify(data).includes("\\ud") && !("__proto__" in data && Object.hasOwn(data, "__proto__")));
        expect(JSON.parse(JSON.stringify(parseToml(printToml(data))))).toEqual(JSON.parse(JSON.stringify(data)));
      }),
      { numRuns: 500 },
    );
  });
});

describe("schedules", () => {
  it("look back far enough, and throttle no longer than the rule asks", () => {
    for (const { rule } of packRules()) {
      const schedule = scheduleFor(rule, 300_000);
      expect(periodOf(schedule, 0)).toBe(schedule.everyMs + 300_000);
      const throttle = throttleOf(rule, schedule);
      if (throttle !== undefined) expect(throttle + schedule.everyMs + schedule.lateMs).toBeLessThanOrEqual(rule.suppress?.durationMs ?? 0);
    }
  });

  it("ids and files are the same each time", () => {
    for (const form of Object.keys(packagings)) {
      const one = packaged('{"match_all":{}}', form.startsWith("elastic") ? "querydsl" : "kql");
      expect(packageAs(form, one)).toEqual(packageAs(form, one));
    }
  });
});
