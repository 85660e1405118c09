/** The mappings that come with aidr, read against the standard event model: what the exporters' tests export with. */
import { readFileSync } from "node:fs";
import type { Mapping } from "../../src/schema/mapping.ts";
import { readMapping } from "../../src/schema/read-mapping.ts";
import { standardModel } from "../property/model.ts";

export type MappingName = "splunk-json" | "splunk-cim" | "sentinel" | "adx" | "elastic-ecs" | "elastic-otel";

export function bundledMapping(name: MappingName): Mapping {
  const file = `${name}.yaml`;
  const text = readFileSync(new URL(`../../stdlib/mappings/${file}`, import.meta.url), "utf8");
  const { value, diagnostics } = readMapping({ name: file, text }, standardModel);
  if (!value) throw new Error(`${file}: ${diagnostics.map(({ message }) => message).join("; ")}`);
  return value;
}
