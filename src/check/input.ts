/** What the checker is given: parsed modules and everything that `project` found for them. No file is read below. */
import type { Module } from "../syntax/ast.ts";
import type { CategoryInfo, TagCatalog } from "../schema/catalogs.ts";
import type { EventModel } from "../schema/event-type.ts";

export type CheckInput = {
  /** Project files and every standard-library module they import, directly or not. */
  readonly modules: readonly Module[];
  /** For each module (by file name): written import path → file name of the module it means. A path that is not there could not be resolved. */
  readonly imports: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Values of `LIST … FROM "file"`, by `listFileKey`. */
  readonly listFiles: ReadonlyMap<string, readonly string[]>;
  readonly model: EventModel;
  /** Overrides of PARAMs by name, from configuration, command line or host. */
  readonly params: ReadonlyMap<string, ParamValue>;
  readonly categories: ReadonlyMap<string, CategoryInfo>;
  readonly tags: readonly TagCatalog[];
  /** Today as milliseconds since 1970, where the caller has a clock: exceptions that have ended are then reported. */
  readonly todayMs?: number;
};

export type ParamValue = string | number | boolean | readonly (string | number | boolean)[];
export type { CategoryInfo, TagCatalog };

export function listFileKey(moduleFile: string, path: string, column?: string): string {
  return JSON.stringify([moduleFile, path, column ?? null]);
}
