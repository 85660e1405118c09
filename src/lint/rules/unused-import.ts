/** A name that is imported and never used. */
import type { TextEdit } from "../../diagnostics/diagnostic.ts";
import type { Import, Name } from "../../syntax/ast.ts";
import { fixing } from "../edits.ts";
import { referencesOf, withLine } from "../references.ts";
import type { Finding, LintRule, Written } from "../rule.ts";

export const unusedImport: LintRule = {
  name: "unused-import",
  topic: "tuning",
  severity: "warning",
  summary: "an imported name that the file does not use",
  visit: { declaration: { import: inImport } },
};

function inImport(declaration: Import, { module, project }: Written): Finding[] {
  const reads = referencesOf(project).reads.get(module.file.name);
  const unused = declaration.names.filter((name) => !reads?.has(name.name));
  const text = module.file.text;
  return unused.map((name) => ({
    span: name.span,
    message: `\`${name.name}\` is imported and not used`,
    // The names are removed together, for two edits of one list would meet.
    ...fixing(unused.length === 1 ? "remove it" : "remove all that are not used", true, [removal(declaration, unused, text)], module),
  }));
}

function removal(declaration: Import, unused: readonly Name[], text: string): TextEdit {
  const kept = declaration.names.filter((name) => !unused.includes(name));
  const [first, second, last] = [declaration.names[0], declaration.names[1], declaration.names.at(-1)];
  if (kept.length === 0 || !first || !last) return { span: withLine(declaration.span, text), text: "" };
  const separator = second ? text.slice(first.span.end, second.span.start) : ", ";
  return {
    span: { ...first.span, end: last.span.end },
    text: kept.map((name) => text.slice(name.span.start, name.span.end)).join(separator),
  };
}
