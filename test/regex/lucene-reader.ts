/**
 * Lucene's regular expressions (org.apache.lucene.util.automaton.RegExp, all optional operators on) as far as `printLucene` may use them: read strictly,
 * from its grammar, and run as a JavaScript pattern over whole texts. What we must never print (`~ & < > @ #`, shorthand classes) is an error here.
 */

/** Whether the whole text matches. Throws where the pattern is outside of what we print. */
export function luceneMatcher(pattern: string): (text: string) => boolean {
  const expression = new RegExp(`^(?:${new Reader(pattern).whole()})$`, "su");
  return (text) => expression.test(text);
}

const operators = new Set('|*+?{}()[].\\"#@&<>~');

class Reader {
  readonly #characters: readonly string[];
  #at = 0;
  constructor(pattern: string) {
    this.#characters = [...pattern];
  }

  whole(): string {
    const found = this.#union();
    if (this.#peek !== undefined) throw new Error(`unexpected ${this.#peek}`);
    return found;
  }

  get #peek(): string | undefined {
    return this.#characters[this.#at];
  }
  #take(): string {
    const found = this.#characters[this.#at++];
    if (found === undefined) throw new Error("unexpected end");
    return found;
  }
  #skip(wanted: string): boolean {
    if (this.#peek !== wanted) return false;
    this.#at++;
    return true;
  }

  #union(): string {
    const branches = [this.#concatenation()];
    while (this.#skip("|")) branches.push(this.#concatenation());
    return branches.join("|");
  }
  #concatenation(): string {
    let found = this.#repetition();
    while (this.#peek !== undefined && this.#peek !== ")" && this.#peek !== "|") found += this.#repetition();
    return found;
  }
  #repetition(): string {
    let found = this.#simple();
    // Each sign applies to all that was read before it: `a*?` is `(a*)?`.
    for (;;) {
      const sign = this.#peek;
      if (sign === "*" || sign === "+" || sign === "?") found = `(?:${found})${this.#take()}`;
      else if (sign === "{") found = `(?:${found})${this.#counts()}`;
      else return found;
    }
  }
  #counts(): string {
    let counts = this.#take();
    while (this.#peek !== "}") counts += this.#take();
    counts += this.#take();
    if (!/^\{\d+(?:,\d*)?\}$/.test(counts)) throw new Error(`bad counts ${counts}`);
    return counts;
  }
  #simple(): string {
    if (this.#skip(".")) return ".";
    if (this.#skip("(")) {
      if (this.#skip(")")) return "(?:)";
      const inner = this.#union();
      if (!this.#skip(")")) throw new Error("missing )");
      return `(?:${inner})`;
    }
    if (this.#skip("[")) return this.#class();
    if (this.#peek !== undefined && this.#peek !== "\\" && operators.has(this.#peek)) throw new Error(`bare operator ${this.#peek}`);
    return literal(this.#character());
  }
  #class(): string {
    const negated = this.#skip("^");
    let members = "";
    while (this.#peek !== "]") {
      const first = this.#character();
      if (this.#skip("-")) members += `${literal(first)}-${literal(this.#character())}`;
      else members += literal(first);
    }
    this.#take();
    if (members === "") throw new Error("empty class");
    return `[${negated ? "^" : ""}${members}]`;
  }
  /** A backslash makes the next character itself; before a letter or a digit newer versions read a class or a reference. */
  #character(): string {
    if (!this.#skip("\\")) return this.#take();
    const escaped = this.#take();
    if (/[A-Za-z0-9]/.test(escaped)) throw new Error(`shorthand \\${escaped}`);
    return escaped;
  }
}

function literal(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
