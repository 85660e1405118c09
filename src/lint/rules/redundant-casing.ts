/** CASED or NOCASE where it is so anyway. */
import type { Test } from "../../ir/plan.ts";
import { fixing } from "../edits.ts";
import type { Finding, LintRule, Planned } from "../rule.ts";

export const redundantCasing: LintRule = {
  name: "redundant-casing",
  topic: "matching",
  severity: "info",
  summary: "a CASED or NOCASE that changes nothing",
  visit: { predicate: { test: inTest } },
};

const ignoring: ReadonlySet<string> = new Set(["contains", "contains-word", "starts-with", "ends-with", "like"]);

function inTest(test: Test, { rule: { module }, project }: Planned): Finding | undefined {
  const written = /\s+(CASED|NOCASE)$/.exec(project.textOf(test.span));
  const [all, word] = written ?? [];
  if (all === undefined || word === undefined || test.subject.type.kind === "any") return undefined;
  const isDefault = ignoring.has(test.word) ? word === "NOCASE" : word === "CASED" && !isOfEmails(test);
  if (!isDefault) return undefined;
  const { span } = test;
  return {
    span: { ...span, start: span.end - word.length },
    message: `\`${word}\` is what this test does anyway`,
    ...(span.file === module.file.name
      ? fixing("leave it out", true, [{ span: { ...span, start: span.end - all.length }, text: "" }], module)
      : {}),
  };
}

/** Emails ignore case unless one says otherwise. */
function isOfEmails({ object }: Test): boolean {
  return object.type.kind === "list" && object.type.of.kind === "string" && object.type.of.meaning === "email";
}
