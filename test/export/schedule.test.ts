/** How far back a run must look: windows inside of windows add up. */
import { expect, it } from "vitest";
import { lookBackOf } from "../../src/export/schedule.ts";
import { ruleWhen } from "./pack.ts";

it("adds the windows of terms that ask past events about their past", () => {
  const inner = 'PREVIOUS(tool_call.tool BY session.id WITHIN 3s) == "a"';
  expect(lookBackOf(ruleWhen(`COUNT(FROM tool_call WHERE ${inner} BY user.id WITHIN 2s) >= 2`, "tool_call").rule)).toBe(5_000);
  expect(lookBackOf(ruleWhen("COUNT(FROM tool_call BY user.id WITHIN 2s) >= 2", "tool_call").rule)).toBe(2_000);
  expect(lookBackOf(ruleWhen('PREVIOUS(tool_call.tool BY session.id) == "a"', "tool_call").rule)).toBe(Number.POSITIVE_INFINITY);
  expect(lookBackOf(ruleWhen('tool_call.tool == "a"', "tool_call").rule)).toBe(0);
});
