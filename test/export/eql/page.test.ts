/** The queries in the documentation are what the exporter prints. */
import { it } from "vitest";
import { expectQueriesOf } from "../page.ts";
import { exported } from "./agree.ts";

it("docs/export/eql.md", () => {
  expectQueriesOf(new URL("../../../docs/export/eql.md", import.meta.url), "eql", (planned) => exported(planned));
});
