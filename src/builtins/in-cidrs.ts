/** `IN`: true when the IP address lies in one of the blocks. */
import { testWord } from "./builtin.ts";
import { inCidrsQuery } from "./querydsl/net.ts";
import { inCidrsEql } from "./eql/values.ts";
import { inCidrsEsql } from "./esql/net.ts";
import { inCidrsKql } from "./kql/host.ts";
import { inCidrsSpl } from "./spl/hosts.ts";

export const inCidrs = testWord({
  name: "in-cidrs",
  surface: "IN",
  evaluate: "inCidrs",
  lower: { eql: inCidrsEql, esql: inCidrsEsql, kql: inCidrsKql, querydsl: inCidrsQuery, spl: inCidrsSpl },
  cost: { rank: 20, words: "number of different prefix lengths in the list" },
  summary: "true when the IP address lies in one of the blocks",
  edges:
    "IPv4 in four decimal parts and IPv6; an IPv4 address inside IPv6 (`::ffff:10.0.0.1`) counts as both. What is no address is in no block; a listed address without a length is a block of one.",
  examples: [],
});
