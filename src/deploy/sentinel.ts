/**
 * Microsoft Sentinel: scheduled analytics rules as YAML (the form of the Azure-Sentinel repository) and as ARM templates. Fields and limits: Microsoft's
 * documentation of scheduled analytics rules, and Microsoft.SecurityInsights/alertRules.
 */
import { stringify } from "yaml";
import type { Severity } from "../ir/plan.ts";
import { periodOf } from "../export/schedule.ts";
import type { Refusal } from "../export/outcome.ts";
import type { Entity } from "./entities.ts";
import { detailColumns, entitiesOf } from "./entities.ts";
import { attackIds, attackTactics, semanticVersion, uuidOf } from "./identity.ts";
import type { DeployFile, PackagedRule, Packaged } from "./package.ts";
import { fileName, lookupFiles, lookupsOf } from "./package.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** What a scheduled rule may be at most. */
export const sentinelLimits = {
  queryCharacters: 10_000,
  periodMs: 14 * day,
  everyMinMs: 5 * minute,
  customDetails: 20,
  entities: 5,
  nameCharacters: 256,
} as const;

const severities: Readonly<Record<Severity, string>> = {
  CRITICAL: "High",
  HIGH: "High",
  MEDIUM: "Medium",
  LOW: "Low",
  INFO: "Informational",
};

export function packageSentinelYaml(rules: readonly PackagedRule[]): Packaged {
  return eachWithin(rules, (packaged) => ({
    path: `analytics-rules/${fileName(packaged.rule.id)}.yaml`,
    rule: packaged.rule.id,
    text: stringify(yamlRule(packaged), { lineWidth: 0, blockQuote: "literal" }),
  }));
}

export function packageSentinelArm(rules: readonly PackagedRule[]): Packaged {
  return eachWithin(rules, (packaged) => ({
    path: `templates/${fileName(packaged.rule.id)}.json`,
    rule: packaged.rule.id,
    text: `${JSON.stringify(template(packaged), null, 2)}\n`,
  }));
}

function eachWithin(rules: readonly PackagedRule[], file: (packaged: PackagedRule) => DeployFile): Packaged {
  const judged = rules.map((packaged) => ({ packaged, refusals: beyondLimits(packaged) }));
  const fitting = judged.flatMap(({ packaged, refusals }) => (refusals.length === 0 ? [packaged] : []));
  return {
    files: [...fitting.map(file), ...lookupFiles(lookupsOf(fitting), "watchlists")],
    refused: judged.flatMap(({ packaged: { rule }, refusals }) => (refusals.length > 0 ? [{ rule, refusals }] : [])),
  };
}

function beyondLimits({ rule, query, schedule }: PackagedRule): readonly Refusal[] {
  const refusals: Refusal[] = [];
  if (query.text.length > sentinelLimits.queryCharacters)
    refusals.push({
      code: "query-too-long",
      construct: rule.span,
      reason: `the query has ${query.text.length} characters, and an analytics rule takes ${sentinelLimits.queryCharacters}`,
      alternative: "keep its long lists as watchlists (`lists` of the mapping), or split the rule",
    });
  if (periodOf(schedule, query.lookBackMs) > sentinelLimits.periodMs)
    refusals.push({
      code: "window-too-long",
      construct: rule.span,
      reason: "an analytics rule reads 14 days at most, the time between runs and the delay of the data included",
      alternative: "shorten the window, let the telemetry carry the value, or export for Azure Data Explorer (`--profile adx`)",
    });
  return refusals;
}

/** Sentinel takes a technique of ATT&CK only beside a tactic, so those of a rule that names no tactic stay tags. */
function common({ rule, query, schedule }: PackagedRule) {
  const details = detailColumns(rule, query).slice(0, sentinelLimits.customDetails);
  const tactics = attackTactics(rule);
  return {
    severity: severities[rule.alert.severity],
    description: (rule.meta.description ?? rule.title).slice(0, 5000),
    everyMs: Math.max(schedule.everyMs, sentinelLimits.everyMinMs),
    periodMs: Math.ceil(periodOf(schedule, query.lookBackMs) / minute) * minute,
    tactics,
    techniques: tactics.length === 0 ? [] : attackIds(rule),
    entityMappings: entitiesOf(query)
      .flatMap((entity) => mapped(entity) ?? [])
      .slice(0, sentinelLimits.entities),
    customDetails: Object.fromEntries(details.map(({ column, path }) => [detailName(path ?? []), column])),
  };
}

