/** Addresses and hosts in Query DSL. */
import type { Block } from "../../runtime/ip.ts";
import { readBlock, showAddress } from "../../runtime/ip.ts";
import type { Query } from "../../targets/querydsl/query.ts";
import { matchNone, oneOf } from "../../targets/querydsl/query.ts";
import { total, unsupported, wider } from "../lowering.ts";
import type { Lowered } from "../lowering.ts";
import { fieldTest, isList, wrongKind } from "./operands.ts";

/** An ip field answers `term` with a block. Elastic, "IP field type: Querying ip fields". */
export const inCidrsQuery = fieldTest("in-cidrs", (test): Lowered<Query> => {
  if (test.turned)
    return unsupported(
      "no-field-compare",
      `\`${test.subject.name}\` holds the blocks, and Query DSL takes blocks from the query alone`,
      "write the blocks into a LIST",
    );
  const blocks = (isList(test.value) ? test.value : [test.value]).flatMap((value) => {
    const block = typeof value === "string" ? readBlock(value) : undefined;
    return block ? [block] : [];
  });
  if (blocks.length === 0) return total(matchNone);
  if (test.shape.kind !== "ip") return wrongKind(test, "blocks of addresses");
  const query = total(oneOf(test.field, [...new Set(blocks.map(blockText))]));
  const broad = blocks.find(({ address, bits }) => address.length === 8 && holdsMapped(address, bits));
  if (!broad) return query;
  return wider(query, `Elasticsearch keeps IPv4 addresses inside of \`${blockText(broad)}\`, the language does not`);
});

function blockText({ address, bits }: Block): string {
  return bits === address.length * 16 ? showAddress(address) : `${showAddress(address)}/${bits}`;
}

/** Whether the block has `::ffff:0:0/96`, which is where Elasticsearch keeps IPv4. */
function holdsMapped(address: readonly number[], bits: number): boolean {
  const mapped = [0, 0, 0, 0, 0, 0xffff, 0, 0];
  for (let group = 0, left = Math.min(bits, 96); left > 0; group++, left -= 16) {
    const mask = left >= 16 ? 0xffff : (0xffff << (16 - left)) & 0xffff;
    if ((((address[group] ?? 0) ^ (mapped[group] ?? 0)) & mask) !== 0) return false;
  }
  return true;
}

export const inDomainsQuery = fieldTest("in-domains", (test): Lowered<Query> => {
  return unsupported(
    "function-missing",
    `reading a host out of \`${test.subject.name}\` has no counterpart in Query DSL`,
    "carry the host in a field of its own, by `domain_of`, and compare that",
  );
});
