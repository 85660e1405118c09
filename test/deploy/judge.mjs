/** Reads `{ schema, value }` as JSON from standard input and prints what the JSON Schema says of the value: a process of its own, because the tests forbid code made from text. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";

const { schema, value } = JSON.parse(readFileSync(0, "utf8"));
const validate = new Ajv2020({ allErrors: true, strict: false }).compile(schema);
const errors = validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
process.stdout.write(JSON.stringify(errors));
