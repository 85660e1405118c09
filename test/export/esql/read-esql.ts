/**
 * Reads the ES|QL that is printed, and nothing more: a word in another case, a bare reserved word, or a form that we do not print is an error.
 * Written from Elastic's "Basic ES|QL syntax", "ES|QL operators" and the pages of the commands.
 */
import type { Named, Node, Stage } from "./syntax.ts";

export function readEsql(text: string): readonly Stage[] {
  const reader = new Reader(tokensOf(text));
  const stages = [reader.source()];
  while (reader.skip("|")) stages.push(reader.command());
  reader.end();
  return stages;
}

/** Kinds and places of tokens, without the values of literals: two queries that differ in their literals only have the same. */
export function tokenShape(text: string): string {
  return tokensOf(text)
    .map((token) => (token.kind === "string" || token.kind === "number" ? token.kind : `${token.kind}:${token.text}`))
    .join(" ");
}

type Token = { readonly kind: "word" | "quoted" | "string" | "number" | "sign" | "source"; readonly text: string };

const signs = ["==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "(", ")", "[", "]", ",", "|", "=", "."];

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  // After FROM and LOOKUP JOIN stand names of indexes, which have characters of their own.
  let wantsSource = false;
  while (at < text.length) {
    const rest = text.slice(at);
    const blank = /^[ \n]+/.exec(rest);
    if (blank) {
      at += blank[0].length;
      continue;
    }
    if (rest.startsWith('"')) {
      const [value, length] = readString(rest);
      tokens.push({ kind: "string", text: value });
      at += length;
      wantsSource = wantsSource && /^ *,/.test(text.slice(at));
      const comma = wantsSource ? /^ *, */.exec(text.slice(at)) : null;
      if (comma) {
        tokens.push({ kind: "sign", text: "," });
        at += comma[0].length;
      }
      continue;
    }
    const source = wantsSource ? /^[A-Za-z0-9_.*<>{}/+-]+/.exec(rest) : null;
    if (source) {
      tokens.push({ kind: "source", text: source[0] });
      at += source[0].length;
      wantsSource = /^ *,/.test(text.slice(at));
      const comma = /^ *, */.exec(text.slice(at));
      if (comma) {
        tokens.push({ kind: "sign", text: "," });
        at += comma[0].length;
      }
      continue;
    }
    const word = /^[A-Za-z_@][A-Za-z0-9_]*/.exec(rest);
    if (word) {
      tokens.push({ kind: "word", text: word[0] });
      at += word[0].length;
      wantsSource = word[0] === "FROM" || (word[0] === "JOIN" && tokens.at(-2)?.text === "LOOKUP");
      continue;
    }
    const number = /^(?:\d+\.\d+|\d+)(?:E-?\d+)?/.exec(rest);
    if (number) {
      tokens.push({ kind: "number", text: number[0] });
      at += number[0].length;
      continue;
    }
    const quoted = /^`((?:[^`]|``)*)`/.exec(rest);
    if (quoted) {
      tokens.push({ kind: "quoted", text: (quoted[1] ?? "").replaceAll("``", "`") });
      at += quoted[0].length;
      continue;
    }
    const sign = signs.find((each) => rest.startsWith(each));
    if (!sign) throw new Error(`no token at ${JSON.stringify(rest.slice(0, 20))}`);
    tokens.push({ kind: "sign", text: sign });
    at += sign.length;
  }
  return tokens;
}

/** `\t \n \r \" \\` are the only escapes; a raw line break ends no string that we print. */
function readString(text: string): readonly [string, number] {
  let value = "";
  for (let at = 1; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === '"') return [value, at + 1];
    if (character === "\n" || character === "\r") break;
    if (character === "\\") {
      const escaped = { t: "\t", n: "\n", r: "\r", '"': '"', "\\": "\\" }[text[++at] ?? ""];
      if (escaped === undefined) throw new Error(`bad escape \\${text[at]}`);
      value += escaped;
    } else value += character;
  }
  throw new Error("a string does not end");
}

