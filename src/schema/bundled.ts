/** The standard event types and catalogs, read from YAML at build time, because reading them anew costs more than checking a rule. */
import type { RecordType } from "../types/type.ts";
import { bundledFiles } from "./bundled.generated.ts";
import { type CategoryInfo, type Catalogs, joinLists } from "./catalogs.ts";
import { reviveRecord } from "./plain-type.ts";
import type { EventSchema } from "./read-schema.ts";
import { readYaml } from "./yaml-file.ts";
import type { YamlNode } from "./yaml-file.ts";

export type StandardEvents = {
  readonly shared: RecordType;
  readonly schemas: readonly EventSchema[];
  /** The shared definitions as they are written, for a project's schema that refers to them; read when first asked for. */
  readonly sharedTree: () => YamlNode;
};

/** What `stdlib/events` says; equal to reading its files, as a test holds. Built once. */
export function standardEvents(): StandardEvents {
  return (events ??= {
    shared: reviveRecord(bundledFiles.shared),
    schemas: bundledFiles.types.map(([name, summary, file, record]) => ({
      describes: { kind: "types", names: [name] },
      summary,
      file,
      record: reviveRecord(record),
      span: { file, start: 0, end: 0 },
    })),
    sharedTree: () => readYaml({ name: "std/events/shared.yaml", text: bundledFiles.sharedText }).value,
  });
}

/** What `stdlib/catalogs` says; equal to reading its files, as a test holds. Built once. */
export function standardCatalogs(): Catalogs {
  if (catalogs !== undefined) return catalogs;
  const lists = bundledFiles.tags.map(([prefix, name, ids]) => ({ prefix, name, ids: new Map(ids) }));
  const categories = new Map(bundledFiles.categories.map(([name, summary]): [string, CategoryInfo] => [name, { name, summary }]));
  catalogs = { categories, tags: joinLists(lists), lists };
  return catalogs;
}

let events: StandardEvents | undefined;
let catalogs: Catalogs | undefined;
