/** The bundled catalogs: categories of alerts, and the ids that tags may refer to. */
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../source/source-file.ts";
import { report } from "./diagnostics.ts";
import { entryOf, kindOf, readYaml, textOf } from "./yaml-file.ts";
import type { YamlMap, YamlNode } from "./yaml-file.ts";

export type CategoryInfo = { readonly name: string; readonly summary: string };
/** `prefix` as in `atlas:AML.T0051`; ids of that prefix must be in `ids`. A tag of a prefix without a catalog is free. */
export type TagCatalog = { readonly prefix: string; readonly name: string; readonly ids: ReadonlyMap<string, string> };
export type Catalogs = {
  readonly categories: ReadonlyMap<string, CategoryInfo>;
  /** One a prefix. */
  readonly tags: readonly TagCatalog[];
  /** One a published list, as they came: OWASP's two have one prefix. */
  readonly lists: readonly TagCatalog[];
};

/**
 * Reads `stdlib/catalogs/*.yaml`. Catalogs of one prefix are joined, as OWASP's two lists are. A sub-technique (`AML.T0051.001`) is named with
 * its technique before it; a retired id keeps working and says what it is now.
 */
export function readCatalogs(files: readonly SourceFile[]): Result<Catalogs> {
  const categories = new Map<string, CategoryInfo>();
  const lists: TagCatalog[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const file of files) {
    const { value: tree, diagnostics: problems } = readYaml(file);
    diagnostics.push(...problems);
    if (problems.length > 0) continue;
    const kind = textOf(entryOf(tree, "kind")?.value);
    if (kind === "categories") {
      for (const [name, summary] of textsOf(entryOf(tree, "categories")?.value, tree, "catalog of categories", diagnostics))
        categories.set(name, { name, summary });
    } else if (kind === "tags") {
      const prefix = textOf(entryOf(tree, "prefix")?.value);
      const name = textOf(entryOf(tree, "name")?.value);
      const ids = textsOf(entryOf(tree, "ids")?.value, tree, "catalog of tags", diagnostics);
      const retired = textsOf(entryOf(tree, "retired")?.value, undefined, "catalog of tags", diagnostics);
      if (prefix === undefined || name === undefined) {
        diagnostics.push(report.catalogShape(tree.span, { kind: "catalog of tags", reason: "it has no `prefix` or no `name`" }));
        continue;
      }
      lists.push({ prefix, name, ids: namedIds(ids, retired) });
    } else diagnostics.push(report.catalogShape(tree.span, { kind: "catalog", reason: "its `kind` is neither `categories` nor `tags`" }));
  }
  return { value: { categories, tags: joinLists(lists), lists }, diagnostics };
}

/** Lists of one prefix as one catalog. */
export function joinLists(lists: readonly TagCatalog[]): readonly TagCatalog[] {
  const joined = new Map<string, TagCatalog>();
  for (const list of lists) {
    const known = joined.get(list.prefix);
    joined.set(list.prefix, known ? { ...known, name: `${known.name}, ${list.name}`, ids: new Map([...known.ids, ...list.ids]) } : list);
  }
  return [...joined.values()];
}

function namedIds(ids: ReadonlyMap<string, string>, retired: ReadonlyMap<string, string>): Map<string, string> {
  const named = new Map<string, string>();
  for (const [id, name] of ids) {
    const parent = /^(.+)\.\d{3}$/.exec(id)?.[1];
    const technique = parent === undefined ? undefined : ids.get(parent);
    named.set(id, technique === undefined ? name : `${technique}: ${name}`);
  }
  for (const [id, now] of retired) named.set(id, `retired, now ${now}${named.has(now) ? ` ${named.get(now)}` : ""}`);
  return named;
}

function textsOf(node: YamlNode | undefined, holder: YamlNode | undefined, kind: string, diagnostics: Diagnostic[]): Map<string, string> {
  const texts = new Map<string, string>();
  if (node?.kind !== "map") {
    if (holder) diagnostics.push(report.catalogShape(holder.span, { kind, reason: "it lists nothing" }));
    return texts;
  }
  for (const entry of entriesOf(node)) {
    const text = textOf(entry.value);
    if (text === undefined)
      diagnostics.push(report.catalogShape(entry.value.span, { kind, reason: `\`${entry.key}\` is ${kindOf(entry.value)}, not a text` }));
    else texts.set(entry.key, text);
  }
  return texts;
}

function entriesOf(node: YamlMap): Iterable<{ key: string; value: YamlNode }> {
  return node.entries.values();
}
