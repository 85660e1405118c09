/** Counts how deep brackets and quantifiers are nested, token by token, so that no parser has to recurse to find out. */
import type { TokenType } from "chevrotain";
import { clauseKeywords, Comma, declarationStarts, K, LBracket, LParen, RBracket, RParen } from "./tokens.ts";

export class Nesting {
  /** What is open: brackets, and quantifiers, which end with the bracket around them. */
  readonly #open: ("bracket" | "quantifier")[] = [];

  get depth(): number {
    return this.#open.length;
  }

  read(token: TokenType): void {
    if (token === LParen || token === LBracket) this.#open.push("bracket");
    else if (token === RParen || token === RBracket) {
      this.#endQuantifiers();
      this.#open.pop();
    } else if (token === Comma) this.#endQuantifiers();
    else if (token === K.ANY || token === K.ALL) this.#open.push("quantifier");
    else if (fresh.has(token)) this.clear();
  }

  clear(): void {
    this.#open.length = 0;
  }

  #endQuantifiers(): void {
    while (this.#open[this.#open.length - 1] === "quantifier") this.#open.pop();
  }
}

/** Clauses and declarations stand in no bracket: one that was left open ends there. */
const fresh: ReadonlySet<TokenType> = new Set([...declarationStarts, ...clauseKeywords.map((word) => K[word]), K.STEP, K.ABSENT]);
