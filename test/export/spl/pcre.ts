/** The regular expressions of PCRE that aidr emits, run by JavaScript's engine; any other construct is an error. */

export type Pcre = {
  readonly test: (text: string) => boolean;
  /** Every match replaced; `\1` is the first group (of branches that reset the count, the one that took part). */
  readonly replace: (text: string, replacement: string) => string;
};

const kept = new Map<string, Pcre>();

export function pcre(source: string): Pcre {
  const known = kept.get(source);
  if (known) return known;
  const made = compile(source);
  if (kept.size > 5_000) kept.clear();
  kept.set(source, made);
  return made;
}

function compile(source: string): Pcre {
  const [, flags = "", body = ""] = /^(?:\(\?([is]+)\))?(.*)$/s.exec(source) ?? [];
  const pattern = translate(body, flags);
  const tester = new RegExp(pattern, `${flags}u`);
  const finder = new RegExp(pattern, `${flags}gu`);
  return {
    test: (text) => tester.test(text),
    replace: (text, replacement) =>
      text.replace(finder, (...found: unknown[]) => {
        const groups = found.slice(1).filter((part, index): part is string => typeof part === "string" && index < found.length - 3);
        return replacement.replace(/\\1/g, () => groups[0] ?? "");
      }),
  };
}

const word = "[0-9A-Za-z_]";
const boundary = `(?:(?<!${word})(?=${word})|(?<=${word})(?!${word}))`;
const escapes: ReadonlyMap<string, string> = new Map([
  ["z", "(?![^])"],
  // "pcre2pattern": without UCP, words are made of letters, digits and `_` of ASCII.
  ["b", boundary],
  ["B", `(?!${boundary})`],
]);

function translate(body: string, flags: string): string {
  let out = "";
  let inClass = false;
  for (let at = 0; at < body.length; at++) {
    const rest = body.slice(at);
    const character = String.fromCodePoint(body.codePointAt(at) ?? 0);
    const escaped = /^\\(?:x\{([0-9A-F]+)\}|x([0-9A-F]{2})|([pP]\{[A-Za-z_]+\})|([nrtf-])|([zbB]))/.exec(rest);
    if (escaped) {
      const [whole, braced, two, property, plain, assertion] = escaped;
      const hex = braced ?? two;
      if (hex !== undefined) out += `\\u{${hex}}`;
      else if (property !== undefined) out += `\\${property}`;
      else if (plain !== undefined) out += plain === "-" ? (inClass ? "\\-" : "-") : `\\${plain}`;
      else if (assertion !== undefined && !inClass) out += escapes.get(assertion) ?? "";
      else throw new Error(`\\${whole} inside of a class`);
      at += whole.length - 1;
      continue;
    }
    if (character === "\\") throw new Error(`${rest.slice(0, 8)} is no escape that is emitted`);
    if (inClass) {
      if (character === "]") inClass = false;
      else if (character === "[" || (character === "^" && body[at - 1] !== "["))
        throw new Error(`\`${character}\` inside of a class in ${body}`);
      out += character;
      at += character.length - 1;
      continue;
    }
    if (character === "[") inClass = true;
    else if (character === ".") {
      if (!flags.includes("s") && !out.endsWith("(?s:")) throw new Error("`.` without (?s)");
    } else if (character === "(") {
      const group = /^\((?:\?(?::|\||=|!|<=|<!|s:))?/.exec(rest)?.[0] ?? "(";
      if (rest.startsWith("(?") && group === "(") throw new Error(`${rest.slice(0, 6)} is no group that is emitted`);
      out += group === "(?|" ? "(?:" : group;
      at += group.length - 1;
      continue;
    } else if (character === "$" || character === '"') throw new Error(`\`${character}\` in ${body}`);
    out += character;
    at += character.length - 1;
  }
  return out.replaceAll("(?s:.)", "[^]");
}
