import { expect, test } from "vitest";
import { parse } from "../../src/syntax/parse.ts";

const reference = `RULE: Prompt injection attempt via authority impersonation
IF input_text CONTAINS ["system update", "new instructions", "ignore previous", "override"]
AND input_source == "user"
AND (NOT user.is_admin)
THEN alert(severity=HIGH, category="prompt_injection")

RULE: Anomalous tool call parameter
IF tool_call.tool == "send_email"
AND tool_call.params.recipient NOT IN user.authorized_email_domains
THEN block_and_alert(severity=CRITICAL, category="unauthorized_tool_use")

RULE: Session cost anomaly
IF session.current_cost > user.average_session_cost * 10
THEN rate_limit_and_alert(severity=MEDIUM, category="resource_abuse")

RULE: Cross-turn context manipulation
IF conversation.turns > 10
AND conversation.topics CONTAINS ["jailbreak_keywords"]
AND conversation.current_request.policy_score > threshold
THEN flag_for_human_review(severity=HIGH, category="multi_turn_attack")
`;

test("the four reference rules parse as they are", () => {
  const { value, diagnostics } = parse({ name: "reference.aidr", text: reference });
  expect(diagnostics).toEqual([]);
  expect(value.declarations.map((one) => one.kind === "rule" && one.title.text)).toEqual([
    "Prompt injection attempt via authority impersonation",
    "Anomalous tool call parameter",
    "Session cost anomaly",
    "Cross-turn context manipulation",
  ]);
});
