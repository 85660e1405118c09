/** Rules with every kind of state, and streams of events that set them off, for tests that stop a run anywhere. */
import { randomFrom } from "./frail-files.ts";

export const statefulRules = `RULE: Failed logins
ON input
IF COUNT(FROM input WHERE input_text CONTAINS "fail" BY user.id WITHIN 10m) >= 4
THEN alert(severity=MEDIUM, category="policy_violation")
SUPPRESS 5m BY user.id

RULE: Read then send
IF SEQUENCE BY session.id WITHIN 5m
  STEP read FROM input WHERE input_text CONTAINS "read"
  STEP send FROM input WHERE input_text CONTAINS "send"
THEN alert(severity=HIGH, category="data_exfiltration")

RULE: Asked and never answered
IF SEQUENCE BY session.id WITHIN 10m
  STEP ask FROM input WHERE input_text CONTAINS "ask"
  ABSENT FROM input WHERE input_text CONTAINS "answer" WITHIN 2m
THEN alert(severity=LOW, category="policy_violation")

RULE: A word never used before
ON input
IF NEW(input_text BY user.id OVER 1h MIN 3)
THEN alert(severity=LOW, category="policy_violation")

RULE: Too many alerts
ON alert
IF alert.category != "incident" AND COUNT(FROM alert WHERE alert.category != "incident" BY user.id WITHIN 10m) >= 6
THEN alert(severity=HIGH, category="incident")

RULE: Attack
ON input
IF input_text CONTAINS "attack"
THEN alert(severity=HIGH, category="prompt_injection")
`;

const words = ["read", "send", "ask", "answer", "fail", "attack", "hello", "weather", "lunch"];
export const base = Date.parse("2026-01-05T10:00:00Z");

/** Lines of events; a few are late, repeated, without an id or no JSON at all. */
export function randomLines(count: number, seed: number, secondsApart = 7): string[] {
  const random = randomFrom(seed);
  const pick = (max: number): number => Math.floor(random() * max);
  const lines: string[] = [];
  for (let index = 0; index < count; index++) {
    if (pick(40) === 0) lines.push("no JSON");
    else if (lines.length > 0 && pick(40) === 1) lines.push(lines[lines.length - 1] ?? "");
    else {
      const late = pick(30) === 0 ? pick(60) : 0;
      const event = {
        ...(pick(20) === 0 ? {} : { event_id: `e${seed}-${index}` }),
        event_type: "input",
        timestamp: new Date(base + (index * secondsApart + pick(secondsApart) - late) * 1000).toISOString(),
        input_text: `${words[pick(words.length)]} ${pick(8) === 0 ? index : ""}`,
        user: { id: `u${pick(4)}` },
        session: { id: `s${pick(6)}` },
      };
      lines.push(JSON.stringify(event));
    }
  }
  return lines;
}
