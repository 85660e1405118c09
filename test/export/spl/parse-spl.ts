/** The subset of Splunk's search language that aidr emits, read strictly: whatever else stands in a text is an error. Written from Splunk's documentation, not from the printer. */

export type Node =
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "number"; readonly value: number; readonly digits: string }
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly kind: "not"; readonly of: Node };

export type Search =
  | { readonly kind: "compare"; readonly field: string; readonly values: readonly string[] }
  | { readonly kind: "and" | "or"; readonly parts: readonly Search[] };

export type Aggregation = { readonly name: string; readonly of?: string; readonly as: string };
export type Stage =
  | { readonly kind: "where"; readonly condition: Node }
  | { readonly kind: "eval"; readonly assignments: readonly (readonly [string, Node])[] }
  | {
      readonly kind: "sort";
      readonly keys: readonly { readonly field: string; readonly as: "num" | "str"; readonly descending: boolean }[];
    }
  | {
      readonly kind: "streamstats" | "eventstats";
      readonly current: boolean;
      readonly window: number | undefined;
      readonly aggregations: readonly Aggregation[];
      readonly by: readonly string[];
    }
  | { readonly kind: "accum"; readonly field: string; readonly as: string }
  | { readonly kind: "mvexpand"; readonly field: string }
  | { readonly kind: "lookup"; readonly table: string; readonly column: string; readonly field: string; readonly as: string }
  | { readonly kind: "table"; readonly fields: readonly string[] };
export type Parsed = { readonly search: Search; readonly stages: readonly Stage[] };

export type Token = {
  readonly kind: "string" | "quoted-field" | "word" | "number" | "punctuation" | "end";
  readonly text: string;
  readonly value: string;
  readonly start: number;
};

/** Functions that a page of "Evaluation functions" (Search Reference) describes, and how many arguments each takes. */
export const functions: ReadonlyMap<string, readonly [least: number, most: number]> = new Map([
  ["abs", [1, 1]],
  ["asin", [1, 1]],
  ["case", [2, 99]],
  ["ceiling", [1, 1]],
  ["cidrmatch", [2, 2]],
  ["coalesce", [1, 99]],
  ["cos", [1, 1]],
  ["false", [0, 0]],
  ["floor", [1, 1]],
  ["if", [3, 3]],
  ["in", [2, 9999]],
  ["isnotnull", [1, 1]],
  ["isnull", [1, 1]],
  ["len", [1, 1]],
  ["lower", [1, 1]],
  ["match", [2, 2]],
  ["max", [1, 99]],
  ["min", [1, 99]],
  ["mvappend", [1, 9999]],
  ["mvcount", [1, 1]],
  ["mvfind", [2, 2]],
  ["mvindex", [2, 3]],
  ["mvmap", [2, 2]],
  ["mvrange", [2, 3]],
  ["now", [0, 0]],
  ["null", [0, 0]],
  ["pi", [0, 0]],
  ["pow", [2, 2]],
  ["replace", [3, 3]],
  ["round", [1, 2]],
  ["sin", [1, 1]],
  ["split", [2, 2]],
  ["sqrt", [1, 1]],
  ["substr", [2, 3]],
  ["tonumber", [1, 2]],
  ["true", [0, 0]],
]);
const statistics: ReadonlySet<string> = new Set(["avg", "count", "last", "max", "min", "stdev", "sum"]);

export class SplError extends Error {}

