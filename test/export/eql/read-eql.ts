/** A strict reader of the EQL that we print, from Elastic's "EQL syntax reference"; what we must never print is an error here. Own tree: the exporter's is not trusted. */

export type Scalar = string | number | boolean | null;
export type Node =
  | { readonly op: "value"; readonly value: Scalar }
  | { readonly op: "field"; readonly name: string; readonly optional: boolean }
  | { readonly op: "and" | "or"; readonly left: Node; readonly right: Node }
  | { readonly op: "not" | "minus"; readonly of: Node }
  | { readonly op: "==" | "!=" | "<" | "<=" | ">" | ">="; readonly left: Node; readonly right: Node }
  | { readonly op: "+" | "-" | "*" | "/" | "%"; readonly left: Node; readonly right: Node }
  | {
      readonly op: "in" | "like" | "regex";
      readonly fold: boolean;
      readonly negated: boolean;
      readonly of: Node;
      readonly choices: readonly Scalar[];
    }
  | { readonly op: "call"; readonly name: string; readonly fold: boolean; readonly args: readonly Node[] };
export type Item = { readonly category: string | undefined; readonly where: Node; readonly by: readonly Key[] };
export type Key = { readonly name: string; readonly optional: boolean };
export type Stage = Item & { readonly missing: boolean; readonly runs: number };
export type EqlQuery =
  | { readonly kind: "events"; readonly item: Item }
  | {
      readonly kind: "sequence";
      readonly by: readonly Key[];
      readonly maxspanMs: number | undefined;
      readonly stages: readonly Stage[];
      readonly until: Item | undefined;
    }
  | { readonly kind: "sample"; readonly by: readonly Key[]; readonly items: readonly Item[] };

export type Token =
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "number"; readonly value: number; readonly isInteger: boolean }
  | { readonly kind: "word"; readonly value: string }
  | { readonly kind: "quoted"; readonly value: string }
  | { readonly kind: "sign"; readonly value: string };

const keywords = new Set(
  "and any by false fork in join like maxspan not null of or regex runs sample sequence true until where with".split(" "),
);
const functions = new Map<string, number>([
  ["cidrMatch", 2],
  ["endsWith", 2],
  ["length", 1],
  ["startsWith", 2],
  ["stringContains", 2],
]);
const escapes: Readonly<Record<string, string>> = { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", '"': '"', "\\": "\\" };
const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const form =
    /[ \t\r\n]+|"((?:\\[btnfr"\\]|\\u\{[0-9a-fA-F]{2,8}\}|[^\r\n"\\])*)"|`((?:[^`]|``)*)`|(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)|([A-Za-z_@][A-Za-z0-9_]*)|(==|!=|<=|>=|\?|!\[|[-+*/%<>=~:,.()[\]])/uy;
  while (form.lastIndex < text.length) {
    const at = form.lastIndex;
    const found = form.exec(text);
    if (!found) throw new Error(`no EQL at ${at}: ${text.slice(at, at + 40)}`);
    const [, string, quoted, number, word, sign] = found;
    if (string !== undefined) tokens.push({ kind: "text", value: unescaped(string) });
    else if (quoted !== undefined) tokens.push({ kind: "quoted", value: quoted.replaceAll("``", "`") });
    else if (number !== undefined) tokens.push({ kind: "number", value: Number(number), isInteger: /^\d+$/.test(number) });
    else if (word !== undefined) tokens.push({ kind: "word", value: word });
    else if (sign !== undefined) tokens.push({ kind: "sign", value: sign });
  }
  return tokens;
}

function unescaped(inner: string): string {
  return inner.replace(/\\(?:u\{([0-9a-fA-F]+)\}|(.))/gsu, (_, hex: string | undefined, letter: string | undefined) => {
    if (hex === undefined) return escapes[letter ?? ""] ?? "";
    const point = Number.parseInt(hex, 16);
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) throw new Error(`no character ${hex}`);
    return String.fromCodePoint(point);
  });
}

