/** `domain_of`: the domain name in an email, URL or host name, as `IN` a list of domains reads it. */
import { domainType, stringType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { missingInEsql } from "./esql/functions.ts";
import { domainOfKql } from "./kql/host.ts";
import { domainOfSpl } from "./spl/hosts.ts";

export const domainOf = functionWord({
  name: "domain_of",
  params: [{ name: "text", type: stringType }],
  returns: domainType,
  evaluate: "domainOf",
  lower: {
    eql: missingInEql("domain_of"),
    esql: missingInEsql("domain_of"),
    kql: domainOfKql,
    querydsl: notComputed("domain_of"),
    spl: domainOfSpl,
  },
  cost: { rank: 18, words: "length of the text" },
  summary: "the domain name in an email, URL or host name, as `IN` a list of domains reads it",
  edges:
    "Lower case, punycode, without port, user info and trailing dot. Missing for IP addresses, for lists of addresses and for what cannot be read.",
  examples: [
    ['domain_of("Bob@Mail.Example.com")', "mail.example.com"],
    ['domain_of("https://user@example.com:8443/x")', "example.com"],
    ['domain_of("10.0.0.1")', undefined],
    ['domain_of("a@b.example, c@d.example")', undefined],
  ],
});