/** The tokens of a text. Comments stand between three backticks ("Add comments to searches", Search Manual); any other backtick is a macro and an error. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const push = (kind: Token["kind"], end: number, value: string) => {
    tokens.push({ kind, text: text.slice(at, end), value, start: at });
    at = end;
  };
  while (at < text.length) {
    const rest = text.slice(at);
    const space = /^[ \n]+/.exec(rest);
    if (space) at += space[0].length;
    else if (rest.startsWith("```")) {
      const end = text.indexOf("```", at + 3);
      if (end < 0) throw new SplError("a comment without an end");
      at = end + 3;
    } else if (rest.startsWith('"')) {
      const { value, end } = quotedText(text, at, '"');
      push("string", end, value);
    } else if (rest.startsWith("'")) {
      const { value, end } = quotedText(text, at, "'");
      push("quoted-field", end, value);
    } else {
      const number = /^\d+(?:\.\d+)?(?![\w.{])/.exec(rest);
      const word = /^[A-Za-z_][\w.{}]*/.exec(rest);
      const punctuation = /^(?:==|!=|<=|>=|[<>+\-*/().,|=])/.exec(rest);
      if (number) push("number", at + number[0].length, number[0]);
      else if (word) push("word", at + word[0].length, word[0]);
      else if (punctuation) push("punctuation", at + punctuation[0].length, punctuation[0]);
      else throw new SplError(`\`${rest.slice(0, 20)}\` at ${at} is nothing that a search has`);
    }
  }
  tokens.push({ kind: "end", text: "", value: "", start: text.length });
  return tokens;
}

/** `\\` is a backslash and `\"` a quote ("Types of expressions", string literals); any other backslash would be read in two ways, and is an error. */
function quotedText(text: string, start: number, quote: string): { readonly value: string; readonly end: number } {
  let value = "";
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === quote) return { value, end: at + 1 };
    if (character !== "\\") value += character;
    else {
      const next = text[++at] ?? "";
      if (next !== "\\" && next !== quote) throw new SplError(`\`\\${next}\` in a literal has no certain meaning`);
      value += next;
    }
  }
  throw new SplError("a literal without an end");
}

export function parseSpl(text: string): Parsed {
  return new Reader(tokensOf(text)).query();
}

class Reader {
  private readonly tokens: readonly Token[];
  private at = 0;
  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  query(): Parsed {
    const search = this.conjunction();
    const stages: Stage[] = [];
    while (this.token.kind !== "end") {
      this.expect("|");
      stages.push(this.stage());
    }
    return { search, stages };
  }

  private get token(): Token {
    return this.tokens[this.at] ?? { kind: "end", text: "", value: "", start: -1 };
  }
  private is(text: string): boolean {
    return (this.token.kind === "punctuation" || this.token.kind === "word") && this.token.text === text;
  }
  private take(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }
  private expect(text: string): void {
    if (!this.take(text)) throw new SplError(`\`${text}\` expected, \`${this.token.text}\` found at ${this.token.start}`);
  }
  private next(): Token {
    const { token } = this;
    this.at++;
    return token;
  }
  private word(): string {
    const token = this.next();
    if (token.kind !== "word") throw new SplError(`a word expected, \`${token.text}\` found at ${token.start}`);
    return token.value;
  }
  /** A field in a list. */
  private name(): string {
    const token = this.next();
    if (token.kind !== "word" && token.kind !== "string") throw new SplError(`a field expected, \`${token.text}\` found at ${token.start}`);
    return token.value;
  }
  private whole(): number {
    const token = this.next();
    if (token.kind !== "number" || !/^\d+$/.test(token.value)) throw new SplError(`a whole number expected at ${token.start}`);
    return Number(token.value);
  }

  /** "search": terms side by side are joined by AND, and OR binds before AND, so OR is only taken inside of parentheses. */
  private conjunction(): Search {
    const parts: Search[] = [];
    while (!this.is("|") && !this.is(")") && !this.is("OR") && this.token.kind !== "end") parts.push(this.searchTerm());
    const [only] = parts;
    if (!only) throw new SplError("an empty search");
    return parts.length === 1 ? only : { kind: "and", parts };
  }
  private searchTerm(): Search {
    if (this.take("(")) {
      const parts = [this.conjunction()];
      while (this.take("OR")) parts.push(this.conjunction());
      this.expect(")");
      const [only] = parts;
      return only && parts.length === 1 ? only : { kind: "or", parts };
    }
    const field = this.name();
    if (this.take("=")) return { kind: "compare", field, values: [this.searchValue()] };
    this.expect("IN");
    this.expect("(");
    const values = [this.searchValue()];
    while (this.take(",")) values.push(this.searchValue());
    this.expect(")");
    return { kind: "compare", field, values };
  }
  private searchValue(): string {
    const token = this.next();
    if (token.kind === "string") return token.value;
    if (token.kind === "word" && /^\w+$/.test(token.value) && !["AND", "OR", "NOT", "IN"].includes(token.value)) return token.value;
    throw new SplError(`a value expected, \`${token.text}\` found at ${token.start}`);
  }

