/** What stands between quotes, slashes and backticks: strings, patterns, quoted names. Each ends on its own line. */
import { type Lexing, matchAt, push, report } from "./lexing.ts";
import * as T from "./tokens.ts";

const closers: Readonly<Record<string, string>> = { '"': '"', "'": "'", "“": "”", "”": "”", "‘": "’", "’": "’" };

/** Reads the string at the current place, in quotes of any kind. */
export function scanString(state: Lexing): number {
  const { text, at } = state;
  const quote = text.charAt(at);
  if (quote === '"') {
    const good = matchPlainString(text, at);
    if (good > 0) return push(state, T.Text, good);
  }
  const closer = closers[quote] ?? quote;
  let end = at + 1;
  // In single quotes a doubled quote is one character of the string, as in other languages.
  const isDoubled = (): boolean => quote === "'" && text[end] === "'" && text[end + 1] === "'" && end > at + 1;
  while (!isLineEnd(text, end) && (text[end] !== closer || isDoubled()))
    end += isDoubled() || (text[end] === "\\" && !isLineEnd(text, end + 1)) ? 2 : 1;
  const closed = text[end] === closer;
  const body = quote === "'" ? text.slice(at + 1, end).replaceAll("''", "'") : text.slice(at + 1, end);
  const length = end - at + (closed ? 1 : 0);
  const repaired = repairBody(state, body, quote === '"' && closed);
  if (!closed) report(state, "unclosedString", length);
  else if (quote !== '"') report(state, "singleQuotes", length, `"${repaired}"`);
  return push(state, T.Text, length, `"${repaired}"`);
}

const escapeOrControl = /\\(?:u[0-9A-Fa-f]{4}|["\\/bfnrt])|\\[\s\S]?|[\u0000-\u001f]|"/g;

/** The body as a JSON string has it; each wrong escape or control character is reported when the quotes are right. */
function repairBody(state: Lexing, body: string, reporting: boolean): string {
  return body.replace(escapeOrControl, (found, offset: number) => {
    if (found === '"') return '\\"';
    if (found.length > 1 && (/^\\u[0-9A-Fa-f]{4}$/.test(found) || /^\\["\\/bfnrt]$/.test(found))) return found;
    if (!found.startsWith("\\")) {
      const escaped = JSON.stringify(found).slice(1, -1);
      if (reporting)
        state.problems.push({ kind: "controlCharacter", start: state.at + 1 + offset, end: state.at + 2 + offset, replacement: escaped });
      return escaped;
    }
    // `\'` in a single-quoted string is a plain quote; any other unknown escape keeps its backslash.
    const meant = found === "\\'" ? "'" : `\\\\${found.slice(1)}`;
    if (reporting)
      state.problems.push({
        kind: "badEscape",
        start: state.at + 1 + offset,
        end: state.at + 1 + offset + found.length,
        replacement: meant,
      });
    return meant;
  });
}

/** Length of a well-written string, read by a loop because a pattern's stack is not for 200 kB; 0 where it is not one. */
function matchPlainString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) return i + 1 - at;
    if (code < 32) return 0;
    if (code !== 92) continue;
    const next = text.charAt(i + 1);
    if (next === "u" && /^[0-9A-Fa-f]{4}$/.test(text.slice(i + 2, i + 6))) i += 5;
    else if (next !== "" && '"\\/bfnrt'.includes(next)) i++;
    else return 0;
  }
  return 0;
}

/** Reads the pattern at the current place: to the first `/` outside a class and not behind a backslash, then its flags. */
export function scanPattern(state: Lexing): number {
  const { text, at } = state;
  let end = at + 1;
  let inClass = false;
  while (end < text.length && !isLineEnd(text, end)) {
    const character = text[end];
    if (character === "/" && !inClass) break;
    if (character === "\\" && !isLineEnd(text, end + 1)) end++;
    else if (character === "[") inClass = true;
    else if (character === "]") inClass = false;
    end++;
  }
  end = Math.min(end, text.length);
  if (text[end] !== "/") {
    const length = text.slice(at, end).trimEnd().length;
    report(state, "unclosedPattern", length);
    return push(state, T.Pattern, length, `${text.slice(at, at + length)}/`);
  }
  const bodyLength = end + 1 - at;
  const flags = /^[A-Za-z0-9_]*/.exec(text.slice(end + 1, end + 65))?.[0] ?? "";
  if (bodyLength === 2) report(state, "emptyPattern", 2);
  const known = [...new Set(flags)].filter((flag) => "ims".includes(flag)).join("");
  if (known !== flags) {
    const meant = [...new Set(flags.toLowerCase())].filter((flag) => "ims".includes(flag)).join("");
    state.problems.push({ kind: "badFlags", start: end + 1, end: end + 1 + flags.length, replacement: meant });
  }
  return push(state, T.Pattern, bodyLength + flags.length, text.slice(at, at + bodyLength) + known);
}

const quotedName = /`[^`\r\n]+`/y;

/** Reads a name in backticks. */
export function scanQuotedName(state: Lexing): number {
  const length = matchAt(quotedName, state.text, state.at);
  if (length > 0) return push(state, T.Identifier, length);
  if (state.text[state.at + 1] === "`") {
    report(state, "emptyName", 2);
    return push(state, T.Identifier, 2, "`?`");
  }
  const rest = /^`[A-Za-z0-9_-]*/.exec(state.text.slice(state.at, state.at + 256))?.[0].length ?? 1;
  report(state, "unclosedName", rest);
  return push(state, T.Identifier, rest, `\`${state.text.slice(state.at + 1, state.at + rest) || "?"}\``);
}

function isLineEnd(text: string, at: number): boolean {
  const character = text[at];
  return character === undefined || character === "\n" || character === "\r";
}
