/** What every packaging is given and gives: rules with their queries in, files out. */
import type { RulePlan } from "../ir/plan.ts";
import type { Mapping } from "../schema/mapping.ts";
import type { Lookup, Refusal, Schedule, Written } from "../export/outcome.ts";

export type PackagedRule = {
  readonly rule: RulePlan;
  readonly query: Written;
  readonly mapping: Mapping;
  readonly schedule: Schedule;
};

/** `path` is below the folder that is written, with `/` between its parts. */
export type DeployFile = {
  readonly path: string;
  readonly text: string;
  /** The one rule that it is of; without it and `table`, of all that are written. */
  readonly rule?: string;
  /** The table that it holds or describes, which some rules read. */
  readonly table?: string;
};

export type Packaged = {
  readonly files: readonly DeployFile[];
  /** Rules that the product's limits do not let in; they are in no file. */
  readonly refused: readonly { readonly rule: RulePlan; readonly refusals: readonly Refusal[] }[];
};

/** A packaging: many rules, because some products keep all of them in one file. */
export type Packaging = (rules: readonly PackagedRule[]) => Packaged;

/** Tables, each once, as CSV below a folder. */
export function lookupFiles(tables: readonly Lookup[], folder: string): DeployFile[] {
  const files = new Map<string, DeployFile>();
  for (const { name, columns, rows } of tables) {
    const path = `${folder}/${fileName(name)}.csv`;
    files.set(path, { path, table: name, text: `${[columns, ...rows].map((row) => row.map(csvField).join(",")).join("\r\n")}\r\n` });
  }
  return [...files.values()];
}

/** Whether a rule needs a file, or is in it. */
export function belongsTo({ rule, table }: DeployFile, id: string, query: Pick<Written, "lookups">): boolean {
  if (table !== undefined) return query.lookups.some(({ name }) => name === table);
  return rule === undefined || rule === id;
}

/** The tables of all queries. */
export function lookupsOf(rules: readonly PackagedRule[]): readonly Lookup[] {
  return rules.flatMap(({ query }) => query.lookups);
}

/** RFC 4180: a field with a comma, quote or line break is quoted, and its quotes are doubled. */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A name that every file system takes: letters, digits, `-`, `_` and `.`, and never `..`. */
export function fileName(text: string): string {
  const plain = text
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/\.{2,}/g, ".")
    .replace(/^[.-]+|[.-]+$/g, "");
  return plain === "" ? "rule" : plain;
}
