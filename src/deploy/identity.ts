/** Ids and versions of deployed rules: made of the rule alone, so that the same rule gives the same bytes. */
import { sha256Hex } from "../runtime/sha256.ts";
import type { RulePlan } from "../ir/plan.ts";

/** A name-based UUID (RFC 9562, version 8: the hash is SHA-256) of the rule's id: it stays when the rule changes. */
export function uuidOf(rule: RulePlan): string {
  const hash = sha256Hex(`aidr rule ${rule.id}`);
  const variant = ((Number.parseInt(hash.slice(16, 17), 16) & 3) | 8).toString(16);
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** The rule's version where it is three numbers, else 1.0.0. */
export function semanticVersion(rule: RulePlan): string {
  return /^\d+\.\d+\.\d+$/.test(rule.version) ? rule.version : "1.0.0";
}

/** The first number of the rule's version: products that count versions want an integer. */
export function versionNumber(rule: RulePlan): number {
  return Math.max(1, Number.parseInt(rule.version, 10) || 1);
}

/** Ids of MITRE ATT&CK among the rule's tags: `attack:T1566.001` gives `T1566.001`. Ids of ATLAS and OWASP are no ATT&CK ids. */
export function attackIds(rule: RulePlan): readonly string[] {
  return rule.meta.tags.flatMap((tag) => /^attack:(T\d{4}(\.\d{3})?)$/.exec(tag)?.[1] ?? []);
}

/** MITRE ATT&CK for enterprises: the tactics by their ids. */
const tactics: ReadonlyMap<string, string> = new Map([
  ["TA0043", "Reconnaissance"],
  ["TA0042", "ResourceDevelopment"],
  ["TA0001", "InitialAccess"],
  ["TA0002", "Execution"],
  ["TA0003", "Persistence"],
  ["TA0004", "PrivilegeEscalation"],
  ["TA0005", "DefenseEvasion"],
  ["TA0006", "CredentialAccess"],
  ["TA0007", "Discovery"],
  ["TA0008", "LateralMovement"],
  ["TA0009", "Collection"],
  ["TA0010", "Exfiltration"],
  ["TA0011", "CommandAndControl"],
  ["TA0040", "Impact"],
]);

/** Names of the tactics of MITRE ATT&CK among the rule's tags: `attack:TA0001` gives `InitialAccess`. */
export function attackTactics(rule: RulePlan): readonly string[] {
  return rule.meta.tags.flatMap((tag) => (tag.startsWith("attack:") ? (tactics.get(tag.slice("attack:".length)) ?? []) : []));
}