export function readEql(text: string): EqlQuery {
  return new Reader(tokensOf(text)).whole();
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): EqlQuery {
    const query = this.#isWord("sequence") ? this.#sequence() : this.#isWord("sample") ? this.#sample() : this.#events();
    if (this.#at < this.#tokens.length) throw new Error(`unexpected ${JSON.stringify(this.#tokens[this.#at])}`);
    return query;
  }

  #events(): EqlQuery {
    return { kind: "events", item: { ...this.#filter(), by: [] } };
  }

  #sequence(): EqlQuery {
    this.#word("sequence");
    const by = this.#keys();
    let maxspanMs: number | undefined;
    if (this.#skipWord("with")) {
      this.#word("maxspan");
      this.#sign("=");
      maxspanMs = this.#number() * (units[this.#name()] ?? Number.NaN);
      if (!(maxspanMs > 0)) throw new Error("maxspan must be more than zero");
    }
    const stages: Stage[] = [];
    while (this.#isSign("[") || this.#isSign("![")) stages.push(this.#stage());
    const until = this.#skipWord("until") ? this.#item() : undefined;
    this.#checkKeys(by, [...stages, ...(until ? [until] : [])]);
    const positive = stages.filter(({ missing }) => !missing);
    if (positive.length === 0 || stages.reduce((sum, { runs }) => sum + runs, 0) < 2)
      throw new Error("a sequence needs two stages, one of them an event");
    if (stages[0]?.missing) throw new Error("we never print an absence before the first event");
    if (positive.length < stages.length && maxspanMs === undefined) throw new Error("missing events need maxspan");
    return { kind: "sequence", by, maxspanMs, stages, until };
  }

  #sample(): EqlQuery {
    this.#word("sample");
    const by = this.#keys();
    const items: Item[] = [];
    while (this.#isSign("[")) items.push(this.#item());
    this.#checkKeys(by, items);
    if (items.length < 2 || by.length + (items[0]?.by.length ?? 0) === 0) throw new Error("a sample needs two filters and a key");
    return { kind: "sample", by, items };
  }

  #checkKeys(by: readonly Key[], items: readonly Item[]): void {
    if (new Set(items.map((item) => item.by.length)).size !== 1) throw new Error(`not the same number of keys after ${by.length}`);
  }

  #stage(): Stage {
    const missing = this.#isSign("![");
    const item = this.#item();
    let runs = 1;
    if (this.#skipWord("with")) {
      this.#word("runs");
      this.#sign("=");
      runs = this.#number();
      if (!Number.isInteger(runs) || runs < 1 || runs > 100) throw new Error(`runs ${runs}`);
    }
    return { ...item, missing, runs };
  }

  #item(): Item {
    if (!this.#skipSign("![")) this.#sign("[");
    const filter = this.#filter();
    this.#sign("]");
    return { ...filter, by: this.#keys() };
  }

  #filter(): { readonly category: string | undefined; readonly where: Node } {
    const token = this.#take();
    const category = token.kind === "word" && token.value === "any" ? undefined : String(token.value);
    this.#word("where");
    const where = this.#or();
    checkTypes(where, true);
    return { category, where };
  }

  #keys(): readonly Key[] {
    if (!this.#skipWord("by")) return [];
    const keys = [this.#key()];
    while (this.#skipSign(",")) keys.push(this.#key());
    return keys;
  }
  #key(): Key {
    const optional = this.#skipSign("?");
    return { name: this.#path(), optional };
  }

  #or(): Node {
    let left = this.#and();
    while (this.#skipWord("or")) left = { op: "or", left, right: this.#and() };
    return left;
  }
  #and(): Node {
    let left = this.#not();
    while (this.#skipWord("and")) left = { op: "and", left, right: this.#not() };
    return left;
  }
  #not(): Node {
    return this.#skipWord("not") ? { op: "not", of: this.#not() } : this.#comparison();
  }
  /** Comparisons cannot be chained. */
  #comparison(): Node {
    const left = this.#sum();
    const token = this.#peek();
    if (token?.kind !== "sign") return left;
    const { value: op } = token;
    if (op !== "==" && op !== "!=" && op !== "<" && op !== "<=" && op !== ">" && op !== ">=") return left;
    this.#at++;
    return { op, left, right: this.#sum() };
  }
  #sum(): Node {
    let left = this.#product();
    for (;;) {
      const op = this.#isSign("+") ? "+" : this.#isSign("-") ? "-" : undefined;
      if (!op) return left;
      this.#at++;
      left = { op, left, right: this.#product() };
    }
  }
  #product(): Node {
    let left = this.#signed();
    for (;;) {
      const op = this.#isSign("*") ? "*" : this.#isSign("/") ? "/" : this.#isSign("%") ? "%" : undefined;
      if (!op) return left;
      this.#at++;
      left = { op, left, right: this.#signed() };
    }
  }
  #signed(): Node {
    return this.#skipSign("-") ? { op: "minus", of: this.#signed() } : this.#among();
  }
  #among(): Node {
    const of = this.#primary();
    const isNegated = this.#isWord("not") && this.#isWordAt(this.#at + 1, "in");
    if (isNegated) this.#at++;
    for (const op of ["in", "like", "regex"] as const) {
      if (!this.#skipWord(op)) continue;
      const fold = this.#skipSign("~");
      const choices = op !== "in" && !this.#isSign("(") ? [this.#constant()] : this.#list();
      return { op, fold, negated: isNegated, of, choices };
    }
    return of;
  }
  #list(): readonly Scalar[] {
    this.#sign("(");
    const choices = [this.#constant()];
    while (this.#skipSign(",")) choices.push(this.#constant());
    this.#sign(")");
    return choices;
  }
  #constant(): Scalar {
    const minus = this.#skipSign("-");
    const token = this.#take();
    if (token.kind === "number") return minus ? -token.value : token.value;
    if (minus) throw new Error("minus before no number");
    if (token.kind === "text") return token.value;
    if (token.kind === "word" && (token.value === "true" || token.value === "false")) return token.value === "true";
    if (token.kind === "word" && token.value === "null") return null;
    throw new Error(`no constant: ${JSON.stringify(token)}`);
  }
  #primary(): Node {
    const token = this.#peek();
    if (token?.kind === "number" || token?.kind === "text") return { op: "value", value: this.#constant() };
    if (this.#skipSign("(")) {
      const inner = this.#or();
      this.#sign(")");
      return inner;
    }
    if (this.#skipSign("?")) return { op: "field", name: this.#path(), optional: true };
    if (token?.kind === "word" && ["true", "false", "null"].includes(token.value)) return { op: "value", value: this.#constant() };
    const arity = token?.kind === "word" ? functions.get(token.value) : undefined;
    if (token?.kind === "word" && arity !== undefined) return this.#call(token.value, arity);
    return { op: "field", name: this.#path(), optional: false };
  }
  #call(name: string, arity: number): Node {
    this.#at++;
    const fold = this.#skipSign("~");
    if (fold && (name === "cidrMatch" || name === "length")) throw new Error(`${name} knows no case`);
    this.#sign("(");
    const args = [this.#or()];
    while (this.#skipSign(",")) args.push(this.#or());
    this.#sign(")");
    if (name === "cidrMatch" ? args.length < arity : args.length !== arity) throw new Error(`${name} with ${args.length} arguments`);
    return { op: "call", name, fold, args };
  }
  #path(): string {
    const parts = [this.#segment()];
    while (this.#skipSign(".")) parts.push(this.#segment());
    return parts.join(".");
  }
  #segment(): string {
    const token = this.#take();
    if (token.kind === "quoted") return token.value;
    if (token.kind === "word" && !keywords.has(token.value)) return token.value;
    throw new Error(`no name: ${JSON.stringify(token)}`);
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }
  #take(): Token {
    const token = this.#tokens[this.#at++];
    if (!token) throw new Error("unexpected end");
    return token;
  }
  #isWord(word: string): boolean {
    return this.#isWordAt(this.#at, word);
  }
  #isWordAt(at: number, word: string): boolean {
    const token = this.#tokens[at];
    return token?.kind === "word" && token.value === word;
  }
  #isSign(sign: string): boolean {
    const token = this.#peek();
    return token?.kind === "sign" && token.value === sign;
  }
  #skipWord(word: string): boolean {
    return this.#isWord(word) && this.#at++ >= 0;
  }
  #skipSign(sign: string): boolean {
    return this.#isSign(sign) && this.#at++ >= 0;
  }
  #word(word: string): void {
    if (!this.#skipWord(word)) throw new Error(`expected ${word}, found ${JSON.stringify(this.#peek())}`);
  }
  #sign(sign: string): void {
    if (!this.#skipSign(sign)) throw new Error(`expected ${sign}, found ${JSON.stringify(this.#peek())}`);
  }
  #number(): number {
    const token = this.#take();
    if (token.kind !== "number") throw new Error("expected a number");
    return token.value;
  }
  #name(): string {
    const token = this.#take();
    if (token.kind !== "word") throw new Error("expected a unit");
    return token.value;
  }
}

