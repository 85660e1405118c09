/** Whether a written string can be what its list's type says: a domain, an address, a network. */
import type { StringMeaning } from "../types/type.ts";

export type Problem = { readonly expected: string; readonly help: readonly string[] };

/** Undefined when the text is a value of the meaning; else what it should have been. */
export function parseElement(meaning: StringMeaning, text: string): Problem | undefined {
  switch (meaning) {
    case "domain":
      return checkDomain(text);
    case "cidr":
      return checkCidr(text);
    case "ip":
      return isAddress(text) ? undefined : { expected: "an IP address", help: [] };
    case "email":
      return /^[^@\s]+@[^@\s]+$/.test(text) ? undefined : { expected: "an email address", help: [] };
    default:
      return undefined;
  }
}

function checkDomain(text: string): Problem | undefined {
  const expected = "a domain name";
  if (text.startsWith("*.")) return { expected, help: [`write \`${text.slice(2)}\`: subdomains are included`] };
  if (text.includes("@"))
    return { expected, help: [`write \`${text.slice(text.lastIndexOf("@") + 1)}\`: an address is in when its domain is`] };
  if (/^[a-z]+:\/\//i.test(text)) return { expected, help: ["write the host alone"] };
  const labels = text.replace(/\.$/, "").split(".");
  const fine =
    text.length <= 254 &&
    labels.every((label) => /^[\p{L}\p{N}_](?:[\p{L}\p{N}\p{M}_-]*[\p{L}\p{N}\p{M}_])?$/u.test(label) && label.length <= 63);
  return fine ? undefined : { expected, help: [] };
}

function checkCidr(text: string): Problem | undefined {
  const slash = text.lastIndexOf("/");
  const address = slash < 0 ? text : text.slice(0, slash);
  if (!isAddress(address)) return { expected: "a network such as `10.0.0.0/8`", help: [] };
  const bits = address.includes(":") ? 128 : 32;
  if (slash < 0) return { expected: "a network", help: [`write \`${text}/${bits}\` for one address`] };
  const written = text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(written) || Number(written) > bits) return { expected: `a network with a prefix of 0 to ${bits}`, help: [] };
  return undefined;
}

function isAddress(text: string): boolean {
  return isIpv4(text) || isIpv6(text);
}

function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

function isIpv6(text: string): boolean {
  if (!/^[0-9A-Fa-f:.]+$/.test(text) || !text.includes(":")) return false;
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1) ?? "";
  const count = last.includes(".") ? groups.length + 1 : groups.length;
  if (last.includes(".") && !isIpv4(last)) return false;
  const hex = last.includes(".") ? groups.slice(0, -1) : groups;
  return hex.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group)) && (halves.length === 2 ? count < 8 : count === 8);
}
