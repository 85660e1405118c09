/** One JSON Schema node -> one type of the language. The schema is walked as data; nothing is compiled and nothing is fetched. */
import { didYouMean } from "../diagnostics/suggest.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../source/span.ts";
import { anyType, booleanType, durationType, timestampType } from "../types/type.ts";
import type { Field, RecordType, StringMeaning, Type, Unit } from "../types/type.ts";
import { report } from "./diagnostics.ts";
import { entryOf, kindOf, textOf } from "./yaml-file.ts";
import type { YamlEntry, YamlMap, YamlNode } from "./yaml-file.ts";

export const schemaLimits = { depth: 32, nodes: 20_000, diagnostics: 100 } as const;

/** What reading one file needs to know. The counters bound the work whatever the references do. */
export type SchemaReading = {
  readonly root: YamlNode;
  /** Other files that `$ref` may name, by the name that is written: only the standard library's shared definitions. */
  readonly files: ReadonlyMap<string, YamlNode>;
  readonly diagnostics: Diagnostic[];
  readonly work: { nodes: number; full: boolean };
};

export function openReading(root: YamlNode, files: ReadonlyMap<string, YamlNode> = new Map()): SchemaReading {
  return { root, files, diagnostics: [], work: { nodes: 0, full: false } };
}

/** Where the walk is: the file of local references, the references that are open, and how deep. */
export type Walk = { readonly root: YamlNode; readonly open: readonly YamlNode[]; readonly depth: number };
export type SchemaField = {
  readonly type: Type;
  readonly nullable: boolean;
  readonly summary: string;
  readonly aliases?: Readonly<Record<string, string>>;
};

const untyped: SchemaField = { type: anyType, nullable: false, summary: "" };
const meanings: ReadonlySet<string> = new Set<StringMeaning>(["email", "domain", "url", "ip", "cidr", "text", "hash"]);
const units: ReadonlySet<string> = new Set<Unit>(["usd", "tokens", "seconds", "bytes", "ratio"]);
const formats: ReadonlyMap<string, StringMeaning> = new Map<string, StringMeaning>([
  ["email", "email"],
  ["idn-email", "email"],
  ["hostname", "domain"],
  ["idn-hostname", "domain"],
  ["uri", "url"],
  ["iri", "url"],
  ["ipv4", "ip"],
  ["ipv6", "ip"],
]);
const typeNames = ["string", "number", "integer", "boolean", "object", "array", "null"];

/** The type that a schema node describes; what it leaves open is `any`. */
export function readSchemaType(node: YamlNode, reading: SchemaReading, walk: Walk): SchemaField {
  if (!spend(reading, node.span)) return untyped;
  if (walk.depth > schemaLimits.depth) return refuse(reading, report.schemaTooDeep(node.span, { limit: schemaLimits.depth }));
  if (node.kind === "scalar" && typeof node.value === "boolean") return untyped;
  if (node.kind !== "map")
    return refuse(reading, report.schemaShape(node.span, { place: "a schema", expected: `a map, not ${kindOf(node)}` }));
  const reference = entryOf(node, "$ref");
  const own = reference ? readReferenced(node, reference, reading, walk) : readOwn(node, reading, walk);
  return { ...own, ...documentation(node, own) };
}

function refuse(reading: SchemaReading, diagnostic: Diagnostic): SchemaField {
  // One schema has one message of each kind and place; a reference may lead here many times.
  const known = reading.diagnostics.some((other) => other.code === diagnostic.code && other.span.start === diagnostic.span.start);
  if (!known && reading.diagnostics.length < schemaLimits.diagnostics) reading.diagnostics.push(diagnostic);
  return untyped;
}

function documentation(node: YamlMap, own: SchemaField): Pick<SchemaField, "summary" | "aliases"> {
  const summary = textOf(entryOf(node, "description")?.value) ?? own.summary;
  const names = entryOf(node, "x-aidr-names")?.value;
  if (names?.kind !== "map") return own.aliases ? { summary, aliases: own.aliases } : { summary };
  const aliases: Record<string, string> = Object.create(null);
  for (const [standard, entry] of names.entries) {
    const name = textOf(entry.value);
    if (name !== undefined) aliases[standard] = name;
  }
  return { summary, aliases };
}

