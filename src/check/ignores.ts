/** `# aidr-ignore name: reason`: advice that a person has read and answered. Errors cannot be ignored. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Module } from "../syntax/ast.ts";
import { ignores } from "../syntax/ignores.ts";

/** What is left to say, and what a comment of its file silences. */
export function splitIgnored(
  diagnostics: readonly Diagnostic[],
  modules: readonly Module[],
): { readonly said: readonly Diagnostic[]; readonly ignored: readonly Diagnostic[] } {
  const byFile = new Map(modules.map((module) => [module.file.name, module]));
  const said: Diagnostic[] = [];
  const ignored: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const module = byFile.get(diagnostic.span.file);
    const isIgnored = diagnostic.severity !== "error" && module?.ignores.some((ignore) => ignores(ignore, diagnostic, module));
    (isIgnored ? ignored : said).push(diagnostic);
  }
  return { said, ignored };
}
