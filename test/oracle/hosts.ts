/** Containment in lists of domains and of address ranges (`IN`, language.md §6). */

/** Whether `text`, read as an e-mail address, a URL or a host name, is at or below a listed domain. */
export function inDomains(text: string, domains: readonly string[]): boolean {
  // White space around a subject does not count; in a list it does.
  const host = hostOf(text.trim());
  if (host === undefined) return false;
  return domains.some((domain) => {
    const wanted = hostName(domain);
    return wanted !== undefined && (host === wanted || host.endsWith(`.${wanted}`));
  });
}

function hostOf(text: string): string | undefined {
  const url = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#\\]*)/.exec(text);
  if (url) {
    const authority = url[1] ?? "";
    return hostName(authority.slice(authority.lastIndexOf("@") + 1).replace(/:\d*$/, ""));
  }
  return hostName(text.slice(text.lastIndexOf("@") + 1));
}

/** Lower case, without the root's dot; missing when it is no host name. */
function hostName(text: string): string | undefined {
  const name = text.toLowerCase().replace(/\.$/, "");
  return /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/.test(name) ? name : undefined;
}

/** Whether `text` is an address inside one of the ranges. */
export function inRanges(text: string, ranges: readonly string[]): boolean {
  const address = addressOf(text);
  if (address === undefined) return false;
  // An IPv4 address written in IPv6 is in a range as either.
  const forms = [
    address,
    ...(address.bits === 128 && address.value >> 32n === 0xffffn ? [{ bits: 32 as const, value: address.value & 0xffffffffn }] : []),
  ];
  return ranges.some((range) => forms.some((form) => inRange(form, range)));
}

type Address = { readonly bits: 32 | 128; readonly value: bigint };

function inRange(address: Address, range: string): boolean {
  const [base, length] = range.split("/");
  const network = addressOf(base ?? "");
  if (!network || network.bits !== address.bits) return false;
  const prefix = length === undefined ? network.bits : Number(length);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > network.bits) return false;
  const shift = BigInt(network.bits - prefix);
  return address.value >> shift === network.value >> shift;
}

function addressOf(text: string): Address | undefined {
  const four = dotted(text);
  if (four !== undefined) return { bits: 32, value: four };
  const six = colons(text);
  if (six === undefined) return undefined;
  return { bits: 128, value: six };
}

function dotted(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function colons(text: string): bigint | undefined {
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const last = tail ? dotted(tail[2] ?? "") : undefined;
  if (tail && last === undefined) return undefined;
  const plain = last === undefined ? text : `${tail?.[1]}${(last >> 16n).toString(16)}:${(last & 0xffffn).toString(16)}`;
  const halves = plain.split("::");
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const count = groups.reduce((sum, half) => sum + half.length, 0);
  if (halves.length === 2 ? count > 7 : count !== 8) return undefined;
  const all = [...(groups[0] ?? []), ...Array.from({ length: 8 - count }, () => "0"), ...(groups[1] ?? [])];
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return all.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}