/** A schema with `$ref`: what it refers to, and the properties written beside it. */
function readReferenced(node: YamlMap, reference: YamlEntry, reading: SchemaReading, walk: Walk): SchemaField {
  const found = resolveReference(reference.value, reading, walk);
  if (!found) return untyped;
  if (walk.open.includes(found.node)) {
    return refuse(reading, report.referenceCycle(reference.value.span, { reference: textOf(reference.value) ?? "" }));
  }
  const inner = readSchemaType(found.node, reading, { root: found.root, open: [...walk.open, found.node], depth: walk.depth + 1 });
  if (inner.type.kind !== "record" || !entryOf(node, "properties")) return inner;
  const beside = readOwn(node, reading, walk);
  return beside.type.kind === "record" ? { ...inner, type: joinRecords(inner.type, beside.type) } : inner;
}

/** What `$ref` names: a place in this file, or in one of the files that reading was given. A remote one is refused. */
export function resolveReference(node: YamlNode, reading: SchemaReading, walk: Walk): { node: YamlNode; root: YamlNode } | undefined {
  const reference = textOf(node);
  if (reference === undefined) {
    refuse(reading, report.schemaShape(node.span, { place: "`$ref`", expected: "a text" }));
    return undefined;
  }
  const hash = reference.indexOf("#");
  const fileName = hash < 0 ? reference : reference.slice(0, hash);
  const root = fileName === "" ? walk.root : reading.files.get(fileName);
  if (!root) {
    refuse(reading, report.remoteReference(node.span, { reference }));
    return undefined;
  }
  const found = atPointer(root, hash < 0 ? "" : reference.slice(hash + 1));
  if (!found) {
    refuse(reading, report.unknownReference(node.span, { reference }));
    return undefined;
  }
  return { node: found, root };
}

/** The node at a JSON pointer (RFC 6901). */
function atPointer(root: YamlNode, pointer: string): YamlNode | undefined {
  if (pointer === "") return root;
  if (!pointer.startsWith("/")) return undefined;
  let node: YamlNode | undefined = root;
  for (const part of pointer.slice(1).split("/")) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (node?.kind === "map") node = node.entries.get(key)?.value;
    else if (node?.kind === "list" && /^\d+$/.test(key)) node = node.items[Number(key)];
    else return undefined;
  }
  return node;
}

function readOwn(node: YamlMap, reading: SchemaReading, walk: Walk): SchemaField {
  const { names, nullable } = typesOf(node, reading);
  const choices = entryOf(node, "enum") ?? entryOf(node, "const");
  const field = (type: Type): SchemaField => ({ type, nullable, summary: "" });
  const parts = entryOf(node, "allOf");
  if (parts) return readAllOf(node, parts.value, reading, walk, nullable);
  const meaning = textOf(entryOf(node, "x-aidr-type")?.value);
  if (textOf(entryOf(node, "format")?.value) === "date-time" || meaning === "timestamp") return field(timestampType);
  if (meaning === "duration") return field(durationType);
  if (choices) return readChoices(choices.value, node, nullable);
  const alternatives = entryOf(node, "anyOf") ?? entryOf(node, "oneOf");
  if (alternatives && names.length === 0 && impliedType(node) === undefined) return readAlternatives(alternatives.value, reading, walk);
  const [name] = names;
  if (names.length > 1) return field(names.every((each) => each === "number" || each === "integer") ? readNumber(node, reading) : anyType);
  switch (name ?? impliedType(node)) {
    case "string":
      return field(readString(node, reading));
    case "number":
    case "integer":
      return field(readNumber(node, reading));
    case "boolean":
      return field(booleanType);
    case "array": {
      const items = entryOf(node, "items");
      return field({ kind: "list", of: items ? readSchemaType(items.value, reading, { ...walk, depth: walk.depth + 1 }).type : anyType });
    }
    case "object":
      return field(readRecord(node, reading, walk));
    default:
      return { type: anyType, nullable: true, summary: "" };
  }
}

/** The names in `type`, without `null`, which only says that the value may be missing. */
function typesOf(node: YamlMap, reading: SchemaReading): { names: string[]; nullable: boolean } {
  const entry = entryOf(node, "type");
  if (!entry) return { names: [], nullable: false };
  const written = entry.value.kind === "list" ? entry.value.items : [entry.value];
  const names: string[] = [];
  for (const one of written) {
    const name = textOf(one);
    if (name !== undefined && typeNames.includes(name)) names.push(name);
    else if (one.kind === "scalar" && one.value === null) names.push("null");
    else
      refuse(
        reading,
        report.unknownType(one.span, { type: name ?? kindOf(one) }, { help: name === undefined ? [] : didYouMean(name, typeNames) }),
      );
  }
  return { names: names.filter((name) => name !== "null"), nullable: names.includes("null") };
}

