/** What can be wrong with an adapter beyond its shape. */
import { defineDiagnostics } from "../diagnostics/catalog.ts";

export const report = defineDiagnostics({
  sourcePath: {
    code: "AIDR5201",
    severity: "error",
    message: "`{path}` is not a path into a record",
    help: "write keys with dots between them, at most 12, such as `attributes.gen_ai.tool.name`",
  },
  unknownConversion: { code: "AIDR5202", severity: "error", message: "`{name}` is not a conversion", help: "conversions: {known}" },
  targetPath: {
    code: "AIDR5203",
    severity: "error",
    message: "`{target}` is not a field of an event",
    help: "write names with dots between them, such as `tool_call.params`",
  },
  unknownTargetType: { code: "AIDR5204", severity: "error", message: "`{type}` is not an event type" },
  unknownTargetField: { code: "AIDR5205", severity: "error", message: "`{field}` is not a field of `{event}`" },
  itemWithoutEach: {
    code: "AIDR5206",
    severity: "error",
    message: "`{path}` speaks of an element, but this event has no `each`",
    help: "say with `each` which list the elements come from",
  },
  sourceMissing: {
    code: "AIDR5207",
    severity: "error",
    message: "`{target}` says nothing of where its value comes from",
    help: "give it `from`, `value` or `template`",
  },
  targetTwice: { code: "AIDR5208", severity: "error", message: "`{target}` lies inside `{other}`, which is filled as a whole" },
});
