/**
 * What may be an email, a link, a host, an address or an id, found without a search: each begins where a run begins, that is as many characters of its kind as stand
 * together, and has something that prose has seldom: a dot between letters, two colons, a digit. So most of a text is not even looked at.
 */

const emailForm = /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9\u00a1-\uffff](?:[A-Za-z0-9.\u00a1-\uffff-]{0,252}[A-Za-z0-9\u00a1-\uffff])?/y;
const linkForm =
  /([A-Za-z][A-Za-z0-9+.-]{1,31}):\/\/([^\s/?#"'<>\\()[\]{}`,;|^]{1,512}|\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?)([^\s"'<>\\`{}|^]{0,2048})/y;
const hostForm = /[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){1,20}(?![A-Za-z0-9_@-])/y;
const idForm = /[A-Za-z0-9](?:[A-Za-z0-9_-]{3,126}[A-Za-z0-9])(?![A-Za-z0-9_@-]|\.\d)/y;

/** A name, `@` and what may be a host. O(length), as all here. */
export function emailRuns(text: string): readonly string[] {
  const found: string[] = [];
  let end = 0;
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", Math.max(end, at + 1))) {
    const start = runStart(text, at, inName);
    if (start < end || at - start > 64) continue;
    emailForm.lastIndex = start;
    const written = emailForm.exec(text)?.[0];
    if (written === undefined) continue;
    found.push(written);
    end = start + written.length;
  }
  return found;
}

export type WrittenLink = { readonly scheme: string; readonly authority: string; readonly rest: string };

/** What has a scheme, `://` and something behind it. */
export function linkRuns(text: string): readonly WrittenLink[] {
  const found: WrittenLink[] = [];
  let end = 0;
  for (let at = text.indexOf("://"); at >= 0; at = text.indexOf("://", Math.max(end, at + 1))) {
    const start = runStart(text, at, inScheme);
    if (start < end || at - start > 32) continue;
    linkForm.lastIndex = start;
    const match = linkForm.exec(text);
    if (match === null) continue;
    const [written, scheme = "", authority = "", rest = ""] = match;
    found.push({ scheme, authority, rest });
    end = start + written.length;
  }
  return found;
}

/** Labels with dots between them that are not part of something longer, like an email. */
export function hostRuns(text: string): readonly string[] {
  const found: string[] = [];
  for (let at = text.indexOf("."); at >= 0; ) {
    if (!isKind(text, at + 1, inHost) || !isKind(text, at - 1, inHost)) {
      at = text.indexOf(".", at + 1);
      continue;
    }
    hostForm.lastIndex = runStart(text, at, besideHost);
    const written = hostForm.exec(text)?.[0];
    if (written !== undefined) found.push(written);
    at = text.indexOf(".", runEnd(text, at, besideHost));
  }
  return found;
}

/** Hexadecimal digits, dots and at least two colons, as many as an IPv6 address may have. */
export function addressRuns(text: string): readonly string[] {
  const found: string[] = [];
  for (let at = text.indexOf(":"); at >= 0; ) {
    const start = runStart(text, at, besideAddress);
    const end = runEnd(text, at, besideAddress);
    const next = text.indexOf(":", at + 1);
    const isLong = end - start >= 3 && end - start <= 45 && next >= 0 && next < end;
    if (isLong && runEnd(text, start, inAddress) === end) found.push(text.slice(start, end));
    at = next < end && next >= 0 ? text.indexOf(":", end) : next;
  }
  return found;
}

/** Words of five to 128 letters, digits, `-` and `_`, in runs with a digit. */
export function idRuns(text: string): readonly string[] {
  const found: string[] = [];
  for (let at = nextDigit(text, 0); at >= 0; ) {
    idForm.lastIndex = runStart(text, at, besideId);
    const written = idForm.exec(text)?.[0];
    if (written !== undefined) found.push(written);
    at = nextDigit(text, runEnd(text, at, besideId));
  }
  return found;
}

// Kinds of characters, as bits.
const inHost = 1;
const besideHost = 2;
const inAddress = 4;
const besideAddress = 8;
const besideId = 16;
const inName = 32;
const inScheme = 64;
const kinds = Uint8Array.from({ length: 128 }, (_, unit) => {
  const character = String.fromCharCode(unit);
  return (
    (/[A-Za-z0-9_-]/.test(character) ? inHost : 0) |
    (/[A-Za-z0-9_.@%+-]/.test(character) ? besideHost : 0) |
    (/[0-9A-Fa-f:.]/.test(character) ? inAddress : 0) |
    (/[A-Za-z0-9_:.]/.test(character) ? besideAddress : 0) |
    (/[A-Za-z0-9_.@-]/.test(character) ? besideId : 0) |
    (/[A-Za-z0-9._%+-]/.test(character) ? inName : 0) |
    (/[A-Za-z0-9+.-]/.test(character) ? inScheme : 0)
  );
});

function isKind(text: string, at: number, kind: number): boolean {
  const unit = text.charCodeAt(at);
  return unit < 128 && ((kinds[unit] ?? 0) & kind) !== 0;
}

/** Where the run begins to which the character belongs. */
function runStart(text: string, at: number, kind: number): number {
  let start = at;
  while (start > 0 && isKind(text, start - 1, kind)) start--;
  return start;
}

/** Behind the last character of the run. */
function runEnd(text: string, at: number, kind: number): number {
  let end = at;
  while (end < text.length && isKind(text, end, kind)) end++;
  return end;
}

function nextDigit(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x30 && unit <= 0x39) return at;
  }
  return -1;
}