function impliedType(node: YamlMap): string | undefined {
  if (node.entries.has("properties") || node.entries.has("additionalProperties") || node.entries.has("patternProperties")) return "object";
  if (node.entries.has("items")) return "array";
  if (node.entries.has("x-aidr-unit")) return "number";
  if (node.entries.has("x-aidr-type") || node.entries.has("format")) return "string";
  return undefined;
}

function readString(node: YamlMap, reading: SchemaReading): Type {
  const written = entryOf(node, "x-aidr-type");
  const name = textOf(written?.value);
  if (written && (name === undefined || !meanings.has(name))) {
    const help = name === undefined ? [] : didYouMean(name, [...meanings, "timestamp", "duration"]);
    refuse(reading, report.unknownMeaning(written.value.span, { meaning: name ?? kindOf(written.value) }, { help }));
    return { kind: "string" };
  }
  const meaning = isMeaning(name) ? name : formats.get(textOf(entryOf(node, "format")?.value) ?? "");
  return meaning ? { kind: "string", meaning } : { kind: "string" };
}

function isMeaning(name: string | undefined): name is StringMeaning {
  return name !== undefined && meanings.has(name);
}

function isUnit(name: string | undefined): name is Unit {
  return name !== undefined && units.has(name);
}

function readNumber(node: YamlMap, reading: SchemaReading): Type {
  const written = entryOf(node, "x-aidr-unit");
  const unit = textOf(written?.value);
  if (written && !isUnit(unit)) {
    const help = unit === undefined ? [] : didYouMean(unit, units);
    refuse(
      reading,
      report.unknownUnit(
        written.value.span,
        { unit: unit ?? kindOf(written.value) },
        { help: [...help, `units: ${[...units].join(", ")}`] },
      ),
    );
  }
  const least = entryOf(node, "minimum")?.value;
  const minimum = least?.kind === "scalar" && typeof least.value === "number" ? least.value : undefined;
  return { kind: "number", ...(isUnit(unit) ? { unit } : {}), ...(minimum === undefined ? {} : { minimum }) };
}

/** `enum` and `const`: texts make an enum; other values leave the type that they have in common. */
function readChoices(node: YamlNode, schema: YamlMap, nullable: boolean): SchemaField {
  const values = (node.kind === "list" ? node.items : [node]).map((item) => (item.kind === "scalar" ? item.value : undefined));
  const present = values.filter((value) => value !== null);
  const maybeNull = nullable || present.length < values.length;
  const field = (type: Type): SchemaField => ({ type, nullable: maybeNull, summary: "" });
  const texts = present.filter((value) => typeof value === "string");
  if (texts.length === present.length && texts.length > 0) {
    const name = textOf(entryOf(schema, "title")?.value);
    return field({ kind: "enum", values: [...new Set(texts)], ...(name === undefined ? {} : { name }) });
  }
  if (present.length > 0 && present.every((value) => typeof value === "number")) return field({ kind: "number" });
  if (present.length > 0 && present.every((value) => typeof value === "boolean")) return field(booleanType);
  return field(anyType);
}

/** Alternatives of one kind keep it; alternatives that differ leave the value open. `null` among them says that it may be missing. */
function readAlternatives(node: YamlNode, reading: SchemaReading, walk: Walk): SchemaField {
  if (node.kind !== "list") return refuse(reading, report.schemaShape(node.span, { place: "`anyOf`", expected: "a list of schemas" }));
  const isNull = (item: YamlNode): boolean => textOf(entryOf(item, "type")?.value) === "null";
  const read = node.items.filter((item) => !isNull(item)).map((item) => readSchemaType(item, reading, { ...walk, depth: walk.depth + 1 }));
  const nullable = read.length < node.items.length || read.some((one) => one.nullable);
  const [first] = read;
  if (!first || !read.every((one) => sameType(one.type, first.type))) return { type: anyType, nullable, summary: "" };
  return { ...first, nullable };
}

function readAllOf(node: YamlMap, parts: YamlNode, reading: SchemaReading, walk: Walk, nullable: boolean): SchemaField {
  if (parts.kind !== "list") return refuse(reading, report.schemaShape(parts.span, { place: "`allOf`", expected: "a list of schemas" }));
  const own = readOwn({ ...node, entries: new Map([...node.entries].filter(([key]) => key !== "allOf")) }, reading, walk);
  const read = parts.items.map((item) => readSchemaType(item, reading, { ...walk, depth: walk.depth + 1 }));
  let type = own.type;
  for (const { type: part } of read) {
    if (type.kind === "record" && part.kind === "record") type = joinRecords(part, type);
    else if (type.kind === "any") type = part;
  }
  return { type, nullable, summary: read.find((part) => part.summary !== "")?.summary ?? "" };
}

