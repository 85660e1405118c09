/**
 * Lucene query strings, read as org.apache.lucene.queryparser.classic.QueryParser reads them (default operator OR): AND and OR have no precedence, they change what
 * the clauses beside them are; a group that only excludes matches nothing. Words without a field are an error, for we print none.
 */
import type { Json } from "../carried.ts";
import type { Clause } from "./clause.ts";
import { regexpMatcher, wildcardMatcher } from "./clause.ts";

export function readQueryString(text: string): Clause {
  const reader = new Reader(text);
  const found = reader.query(undefined);
  reader.end();
  return found;
}

type Occur = "must" | "should" | "must-not";

class Reader {
  readonly #text: string;
  #at = 0;
  constructor(text: string) {
    this.#text = text;
  }

  end(): void {
    this.#space();
    if (this.#at < this.#text.length) throw this.#wrong("end expected");
  }

  query(field: string | undefined): Clause {
    const clauses: { occur: Occur; clause: Clause }[] = [];
    for (let first = true; ; first = false) {
      const conjunction = first ? undefined : this.#word("AND") ? "AND" : this.#word("OR") ? "OR" : undefined;
      if (!first && !conjunction) break;
      const prohibited = this.#word("NOT");
      const previous = clauses.at(-1);
      if (conjunction === "AND" && previous && previous.occur !== "must-not") previous.occur = "must";
      clauses.push({ occur: prohibited ? "must-not" : conjunction === "AND" ? "must" : "should", clause: this.#clause(field) });
    }
    const [only] = clauses;
    if (only && clauses.length === 1 && only.occur !== "must-not") return only.clause;
    const of = (occur: Occur) => clauses.filter((each) => each.occur === occur).map(({ clause }) => clause);
    const [must, should] = [of("must"), of("should")];
    return {
      kind: "bool",
      must,
      should,
      least: must.length === 0 && should.length > 0 ? 1 : 0,
      mustNot: of("must-not"),
      negativeAlone: false,
    };
  }

  #clause(field: string | undefined): Clause {
    this.#space();
    if (this.#skip("*:*")) return { kind: "match_all" };
    if (this.#skip("(")) return this.#group(field);
    if (field === undefined) {
      const name = this.#term();
      if (/[*?]/.test(name.raw.replace(/\\[\s\S]/g, "")) || !this.#skip(":")) throw this.#wrong("field expected");
      if (name.text === "_exists_") return { kind: "exists", field: this.#term().text };
      if (this.#skip("(")) return this.#group(name.text);
      return this.#value(name.text);
    }
    return this.#value(field);
  }

  #group(field: string | undefined): Clause {
    const inner = this.query(field);
    this.#space();
    if (!this.#skip(")")) throw this.#wrong(") expected");
    return inner;
  }

  #value(field: string): Clause {
    this.#space();
    if (this.#peek === '"') return { kind: "equal", field, values: [this.#quoted()], caseInsensitive: false };
    if (this.#peek === "/") {
      const written = this.#regexp();
      return { kind: "pattern", field, written, matches: regexpMatcher(written, false) };
    }
    if (this.#peek === "[" || this.#peek === "{") return this.#range(field);
    const { raw, text } = this.#term();
    const bare = raw.replace(/\\[\s\S]/g, "");
    if (raw === "*") return { kind: "exists", field };
    if (/[*?]/.test(bare)) return { kind: "pattern", field, written: raw, matches: wildcardMatcher(raw, false) };
    return { kind: "equal", field, values: [typed(text)], caseInsensitive: false };
  }

  #range(field: string): Clause {
    const low = this.#take() === "[" ? "gte" : "gt";
    const from = this.#end("TO");
    if (!this.#word("TO")) throw this.#wrong("TO expected");
    const to = this.#end("]}");
    this.#space();
    const high = this.#take();
    if (high !== "]" && high !== "}") throw this.#wrong("] or } expected");
    const bounds: (readonly ["gt" | "gte" | "lt" | "lte", Json])[] = [];
    if (from !== "*") bounds.push([low, from]);
    if (to !== "*") bounds.push([high === "]" ? "lte" : "lt", to]);
    return { kind: "range", field, bounds };
  }

  #end(_before: string): Json {
    this.#space();
    if (this.#peek === '"') return this.#quoted();
    let text = "";
    while (this.#peek !== undefined && !/[\s\]}]/.test(this.#peek)) text += this.#take();
    return text === "*" ? text : typed(text);
  }

  /** Longest run of characters without a meaning, and what it stands for once the escapes are gone. */
  #term(): { readonly raw: string; readonly text: string } {
    let raw = "";
    let text = "";
    for (let next = this.#peek; next !== undefined && !/[\s+\-!():^[\]"{}~/]/.test(next); next = this.#peek) {
      raw += this.#take();
      if (next === "\\") {
        const escaped = this.#take();
        if (escaped === "u") throw this.#wrong("a code point escape, which we do not print");
        raw += escaped;
        text += escaped;
      } else text += next;
    }
    // After the first character a hyphen or plus has no meaning.
    if (raw !== "" && (this.#peek === "-" || this.#peek === "+")) throw this.#wrong("bare sign");
    if (raw === "" || raw === "AND" || raw === "OR" || raw === "NOT") throw this.#wrong("term expected");
    return { raw, text };
  }

  #quoted(): string {
    this.#take();
    let text = "";
    for (;;) {
      const next = this.#take();
      if (next === '"') return text;
      text += next === "\\" ? this.#take() : next;
    }
  }

  /** To the last slash that can end it: a backslash before a slash always keeps it inside. */
  #regexp(): string {
    this.#take();
    let raw = "";
    for (;;) {
      const next = this.#take();
      if (next === "/" && !raw.endsWith("\\")) return raw;
      raw += next;
    }
  }

  #word(wanted: string): boolean {
    this.#space();
    const after = this.#text.slice(this.#at + wanted.length, this.#at + wanted.length + 1);
    if (!this.#text.startsWith(wanted, this.#at) || /[^\s(]/.test(after)) return false;
    this.#at += wanted.length;
    return true;
  }
  #space(): void {
    while (/^[ \t\n\r\u3000]$/.test(this.#peek ?? "")) this.#at++;
  }
  get #peek(): string | undefined {
    return this.#text[this.#at];
  }
  #take(): string {
    const found = this.#text[this.#at++];
    if (found === undefined) throw this.#wrong("unexpected end");
    return found;
  }
  #skip(wanted: string): boolean {
    if (!this.#text.startsWith(wanted, this.#at)) return false;
    this.#at += wanted.length;
    return true;
  }
  #wrong(what: string): Error {
    return new Error(
      `${what} at ${this.#at}: ${this.#text.slice(Math.max(0, this.#at - 20), this.#at)}»${this.#text.slice(this.#at, this.#at + 20)}`,
    );
  }
}

/** A bare word is a number or a truth value where the column is one. */
function typed(text: string): Json {
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d/.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
}
