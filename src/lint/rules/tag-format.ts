/** Tags that are written in another way than `family:id`, so that no report counts them. */
import type { Finding, LintRule, PlannedRule } from "../rule.ts";
import { metaTexts } from "../written-meta.ts";

export const tagFormat: LintRule = {
  name: "tag-format",
  topic: "documentation",
  severity: "warning",
  summary: "a tag that is not written as `family:id`",
  visit: { rule: inRule },
};

/** Ids that say by themselves which catalog they are of. */
const families: readonly (readonly [RegExp, string])[] = [
  [/^AML\.TA?\d{4}(?:\.\d{3})?$/, "atlas"],
  [/^(?:LLM|ASI)\d{2}$/, "owasp"],
  [/^TA?\d{4}(?:\.\d{3})?$/, "attack"],
];

function inRule({ node }: PlannedRule): Finding[] {
  return metaTexts(node, "tags").flatMap(({ text, span }) => {
    const meant = meantBy(text);
    if (meant === undefined || meant === text) return [];
    const fix = { title: `write \`${meant}\``, safe: true, edits: [{ span, text: JSON.stringify(meant) }] };
    return { span, message: `the tag \`${text}\` is not of the form \`family:id\``, help: [`write \`${meant}\``], fixes: [fix] };
  });
}

/** The tag that somebody meant; undefined for one that says nothing to us. */
function meantBy(text: string): string | undefined {
  const colon = text.indexOf(":");
  const id = text
    .slice(colon + 1)
    .trim()
    .split(/[\s(]/, 1)[0]
    ?.replace(/[:,]?(?:2025|2026)$/, "")
    .toUpperCase();
  if (id === undefined) return undefined;
  const family = families.find(([form]) => form.test(id))?.[1];
  if (family !== undefined) return `${family}:${id}`;
  return colon > 0 ? `${text.slice(0, colon).trim().toLowerCase()}:${text.slice(colon + 1).trim()}` : undefined;
}
