/** Hosts inside emails, URLs and host names: `IN` a list of domains, `domain_of`, `host_of`. */
import { fold, isAscii } from "./fold.ts";
import { readAddress, readIpv4, showAddress } from "./ip.ts";
import { isList, readElement } from "./read.ts";
import { punycode } from "./punycode.ts";
import type { Value } from "./value.ts";

/**
 * `a IN [domains]`: the host of a equals a listed domain or is a subdomain of one. The choices:
 * - a is read by `hostIn`; a listed domain is a host name alone (no `*.`, no leading dot, no `@`); what cannot be read so matches nothing;
 * - case is ignored, one trailing dot dropped, non-ASCII labels are compared as punycode, so `bücher.example` is `xn--bcher-kva.example`;
 * - an IP address is in only when the same address is listed: `9.1.2.3.4` is no subdomain of anything.
 */
export function inDomains(subject: Value, object: Value): boolean {
  if (typeof subject !== "string" || !isList(object)) return false;
  const host = hostIn(subject);
  if (host === undefined) return false;
  for (let index = 0; index < object.length; index++) {
    const listed = readElement(object, index);
    if (typeof listed === "string" && isWithin(host, hostName(listed))) return true;
  }
  return false;
}

export function isWithin(host: string, domain: string | undefined): boolean {
  if (domain === undefined || !host.endsWith(domain)) return false;
  return host.length === domain.length || (host.charAt(host.length - domain.length - 1) === "." && !isAddressName(domain));
}

/**
 * The host that a text names, in its one form (lower case, punycode, no trailing dot), or undefined. White space around it does not count.
 * - With `scheme://`, or beginning with `//`: a URL. Tabs and line breaks in it do not count and `\` is `/`, as in browsers; user info and port are dropped,
 *   percent escapes in the host are undone. `mailto:` is followed by an email.
 * - With `@`: an email, read after its last `@`; `Name <a@b.example>` is read inside the brackets. A local part with white space, `,` `;` `<` `>` `/` or `\` outside
 *   of quotes is none: a list of addresses is not an email (see `emails`), nor is `evil.example/@good.example`.
 * - Else a host name, to the first `/` `?` `#`, without its port.
 */
export function hostIn(text: string): string | undefined {
  if (text.length > urlLengthMax) return undefined;
  const trimmed = text.trim();
  const url = urlForm.exec(trimmed);
  if (url) return urlHost(trimmed.slice(url[0].length));
  if (trimmed.includes("@")) return emailHost(/^mailto:/i.test(trimmed) ? trimmed.slice(7).replace(/[?#].*$/s, "") : trimmed);
  return bareHost(trimmed);
}

const urlLengthMax = 65_536;
const urlForm = /^(?:[a-z][a-z0-9+.-]{0,63}:)?[/\\]{2}/i;

function urlHost(afterSlashes: string): string | undefined {
  const text = afterSlashes.replace(/[\t\n\r]/g, "");
  const end = text.search(/[/?#\\]/);
  const authority = end < 0 ? text : text.slice(0, end);
  return hostAndPort(authority.slice(authority.lastIndexOf("@") + 1));
}

function emailHost(text: string): string | undefined {
  const open = text.endsWith(">") ? text.lastIndexOf("<") : -1;
  const address = open < 0 ? text : text.slice(open + 1, -1);
  const at = address.lastIndexOf("@");
  const local = address.slice(0, at);
  if (at <= 0 || (/[\s,;<>/\\]/.test(local) && !/^"(?:[^"\\]|\\.)*"$/s.test(local))) return undefined;
  const domain = address.slice(at + 1);
  return domain.startsWith("[") ? hostName(domain.replace(/^\[IPv6:/i, "[")) : hostName(domain);
}

function bareHost(text: string): string | undefined {
  const end = text.search(/[/?#]/);
  return hostAndPort(end < 0 ? text : text.slice(0, end));
}

function hostAndPort(text: string): string | undefined {
  const host = text.replace(/:\d{0,5}$/, "");
  // Eight colons are an address, not a port: `::1` keeps its end.
  return hostName(text) ?? hostName(host);
}

/** A host name or address in its one form, or undefined. IPv6 in brackets or bare; labels of letters, digits, `-` and `_`. */
export function hostName(written: string): string | undefined {
  if (written.length > 1_024) return undefined;
  if (written.includes(":")) {
    const address = readAddress(written);
    return address && showAddress(address);
  }
  if (written.startsWith("[") && written.endsWith("]")) {
    const address = readIpv4(written.slice(1, -1));
    return address && showAddress(address);
  }
  const unescaped = written.includes("%") ? percentDecoded(written) : written;
  if (unescaped === undefined) return undefined;
  const name = isAscii(unescaped) ? unescaped.toLowerCase() : asciiName(unescaped);
  if (name === undefined) return undefined;
  const host = name.endsWith(".") ? name.slice(0, -1) : name;
  if (host.length > 253 || !nameForm.test(host)) return undefined;
  // A name that ends in a number is an address or nothing (WHATWG URL, "ends in a number"): no such top-level domain exists.
  return /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/.test(host) && !readIpv4(host) ? undefined : host;
}

const nameForm = /^(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;

function isAddressName(host: string): boolean {
  return host.includes(":") || readIpv4(host) !== undefined;
}

/** Compatibility forms and case are undone first, as IDNA does (UTS 46), so that full-width letters and dots are what a browser makes of them. */
function asciiName(name: string): string | undefined {
  const labels = fold(name.normalize("NFKC"))
    .toLowerCase()
    .normalize("NFC")
    .replace(/[\u3002\uff0e\uff61]/g, ".")
    .split(".");
  const encoded = labels.map((label) => (isAscii(label) ? label : encodeLabel(label)));
  return encoded.some((label) => label === undefined) ? undefined : encoded.join(".");
}

function encodeLabel(label: string): string | undefined {
  if (!/^[\p{L}\p{M}\p{N}_-]+$/u.test(label)) return undefined;
  return `xn--${punycode(label)}`;
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // No UTF-8 behind the escapes, so no host either.
    return undefined;
  }
}

/** The domain name of an email, URL or host name, as `IN` a list of domains reads it; an IP address has none. */
export function domainOf(text: Value): Value {
  if (typeof text !== "string") return undefined;
  const host = hostIn(text);
  return host === undefined || isAddressName(host) ? undefined : host;
}

/** The host of a URL or of `host[:port]`, a name or an IP address; an email has none. */
export function hostOf(text: Value): Value {
  if (typeof text !== "string") return undefined;
  const isEmail = text.includes("@") && !urlForm.test(text.trim());
  return isEmail ? undefined : hostIn(text);
}