const units: Readonly<Record<string, number>> = { millisecond: 1, second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const reserved = new Set([
  "AND",
  "OR",
  "NOT",
  "IN",
  "LIKE",
  "RLIKE",
  "IS",
  "NULL",
  "BY",
  "WHERE",
  "ON",
  "METADATA",
  "STATS",
  "true",
  "false",
  "null",
]);

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw new Error(`unexpected ${this.#tokens[this.#at]?.text}`);
  }
  #peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }
  #is(text: string, ahead = 0): boolean {
    const token = this.#peek(ahead);
    return token !== undefined && token.text === text && (token.kind === "word" || token.kind === "sign");
  }
  skip(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at++;
    return true;
  }
  #want(text: string): void {
    if (!this.skip(text)) throw new Error(`wanted ${text}, found ${this.#peek()?.text}`);
  }
  #take(kind: Token["kind"]): string {
    const token = this.#peek();
    if (token?.kind !== kind) throw new Error(`wanted a ${kind}, found ${token?.kind} ${token?.text}`);
    this.#at++;
    return token.text;
  }
  #list<T>(read: () => T): readonly T[] {
    const found = [read()];
    while (this.skip(",")) found.push(read());
    return found;
  }

  source(): Stage {
    if (this.skip("ROW")) return { kind: "row", columns: this.#list(() => this.#named()) };
    this.#want("FROM");
    const sources = this.#list(() => this.#index());
    const metadata = this.skip("METADATA") ? this.#list(() => this.#name()) : [];
    return { kind: "from", sources, metadata };
  }

  command(): Stage {
    const word = this.#take("word");
    switch (word) {
      case "WHERE":
        return { kind: "where", condition: this.#or() };
      case "EVAL":
        return { kind: "eval", columns: this.#list(() => this.#named()) };
      case "STATS":
        return this.#stats("stats");
      case "INLINE":
        this.#want("STATS");
        return this.#stats("inline-stats");
      case "MV_EXPAND":
        return { kind: "mv-expand", column: this.#name() };
      case "LOOKUP": {
        this.#want("JOIN");
        const index = this.#index();
        this.#want("ON");
        return { kind: "lookup-join", index, on: this.#name() };
      }
      case "KEEP":
        return { kind: "keep", columns: this.#list(() => this.#name()) };
      case "LIMIT":
        return { kind: "limit", rows: Number(this.#take("number")) };
      default:
        throw new Error(`no command ${word}`);
    }
  }

  #index(): string {
    return this.#peek()?.kind === "string" ? this.#take("string") : this.#take("source");
  }

  #stats(kind: "stats" | "inline-stats"): Stage {
    const aggregations = this.#list(() => {
      const named = this.#named();
      return this.skip("WHERE") ? { ...named, where: this.#or() } : named;
    });
    return { kind, aggregations, by: this.skip("BY") ? this.#list(() => this.#name()) : [] };
  }

  #named(): Named {
    const name = this.#name();
    this.#want("=");
    return { name, value: this.#or() };
  }

  /** Parts between dots; a part is an identifier or stands in backticks. */
  #name(): string {
    const parts = [this.#part()];
    while (this.skip(".")) parts.push(this.#part());
    return parts.join(".");
  }
  #part(): string {
    const token = this.#peek();
    if (token?.kind === "quoted") return this.#take("quoted");
    const word = this.#take("word");
    if (reserved.has(word)) throw new Error(`a reserved word as a name: ${word}`);
    return word;
  }

  #or(): Node {
    const parts = [this.#and()];
    while (this.skip("OR")) parts.push(this.#and());
    return this.#joined("or", parts);
  }
  #and(): Node {
    const parts = [this.#not()];
    while (this.skip("AND")) parts.push(this.#not());
    return this.#joined("and", parts);
  }
  #joined(kind: "and" | "or", parts: readonly Node[]): Node {
    const [only] = parts;
    return only && parts.length === 1 ? only : { kind, parts };
  }
  #not(): Node {
    return this.skip("NOT") ? { kind: "not", of: this.#not() } : this.#predicate();
  }

  #predicate(): Node {
    const of = this.#sum();
    for (const operator of ["==", "!=", "<=", ">=", "<", ">"])
      if (this.skip(operator)) return { kind: "operator", operator, left: of, right: this.#sum() };
    if (this.skip("IS")) {
      const negated = this.skip("NOT");
      this.#want("NULL");
      return { kind: "is-null", negated, of };
    }
    const negated = this.#is("NOT") && (this.#is("IN", 1) || this.#is("LIKE", 1) || this.#is("RLIKE", 1)) && this.skip("NOT");
    if (this.skip("IN")) return { kind: "in", negated, of, values: this.#parenthesised() };
    const word = this.skip("LIKE") ? "like" : this.skip("RLIKE") ? "rlike" : undefined;
    if (!word) {
      if (negated) throw new Error("a NOT in the air");
      return of;
    }
    if (this.#is("(")) return { kind: word, negated, of, values: this.#parenthesised() };
    return { kind: word, negated, of, values: [{ kind: "string", value: this.#take("string") }] };
  }
  #parenthesised(): readonly Node[] {
    this.#want("(");
    const values = this.#list(() => this.#sum());
    this.#want(")");
    return values;
  }

  #sum(): Node {
    let left = this.#product();
    for (;;) {
      const operator = this.skip("+") ? "+" : this.skip("-") ? "-" : undefined;
      if (!operator) return left;
      left = { kind: "operator", operator, left, right: this.#product() };
    }
  }
  #product(): Node {
    let left = this.#unary();
    for (;;) {
      const operator = this.skip("*") ? "*" : this.skip("/") ? "/" : this.skip("%") ? "%" : undefined;
      if (!operator) return left;
      left = { kind: "operator", operator, left, right: this.#unary() };
    }
  }
  #unary(): Node {
    return this.skip("-") ? { kind: "negative", of: this.#unary() } : this.#primary();
  }

  #primary(): Node {
    const token = this.#peek();
    if (token?.kind === "string") return { kind: "string", value: this.#take("string") };
    if (token?.kind === "number") return this.#number();
    if (this.skip("(")) {
      const inner = this.#or();
      this.#want(")");
      return inner;
    }
    if (this.skip("[")) {
      const items = this.#list(() => this.#unary());
      this.#want("]");
      return { kind: "list", items };
    }
    if (this.skip("*")) return { kind: "star" };
    if (this.skip("true")) return { kind: "boolean", value: true };
    if (this.skip("false")) return { kind: "boolean", value: false };
    if (this.skip("null")) return { kind: "null" };
    if (token?.kind === "word" && this.#is("(", 1)) {
      const name = this.#take("word");
      if (!/^[A-Z][A-Z0-9_]*$/.test(name)) throw new Error(`a function in lower case: ${name}`);
      this.#want("(");
      const args = this.#is(")") ? [] : this.#list(() => this.#or());
      this.#want(")");
      return { kind: "call", name, args };
    }
    return { kind: "column", name: this.#name() };
  }

  #number(): Node {
    const text = this.#take("number");
    const unit = this.#peek();
    const size = unit?.kind === "word" ? units[unit.text.replace(/s$/, "")] : undefined;
    if (size !== undefined && unit) {
      this.#at++;
      return { kind: "span", milliseconds: Number(text) * size };
    }
    return { kind: "number", value: Number(text), whole: /^\d+$/.test(text), text };
  }
}
