/** A file of declarations, most of them in their usual forms. */
import type { IToken, TokenType } from "chevrotain";
import * as T from "../../../grammar/tokens.ts";
import type { SourceFile } from "../../source/source-file.ts";
import type { Declaration } from "../ast.ts";
import { readNamed } from "./read-declaration.ts";
import { readArithmetic, readExpression } from "./read-expr.ts";
import { readPlaybook } from "./read-playbook.ts";
import { readRule } from "./read-rule.ts";
import { readTest } from "./read-test.ts";
import { UsualReader } from "./reader.ts";

const { K } = T;

/** All declarations of a file; one in another form is handed to `otherwise`, with its tokens. Undefined where that gives up. O(tokens). */
export function readUsual(
  file: SourceFile,
  tokens: readonly IToken[],
  otherwise: (tokens: IToken[]) => readonly Declaration[] | undefined,
): readonly Declaration[] | undefined {
  const reader = new UsualReader(file, tokens, { expression: readExpression, arithmetic: readArithmetic, test: readTest });
  const declarations: Declaration[] = [];
  while (!reader.isAtEnd) {
    const from = reader.at;
    const declaration = readDeclaration(reader);
    if (declaration !== undefined && (reader.isAtEnd || starts.has(reader.type()))) {
      declarations.push(declaration);
      continue;
    }
    // `EXTEND LIST` is one start.
    reader.at = from + (tokens[from]?.tokenType === K.EXTEND ? 2 : 1);
    while (!reader.isAtEnd && !starts.has(reader.type())) reader.at++;
    const read = otherwise(tokens.slice(from, reader.at));
    if (read === undefined) return undefined;
    declarations.push(...read);
  }
  return declarations;
}

const named: ReadonlySet<TokenType> = new Set([K.IMPORT, K.LIST, K.PARAM, K.DEFINE, K.ACTION]);
const starts: ReadonlySet<TokenType | undefined> = new Set(T.declarationStarts);

/** The declaration at the next token; undefined where it has another form. */
function readDeclaration(reader: UsualReader): Declaration | undefined {
  const type = reader.type();
  if (type === T.RuleTitle) return readRule(reader);
  if (type === T.PlaybookTitle) return readPlaybook(reader);
  return type !== undefined && named.has(type) ? readNamed(reader) : undefined;
}
