import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { standardCatalogs } from "../../src/schema/bundled.ts";
import { readCatalogs } from "../../src/schema/catalogs.ts";
import { readEventModel } from "../../src/schema/event-model.ts";
import type { BundledFiles, PlainRecord, PlainType } from "../../src/schema/plain-type.ts";
import { readSchema, readSharedSchema } from "../../src/schema/read-schema.ts";
import type { RecordType, Type } from "../../src/types/type.ts";
import { standardSchemaFiles } from "./standard-model.ts";

const path = new URL("../../src/schema/bundled.generated.ts", import.meta.url);
const header = `/** The standard event types and catalogs as data, made from stdlib/events and stdlib/catalogs (the tests with UPDATE=1 rewrite it). */
import type { BundledFiles } from "./plain-type.ts";

export const bundledFiles: BundledFiles = `;

test("the bundled types and catalogs are those of the files", () => {
  // A line each for the parts that change alone.
  const parts = Object.entries(bundle()).map(([key, value]) => {
    const written = Array.isArray(value) ? `[\n${value.map((one) => `    ${JSON.stringify(one)},\n`).join("")}  ]` : JSON.stringify(value);
    return `  ${key}: ${written},\n`;
  });
  const made = `${header}{\n${parts.join("")}};\n`;
  if (process.env["UPDATE"]) writeFileSync(path, made);
  expect(existsSync(path) ? readFileSync(path, "utf8") : "").toBe(made);
});

test("they mean the same as the files read anew", () => {
  const standard = standardSchemaFiles();
  const bundled = readEventModel({ standard: "bundled", project: [], tools: [] });
  expect(bundled.value).toEqual(readEventModel({ standard, project: [], tools: [] }).value);
  expect(standardCatalogs()).toEqual(readCatalogs(catalogFiles()).value);
  const project = [
    { name: "own.yaml", text: `type: object\nproperties:\n  event_type: { const: mine }\n  who: { $ref: "shared.yaml#/$defs/user" }` },
  ];
  expect(readEventModel({ standard: "bundled", project, tools: [] })).toEqual(readEventModel({ standard, project, tools: [] }));
});

function bundle(): BundledFiles {
  const files = standardSchemaFiles();
  const sharedFile = files.find((file) => file.name.endsWith("shared.yaml")) ?? { name: "", text: "" };
  const shared = readSharedSchema(sharedFile).value;
  const types = files.flatMap((file): BundledFiles["types"][number][] => {
    const schema = file === sharedFile ? undefined : readSchema(file, shared.tree).value;
    if (schema?.describes.kind !== "types") return [];
    const own = new Map([...schema.record.fields].filter(([name]) => !shared.record.fields.has(name)));
    return [[schema.describes.names.join(), schema.summary, file.name, plainRecord({ ...schema.record, fields: own })]];
  });
  const catalogs = readCatalogs(catalogFiles()).value;
  return {
    shared: plainRecord(shared.record),
    sharedText: sharedFile.text,
    types,
    categories: [...catalogs.categories.values()].map(({ name, summary }) => [name, summary] as const),
    tags: catalogs.lists.map(({ prefix, name, ids }) => [prefix, name, [...ids]] as const),
  };
}

function catalogFiles(): { name: string; text: string }[] {
  const folder = new URL("../../stdlib/catalogs/", import.meta.url);
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }));
}

function plainRecord(record: RecordType): PlainRecord {
  const fields = [...record.fields].map(([name, field]) => {
    const plain = [name, plainType(field.type), field.optional, field.summary] as const;
    return field.aliases ? ([...plain, field.aliases] as const) : plain;
  });
  return { kind: "record", open: record.open, fields };
}

function plainType(type: Type): PlainType {
  if (type.kind === "record") return plainRecord(type);
  return type.kind === "list" ? { kind: "list", of: plainType(type.of) } : type;
}
