import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkShape } from "../../src/schema/shape.ts";
import { validate as adapter } from "../../src/schema/validators/adapter.generated.ts";
import { validate as config } from "../../src/schema/validators/config.generated.ts";
import { validate as event } from "../../src/schema/validators/event.generated.ts";
import { validate as mapping } from "../../src/schema/validators/mapping.generated.ts";
import { validate as testFile } from "../../src/schema/validators/test.generated.ts";
import { readYaml } from "../../src/schema/yaml-file.ts";

const validators = { adapter, config, event, mapping, test: testFile };
type ShapeName = keyof typeof validators;

/** Code, underlined text, message and help of each mistake. */
function mistakes(name: ShapeName, text: string): string[] {
  const file = { name: "file.yaml", text };
  return checkShape(validators[name], readYaml(file).value).map(({ code, span, message, help }) =>
    [code, JSON.stringify(text.slice(span.start, span.end)), message, ...help].join(" | "),
  );
}

describe("a file of aidr's own", () => {
  test.each<[ShapeName, string, string[]]>([
    ["config", "file: [a]", [`AIDR5110 | "file" | \`file\` is not a key of the file | did you mean \`files\`?`]],
    ["config", "files: { a: b }", [`AIDR5112 | "{" | \`files\` must be a text or a list, not a map`]],
    ["config", "files: [1]", [`AIDR5112 | "1" | \`files[0]\` must be a text, not a number`]],
    ["config", "params: { a: [{ b: 1 }] }", [`AIDR5112 | "{" | \`params.a[0]\` must be a text, a number or true or false, not a map`]],
    ["config", "- a", [`AIDR5112 | "-" | the file must be a map, not a list`]],
    [
      "config",
      "adapter: 3\nlint: off",
      [`AIDR5112 | "3" | \`adapter\` must be a text, not a number`, `AIDR5112 | "off" | \`lint\` must be a map, not a text`],
    ],
    ["test", "rule: a", [`AIDR5111 | "r" | the file lacks \`cases\``]],
    [
      "test",
      "rule: a\ncases: [{ events: [], expect: some }]",
      [`AIDR5112 | "some" | \`cases[0].expect\` must be \`none\` or a list, not a text`],
    ],
    [
      "test",
      "rule: a\ncases: [{ events: [], expect: [{ severty: HIGH }] }]",
      [`AIDR5110 | "severty" | \`severty\` is not a key of \`cases[0].expect[0]\` | did you mean \`severity\`?`],
    ],
    [
      "test",
      "rule: a\ncases: [{ events: [], expect: [{ severity: HIHG }] }]",
      [
        `AIDR5113 | "HIHG" | \`HIHG\` is not allowed for \`cases[0].expect[0].severity\` | allowed: CRITICAL, HIGH, MEDIUM, LOW, INFO | did you mean \`HIGH\`?`,
      ],
    ],
    [
      "test",
      "rule: a\ncases: [{ events: [{ at: 5 minutes }], expect: none }]",
      [
        `AIDR5114 | "5 minutes" | \`cases[0].events[0].at\` does not have the form that it needs | A whole number and a unit: 500ms 30s 5m 24h 30d 2w.`,
      ],
    ],
    [
      "adapter",
      "name: x\nevents: [{ type: input, fields: { input_text: { frm: a } } }]",
      [`AIDR5110 | "frm" | \`frm\` is not a key of \`events[0].fields.input_text\` | did you mean \`from\`?`],
    ],
    [
      "event",
      "description: x\nproperties: { a: { x-aidr-unit: usb, description: y } }",
      [
        `AIDR5113 | "usb" | \`usb\` is not allowed for \`properties.a.x-aidr-unit\` | allowed: usd, tokens, seconds, bytes, ratio | did you mean \`usd\`?`,
      ],
    ],
  ])("%s: %j", (name, text, expected) => {
    expect(mistakes(name, text)).toEqual(expected);
  });

  test("has at most fifty messages, in the order of the file", () => {
    const text = Array.from({ length: 200 }, (_, index) => `wrong${index}: 1`).join("\n");
    const found = mistakes("config", text);
    expect(found).toHaveLength(50);
    expect(found[0]).toContain("wrong0");
    expect(found[49]).toContain("wrong49");
  });

  test("keeps keys of the language's own names apart from its values", () => {
    expect(mistakes("config", "__proto__: 1\nconstructor: 2")).toEqual([
      `AIDR5110 | "__proto__" | \`__proto__\` is not a key of the file | keys: files, schemas, tools, adapter, mappings, categories, params, lint`,
      `AIDR5110 | "constructor" | \`constructor\` is not a key of the file | keys: files, schemas, tools, adapter, mappings, categories, params, lint`,
    ]);
  });
});

describe("the standard library's files", () => {
  const read = (folder: string): { name: string; text: string }[] => {
    const url = new URL(`../../stdlib/${folder}/`, import.meta.url);
    return readdirSync(url)
      .filter((name) => name.endsWith(".yaml"))
      .map((name) => ({ name, text: readFileSync(new URL(name, url), "utf8") }));
  };

  test.each(read("events"))("events/$name fits the schema of event types", ({ text }) => {
    expect(mistakes("event", text)).toEqual([]);
  });

  test.each(read("adapters"))("adapters/$name fits the schema of adapters", ({ text }) => {
    expect(mistakes("adapter", text)).toEqual([]);
  });
});
