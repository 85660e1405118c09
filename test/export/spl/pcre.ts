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
  const own = flags.replace("i", "");
  const tester = new RegExp(pattern, `${own}u`);
  const finder = new RegExp(pattern, `${own}gu`);
  return {
    test: (text) => tester.test(text),
    replace: (text, replacement) =>
      text.replace(finder, (...found: unknown[]) => {
        const groups = found.slice(1).filter((part, index): part is string => typeof part === "string" && index < found.length - 3);
        return replacement.replace(/\\1/g, () => groups[0] ?? "");
      }),
  };
}

/** All characters that `(?i)` takes for this one; PCRE takes U+017F for s and U+212A for k ("pcre2unicode", case-insensitive matching). */
function casesOf(character: string): string {
  const twins: { readonly [letter: string]: string } = { s: "\u017f", k: "\u212a" };
  const forms = new Set([character, character.toLowerCase(), character.toUpperCase(), twins[character.toLowerCase()] ?? ""]);
  return [...forms].filter((form) => [...form].length === 1).join("");
}

/** A range of a class, with the other case of its letters of ASCII. */
function rangeCases(from: number, to: number): string {
  let more = "";
  for (let point = from; point <= Math.min(to, 0x7a); point++) {
    const character = String.fromCodePoint(point);
    if (/[A-Za-z]/.test(character)) more += casesOf(character);
  }
  return `\\u{${from.toString(16)}}-\\u{${to.toString(16)}}${more}`;
}

/** Two ends of a range, each a character or its number. */
const classRange = /^([^\]\\]|\\x\{[0-9A-F]+\}|\\x[0-9A-F]{2})-([^\]\\]|\\x\{[0-9A-F]+\}|\\x[0-9A-F]{2})/u;

function pointOf(written: string): number {
  const number = /^\\x\{?([0-9A-F]+)\}?$/.exec(written)?.[1];
  return number === undefined ? (written.codePointAt(0) ?? 0) : Number.parseInt(number, 16);
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
  const folds = flags.includes("i");
  for (let at = 0; at < body.length; at++) {
    const rest = body.slice(at);
    const character = String.fromCodePoint(body.codePointAt(at) ?? 0);
    const range = inClass && folds ? classRange.exec(rest) : null;
    if (range) {
      out += rangeCases(pointOf(range[1] ?? ""), pointOf(range[2] ?? ""));
      at += range[0].length - 1;
      continue;
    }
    const escaped = /^\\(?:x\{([0-9A-F]+)\}|x([0-9A-F]{2})|([pP](?:[A-Z]|\{\^?[A-Za-z_]+\}))|([nrtf-])|([zbB]))/.exec(rest);
    if (escaped) {
      const [whole, braced, two, property, plain, assertion] = escaped;
      const hex = braced ?? two;
      if (hex !== undefined) out += `\\u{${hex}}`;
      else if (property !== undefined) out += propertyOf(property);
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
      out += folds && /\p{L}/u.test(character) ? casesOf(character) : character;
      at += character.length - 1;
      continue;
    }
    if (folds && /\p{L}/u.test(character)) {
      out += `[${casesOf(character)}]`;
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

/** `\pL`, `\p{Lu}`, `\p{^Greek}`: JavaScript writes scripts with their property. */
function propertyOf(written: string): string {
  const [, letter = "p", negated = "", name = ""] = /^([pP])\{?(\^?)(\w+)\}?$/.exec(written) ?? [];
  const isPlain = (letter === "p") === (negated === "");
  return `\\${isPlain ? "p" : "P"}{${name.length > 2 ? `Script=${name}` : name}}`;
}