/** An object's fields. `additionalProperties` that is true or a schema leaves it open; an object that says nothing of its inside is open too. */
export function readRecord(node: YamlMap, reading: SchemaReading, walk: Walk): RecordType {
  const fields = new Map<string, Field>();
  const properties = entryOf(node, "properties");
  const required = requiredNames(node, reading);
  if (properties && properties.value.kind !== "map") {
    refuse(reading, report.schemaShape(properties.value.span, { place: "`properties`", expected: "a map of fields" }));
  }
  if (properties?.value.kind === "map") {
    for (const [name, entry] of properties.value.entries) {
      const read = readSchemaType(entry.value, reading, { ...walk, depth: walk.depth + 1 });
      const optional = read.nullable || !required.has(name);
      fields.set(name, { type: read.type, optional, summary: read.summary, ...(read.aliases ? { aliases: read.aliases } : {}) });
    }
    for (const [name, span] of required) {
      if (!fields.has(name) && !entryOf(node, "allOf") && !entryOf(node, "$ref"))
        refuse(reading, report.requiredUnknown(span, { field: name }, { help: didYouMean(name, fields.keys()) }));
    }
  }
  if (node.entries.has("patternProperties")) {
    const entry = node.entries.get("patternProperties");
    if (entry) refuse(reading, report.unsupportedKeyword(entry.keySpan, { keyword: "patternProperties" }));
  }
  const more = entryOf(node, "additionalProperties")?.value;
  const saysOpen = more !== undefined && !(more.kind === "scalar" && more.value === false);
  return {
    kind: "record",
    fields,
    open: saysOpen || (properties === undefined && more === undefined) || node.entries.has("patternProperties"),
  };
}

function requiredNames(node: YamlMap, reading: SchemaReading): Map<string, Span> {
  const names = new Map<string, Span>();
  const entry = entryOf(node, "required");
  if (!entry) return names;
  if (entry.value.kind !== "list") {
    refuse(reading, report.schemaShape(entry.value.span, { place: "`required`", expected: "a list of field names" }));
    return names;
  }
  for (const item of entry.value.items) {
    const name = textOf(item);
    if (name === undefined) refuse(reading, report.schemaShape(item.span, { place: "a required name", expected: "a text" }));
    else names.set(name, item.span);
  }
  return names;
}

/** Counts one schema node; false once the schema is larger than any telemetry has use for, as when references double at each step. */
function spend(reading: SchemaReading, span: Span): boolean {
  reading.work.nodes++;
  if (reading.work.nodes <= schemaLimits.nodes) return true;
  if (!reading.work.full) reading.diagnostics.push(report.schemaTooLarge(span, { limit: schemaLimits.nodes }));
  reading.work.full = true;
  return false;
}

/** Fields of both; where both have one, records are joined and the later type wins. */
export function joinRecords(base: RecordType, more: RecordType): RecordType {
  const fields = new Map(base.fields);
  for (const [name, field] of more.fields) {
    const before = fields.get(name);
    const joined = before?.type.kind === "record" && field.type.kind === "record" ? joinRecords(before.type, field.type) : field.type;
    fields.set(
      name,
      before
        ? { ...before, ...field, type: joined, optional: before.optional && field.optional, summary: field.summary || before.summary }
        : field,
    );
  }
  return { ...base, fields, open: base.open || more.open };
}

/** Whether two types are the same in all that a rule can see. */
export function sameType(a: Type, b: Type): boolean {
  if (a.kind === "string" && b.kind === "string") return a.meaning === b.meaning;
  if (a.kind === "number" && b.kind === "number") return a.unit === b.unit;
  if (a.kind === "enum" && b.kind === "enum")
    return a.values.length === b.values.length && a.values.every((value) => b.values.includes(value));
  if (a.kind === "list" && b.kind === "list") return sameType(a.of, b.of);
  if (a.kind === "record" && b.kind === "record")
    return a.fields.size === b.fields.size && a.open === b.open && [...a.fields].every(([name, field]) => hasSame(b, name, field));
  return a.kind === b.kind;
}

function hasSame(record: RecordType, name: string, field: Field): boolean {
  const other = record.fields.get(name);
  return other !== undefined && sameType(field.type, other.type);
}
