/** `# aidr-ignore name: reason`: what it silences, and comments that silence nothing. */
import type { Diagnostic, Severity } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { Ignore, Module, Name } from "../syntax/ast.ts";
import { ignores } from "../syntax/ignores.ts";
import type { LintProject, LintSettings } from "./rule.ts";
import { unknownIgnore } from "./rules/unknown-ignore.ts";
import { unusedIgnore } from "./rules/unused-ignore.ts";

export type Silenced = {
  /** What the checker would have said without such a comment, and the names of its advice. */
  readonly ignored: readonly Diagnostic[];
  readonly ignorable: ReadonlySet<string>;
  readonly settings: LintSettings;
};

/**
 * The findings that no comment covers, and for each name in a comment that covers nothing a finding of its own. `ran` are the lints that
 * looked: of the others nothing is known.
 */
export function settleIgnores(found: readonly Diagnostic[], project: LintProject, input: Silenced, ran: readonly string[]): Diagnostic[] {
  const modules = new Map(
    project.modules.filter((module) => project.files.has(module.file.name)).map((module) => [module.file.name, module]),
  );
  const used = new Set<Name>();
  const mark = (diagnostic: Diagnostic): boolean => {
    const module = modules.get(diagnostic.span.file);
    const names = module ? coveringNames(diagnostic, module) : [];
    for (const name of names) used.add(name);
    return names.length > 0;
  };
  for (const diagnostic of input.ignored) mark(diagnostic);
  const left = found.filter((diagnostic) => !mark(diagnostic));
  const names = [...modules.values()].flatMap((module) =>
    module.ignores.flatMap((ignore) => ignore.names.map((name) => ({ ignore, name }))),
  );
  const known = new Set([...ran, ...input.ignorable, unknownIgnore.name, unusedIgnore.name]);
  const off = new Set([...input.settings].filter(([, level]) => level === "off").map(([name]) => name));
  for (const { ignore, name } of names) {
    if (off.has(name.name)) continue;
    if (!known.has(name.name)) left.push(...unknown(name, known, ran));
    else if (!used.has(name)) left.push(...unused(name, ignore, ran));
  }
  const severityOf = (one: Diagnostic): Severity => {
    const level = input.settings.get(one.name);
    return level === undefined || level === "off" ? one.severity : level;
  };
  return left.map((one) => (one.severity === severityOf(one) ? one : { ...one, severity: severityOf(one) }));
}

function coveringNames(diagnostic: Diagnostic, module: Module): Name[] {
  return module.ignores.flatMap((ignore) =>
    ignores(ignore, diagnostic, module) ? ignore.names.filter((name) => name.name === diagnostic.name) : [],
  );
}

function unknown(name: Name, known: ReadonlySet<string>, ran: readonly string[]): Diagnostic[] {
  if (!ran.includes(unknownIgnore.name)) return [];
  return [adviceOf(unknownIgnore, name, `there is no advice called \`${name.name}\``, didYouMean(name.name, known))];
}

function unused(name: Name, ignore: Ignore, ran: readonly string[]): Diagnostic[] {
  if (!ran.includes(unusedIgnore.name)) return [];
  const where = ignore.scope === "file" ? "in this file" : "in the declaration below";
  return [
    adviceOf(unusedIgnore, name, `nothing ${where} needs \`${name.name}\` to be ignored`, ["delete the comment, or this name of it"]),
  ];
}

function adviceOf(
  rule: { readonly name: string; readonly severity: Severity },
  at: Name,
  message: string,
  help: readonly string[],
): Diagnostic {
  return { name: rule.name, severity: rule.severity, span: at.span, message, labels: [], help, fixes: [] };
}
