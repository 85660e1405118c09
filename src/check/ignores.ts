/** `# aidr-ignore name: reason`: advice that a person has read and answered. Errors cannot be ignored. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Ignore, Module } from "../syntax/ast.ts";

/** The diagnostics that no ignore covers: those of its file, or of the declaration after it. */
export function withoutIgnored(diagnostics: readonly Diagnostic[], modules: readonly Module[]): Diagnostic[] {
  const byFile = new Map(modules.map((module) => [module.file.name, module]));
  return diagnostics.filter((diagnostic) => {
    const module = byFile.get(diagnostic.span.file);
    return diagnostic.severity === "error" || !module?.ignores.some((ignore) => covers(ignore, diagnostic, module));
  });
}

function covers(ignore: Ignore, diagnostic: Diagnostic, module: Module): boolean {
  if (!ignore.names.some((name) => name.name === diagnostic.name)) return false;
  if (ignore.scope === "file") return true;
  const next = module.declarations.find((declaration) => declaration.span.start >= ignore.span.end);
  return next !== undefined && diagnostic.span.start >= next.span.start && diagnostic.span.end <= next.span.end;
}
