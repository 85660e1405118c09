/** Addresses and hosts in ES|QL. */
import { hostName } from "../../runtime/domain.ts";
import { readAddress, readBlock } from "../../runtime/ip.ts";
import { call, literally, run, text } from "../../targets/esql/build.ts";
import type { Expr } from "../../targets/esql/query.ts";
import type { Lowered } from "../lowering.ts";
import { total, unknownIfMissing, unsupported, wider } from "../lowering.ts";
import { isText, test, wrongKind } from "./operands.ts";
import { likeAny } from "./patterns.ts";

export const inCidrsEsql = test("in-cidrs", (subject, object): Lowered<Expr> => {
  if (!object.constant)
    return unsupported(
      "no-field-compare",
      `\`${object.name}\` holds the blocks, of which CIDR_MATCH takes one at a time`,
      "write the blocks into a LIST",
    );
  if (subject.shape.kind !== "ip") return wrongKind(subject, "an address");
  const { value } = object.constant;
  const blocks = (Array.isArray(value) ? value : [value]).flatMap((listed) =>
    typeof listed === "string" ? (readBlock(listed) ?? []) : [],
  );
  if (blocks.length === 0) return total({ kind: "boolean", value: false });
  const shown = blocks.map(({ address, bits }) => text(`${shownAddress(address)}/${bits}`));
  const piece = unknownIfMissing(call("CIDR_MATCH", subject.term, ...shown));
  // An ip column keeps an IPv4 address as ::ffff:a.b.c.d. Elastic, "IP field type".
  const holdsIpv4 = blocks.some(({ address, bits }) => address.length === 8 && bits <= 96 && sharesMappedPrefix(address, bits));
  return holdsIpv4 ? wider(piece, "for Elasticsearch every IPv4 address lies in an IPv6 block around `::ffff:0:0/96`") : piece;
});

function shownAddress(address: readonly number[]): string {
  if (address.length === 2) return address.flatMap((group) => [group >> 8, group & 0xff]).join(".");
  return address.map((group) => group.toString(16)).join(":");
}

function sharesMappedPrefix(address: readonly number[], bits: number): boolean {
  const bitAt = (groups: readonly number[], index: number) => ((groups[index >> 4] ?? 0) >> (15 - (index & 15))) & 1;
  const mapped = [0, 0, 0, 0, 0, 0xffff, 0, 0];
  return Array.from({ length: bits }, (_, index) => bitAt(address, index) === bitAt(mapped, index)).every(Boolean);
}

/** Wildcards tell the host of an address or of a bare name; what else holds a host (a URL, a name in brackets) must not be in the column. */
export const inDomainsEsql = test("in-domains", (subject, object): Lowered<Expr> => {
  if (!object.constant)
    return unsupported(
      "no-field-compare",
      `\`${object.name}\` would be compared as a whole with the host of \`${subject.name}\``,
      "run the rule in aidr and ship its alerts",
    );
  if (!isText(subject.shape)) return wrongKind(subject, "a text");
  const { value } = object.constant;
  const domains = (Array.isArray(value) ? value : [value]).flatMap((listed) =>
    typeof listed === "string" ? (hostName(listed) ?? []) : [],
  );
  const names = domains.filter((domain) => !readAddress(domain));
  if (domains.length === 0) return total({ kind: "boolean", value: false });
  if (names.length < domains.length || subject.term.kind !== "column")
    return unsupported(
      "function-missing",
      `reading the address out of \`${subject.name}\` has no counterpart in ES|QL`,
      "list host names only, or carry the host in a field of its own, by `domain_of`",
    );
  const patterns = names.flatMap((name) => [[literally(name)], [run, literally(`@${name}`)], [run, literally(`.${name}`)]]);
  const listed = likeAny(call("TO_LOWER", subject.term), patterns);
  return listed.ok ? unknownIfMissing(listed.query, [{ kind: "bare-addresses", column: subject.term.name }]) : listed;
});
