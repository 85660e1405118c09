/**
 * Splunk: `savedsearches.conf` with the settings of Enterprise Security, `transforms.conf` and lookup files. Names and meaning of the settings: Splunk's
 * Admin Manual, savedsearches.conf and transforms.conf; risk and notable actions: Splunk Enterprise Security, "Create correlation searches".
 */
import type { Severity } from "../ir/plan.ts";
import { periodOf, throttleOf } from "../export/schedule.ts";
import type { Entity } from "./entities.ts";
import { entitiesOf, suppressColumns } from "./entities.ts";
import { attackIds } from "./identity.ts";
import type { DeployFile, PackagedRule, Packaged } from "./package.ts";
import { fileName, lookupFiles, lookupsOf } from "./package.ts";

const minute = 60_000;
const urgency: Readonly<Record<Severity, string>> = {
  CRITICAL: "critical",
  HIGH: "high",
  MEDIUM: "medium",
  LOW: "low",
  INFO: "informational",
};

/** One app's files: all rules in one `savedsearches.conf`. */
export function packageSavedSearches(rules: readonly PackagedRule[]): Packaged {
  const lookups = lookupFiles(lookupsOf(rules), "lookups");
  const files: DeployFile[] = [{ path: "default/savedsearches.conf", text: rules.map(stanza).join("\n") }];
  if (lookups.length > 0) files.push({ path: "default/transforms.conf", text: transforms(rules) }, ...lookups);
  return { files, refused: [] };
}

function stanza(packaged: PackagedRule): string {
  const { rule, query, schedule } = packaged;
  const throttle = throttleOf(rule, schedule);
  const groups = suppressColumns(rule, query);
  const ids = attackIds(rule);
  const title = rule.title;
  const severity = urgency[rule.alert.severity];
  const entities = entitiesOf(query);
  const settings: (readonly [string, string])[] = [
    ["description", rule.meta.description ?? rule.title],
    ["search", query.text],
    ["enableSched", "1"],
    ["cron_schedule", cron(schedule.everyMs, schedule.lateMs)],
    ["dispatch.earliest_time", `-${seconds(periodOf(schedule, query.lookBackMs))}s`],
    ["dispatch.latest_time", `-${seconds(schedule.lateMs)}s`],
    ["schedule_window", "0"],
    ["counttype", "number of events"],
    ["relation", "greater than"],
    ["quantity", "0"],
    ["alert.track", "1"],
    ["alert.digest_mode", "0"],
    ["alert.severity", { CRITICAL: "5", HIGH: "4", MEDIUM: "3", LOW: "2", INFO: "1" }[rule.alert.severity]],
    ...(throttle !== undefined && groups
      ? ([
          ["alert.suppress", "1"],
          ...(groups.length > 0 ? ([["alert.suppress.fields", groups.join(",")]] as const) : []),
          ["alert.suppress.period", `${seconds(throttle)}s`],
        ] as const)
      : []),
    ["action.correlationsearch.enabled", "1"],
    ["action.correlationsearch.label", title],
    ["action.correlationsearch.annotations", JSON.stringify(annotations(ids, rule.meta.tags))],
    ["action.notable", "1"],
    ["action.notable.param.rule_title", title],
    ["action.notable.param.rule_description", rule.meta.description ?? title],
    ["action.notable.param.security_domain", "threat"],
    ["action.notable.param.severity", severity],
    ["action.notable.param.drilldown_searches", "[]"],
    ...(entities.length > 0
      ? ([
          ["action.risk", "1"],
          ["action.risk.param._risk", JSON.stringify(entities.map((entity) => riskObject(entity, rule.alert.risk)))],
          ["action.risk.param._risk_message", title],
        ] as const)
      : []),
  ];
  return `[${stanzaName(packaged)}]\n${settings.map(([key, value]) => `${key} = ${confValue(value)}`).join("\n")}\n`;
}

/** A stanza ends at its bracket, so none is let into its name. */
function stanzaName({ rule }: PackagedRule): string {
  return `aidr - ${rule.id}`.replace(/[[\]\r\n]/g, "_");
}

/** A value runs to the end of its line; a line break inside of it is written after a backslash, and a backslash at its end would swallow the next line. */
function confValue(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .split("\n")
    .map((line) => (line.endsWith("\\") ? `${line} ` : line))
    .join(" \\\n");
}

function annotations(attack: readonly string[], tags: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const of = (prefix: string): string[] => tags.flatMap((tag) => (tag.startsWith(`${prefix}:`) ? [tag.slice(prefix.length + 1)] : []));
  return {
    ...(attack.length > 0 ? { mitre_attack: attack } : {}),
    ...(of("atlas").length > 0 ? { mitre_atlas: of("atlas") } : {}),
    ...(of("owasp").length > 0 ? { owasp: of("owasp") } : {}),
  };
}

export function riskObject({ kind, column }: Entity, risk: number) {
  const type = kind === "user" ? "user" : kind === "other" ? "other" : "system";
  return { risk_object_field: column, risk_object_type: type, risk_score: Math.max(1, Math.min(100, Math.round(risk))) };
}

/** Minutes past which a run is due, so that its candidates end on a whole period and none of them lies in two days. */
function cron(everyMs: number, lateMs: number): string {
  const every = Math.round(everyMs / minute);
  const late = Math.ceil(lateMs / minute) % every;
  if (every >= 60) return `${late} * * * *`;
  return `${late === 0 ? "" : `${late}-59`}${late === 0 ? "*" : ""}/${every} * * * *`;
}

function seconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000);
}

function transforms(rules: readonly PackagedRule[]): string {
  const names = new Set(lookupsOf(rules).map(({ name }) => name));
  return [...names].map((name) => `[${name}]\nfilename = ${fileName(name)}.csv\ncase_sensitive_match = true\nmax_matches = 1\n`).join("\n");
}
