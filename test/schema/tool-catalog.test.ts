import { describe, expect, test } from "vitest";
import { readEventModel } from "../../src/schema/event-model.ts";
import { showType } from "../../src/types/show.ts";

const withTools = (...catalogs: unknown[]): ReturnType<typeof readEventModel> =>
  readEventModel({
    standard: "bundled",
    project: [],
    tools: catalogs.map((catalog, index) => ({
      name: `tools${index}.json`,
      text: typeof catalog === "string" ? catalog : JSON.stringify(catalog),
    })),
  });
const email = {
  name: "send_email",
  description: "Sends a mail.",
  inputSchema: {
    type: "object",
    required: ["recipient"],
    properties: { recipient: { type: "string", format: "email" }, cc: { type: "array", items: { type: "string" } } },
  },
};
const params = (catalog: unknown, tool = "send_email"): string | undefined => {
  const found = withTools(catalog).value.tools.get(tool);
  return (
    found &&
    [...found.params.fields].map(([name, field]) => `${name}${field.optional ? "?" : ""}: ${showType(field.type)}`).join(", ") +
      (found.params.open ? ", …" : "")
  );
};

describe("a tool catalog", () => {
  test.each([
    ["the answer", { tools: [email] }],
    ["the answer in its envelope", { jsonrpc: "2.0", id: 1, result: { tools: [email] } }],
    ["a bare list", [email]],
    ["tools as chat APIs describe them", { tools: [{ type: "function", function: { name: email.name, parameters: email.inputSchema } }] }],
  ])("is %s", (_name, catalog) => {
    expect(params(catalog)).toBe("recipient: email, cc?: list<string>");
  });

  test("follows references inside one tool's schema", () => {
    const tool = {
      name: "t",
      inputSchema: { type: "object", properties: { a: { $ref: "#/$defs/a" } }, $defs: { a: { type: "integer" } } },
    };
    expect(params([tool], "t")).toBe("a?: number");
  });

  test("leaves parameters open where no schema is", () => {
    expect(params([{ name: "t" }], "t")).toBe(", …");
  });

  test("keeps a tool that two catalogs describe alike, and opens one that they describe differently", () => {
    expect(withTools([email], [email]).diagnostics).toEqual([]);
    const { value, diagnostics } = withTools([email], [{ ...email, inputSchema: { type: "object", properties: {} } }]);
    expect(diagnostics.map((each) => `${each.code} ${each.severity} ${each.span.file} ${each.message}`)).toEqual([
      "AIDR5141 warning tools1.json tool `send_email` is described twice, differently",
    ]);
    expect(value.tools.get("send_email")?.params.open).toBe(true);
  });

  test.each([
    ["{}", "it has no list `tools`"],
    ['{"tools": 3}', "`tools` is a number, not a list"],
    ["[3]", "a tool is a number, not a map"],
    ['[{"description": "x"}]', "a tool has no `name`"],
    ['[{"name": ""}]', "a tool has no `name`"],
  ])("%s is none", (text, reason) => {
    expect(withTools(text).diagnostics.map((each) => `${each.code} ${each.message}`)).toEqual([
      `AIDR5140 this is no tool catalog: ${reason}`,
    ]);
  });

  test("loses only the tool that is wrong", () => {
    const { value, diagnostics } = withTools([{ name: 3 }, email]);
    expect([diagnostics.length, [...value.tools.keys()]]).toEqual([1, ["send_email"]]);
  });

  test("may not reach out", () => {
    expect(withTools([{ name: "t", inputSchema: { $ref: "file:///etc/passwd" } }]).diagnostics.map((each) => each.code)).toEqual([
      "AIDR5122",
    ]);
  });
});
