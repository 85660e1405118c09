/** Splunk content as code: one detection a file in the form that `contentctl` builds apps from. Field names: splunk/contentctl, the models of a detection. */
import { stringify } from "yaml";
import { entitiesOf } from "./entities.ts";
import { attackIds, uuidOf, versionNumber } from "./identity.ts";
import type { DeployFile, PackagedRule, Packaged } from "./package.ts";
import { fileName, lookupFiles, lookupsOf } from "./package.ts";

export function packageContentctl(rules: readonly PackagedRule[]): Packaged {
  const detections = rules.map(
    (packaged): DeployFile => ({
      path: `detections/application/${slug(packaged)}.yml`,
      rule: packaged.rule.id,
      text: stringify(detection(packaged), { lineWidth: 0, blockQuote: "literal" }),
    }),
  );
  const tables = lookupFiles(lookupsOf(rules), "lookups");
  const names = new Set(lookupsOf(rules).map(({ name }) => name));
  const definitions = [...names].map(
    (name): DeployFile => ({
      path: `lookups/${fileName(name)}.yml`,
      table: name,
      text: stringify({ name, description: `Values of ${name}.`, lookup_type: "csv", case_sensitive_match: true, max_matches: 1 }),
    }),
  );
  return { files: [...detections, ...tables, ...definitions], refused: [] };
}

function slug({ rule }: PackagedRule): string {
  return fileName(rule.id)
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase();
}

function detection(packaged: PackagedRule) {
  const { rule, query } = packaged;
  const { meta, alert } = rule;
  const date = meta.modified ?? meta.date ?? "2026-01-01";
  const risk = Math.max(1, Math.min(100, Math.round(alert.risk)));
  const objects = entitiesOf(query).map(({ kind, column }) => ({
    field: column,
    type: kind === "user" ? "user" : kind === "other" ? "other" : "system",
    score: risk,
  }));
  return {
    name: rule.title,
    id: uuidOf(rule),
    version: versionNumber(rule),
    date,
    author: meta.author ?? "unknown",
    status: { stable: "production", test: "experimental", experimental: "experimental", deprecated: "deprecated" }[meta.status],
    type: objects.length === 0 ? "Hunting" : alert.severity === "LOW" || alert.severity === "INFO" ? "Anomaly" : "TTP",
    description: meta.description ?? rule.title,
    data_source: query.sources.map((source) => `index ${source}`),
    search: `${query.text}\n| \`${slug(packaged)}_filter\``,
    how_to_implement: `Needs the telemetry of AI systems in ${query.sources.map((source) => `index ${source}`).join(", ")}, as JSON with the field names of the mapping "${packaged.mapping.name}".`,
    known_false_positives: meta.falsePositives.join("; ") || "None known.",
    references: [...meta.references],
    ...(objects.length > 0 ? { rba: { message: rule.title, risk_objects: objects, threat_objects: [] } } : {}),
    tags: {
      analytic_story: ["AI Systems Under Attack"],
      asset_type: "Web Application",
      mitre_attack_id: [...attackIds(rule)],
      product: ["Splunk Enterprise", "Splunk Enterprise Security", "Splunk Cloud"],
      security_domain: "threat",
      aidr_category: alert.category,
      aidr_tags: [...meta.tags],
    },
  };
}
