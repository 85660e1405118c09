/** One phrase in two lists: whoever mends it in one place has not mended it. */
import type { Span } from "../../source/span.ts";
import type { List } from "../../syntax/ast.ts";
import type { Finding, LintProject, LintRule } from "../rule.ts";

export const duplicatePhrase: LintRule = {
  name: "duplicate-phrase",
  topic: "noise",
  severity: "info",
  summary: "a phrase of several words that stands in two lists",
  visit: { project: inProject },
};

type Place = { readonly list: List; readonly span: Span };

function inProject({ modules, files }: LintProject): Finding[] {
  const places = new Map<string, Place>();
  const findings: Finding[] = [];
  for (const module of modules) {
    if (!files.has(module.file.name)) continue;
    for (const list of module.declarations) {
      if (list.kind !== "list-declaration" || list.source.kind !== "inline") continue;
      for (const item of list.source.list.items) {
        // Single words belong to many lists; a phrase was thought of once.
        if (item.kind !== "string" || !/\S\s+\S/.test(item.value)) continue;
        const key = item.value.trim().toLowerCase();
        const known = places.get(key);
        if (!known) places.set(key, { list, span: item.span });
        else if (known.list !== list) findings.push(finding(item.span, known));
      }
    }
  }
  return findings;
}

function finding(span: Span, known: Place): Finding {
  return {
    span,
    message: `this phrase stands in \`${known.list.name.name}\` too`,
    labels: [{ span: known.span, text: "here" }],
    help: ["keep it in one list, and test both where both are meant"],
  };
}
