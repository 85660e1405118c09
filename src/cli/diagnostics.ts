/** What a command finds that no room below it says. */
import { defineDiagnostics } from "../diagnostics/catalog.ts";

export const report = defineDiagnostics({
  notFormatted: { code: "AIDR5501", severity: "warning", message: "from here on this is not the one layout", help: "`aidr fmt` writes it" },
});
