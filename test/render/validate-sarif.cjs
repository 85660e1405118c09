/**
 * Judges SARIF logs by the official schema, one JSON document a line on standard input; writes a line of JSON for each: the errors. A process of its own, for the
 * validator makes code from text, which the tests forbid. Schema and validator (draft 4) come with Microsoft's SARIF SDK.
 */
const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");

const sdk = createRequire(require.resolve("@microsoft/jest-sarif/package.json"));
const Ajv = sdk("ajv");
const ajv = new Ajv({ schemaId: "auto", allErrors: true, meta: sdk("ajv/lib/refs/json-schema-draft-04.json") });
const validate = ajv.compile(sdk("./lib/schemas/sarif-2.1.0-rtm.5.json"));

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const valid = validate(JSON.parse(line));
  process.stdout.write(`${JSON.stringify(valid ? [] : validate.errors.map((error) => `${error.dataPath} ${error.message}`))}\n`);
}
