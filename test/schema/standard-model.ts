/** The event model of the standard library alone, for tests that check or run rules against it. */
import { readFileSync, readdirSync } from "node:fs";
import { readEventModel } from "../../src/schema/event-model.ts";
import type { EventModel } from "../../src/schema/event-type.ts";
import type { SourceFile } from "../../src/source/source-file.ts";

const folder = new URL("../../stdlib/events/", import.meta.url);

export function standardSchemaFiles(): SourceFile[] {
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name: `std/events/${name}`, text: readFileSync(new URL(name, folder), "utf8") }));
}

export function standardModel(): EventModel {
  const { value, diagnostics } = readEventModel({ standard: "bundled", project: [], tools: [] });
  if (diagnostics.length > 0) throw new Error(diagnostics.map((each) => `${each.span.file}:${each.span.start} ${each.message}`).join("\n"));
  return value;
}
