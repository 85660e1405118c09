/** The smallest things as text: strings, names, types. */
import { reservedWords } from "../../grammar/tokens.ts";
import type { Literal, Name, TypeName } from "../syntax/ast.ts";
import { unreachable } from "../source/invariant.ts";

const reserved: ReadonlySet<string> = new Set(reservedWords);

/** A name, in backticks where it was or must be. */
export function formatName(name: Pick<Name, "name" | "quoted">): string {
  return name.quoted || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name.name) || reserved.has(name.name) ? `\`${name.name}\`` : name.name;
}

export function formatType(type: TypeName): string {
  return type.of ? `${formatName(type.name)}<${formatType(type.of)}>` : formatName(type.name);
}

/** A string in JSON's form. What cannot be seen is escaped, so that a reviewer sees it. */
export function formatString(value: string): string {
  return JSON.stringify(value).replace(/[\p{Cf}\u007f-\u009f\u00a0\u2028\u2029\u3164\uffa0]/gu, (hidden) =>
    Array.from({ length: hidden.length }, (_, at) => `\\u${hidden.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  );
}

export function formatLiteral(literal: Literal): string {
  switch (literal.kind) {
    case "string":
      return formatString(literal.value);
    case "number":
    case "duration":
    case "date":
      return literal.raw;
    case "boolean":
      return String(literal.value);
    case "pattern":
      return `/${literal.source}/${literal.flags}`;
    case "constant":
      return literal.name;
    default:
      return unreachable(literal);
  }
}
