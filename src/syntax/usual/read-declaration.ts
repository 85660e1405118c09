/** Declarations of names in their usual forms. */
import * as T from "../../../grammar/tokens.ts";
import { coverSpans } from "../../source/span.ts";
import type { ActionDeclaration, Declaration, Define, List, ListSource, Name, TypeName } from "../ast.ts";
import { stringOf } from "../building.ts";
import { readItems, readListFrom } from "./read-expr.ts";
import type { UsualReader } from "./reader.ts";

const { K } = T;

/** What stands behind the word that begins the declaration, which ends where the last token does that is read. */
export function readNamed(reader: UsualReader): Declaration | undefined {
  const word = reader.next();
  const declaration = word && readBehind(word.tokenType.name, reader);
  return declaration && reader.last && { ...declaration, span: coverSpans(reader.span(word), reader.span(reader.last)) };
}

type Unplaced<D> = D extends Declaration ? Omit<D, "span"> : never;

function readBehind(word: string, reader: UsualReader): Unplaced<Declaration> | undefined {
  if (word === "IMPORT") return readImport(reader);
  const token = reader.take(T.Identifier);
  const name = token && reader.name(token);
  if (name === undefined) return undefined;
  switch (word) {
    case "LIST":
      return readList(name, reader);
    case "PARAM": {
      const type = readTypeBehind(reader);
      const value = type === undefined || !reader.take(T.Assign) ? undefined : reader.arithmetic();
      return value && { kind: "param", name, ...(type ? { type } : {}), value };
    }
    case "DEFINE":
      return readDefine(name, reader);
    case "ACTION": {
      const params = reader.take(T.LParen) && readItems(reader, T.RParen, readParameter);
      return params && { kind: "action-declaration", name, params };
    }
    default:
      return undefined;
  }
}

function readImport(reader: UsualReader): Unplaced<Declaration> | undefined {
  const names = reader.names();
  const from = names && reader.take(K.FROM) && reader.take(T.Text);
  return from && { kind: "import", names, from: stringOf(reader, from) };
}

function readList(name: Name, reader: UsualReader): Omit<List, "span"> | undefined {
  const type = readTypeBehind(reader);
  const source = type === undefined ? undefined : readSource(reader);
  return source && { kind: "list-declaration", name, ...(type ? { type } : {}), source };
}

function readSource(reader: UsualReader): ListSource | undefined {
  if (reader.take(T.Assign)) {
    const list = reader.take(T.LBracket) && readListFrom(reader);
    return list && { kind: "inline", list };
  }
  const path = reader.take(K.FROM) && reader.take(T.Text);
  const column = path && reader.take(K.COLUMN) ? reader.take(T.Text) : null;
  if (!path || column === undefined) return undefined;
  return { kind: "file", path: stringOf(reader, path), ...(column ? { column: stringOf(reader, column) } : {}) };
}

function readDefine(name: Name, reader: UsualReader): Omit<Define, "span"> | undefined {
  const params = reader.take(T.LParen) && readItems(reader, T.RParen, readParameter);
  const body = params && reader.take(T.Assign) && reader.expression();
  // The value of a parameter is not of this tree.
  return body && params.every((one) => one.default === undefined) ? { kind: "define", name, params, body } : undefined;
}

function readParameter(reader: UsualReader): ActionDeclaration["params"][number] | undefined {
  const token = reader.take(T.Identifier);
  const type = token && readTypeBehind(reader);
  const value = type && reader.take(T.Assign) ? reader.arithmetic() : null;
  if (!type || value === undefined) return undefined;
  const name = reader.name(token);
  return { name, type, ...(value ? { default: value } : {}), span: coverSpans(name.span, (value ?? type).span) };
}

/** A type behind its colon; null where there is no colon. */
function readTypeBehind(reader: UsualReader): TypeName | null | undefined {
  return reader.take(T.Colon) ? readType(reader) : null;
}

function readType(reader: UsualReader): TypeName | undefined {
  const token = reader.take(T.Identifier);
  const of = token && reader.take(T.Less) ? readType(reader) : null;
  if (!token || of === undefined || (of && !reader.take(T.Greater)) || reader.last === undefined) return undefined;
  const name = reader.name(token);
  return { name, ...(of ? { of } : {}), span: coverSpans(name.span, reader.span(reader.last)) };
}