  private stage(): Stage {
    const command = this.word();
    switch (command) {
      case "where":
        return { kind: "where", condition: this.disjunction() };
      case "eval":
        return { kind: "eval", assignments: this.assignments() };
      case "sort":
        return this.sort();
      case "streamstats":
      case "eventstats":
        return this.stats(command);
      case "accum": {
        const field = this.name();
        return { kind: "accum", field, as: this.take("AS") ? this.name() : field };
      }
      case "mvexpand":
        return { kind: "mvexpand", field: this.name() };
      case "lookup":
        return this.lookup();
      case "table": {
        const fields = [this.name()];
        while (this.take(",")) fields.push(this.name());
        return { kind: "table", fields };
      }
      default:
        throw new SplError(`no command \`${command}\` is emitted`);
    }
  }

  private assignments(): readonly (readonly [string, Node])[] {
    const assignments: (readonly [string, Node])[] = [];
    do {
      const name = this.name();
      this.expect("=");
      const value = this.disjunction();
      // "eval": the result of an expression cannot be a Boolean.
      if (isBoolean(value)) throw new SplError(`\`${name}\` would be a Boolean`);
      assignments.push([name, value]);
    } while (this.take(","));
    return assignments;
  }

  /** "sort": without 0 the result is cut at 10,000 rows, so 0 must be there. */
  private sort(): Stage {
    if (this.whole() !== 0) throw new SplError("sort without 0 loses rows");
    const keys: { field: string; as: "num" | "str"; descending: boolean }[] = [];
    do {
      const descending = this.take("-");
      const as = this.word();
      if (as !== "num" && as !== "str") throw new SplError(`\`${as}\` is no way to sort`);
      this.expect("(");
      keys.push({ field: this.name(), as, descending });
      this.expect(")");
    } while (this.take(","));
    return { kind: "sort", keys };
  }

  private stats(kind: "streamstats" | "eventstats"): Stage {
    let current = true;
    let window: number | undefined;
    let global = true;
    while (kind === "streamstats" && ["current", "window", "global"].includes(this.token.value)) {
      const option = this.word();
      this.expect("=");
      if (option === "window") window = this.whole();
      else {
        const value = this.word();
        if (value !== "t" && value !== "f") throw new SplError(`\`${option}=${value}\``);
        if (option === "current") current = value === "t";
        else global = value === "t";
      }
    }
    const aggregations: Aggregation[] = [];
    while (!this.is("BY") && !this.is("|") && this.token.kind !== "end") {
      const name = this.word();
      if (!statistics.has(name)) throw new SplError(`\`${name}\` is no statistic that is emitted`);
      let of: string | undefined;
      if (this.take("(")) {
        of = this.name();
        this.expect(")");
      } else if (name !== "count") throw new SplError(`\`${name}\` of nothing`);
      this.expect("AS");
      aggregations.push({ name, as: this.name(), ...(of === undefined ? {} : { of }) });
    }
    const by: string[] = [];
    if (this.take("BY")) while (!this.is("|") && this.token.kind !== "end") by.push(this.name());
    // "streamstats": `global` decides between one window and one for each group.
    if (window !== undefined && global && by.length > 0) throw new SplError("one window for all groups");
    return { kind, current, window, aggregations, by };
  }

