/** An MCP `tools/list` answer -> the parameter types of its tools, by which `tool_call.params` is narrowed. */
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import type { RecordType } from "../types/type.ts";
import { report } from "./diagnostics.ts";
import type { ToolType } from "./event-type.ts";
import { openReading, readSchemaType } from "./schema-type.ts";
import { entryOf, kindOf, readYaml, textOf } from "./yaml-file.ts";
import type { YamlNode } from "./yaml-file.ts";

export type FoundTool = { readonly tool: ToolType; readonly span: Span };

const openRecord: RecordType = { kind: "record", fields: new Map(), open: true };

/**
 * Reads `{ tools: […] }`, the same in a JSON-RPC envelope (`{ result: { tools } }`), or a bare list. Each tool has `name`, and may have
 * `description`, `inputSchema` (also `input_schema`, `parameters`, and the `function` wrapper of chat APIs). A top-level `server` names the server.
 * A tool without a schema has open parameters.
 */
export function readToolCatalog(file: SourceFile): Result<FoundTool[]> {
  const tree = readYaml(file);
  if (tree.diagnostics.length > 0) return { value: [], diagnostics: tree.diagnostics };
  const holder = entryOf(tree.value, "result")?.value ?? tree.value;
  const list = holder.kind === "list" ? holder : entryOf(holder, "tools")?.value;
  if (list?.kind !== "list") {
    const reason = list ? `\`tools\` is ${kindOf(list)}, not a list` : "it has no list `tools`";
    return { value: [], diagnostics: [report.toolCatalogShape((list ?? holder).span, { reason })] };
  }
  const server = textOf(entryOf(holder, "server")?.value) ?? textOf(entryOf(tree.value, "server")?.value);
  const found: FoundTool[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const item of list.items) {
    const { value, diagnostics: problems } = readTool(item, server);
    diagnostics.push(...problems);
    if (value) found.push(value);
  }
  return { value: found, diagnostics };
}

function readTool(node: YamlNode, server: string | undefined): Result<FoundTool | undefined> {
  const inner = entryOf(node, "function")?.value ?? node;
  const name = entryOf(inner, "name");
  const text = textOf(name?.value);
  if (!name || text === undefined || text === "") {
    const reason = node.kind === "map" ? "a tool has no `name`" : `a tool is ${kindOf(node)}, not a map`;
    return { value: undefined, diagnostics: [report.toolCatalogShape((name?.value ?? node).span, { reason })] };
  }
  const schema = (entryOf(inner, "inputSchema") ?? entryOf(inner, "input_schema") ?? entryOf(inner, "parameters"))?.value;
  // References inside a tool's schema begin at that schema, so it is its own root.
  const reading = openReading(schema ?? inner);
  const type = schema ? readSchemaType(schema, reading, { root: schema, open: [schema], depth: 0 }).type : openRecord;
  const params = type.kind === "record" ? type : openRecord;
  const summary = textOf(entryOf(inner, "description")?.value) ?? "";
  const tool: ToolType = { name: text, summary, params, ...(server === undefined ? {} : { server }) };
  return { value: { tool, span: name.value.span }, diagnostics: reading.diagnostics };
}
