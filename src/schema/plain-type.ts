/** Types as plain data, as the files made at build time hold them, and back. */
import type { Field, RecordType, Type } from "../types/type.ts";

/** A type as data: the fields of a record are a list, and everything else is as it is. */
export type PlainType = Exclude<Type, RecordType | { kind: "list" }> | PlainRecord | { readonly kind: "list"; readonly of: PlainType };
export type PlainRecord = { readonly kind: "record"; readonly open: boolean; readonly fields: readonly PlainField[] };
export type PlainField = readonly [
  name: string,
  type: PlainType,
  optional: boolean,
  summary: string,
  aliases?: Readonly<Record<string, string>>,
];
export type BundledFiles = {
  readonly shared: PlainRecord;
  readonly sharedText: string;
  /** Without the shared fields, which every type has. */
  readonly types: readonly (readonly [name: string, summary: string, file: string, record: PlainRecord])[];
  readonly categories: readonly (readonly [name: string, summary: string])[];
  readonly tags: readonly (readonly [prefix: string, name: string, ids: readonly (readonly [id: string, name: string])[]])[];
};

/** The record as the checker knows it. Linear in its size. */
export function reviveRecord(record: PlainRecord): RecordType {
  const fields = record.fields.map(([name, type, optional, summary, aliases]): [string, Field] => [
    name,
    { type: revive(type), optional, summary, ...(aliases ? { aliases } : {}) },
  ]);
  return { kind: "record", fields: new Map(fields), open: record.open };
}

function revive(type: PlainType): Type {
  if (type.kind === "record") return reviveRecord(type);
  return type.kind === "list" ? { kind: "list", of: revive(type.of) } : type;
}