  private lookup(): Stage {
    const table = this.name();
    const column = this.name();
    this.expect("AS");
    const field = this.name();
    this.expect("OUTPUT");
    if (this.name() !== column) throw new SplError("a lookup gives the column that it looks into");
    this.expect("AS");
    return { kind: "lookup", table, column, field, as: this.name() };
  }

  /** "Predicate expressions": NOT before AND before OR in `where` and `eval`. Mixed without parentheses they are refused here, for `search` reads them otherwise. */
  private disjunction(): Node {
    return this.chain("OR", () => this.chain("AND", () => this.negation()));
  }
  private chain(operator: "AND" | "OR", part: () => Node): Node {
    let left = part();
    let mixed = operator === "OR" && left.kind === "binary" && left.operator === "AND" && this.tokens[this.at - 1]?.text !== ")";
    while (this.take(operator)) {
      const right = part();
      mixed ||= operator === "OR" && right.kind === "binary" && right.operator === "AND" && this.tokens[this.at - 1]?.text !== ")";
      if (mixed) throw new SplError("AND beside OR without parentheses");
      left = { kind: "binary", operator, left, right };
    }
    return left;
  }
  private negation(): Node {
    if (this.take("NOT")) return { kind: "not", of: this.negation() };
    return this.comparison();
  }
  private comparison(): Node {
    const left = this.sum();
    for (const operator of ["==", "!=", "<=", ">=", "<", ">"])
      if (this.take(operator)) return { kind: "binary", operator, left, right: this.sum() };
    return left;
  }
  private sum(): Node {
    let left = this.product();
    for (;;) {
      const operator = ["+", "-", "."].find((one) => this.is(one));
      if (operator === undefined) return left;
      this.at++;
      left = { kind: "binary", operator, left, right: this.product() };
    }
  }
  private product(): Node {
    let left = this.primary();
    for (;;) {
      const operator = ["*", "/"].find((one) => this.is(one));
      if (operator === undefined) return left;
      this.at++;
      left = { kind: "binary", operator, left, right: this.primary() };
    }
  }
  private primary(): Node {
    const token = this.next();
    if (token.kind === "string") return { kind: "string", value: token.value };
    if (token.kind === "quoted-field") return { kind: "field", name: token.value };
    if (token.kind === "number") return { kind: "number", value: Number(token.value), digits: token.value };
    if (token.text === "-") {
      const number = this.next();
      if (number.kind !== "number") throw new SplError("a minus sign stands before a number only");
      return { kind: "number", value: -Number(number.value), digits: `-${number.value}` };
    }
    if (token.text === "(") {
      const inner = this.disjunction();
      this.expect(")");
      return inner;
    }
    if (token.kind !== "word") throw new SplError(`a value expected, \`${token.text}\` found at ${token.start}`);
    if (this.is("(")) return this.callOf(token.value);
    // "eval": a name with other characters stands in single quotes.
    if (!/^\w+$/.test(token.value)) throw new SplError(`\`${token.value}\` must stand in single quotes`);
    return { kind: "field", name: token.value };
  }
  private callOf(name: string): Node {
    const arity = functions.get(name);
    if (!arity) throw new SplError(`\`${name}\` is no function that is emitted`);
    this.expect("(");
    const args: Node[] = [];
    if (!this.is(")")) {
      args.push(this.disjunction());
      while (this.take(",")) args.push(this.disjunction());
    }
    this.expect(")");
    if (args.length < arity[0] || args.length > arity[1]) throw new SplError(`\`${name}\` of ${args.length} arguments`);
    return { kind: "call", name, args };
  }
}

const booleanFunctions: ReadonlySet<string> = new Set(["cidrmatch", "false", "in", "isnotnull", "isnull", "match", "true"]);

export function isBoolean(node: Node): boolean {
  if (node.kind === "not") return true;
  if (node.kind === "binary") return !["+", "-", "*", "/", "."].includes(node.operator);
  return node.kind === "call" && booleanFunctions.has(node.name);
}
