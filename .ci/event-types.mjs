/**
 * The standard library's JSON Schemas -> TypeScript types, at build time. `node .ci/event-types.mjs` writes `src/schema/events.generated.ts`;
 * with `--print` it only prints, for the test that holds both equal.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";
import { parse } from "yaml";

const folder = new URL("../stdlib/events/", import.meta.url);
const header = "/** TypeScript types of the standard events, made from stdlib/events (node .ci/event-types.mjs rewrites it). */\n";
const shared = parse(readFileSync(new URL("shared.yaml", folder), "utf8"));

const files = readdirSync(folder).filter((name) => name.endsWith(".yaml") && name !== "shared.yaml");
const options = { additionalProperties: false, bannerComment: "", format: false, unknownAny: true };
const base = "EventFields";
const names = [];
const common = {
  type: "object",
  ...shared.$defs.event,
  title: base,
  description: "What every event has, and the contexts that it may have.",
};
let made = `${header}\n${await compile(plain(common, shared.$defs), base, options)}`;
for (const file of files.sort()) {
  const schema = parse(readFileSync(new URL(file, folder), "utf8"));
  const name = `${schema.title
    .split("_")
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join("")}Event`;
  names.push(name);
  const type = await compile(plain({ ...own(schema), title: name }, schema.$defs ?? {}), name, options);
  made += `\n${type.replace(`export interface ${name} {`, `export interface ${name} extends ${base} {`)}`;
}
made += `\n/** Any event; \`event_type\` says which. */\nexport type Event = ${names.join(" | ")};\n`;

if (process.argv.includes("--print")) process.stdout.write(made);
else writeFileSync(new URL("../src/schema/events.generated.ts", import.meta.url), made);

/** What a type's schema adds to the fields that all share, which `allOf` names. */
function own({ allOf: _allOf, $defs: _defs, $schema: _schema, ...schema }) {
  const shares = shared.$defs.event.required.filter((name) => name in schema.properties);
  return { ...schema, required: [...shares, ...(schema.required ?? [])] };
}

/** References written out, absent fields nullable, and the words dropped that only aidr reads. */
function plain(node, local) {
  if (Array.isArray(node)) return node.map((item) => plain(item, local));
  if (typeof node !== "object" || node === null) return node;
  if (typeof node.$ref === "string") return plain(local[node.$ref.split("/").at(-1)] ?? shared.$defs[node.$ref.split("/").at(-1)], local);
  const result = {};
  for (const [key, value] of Object.entries(node)) {
    if (key.startsWith("x-aidr-") || key === "minimum" || key === "maximum" || key === "format") continue;
    if (key === "title" && !/Event$/.test(value)) continue;
    // What is open is unknown, as it is to the checker.
    if (key === "additionalProperties" && typeof value === "object") result[key] = true;
    else result[key] = key === "properties" ? plainProperties(value, node.required ?? [], local) : plain(value, local);
  }
  return result;
}

function plainProperties(fields, required, local) {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, required.includes(name) ? plain(field, local) : nullable(plain(field, local))]),
  );
}

/** A field that may be missing may also be null, as events have it. */
function nullable({ description, ...schema }) {
  return { description, anyOf: [schema, { type: "null" }] };
}
