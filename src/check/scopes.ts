/** The names that each file sees: its own lists, parameters and definitions, and what it imports. */
import { didYouMean } from "../diagnostics/suggest.ts";
import type { Define, Import, List, Module, Name, Param } from "../syntax/ast.ts";
import { type Report, report } from "./diagnostics.ts";
import type { CheckInput } from "./input.ts";
import type { Entity, ModuleScope } from "./scope.ts";

export function moduleScopes(input: CheckInput, add: Report): Map<string, ModuleScope> {
  const own = new Map(input.modules.map((module) => [module.file.name, ownNames(module, add)]));
  return new Map(input.modules.map((module) => [module.file.name, { module, names: withImports(module, own, input, add) }]));
}

function ownNames(module: Module, add: Report): Map<string, Entity> {
  const names = new Map<string, Entity>();
  for (const declaration of module.declarations) {
    const entity = entityOf(declaration, module);
    if (!entity) continue;
    const { name } = entity.declaration.name;
    const known = names.get(name);
    if (known)
      add(
        report.duplicateName(
          entity.declaration.name.span,
          { name },
          { labels: [{ span: known.declaration.name.span, text: "first here" }] },
        ),
      );
    else names.set(name, entity);
  }
  return names;
}

function entityOf(declaration: Module["declarations"][number], module: Module): Entity | undefined {
  const home = module.file.name;
  switch (declaration.kind) {
    case "list-declaration":
      return { kind: "list", declaration: declaration satisfies List, home };
    case "param":
      return { kind: "param", declaration: declaration satisfies Param, home };
    case "define":
      return { kind: "define", declaration: declaration satisfies Define, home };
    default:
      return undefined;
  }
}

function withImports(
  module: Module,
  own: ReadonlyMap<string, ReadonlyMap<string, Entity>>,
  input: CheckInput,
  add: Report,
): Map<string, Entity> {
  const names = new Map(own.get(module.file.name));
  for (const declaration of module.declarations) {
    if (declaration.kind !== "import") continue;
    const target = input.imports.get(module.file.name)?.get(declaration.from.value);
    const exported = target === undefined ? undefined : own.get(target);
    if (!exported) {
      add(report.unknownModule(declaration.from.span, { path: declaration.from.value }));
      continue;
    }
    for (const name of declaration.names) importName(name, declaration, exported, names, add);
  }
  return names;
}

function importName(name: Name, declaration: Import, exported: ReadonlyMap<string, Entity>, names: Map<string, Entity>, add: Report): void {
  const entity = exported.get(name.name);
  if (!entity) {
    add(
      report.unknownImport(name.span, { path: declaration.from.value, name: name.name }, { help: didYouMean(name.name, exported.keys()) }),
    );
    return;
  }
  const known = names.get(name.name);
  if (known && known.declaration !== entity.declaration)
    add(report.duplicateName(name.span, { name: name.name }, { labels: [{ span: known.declaration.name.span, text: "also here" }] }));
  else names.set(name.name, entity);
}
