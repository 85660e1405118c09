/** Braces or percent signs in a description: other tools would put the evidence there, and here they are shown as they are. */
import type { Finding, LintRule, PlannedRule } from "../rule.ts";
import { metaEntry } from "../written-meta.ts";

export const uninterpolatedDescription: LintRule = {
  name: "uninterpolated-description",
  topic: "documentation",
  severity: "warning",
  summary: "a description with a placeholder that nothing fills",
  visit: { rule: inRule },
};

/** `{tool}`, `{{ tool }}`, `${tool}`, `$tool$`, `%tool%`, `%s`. */
const placeholder = /\$?\{\{?\s*[A-Za-z_][\w.[\]]*\s*\}\}?|\$[A-Za-z_][\w.]*\$|%[A-Za-z_][\w.]*%|%[sd]\b/;

function inRule({ node, plan }: PlannedRule): Finding[] {
  const meta = metaEntry(node, "description")?.value;
  const written = [
    ...(meta?.kind === "string" ? [{ text: meta.value, span: meta.span }] : []),
    ...plan.actions.flatMap(({ args }) =>
      [...args].flatMap(([name, term]) =>
        (name === "description" || name === "attack_vector") && term.kind === "literal" && typeof term.value === "string"
          ? [{ text: term.value, span: term.span }]
          : [],
      ),
    ),
  ];
  return written.flatMap(({ text, span }) => {
    const found = placeholder.exec(text)?.[0];
    if (found === undefined) return [];
    return {
      span,
      message: `\`${found}\` is shown as it is written: a description holds no values`,
      help: ["say it in words; what convinced the rule is in the alert's evidence, field by field"],
    };
  });
}
