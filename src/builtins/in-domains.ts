/** `IN`: true when the email, URL or host lies in one of the domains. */
import { testWord } from "./builtin.ts";
import { inDomainsQuery } from "./querydsl/net.ts";
import { inDomainsEql } from "./eql/missing.ts";
import { inDomainsEsql } from "./esql/net.ts";
import { inDomainsKql } from "./kql/host.ts";
import { inDomainsSpl } from "./spl/hosts.ts";

export const inDomains = testWord({
  name: "in-domains",
  surface: "IN",
  evaluate: "inDomains",
  lower: { eql: inDomainsEql, esql: inDomainsEsql, kql: inDomainsKql, querydsl: inDomainsQuery, spl: inDomainsSpl },
  cost: { rank: 20, words: "length of the value" },
  summary: "true when the email, URL or host lies in one of the domains",
  edges:
    "The value is read as a URL when it has `//`, as an email when it has an `@` (after the last one), else as a host name; it is in when that equals or is a subdomain of a listed domain. Case, a trailing dot, a port and user info do not count; international names compare as punycode. What cannot be read so is not in: a list of addresses, a local part with blanks. An IP address is in only when it is listed itself.",
  examples: [],
});
