/** The queries in the documentation are what the exporter prints. */
import { it } from "vitest";
import { bundledMapping } from "../mapping.ts";
import { expectQueriesOf } from "../page.ts";
import { exported } from "./agree.ts";

const mapping = bundledMapping("elastic-ecs");

it("docs/export/esql.md", () => {
  expectQueriesOf(new URL("../../../docs/export/esql.md", import.meta.url), "esql", (planned) => {
    const exact = exported(planned, mapping);
    return exact.kind === "refused" ? exported(planned, mapping, { broader: true }) : exact;
  });
});
