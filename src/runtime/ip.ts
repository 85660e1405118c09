/** Addresses and blocks of addresses: `IN` a list of cidrs. */
import { isList, readElement } from "./read.ts";
import type { Value } from "./value.ts";

/** An address as 16-bit groups: 2 for IPv4, 8 for IPv6. */
export type Address = readonly number[];
export type Block = { readonly address: Address; readonly bits: number };

/**
 * `address IN [cidrs]`: the address lies in one of the blocks. Four decimal parts without leading zeros, or IPv6 (also in brackets, with a zone,
 * with a dotted end); nothing else is an address (no octal, no hexadecimal, no port). An IPv4 address inside IPv6 (`::ffff:1.2.3.4`) is in a block
 * as either. A listed address without `/n` is a block of one; bits of a listed block beyond its length do not count; what is no block matches nothing.
 */
export function inCidrs(subject: Value, object: Value): boolean {
  if (typeof subject !== "string" || !isList(object)) return false;
  const forms = readForms(subject);
  if (forms.length === 0) return false;
  for (let index = 0; index < object.length; index++) {
    const block = readBlock(readElement(object, index));
    if (block && forms.some((form) => isInBlock(form, block))) return true;
  }
  return false;
}

/** The address itself and, for IPv4 inside IPv6, the IPv4 address too. */
export function readForms(text: string): readonly Address[] {
  const address = readAddress(text);
  if (!address) return [];
  const mapped = unmapped(address);
  return mapped ? [address, mapped] : [address];
}

export function readBlock(value: Value): Block | undefined {
  if (typeof value !== "string") return undefined;
  const slash = value.indexOf("/");
  const address = readAddress(slash < 0 ? value : value.slice(0, slash));
  if (!address) return undefined;
  const width = address.length * 16;
  const length = slash < 0 ? String(width) : value.slice(slash + 1);
  if (!/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > width) return undefined;
  const bits = Number(length);
  const mapped = unmapped(address);
  return mapped && bits >= 96 ? { address: mapped, bits: bits - 96 } : { address, bits };
}

export function isInBlock(address: Address, block: Block): boolean {
  if (address.length !== block.address.length) return false;
  for (let group = 0, left = block.bits; left > 0; group++, left -= 16) {
    const mask = left >= 16 ? 0xffff : (0xffff << (16 - left)) & 0xffff;
    if ((((address[group] ?? 0) ^ (block.address[group] ?? 0)) & mask) !== 0) return false;
  }
  return true;
}

/** First `bits` bits of an address as a string key: equal for two addresses exactly when they share them. */
export function prefixKey(address: Address, bits: number): string {
  let key = `${address.length}/${bits}:`;
  for (let group = 0, left = bits; left > 0; group++, left -= 16) {
    const mask = left >= 16 ? 0xffff : (0xffff << (16 - left)) & 0xffff;
    key += String.fromCharCode((address[group] ?? 0) & mask);
  }
  return key;
}

export function readAddress(text: string): Address | undefined {
  if (text.length > 64) return undefined;
  return text.includes(":") ? readIpv6(text) : readIpv4(text);
}

export function readIpv4(text: string): Address | undefined {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!found) return undefined;
  const parts = found.slice(1);
  if (parts.some((part) => Number(part) > 255 || (part.length > 1 && part.startsWith("0")))) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = parts.map(Number);
  return [a * 256 + b, c * 256 + d];
}

function readIpv6(written: string): Address | undefined {
  const bare = written.startsWith("[") && written.endsWith("]") ? written.slice(1, -1) : written;
  const zone = bare.indexOf("%");
  const text = zone < 0 ? bare : bare.slice(0, zone);
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = readGroups(halves[0] ?? "", halves.length === 1);
  const tail = halves.length === 1 ? [] : readGroups(halves[1] ?? "", true);
  if (!head || !tail) return undefined;
  if (halves.length === 1) return head.length === 8 ? head : undefined;
  const missing = 8 - head.length - tail.length;
  return missing < 1 ? undefined : [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function readGroups(text: string, mayEndDotted: boolean): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    if (mayEndDotted && index === parts.length - 1 && part.includes(".")) {
      const dotted = readIpv4(part);
      if (!dotted) return undefined;
      groups.push(...dotted);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

function unmapped(address: Address): Address | undefined {
  if (address.length !== 8 || address.slice(0, 5).some((group) => group !== 0) || address[5] !== 0xffff) return undefined;
  return address.slice(6);
}

/** The one way to write an address: dotted, or eight groups of lower-case hexadecimal. */
export function showAddress(address: Address): string {
  if (address.length === 2) return address.flatMap((group) => [group >> 8, group & 255]).join(".");
  return address.map((group) => group.toString(16)).join(":");
}
