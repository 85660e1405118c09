import { readFileSync, writeFileSync } from "node:fs";
import { generateCstDts } from "chevrotain";
import { expect, test } from "vitest";
import { AidrParser } from "../../grammar/parser.ts";

const header =
  "/** Types of the concrete tree, generated from the grammar (the tests with UPDATE=1 rewrite it). After a mistake any child may be absent. */\n";

test("the generated types of the concrete tree are those of the grammar", () => {
  const parser = new AidrParser({ validate: true, recover: true });
  const path = new URL("../../grammar/cst.generated.ts", import.meta.url);
  const types = generateCstDts(parser.getGAstProductions(), { includeVisitorInterface: false });
  const made =
    header +
    types
      .replace("CstNode, ICstVisitor, IToken", "CstNodeLocation, IToken")
      .replaceAll(" extends CstNode", "")
      .replaceAll(/^ {2}(name|children):/gm, "  readonly $1:")
      .replaceAll(/^( {2}readonly children: .*)$/gm, "$1\n  readonly location?: CstNodeLocation;")
      .replaceAll(/^ {2}(\w+)\??: (\w+\[\]);$/gm, "  readonly $1?: readonly $2;");
  if (process.env["UPDATE"]) writeFileSync(path, made);
  expect(readFileSync(path, "utf8")).toBe(made);
});
