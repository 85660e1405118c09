/** Small rules that have each form of query that we print. */
import type { Planned } from "../pack.ts";
import { ruleOf } from "../pack.ts";

export type Form = { readonly shows: string; readonly condition: string; readonly on?: string };

/** The list `nets` is there to be named. */
export function ruleOfForm({ condition, on = "input" }: Form): Planned {
  const list = 'LIST nets: list<cidr> = ["10.0.0.0/8", "192.168.1.7/32", "2001:db8::/32"]\n';
  return ruleOf(`${list}RULE: when\nON ${on}\nIF ${condition}\nTHEN alert(severity=LOW, category="prompt_injection")\n`);
}

export const everyForm: readonly Form[] = [
  { shows: "term", condition: 'input_source == "user"' },
  { shows: "term, any case", condition: 'user.id == "Bob" NOCASE' },
  { shows: "terms", condition: 'input_source IN ["user", "tool"]' },
  { shows: "terms, any case", condition: 'user.id IN ["Bob", "eve"] NOCASE' },
  { shows: "not equal", condition: 'input_source != "user"' },
  { shows: "number", condition: "input_tokens == 5" },
  { shows: "negative number", condition: "input_entropy == -1.5" },
  { shows: "numbers", condition: "input_tokens IN [1, 2, 3]" },
  { shows: "boolean", condition: "user.is_admin" },
  { shows: "not boolean", condition: "NOT user.is_admin" },
  { shows: "boolean compared", condition: "user.is_admin == false" },
  { shows: "below", condition: "session.current_cost < 0.5" },
  { shows: "between", condition: "session.turns BETWEEN 3 AND 10" },
  { shows: "turned around", condition: "10 <= session.turns" },
  { shows: "time", condition: "session.started_at >= 2026-06-01" },
  { shows: "time, equal", condition: "session.started_at == 2026-06-01T12:30:00Z" },
  { shows: "duration", condition: "session_end.duration > 30m", on: "session_end" },
  { shows: "contains", condition: 'input_text CONTAINS "drop table"' },
  { shows: "contains, cased", condition: 'input_text CONTAINS "DROP TABLE" CASED' },
  { shows: "contains any", condition: 'input_text CONTAINS ["ignore all", "new rules"]' },
  { shows: "contains all", condition: 'input_text CONTAINS ALL ["ignore", "rules"]' },
  { shows: "contains none", condition: 'input_text NOT CONTAINS ["ignore", "rules"]' },
  { shows: "contains, other scripts", condition: 'input_text CONTAINS "игнорируй"' },
  { shows: "contains a sign", condition: 'input_text CONTAINS "50% *?"' },
  { shows: "contains nothing", condition: 'input_text CONTAINS ""' },
  { shows: "starts with", condition: 'input_text STARTS WITH "SELECT "' },
  { shows: "starts with, cased", condition: 'input_text STARTS WITH "AND " CASED' },
  { shows: "ends with", condition: 'input_text ENDS WITH ".exe"' },
  { shows: "like", condition: 'input_text LIKE "*invoice-??.pdf"' },
  { shows: "like, cased", condition: 'input_text LIKE "a\\\\*b*" CASED' },
  { shows: "matches", condition: "input_text MATCHES /key-[0-9a-f]{4,8}/" },
  { shows: "matches, any case", condition: "input_text MATCHES /\\bdrop\\s+table\\b/i" },
  { shows: "matches a path", condition: "input_text MATCHES /^\\/etc\\/(passwd|shadow)$/" },
  { shows: "matches a backslash at the end", condition: "input_text MATCHES /c:\\\\$/" },
  { shows: "matches any", condition: "input_text MATCHES [/^a+$/, /\\/\\\\/]" },
  { shows: "list", condition: 'user.roles CONTAINS "admin"' },
  { shows: "list, any", condition: 'user.roles CONTAINS ["admin", "root"]' },
  { shows: "list, all", condition: 'user.roles CONTAINS ALL ["admin", "root"]' },
  { shows: "list, any case", condition: 'user.roles CONTAINS "admin" NOCASE' },
  { shows: "in a field that is a list", condition: '"admin" IN user.roles' },
  { shows: "any", condition: 'ANY r IN user.roles: r STARTS WITH "adm" OR r == "root"' },
  { shows: "any, and something else", condition: 'ANY r IN user.roles: r STARTS WITH "adm" AND input_tokens > 3' },
  { shows: "every", condition: 'ALL r IN user.roles: r != "guest"' },
  { shows: "any of a written list", condition: 'ANY p IN ["rm", "dd"]: input_text CONTAINS p' },
  { shows: "exists", condition: "user.id EXISTS" },
  { shows: "missing", condition: "user.id IS MISSING" },
  { shows: "list exists", condition: "user.roles EXISTS" },
  { shows: "blocks", condition: "auth.ip IN nets", on: "auth" },
  { shows: "score", condition: 'SCORE("prompt_injection", input_text) > 0.9' },
  { shows: "two of", condition: '2 OF (input_text CONTAINS "a", input_tokens > 3, user.is_admin, user.id EXISTS)' },
  {
    shows: "nested",
    condition: '(input_tokens > 3 OR NOT (user.is_admin AND input_text CONTAINS "x")) AND NOT (user.id == "a" OR user.id == "b")',
  },
];
