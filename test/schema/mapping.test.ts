/** Mapping files: the bundled ones cover the standard model, and a mistake is named with its place. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Mapping } from "../../src/schema/mapping.ts";
import { placeOf, resolveField } from "../../src/schema/mapping.ts";
import { readMapping } from "../../src/schema/read-mapping.ts";
import { standardModel } from "../property/model.ts";

const folder = new URL("../../stdlib/mappings/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

function read(text: string, name = "m.yaml"): { mapping: Mapping | undefined; problems: string[] } {
  const { value, diagnostics } = readMapping({ name, text }, standardModel);
  return {
    mapping: value,
    problems: diagnostics.map(({ code, message, span }) => `${code} ${text.slice(span.start, span.end)}: ${message}`),
  };
}
const small = (fields: string): string =>
  `name: m\ntarget: kql\nversion: "1"\ntime: T\nid: Id\nevents:\n  "*": { source: Table, where: { Type: "{type}" } }\nfields:\n${fields}`;

describe("bundled mappings", () => {
  it.each(files)("%s is read without a complaint", (name) => {
    const { mapping, problems } = read(readFileSync(new URL(name, folder), "utf8"), name);
    expect(problems).toEqual([]);
    expect(mapping?.name).toBe(name.replace(".yaml", ""));
  });

  it.each(files.filter((name) => name !== "splunk-cim.yaml"))("%s has a column for every plain field of every event type", (name) => {
    const { mapping } = read(readFileSync(new URL(name, folder), "utf8"), name);
    const missing = [...standardModel.types.values()].flatMap(({ record }) =>
      [...record.fields].flatMap(([root, field]) =>
        field.type.kind !== "record" &&
        !["event_id", "event_type", "timestamp", "sequence"].includes(root) &&
        mapping &&
        !resolveField(mapping, [root])
          ? [root]
          : [],
      ),
    );
    expect([...new Set(missing)]).toEqual([]);
  });
});

describe("a mapping file", () => {
  it("takes from the schema what it does not say", () => {
    const { mapping } = read(
      small("  user.id: U\n  user.is_admin: A\n  user.roles: R\n  session.current_cost: C\n  auth.ip: { column: I, single: true }\n"),
    );
    expect([...(mapping?.fields ?? [])].map(([path, { column, kind, of, single }]) => [path, column, kind, of, single])).toEqual([
      ["user.id", "U", "keyword", undefined, false],
      ["user.is_admin", "A", "boolean", undefined, false],
      ["user.roles", "R", "list", "keyword", false],
      ["session.current_cost", "C", "number", undefined, false],
      ["auth.ip", "I", "ip", undefined, true],
    ]);
  });

  it("finds a column by path, by pattern, and inside of JSON", () => {
    const { mapping } = read(small('  user.id: U\n  tool_call.params.*: { column: "P.*", kind: keyword }\n  tool_definition.params: D\n'));
    const column = (path: string) => mapping && resolveField(mapping, path.split("."));
    expect(column("user.id")).toMatchObject({ field: { column: "U" }, inside: [] });
    expect(column("tool_call.params.to")).toMatchObject({ field: { column: "P.to" }, inside: [] });
    expect(column("tool_definition.params.a.b")).toMatchObject({ field: { column: "D" }, inside: ["a", "b"] });
    expect(column("user.country")).toBeUndefined();
    expect(mapping && placeOf(mapping, "input")).toEqual({ source: "Table", where: [["Type", "input"]] });
  });

  it("takes a call of fields for what the pipeline computes, typed by its word", () => {
    const { mapping, problems } = read(
      small("  normalize(text_of(tool_call.params)): N\n  decoded(input_text): D\n  entropy(input_text): E\n  normalise(input_text): X\n"),
    );
    expect([...(mapping?.fields ?? [])].map(([path, { column, kind, of }]) => [path, column, kind, of])).toEqual([
      ["normalize(text_of(tool_call.params))", "N", "keyword", undefined],
      ["decoded(input_text)", "D", "list", "keyword"],
      ["entropy(input_text)", "E", "number", undefined],
    ]);
    expect(problems).toEqual(["AIDR5160 normalise(input_text): `normalise(input_text)` is not a field of any event type"]);
  });

  it("names a field that no event has, with what was meant", () => {
    const { problems } = read(small("  user.idd: U\n"));
    expect(problems).toEqual(["AIDR5160 user.idd: `user.idd` is not a field of any event type"]);
  });

  it("names an unknown key, an event type that is none, and a kind that is none", () => {
    expect(read(small("  user.id: { column: U, kinds: keyword }\n")).problems[0]).toContain("kinds");
    expect(read(small("  user.id: { column: U, kind: string }\n")).problems[0]).toContain("string");
    expect(read(small("  user.id: U\n").replace('"*"', "inputt")).problems).toEqual(["AIDR5161 inputt: `inputt` is not an event type"]);
  });

  it("is refused, not thrown on, whatever it is", () => {
    for (const text of ["", "[]", "fields: 3", "- a", "name: {", "\u0000"]) expect(read(text).mapping).toBeUndefined();
  });
});
