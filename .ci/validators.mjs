/**
 * The JSON Schemas of aidr's own files -> validators as plain code, at build time: no schema is compiled when aidr runs.
 * `node .ci/validators.mjs` writes `src/schema/validators.generated.ts`; with `--print` it only prints, for the test that holds both equal.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";

const names = ["config", "test", "adapter", "event", "mapping", "backtest", "gaps"];

const header = `// @ts-nocheck -- made by ajv from stdlib/schemas (node .ci/validators.mjs rewrites it); it has no types of its own.
/** Validators of the YAML files that aidr defines. */
`;

const made = makeValidators();
if (process.argv.includes("--print")) process.stdout.write(made);
else writeFileSync(new URL("../src/schema/validators.generated.ts", import.meta.url), made);

function makeValidators() {
  const schemas = names.map((name) => ({ name, schema: readSchema(name) }));
  const ajv = new Ajv2020({
    allErrors: true,
    // Errors then carry the schema that they are about: its keys for a suggestion, its description for help.
    verbose: true,
    strict: true,
    allowUnionTypes: true,
    strictTypes: false,
    code: { source: true, esm: true, lines: false, optimize: 2 },
    schemas: schemas.map(({ name, schema }) => ({ ...schema, $id: `aidr:${name}` })),
  });
  const code = standalone.default(ajv, Object.fromEntries(schemas.map(({ name }) => [name, `aidr:${name}`])));
  if (code.includes("require(")) throw new Error("a validator asks for a module at run time; write the schema without that keyword");
  return `${header}${code.replace(/^"use strict";/, "")}\n`;
}

function readSchema(name) {
  return JSON.parse(readFileSync(new URL(`../stdlib/schemas/${name}.schema.json`, import.meta.url), "utf8"));
}
