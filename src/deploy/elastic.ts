/** Elastic Security: detection rules as NDJSON for Kibana's import and as TOML for rules kept as code. Field names: Elastic's documentation of the detections API. */
import type { JsonObject, JsonValue } from "../schema/yaml-file.ts";
import type { Severity } from "../ir/plan.ts";
import { periodOf, throttleOf } from "../export/schedule.ts";
import { suppressColumns } from "./entities.ts";
import { attackIds, uuidOf, versionNumber } from "./identity.ts";
import type { DeployFile, PackagedRule, Packaged } from "./package.ts";
import { fileName } from "./package.ts";
import { printToml } from "./toml.ts";

const minute = 60_000;
const severities: Readonly<Record<Severity, string>> = { CRITICAL: "critical", HIGH: "high", MEDIUM: "medium", LOW: "low", INFO: "low" };
const maxSignals = 1000;

/** One line a rule, as Kibana imports them; then the indexes that they look values up in. */
export function packageElasticNdjson(rules: readonly PackagedRule[]): Packaged {
  return {
    files: [{ path: "rules.ndjson", text: `${rules.map((one) => JSON.stringify(ruleOf(one))).join("\n")}\n` }, ...lookupIndexes(rules)],
    refused: [],
  };
}

/** One file a rule. */
export function packageElasticToml(rules: readonly PackagedRule[]): Packaged {
  const files = rules.map((packaged): DeployFile => {
    const { meta } = packaged.rule;
    const day = (text: string | undefined): string => (text ?? "2026-01-01").replaceAll("-", "/");
    const metadata = {
      creation_date: day(meta.date),
      updated_date: day(meta.modified ?? meta.date),
      maturity: meta.status === "stable" ? "production" : meta.status === "deprecated" ? "deprecated" : "development",
      integration: ["aidr"],
    };
    return {
      path: `rules/${fileName(packaged.rule.id)}.toml`,
      rule: packaged.rule.id,
      text: printToml({ metadata, rule: ruleOf(packaged) }),
    };
  });
  return { files: [...files, ...lookupIndexes(rules)], refused: [] };
}

function ruleOf(packaged: PackagedRule): JsonObject {
  const { rule, query, schedule } = packaged;
  const { meta, alert } = rule;
  const throttle = throttleOf(rule, schedule);
  const groups = suppressColumns(rule, query);
  const threat = attackIds(rule);
  return {
    rule_id: uuidOf(rule),
    name: rule.title,
    description: meta.description ?? rule.title,
    author: [meta.author ?? "unknown"],
    version: versionNumber(rule),
    enabled: true,
    severity: severities[alert.severity],
    risk_score: Math.max(0, Math.min(100, Math.round(alert.risk))),
    tags: ["aidr", `aidr rule: ${rule.id}`, `category: ${alert.category}`, ...meta.tags],
    references: [...meta.references],
    false_positives: [...meta.falsePositives],
    ...queryPart(packaged),
    from: `now-${Math.ceil(periodOf(schedule, query.lookBackMs) / minute)}m`,
    to: "now",
    interval: `${Math.max(1, Math.round(schedule.everyMs / minute))}m`,
    timestamp_override: packaged.mapping.time,
    max_signals: maxSignals,
    ...(threat.length > 0 ? { note: `ATT&CK: ${threat.join(", ")}` } : {}),
    ...(throttle !== undefined && groups && groups.length > 0 && groups.length <= 3
      ? {
          alert_suppression: {
            group_by: [...groups],
            duration: { value: Math.max(1, Math.floor(throttle / minute)), unit: "m" },
            missing_fields_strategy: "doNotSuppress",
          },
        }
      : {}),
  };
}

function queryPart({ query }: PackagedRule): JsonObject {
  const index = [...query.sources];
  switch (query.target) {
    case "eql":
      return { type: "eql", language: "eql", index, query: query.text };
    case "esql":
      return { type: "esql", language: "esql", query: query.text };
    default: {
      // The query itself is a filter, which takes the Query DSL; the query bar stays open.
      const clause: JsonValue = JSON.parse(query.text);
      return {
        type: "query",
        language: "lucene",
        index,
        query: "*:*",
        filters: [{ meta: { alias: "aidr", disabled: false, negate: false }, query: clause }],
      };
    }
  }
}

/** Mapping and content of each lookup index, as requests of the bulk API. */
function lookupIndexes(rules: readonly PackagedRule[]): readonly DeployFile[] {
  const files = new Map<string, DeployFile>();
  for (const { query } of rules)
    for (const { name, columns, rows } of query.lookups) {
      const settings = {
        settings: { index: { mode: "lookup" } },
        mappings: { properties: Object.fromEntries(columns.map((column) => [column, { type: "keyword" }])) },
      };
      const lines = rows.flatMap((row) => [
        JSON.stringify({ index: { _index: name } }),
        JSON.stringify(Object.fromEntries(columns.map((column, place) => [column, row[place] ?? ""]))),
      ]);
      files.set(`${name}.json`, { path: `lookups/${fileName(name)}.json`, table: name, text: `${JSON.stringify(settings, null, 2)}\n` });
      files.set(`${name}.ndjson`, { path: `lookups/${fileName(name)}.ndjson`, table: name, text: `${lines.join("\n")}\n` });
    }
  return [...files.values()];
}
