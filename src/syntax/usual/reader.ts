/** Tokens one after the other, and how a part of the tree points at them. What cannot be read here is undefined, and nothing is said of it: the grammar reads it then. */
import type { IToken, TokenType } from "chevrotain";
import { coverSpans, type Span } from "../../source/span.ts";
import type { SourceFile } from "../../source/source-file.ts";
import { Comma, Identifier } from "../../../grammar/tokens.ts";
import type { EventTypes, Expr, Name } from "../ast.ts";
import { nameOf, spanOf } from "../building.ts";

/** What reads expressions, handed down so that files form no circle. */
type Parts = { readonly [Part in "expression" | "arithmetic" | "test"]: (reader: UsualReader) => Expr | undefined };

export class UsualReader {
  readonly file: SourceFile;
  readonly #tokens: readonly IToken[];
  readonly #parts: Parts;
  /** Number of the token that is read next. */
  at = 0;

  constructor(file: SourceFile, tokens: readonly IToken[], parts: Parts) {
    this.file = file;
    this.#tokens = tokens;
    this.#parts = parts;
  }

  get isAtEnd(): boolean {
    return this.at >= this.#tokens.length;
  }

  /** The type of the next token, or of one behind it. */
  type(ahead = 0): TokenType | undefined {
    return this.#tokens[this.at + ahead]?.tokenType;
  }

  /** The next token, if it is of this type; it is then read. */
  take(type: TokenType): IToken | undefined {
    const token = this.#tokens[this.at];
    if (token?.tokenType !== type) return undefined;
    this.at++;
    return token;
  }

  /** The next token, whatever it is. */
  next(): IToken | undefined {
    return this.#tokens[this.at++];
  }

  /** The token that was read last. */
  get last(): IToken | undefined {
    return this.#tokens[this.at - 1];
  }

  span(token: IToken): Span {
    return spanOf(this, token);
  }

  name(token: IToken): Name {
    return nameOf(this, token);
  }

  expression(): Expr | undefined {
    return this.#parts.expression(this);
  }

  arithmetic(): Expr | undefined {
    return this.#parts.arithmetic(this);
  }

  test(): Expr | undefined {
    return this.#parts.test(this);
  }

  /** Names with commas between them. */
  names(): readonly Name[] | undefined {
    const names: Name[] = [];
    do {
      const token = this.take(Identifier);
      if (token === undefined) return undefined;
      names.push(this.name(token));
    } while (this.take(Comma));
    return names;
  }

  /** What stands behind ON or FROM. */
  eventTypes(): EventTypes | undefined {
    const names = this.names();
    const [head] = names ?? [];
    const last = names?.at(-1);
    if (names === undefined || head === undefined || last === undefined) return undefined;
    const any = names.length === 1 && head.name === "any" && !head.quoted;
    return { any, names: any ? [] : names, span: coverSpans(head.span, last.span) };
  }
}