/** Letters and digits, at most twenty of them. */
function detailName(path: readonly string[]): string {
  const words = path.flatMap((part) => part.split(/[^A-Za-z0-9]+/)).filter((word) => word !== "");
  return words
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join("")
    .slice(-20);
}

function mapped({ kind, column }: Entity) {
  const [entityType, identifier] =
    kind === "user" ? ["Account", "Name"] : kind === "address" ? ["IP", "Address"] : kind === "system" ? ["CloudApplication", "Name"] : [];
  return entityType === undefined || identifier === undefined
    ? undefined
    : { entityType, fieldMappings: [{ identifier, columnName: column }] };
}

function yamlRule(packaged: PackagedRule) {
  const { rule, query } = packaged;
  const parts = common(packaged);
  return {
    id: uuidOf(rule),
    name: rule.title.slice(0, sentinelLimits.nameCharacters),
    description: parts.description,
    severity: parts.severity,
    requiredDataConnectors: [],
    queryFrequency: shortDuration(parts.everyMs),
    queryPeriod: shortDuration(parts.periodMs),
    triggerOperator: "gt",
    triggerThreshold: 0,
    tactics: [...parts.tactics],
    relevantTechniques: [...parts.techniques],
    tags: [`aidr:${rule.id}`, rule.alert.category, ...rule.meta.tags],
    query: query.text,
    ...(parts.entityMappings.length > 0 ? { entityMappings: parts.entityMappings } : {}),
    ...(Object.keys(parts.customDetails).length > 0 ? { customDetails: parts.customDetails } : {}),
    eventGroupingSettings: { aggregationKind: "AlertPerResult" },
    version: semanticVersion(rule),
    kind: "Scheduled",
  };
}

function template(packaged: PackagedRule) {
  const { rule, query } = packaged;
  const parts = common(packaged);
  const id = uuidOf(rule);
  return {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    contentVersion: `${semanticVersion(rule)}.0`,
    parameters: { workspace: { type: "string", metadata: { description: "Name of the Log Analytics workspace" } } },
    resources: [
      {
        type: "Microsoft.OperationalInsights/workspaces/providers/alertRules",
        apiVersion: "2023-02-01",
        name: `[concat(parameters('workspace'), '/Microsoft.SecurityInsights/${id}')]`,
        kind: "Scheduled",
        properties: {
          displayName: plain(rule.title.slice(0, sentinelLimits.nameCharacters)),
          description: plain(parts.description),
          severity: parts.severity,
          enabled: true,
          query: plain(query.text),
          queryFrequency: isoDuration(parts.everyMs),
          queryPeriod: isoDuration(parts.periodMs),
          triggerOperator: "GreaterThan",
          triggerThreshold: 0,
          suppressionDuration: "PT1H",
          suppressionEnabled: false,
          tactics: [...parts.tactics],
          // The template knows no techniques below techniques.
          techniques: [...new Set(parts.techniques.map((id) => id.replace(/\..*/, "")))],
          ...(parts.entityMappings.length > 0 ? { entityMappings: parts.entityMappings } : {}),
          ...(Object.keys(parts.customDetails).length > 0 ? { customDetails: parts.customDetails } : {}),
          eventGroupingSettings: { aggregationKind: "AlertPerResult" },
        },
      },
    ],
  };
}

/** A text that begins with a bracket would be an expression of the template. */
function plain(text: string): string {
  return text.startsWith("[") ? `[${text}` : text;
}

/** `5m`, `1h`, `14d`: the largest unit that fits whole. */
function shortDuration(milliseconds: number): string {
  if (milliseconds % day === 0) return `${milliseconds / day}d`;
  return milliseconds % hour === 0 ? `${milliseconds / hour}h` : `${Math.ceil(milliseconds / minute)}m`;
}

function isoDuration(milliseconds: number): string {
  if (milliseconds % day === 0) return `P${milliseconds / day}D`;
  return milliseconds % hour === 0 ? `PT${milliseconds / hour}H` : `PT${Math.ceil(milliseconds / minute)}M`;
}
