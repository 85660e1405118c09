/**
 * The JSON Schemas of aidr's own files -> validators as plain code, at build time: no schema is compiled when aidr runs. Each is a module of its own, so that a command
 * loads only those of the files that it reads. `node .ci/validators.mjs` writes `src/schema/validators/*.generated.ts`; with `--print` it prints them as one JSON object, for the test that
 * holds both equal.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";

const names = ["config", "test", "adapter", "event", "mapping", "backtest", "gaps"];

const header = (
  name,
) => `// @ts-nocheck -- made by ajv from stdlib/schemas (node .ci/validators.mjs rewrites it); it has no types of its own.
/** Validator of ${name}.schema.json. */
`;

const made = Object.fromEntries(names.map((name) => [`${name}.generated.ts`, makeValidator(name)]));
const folder = new URL("../src/schema/validators/", import.meta.url);
if (process.argv.includes("--print")) process.stdout.write(JSON.stringify(made));
else {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(made)) writeFileSync(new URL(name, folder), text);
}

function makeValidator(name) {
  const ajv = new Ajv2020({
    allErrors: true,
    // Errors then carry the schema that they are about: its keys for a suggestion, its description for help.
    verbose: true,
    strict: true,
    allowUnionTypes: true,
    strictTypes: false,
    code: { source: true, esm: true, lines: false, optimize: 2 },
    schemas: [{ ...readSchema(name), $id: `aidr:${name}` }],
  });
  const code = withoutEvaluated(withoutUnread(standalone.default(ajv, { validate: `aidr:${name}` })));
  if (/\b(rootData|dynamicAnchors|parentData)\b/.test(code)) throw new Error("a validator asks for what is left out of it");
  if (code.includes("require(")) throw new Error("a validator asks for a module at run time; write the schema without that keyword");
  return `${header(name)}${shortened(code.replace(/^"use strict";/, ""))}\n`;
}

/** An error is made and kept in one call of a function: a third of the text of a validator is how that is written out. */
function shortened(code) {
  const made =
    /const (err\d+) = \{instancePath(?::((?:(?!,keyword:)[^{}])*))?,keyword:("\w+"),params:(\{[^{}]*\}),message:((?:(?!,parentSchema:).)*),parentSchema:([^{}]*)\};if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}errors\+\+;/g;
  const short = code.replace(
    made,
    (_, _name, path = "instancePath", keyword, params, message, schema) =>
      `(vErrors ??= []).push(wrong(${path}, ${keyword}, ${params}, ${message}, ${schema}));errors++;`,
  );
  return `${short}function wrong(instancePath, keyword, params, message, parentSchema) { return { instancePath, keyword, params, message, parentSchema }; }`;
}

/** Of an error only what `shape.ts` reads: where, which keyword, its parameters, ajv's words, and the schema that holds the keyword. A quarter of the text. */
function withoutUnread(code) {
  return code
    .replace(/schemaPath:"[^"]*",/g, "")
    .replace(/,schema:[^{}]*?,parentSchema:/g, ",parentSchema:")
    .replace(/(,parentSchema:[^{}]*?),data:data\d*\}/g, "$1}")
    .replace(/(,parentSchema:[^{}]*?),data\}/g, "$1}")
    .replace(/,parentData(?::\w+)?,parentDataProperty(?::[^,]*)?,rootData,dynamicAnchors/g, "")
    .replace(/, parentData, parentDataProperty, rootData=data, dynamicAnchors=\{\}/g, "");
}

/** Which properties a part has looked at: only `unevaluatedProperties` asks for it, which no schema of ours has. Left where one part hands it on to another. */
function withoutEvaluated(code) {
  if (/"dynamic(Props|Items)":true/.test(code)) return code;
  return code
    .replace(
      /const evaluated0 = validate\d+\.evaluated;if\(evaluated0\.dynamicProps\)\{[^}]*\}if\(evaluated0\.dynamicItems\)\{[^}]*\}/g,
      "",
    )
    .replace(/validate\d+\.evaluated = \{[^}]*\};/g, "");
}

function readSchema(name) {
  return JSON.parse(readFileSync(new URL(`../stdlib/schemas/${name}.schema.json`, import.meta.url), "utf8"));
}