/** What Elasticsearch's verifier asks of a query before it runs: conditions where conditions stand, constants beside fields, texts for patterns. */
function checkTypes(node: Node, isCondition: boolean): void {
  switch (node.op) {
    case "and":
    case "or":
      need(isCondition, "a condition inside of a value");
      checkTypes(node.left, true);
      return checkTypes(node.right, true);
    case "not":
      return checkTypes(node.of, true);
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
      need(!(hasField(node.left) && hasField(node.right)), "a field is compared with a field");
      need(hasField(node.left) || hasField(node.right), "a constant is compared with a constant");
      for (const side of [node.left, node.right]) checkTypes(side, isBoolean(side));
      return;
    case "in":
      return checkTypes(node.of, false);
    case "like":
    case "regex":
      need(
        node.choices.every((choice) => typeof choice === "string"),
        "a pattern is no text",
      );
      return checkTypes(node.of, false);
    case "call":
      need(node.name === "length" ? !isCondition : true, "a length is no condition");
      for (const argument of node.args) checkTypes(argument, false);
      return;
    case "minus":
      return checkTypes(node.of, false);
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      need(!isCondition, "a sum is no condition");
      checkTypes(node.left, false);
      return checkTypes(node.right, false);
    case "value":
      return need(!isCondition || typeof node.value === "boolean", "a value is no condition");
    case "field":
      return need(!isCondition, "a field alone is no condition that we print");
  }
}

function isBoolean(node: Node): boolean {
  return node.op === "and" || node.op === "or" || node.op === "not";
}

function hasField(node: Node): boolean {
  if (node.op === "field") return true;
  if (node.op === "value") return false;
  if ("of" in node) return hasField(node.of);
  if ("args" in node) return node.args.some(hasField);
  return hasField(node.left) || hasField(node.right);
}

function need(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
